package io.github.tfmobile.codegen.text;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Names from models, made safe for one line of a message. */
public final class Names {

    private static final int LONGEST = 200;
    private static final int MOST = 4;

    private Names() {}

    /** The name in double quotes. */
    public static String quoted(String name) {
        return "\"" + plain(name) + "\"";
    }

    /** The name without control characters, shortened in the middle when it is very long. */
    public static String plain(String name) {
        return full(
                name.length() <= LONGEST
                        ? name
                        : name.substring(0, LONGEST / 2) + "..." + name.substring(name.length() - LONGEST / 2));
    }

    /** The name without control characters, however long it is. */
    public static String full(String name) {
        StringBuilder text = new StringBuilder();
        name.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || Character.getType(c) == Character.FORMAT) {
                text.append(String.format("\\u%04x", c));
            } else {
                text.appendCodePoint(c);
            }
        });
        return text.toString();
    }

    /** {@code "a"}, {@code "a" and "b"}, {@code "a", "b" and "c"}; of many the first and how many more. */
    public static String and(Collection<String> names) {
        List<String> all = names.stream().map(Names::quoted).collect(Collectors.toList());
        if (all.size() > MOST + 1) {
            return String.join(", ", all.subList(0, MOST)) + " and " + (all.size() - MOST) + " more";
        }
        if (all.size() < 2) {
            return String.join("", all);
        }
        return String.join(", ", all.subList(0, all.size() - 1)) + " and " + all.get(all.size() - 1);
    }

    /** {@code 1 node}, {@code 2 nodes}. */
    public static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** {@code model "a"}, {@code models "a" and "b"}. */
    public static String models(Collection<String> names) {
        return (names.size() == 1 ? "model " : "models ") + and(names);
    }

    /** The names without quotes, separated by commas; of more than so many the first and how many more. */
    public static String list(Collection<String> names, int most) {
        String shown = names.stream().limit(most).map(Names::plain).collect(Collectors.joining(", "));
        return names.size() > most ? shown + " and " + (names.size() - most) + " more" : shown;
    }
}
