package io.github.tfmobile.registry.makefile;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The macros among the flags of a compiler. */
public final class MacroFlags {

    private static final Pattern DEFINE = Pattern.compile("-D([A-Za-z_][A-Za-z0-9_]*)(?:=(.*))?");

    private MacroFlags() {}

    /** The macros that flags define, {@code -U} taking back what came before; one without a value has {@code 1}. */
    public static SortedMap<String, String> of(List<String> flags) {
        SortedMap<String, String> defines = new TreeMap<>();
        for (String flag : flags) {
            Matcher define =
                    DEFINE.matcher(flag.replace("\\", "").replace("\"", "").replace("'", ""));
            if (define.matches()) {
                defines.put(define.group(1), define.group(2) == null ? "1" : define.group(2));
            } else if (flag.startsWith("-U")) {
                defines.remove(flag.substring(2));
            }
        }
        return defines;
    }
}
