package io.github.tfmobile.common.text;

import java.util.ArrayList;
import java.util.List;

/** Lists whose entries are separated by commas, and may have commas of their own in square brackets. */
public final class CommaList {

    private CommaList() {}

    /** The entries, without blanks around them; blank ones are left out. */
    public static List<String> split(String list) {
        List<String> entries = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= list.length(); i++) {
            char c = i == list.length() ? ',' : list.charAt(i);
            if (c == '[') {
                depth++;
            } else if (c == ']') {
                depth--;
            } else if (i == list.length() || (c == ',' && depth <= 0)) {
                String entry = list.substring(start, i).strip();
                if (!entry.isEmpty()) {
                    entries.add(entry);
                }
                start = i + 1;
            }
        }
        return entries;
    }
}
