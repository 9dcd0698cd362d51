package io.github.tfmobile.registry.starlark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The methods of strings. */
final class StringMethods {

    static final SortedMap<String, Builtin> ALL = methods();

    private StringMethods() {}

    /** What a method does with the string, its further arguments and the call. */
    private interface Body {
        Object call(String self, @Nullable Object[] values, Arguments call);
    }

    private static SortedMap<String, Builtin> methods() {
        SortedMap<String, Builtin> all = new TreeMap<>();
        add(all, "lower", "", (s, v, c) -> s.toLowerCase(Locale.ROOT));
        add(all, "upper", "", (s, v, c) -> s.toUpperCase(Locale.ROOT));
        add(all, "title", "", (s, v, c) -> title(s));
        add(
                all,
                "capitalize",
                "",
                (s, v, c) -> s.isEmpty()
                        ? s
                        : s.substring(0, 1).toUpperCase(Locale.ROOT)
                                + s.substring(1).toLowerCase(Locale.ROOT));
        add(all, "strip", "chars=?", (s, v, c) -> stripped(s, v[1], true, true, c));
        add(all, "lstrip", "chars=?", (s, v, c) -> stripped(s, v[1], true, false, c));
        add(all, "rstrip", "chars=?", (s, v, c) -> stripped(s, v[1], false, true, c));
        add(all, "find", "sub start? end?", (s, v, c) -> (long) find(s, v, false, c));
        add(all, "rfind", "sub start? end?", (s, v, c) -> (long) find(s, v, true, c));
        add(all, "index", "sub start? end?", (s, v, c) -> index(s, v, false, c));
        add(all, "rindex", "sub start? end?", (s, v, c) -> index(s, v, true, c));
        add(all, "count", "sub start? end?", StringMethods::count);
        add(all, "startswith", "sub start? end?", (s, v, c) -> hasAffix(s, v, true, c));
        add(all, "endswith", "sub start? end?", (s, v, c) -> hasAffix(s, v, false, c));
        add(all, "replace", "old new count?", StringMethods::replace);
        add(all, "split", "sep= maxsplit=?", (s, v, c) -> split(s, v, false, c));
        add(all, "rsplit", "sep= maxsplit=?", (s, v, c) -> split(s, v, true, c));
        add(all, "splitlines", "keepends?", StringMethods::splitLines);
        add(all, "partition", "sep", (s, v, c) -> partition(s, v[1], false, c));
        add(all, "rpartition", "sep", (s, v, c) -> partition(s, v[1], true, c));
        add(
                all,
                "elems",
                "",
                (s, v, c) ->
                        c.list(s.chars().mapToObj(i -> String.valueOf((char) i)).toList()));
        add(all, "join", "elements", StringMethods::join);
        add(all, "removeprefix", "prefix", (s, v, c) -> {
            String prefix = c.text(v[1], "prefix");
            return s.startsWith(prefix) ? s.substring(prefix.length()) : s;
        });
        add(all, "removesuffix", "suffix", (s, v, c) -> {
            String suffix = c.text(v[1], "suffix");
            return s.endsWith(suffix) ? s.substring(0, s.length() - suffix.length()) : s;
        });
        add(all, "isdigit", "", (s, v, c) -> all(s, Character::isDigit));
        add(all, "isalpha", "", (s, v, c) -> all(s, Character::isLetter));
        add(all, "isalnum", "", (s, v, c) -> all(s, Character::isLetterOrDigit));
        add(all, "isspace", "", (s, v, c) -> all(s, Character::isWhitespace));
        add(
                all,
                "islower",
                "",
                (s, v, c) -> s.equals(s.toLowerCase(Locale.ROOT)) && !s.equals(s.toUpperCase(Locale.ROOT)));
        add(
                all,
                "isupper",
                "",
                (s, v, c) -> s.equals(s.toUpperCase(Locale.ROOT)) && !s.equals(s.toLowerCase(Locale.ROOT)));
        add(all, "istitle", "", (s, v, c) -> s.equals(title(s)) && s.chars().anyMatch(Character::isLetter));
        all.put(
                "format",
                Builtin.of(
                        "format",
                        "self * **",
                        (v, c) -> Texts.format(
                                self(v),
                                new Arguments(
                                        c.positional().subList(1, c.positional().size()),
                                        c.named(),
                                        c.line(),
                                        c.evaluation()))));
        return Collections.unmodifiableSortedMap(all);
    }

    private static void add(SortedMap<String, Builtin> all, String name, String signature, Body body) {
        all.put(name, Builtin.of(name, ("self " + signature).strip(), (v, c) -> body.call(self(v), v, c)));
    }

    private static String self(@Nullable Object[] values) {
        return String.valueOf(values[0]);
    }

    private static boolean all(String text, IntPredicate kind) {
        return !text.isEmpty() && text.chars().allMatch(kind);
    }

    private static String title(String text) {
        StringBuilder title = new StringBuilder();
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            title.append(inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
            inWord = Character.isLetter(c);
        }
        return title.toString();
    }

    private static String stripped(String text, @Nullable Object given, boolean left, boolean right, Arguments call) {
        String characters = given == null || given == Value.NONE ? " \t\r\n\f\u000b" : call.text(given, "chars");
        int start = 0;
        int end = text.length();
        while (left && start < end && characters.indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (right && end > start && characters.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(start, end);
    }

    private static int at(@Nullable Object given, int size, int absent, Arguments call) {
        if (given == null || given == Value.NONE) {
            return absent;
        }
        int at = call.integer(given, "start or end");
        return Math.max(0, Math.min(size, at < 0 ? at + size : at));
    }

    /** The part of a string that {@code start} and {@code end}, the third and fourth value, bound. */
    private static String part(String text, @Nullable Object[] values, Arguments call) {
        int start = at(values[2], text.length(), 0, call);
        return text.substring(start, Math.max(start, at(values[3], text.length(), text.length(), call)));
    }

    private static int find(String text, @Nullable Object[] values, boolean last, Arguments call) {
        String sub = call.text(values[1], "sub");
        String part = part(text, values, call);
        int found = last ? part.lastIndexOf(sub) : part.indexOf(sub);
        return found < 0 ? -1 : found + at(values[2], text.length(), 0, call);
    }

    private static Object index(String text, @Nullable Object[] values, boolean last, Arguments call) {
        int found = find(text, values, last, call);
        if (found < 0) {
            throw call.failure("not in the string: " + Texts.repr(call.text(values[1], "sub"), call.line()));
        }
        return (long) found;
    }

    private static Object count(String text, @Nullable Object[] values, Arguments call) {
        String sub = call.text(values[1], "sub");
        String part = part(text, values, call);
        if (sub.isEmpty()) {
            return part.length() + 1L;
        }
        long count = 0;
        for (int at = part.indexOf(sub); at >= 0; at = part.indexOf(sub, at + sub.length())) {
            count++;
        }
        return count;
    }

    private static boolean hasAffix(String text, @Nullable Object[] values, boolean front, Arguments call) {
        Object affix = values[1];
        if (affix instanceof StarlarkList || affix instanceof Dict) {
            throw call.failure("a string or a tuple of strings is wanted, not a " + Value.type(affix));
        }
        String part = part(text, values, call);
        List<Object> affixes = affix instanceof Sequence.Tuple tuple ? tuple.items() : Arrays.asList(affix);
        return affixes.stream()
                .map(one -> call.text(one, "sub"))
                .anyMatch(one -> front ? part.startsWith(one) : part.endsWith(one));
    }

    private static Object replace(String text, @Nullable Object[] values, Arguments call) {
        String old = call.text(values[1], "old");
        String replacement = call.text(values[2], "new");
        int count = values[3] == null || values[3] == Value.NONE ? -1 : call.integer(values[3], "count");
        StringBuilder result = new StringBuilder();
        int done = 0;
        int at = text.indexOf(old);
        while (at >= 0 && count != 0) {
            result.append(text, done, at).append(replacement);
            call.evaluation().use(1 + replacement.length() / 4, call.line());
            done = at + old.length();
            count--;
            if (old.isEmpty()) {
                if (at == text.length()) {
                    break;
                }
                result.append(text.charAt(at));
                done = at + 1;
                at = done;
            } else {
                at = text.indexOf(old, done);
            }
        }
        return result.append(text, Math.min(done, text.length()), text.length()).toString();
    }

    private static Object split(String text, @Nullable Object[] values, boolean fromRight, Arguments call) {
        String separator = call.text(values[1], "sep");
        if (separator.isEmpty()) {
            throw call.failure("an empty separator");
        }
        int limit = values[2] == null || values[2] == Value.NONE ? -1 : call.integer(values[2], "maxsplit");
        List<Object> parts = new ArrayList<>();
        String rest = text;
        while (parts.size() != limit) {
            int cut = fromRight ? rest.lastIndexOf(separator) : rest.indexOf(separator);
            if (cut < 0) {
                break;
            }
            call.evaluation().use(1 + rest.length() / 4, call.line());
            String end = rest.substring(cut + separator.length());
            String front = rest.substring(0, cut);
            parts.add(fromRight ? end : front);
            rest = fromRight ? front : end;
        }
        parts.add(rest);
        if (fromRight) {
            Collections.reverse(parts);
        }
        return call.list(parts);
    }

    private static Object splitLines(String text, @Nullable Object[] values, Arguments call) {
        boolean keep = values[1] != null && Value.truth(values[1]);
        List<Object> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                int end = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n' ? i + 2 : i + 1;
                lines.add(text.substring(start, keep ? end : i));
                i = end - 1;
                start = end;
            }
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return call.list(lines);
    }

    private static Object partition(String text, @Nullable Object given, boolean last, Arguments call) {
        String separator = call.text(given, "sep");
        if (separator.isEmpty()) {
            throw call.failure("an empty separator");
        }
        int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
        if (at < 0) {
            return Value.tuple(last ? List.of("", "", text) : List.of(text, "", ""));
        }
        return Value.tuple(List.of(text.substring(0, at), separator, text.substring(at + separator.length())));
    }

    private static Object join(String text, @Nullable Object[] values, Arguments call) {
        String joined = call.items(values[1]).stream()
                .map(item -> call.text(item, "an item to join"))
                .collect(Collectors.joining(text));
        call.evaluation().use(joined.length() / 4, call.line());
        return joined;
    }
}
