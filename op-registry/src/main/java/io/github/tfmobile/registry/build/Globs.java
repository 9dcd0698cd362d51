package io.github.tfmobile.registry.build;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** {@code glob()}: {@code *} stays in a directory, {@code **} does not. */
final class Globs {

    private Globs() {}

    static List<Object> match(List<String> files, List<Object> include, List<Object> exclude) {
        List<Pattern> wanted = include.stream().map(Globs::pattern).toList();
        List<Pattern> unwanted = exclude.stream().map(Globs::pattern).toList();
        List<Object> matched = new ArrayList<>();
        for (String file : files) {
            if (wanted.stream().anyMatch(p -> p.matcher(file).matches())
                    && unwanted.stream().noneMatch(p -> p.matcher(file).matches())) {
                matched.add(file);
            }
        }
        return matched;
    }

    /** The regular expression of a glob. Runs of stars are one, so that no pattern backtracks without end. */
    static Pattern pattern(Object glob) {
        String text = Value.text(glob);
        StringBuilder regex = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            if (text.startsWith("**/", i)) {
                regex.append("(?:[^/]++/)*+");
                i += 3;
                while (text.startsWith("**/", i)) {
                    i += 3;
                }
            } else if (text.startsWith("**", i)) {
                regex.append(".*");
                while (i < text.length() && text.charAt(i) == '*') {
                    i++;
                }
            } else if (text.charAt(i) == '*') {
                regex.append("[^/]*");
                i++;
            } else {
                int end = text.indexOf('*', i);
                end = end < 0 ? text.length() : end;
                regex.append(Pattern.quote(text.substring(i, end)));
                i = end;
            }
        }
        return Pattern.compile(regex.toString());
    }
}
