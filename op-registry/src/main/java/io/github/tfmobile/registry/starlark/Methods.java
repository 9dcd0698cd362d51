package io.github.tfmobile.registry.starlark;

import io.github.tfmobile.registry.starlark.Value.Function;
import io.github.tfmobile.registry.starlark.Value.Opaque;
import io.github.tfmobile.registry.starlark.Value.Struct;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Fields and methods of Starlark's values. */
final class Methods {

    private Methods() {}

    static Object field(Object object, String name, int line) {
        if (object instanceof Struct struct) {
            Object value = struct.fields().get(name);
            return value == null ? new Opaque(name) : value;
        } else if (object instanceof Opaque) {
            return new Opaque(name);
        } else if (object instanceof Value.Constant constant) {
            return Objects.requireNonNullElseGet(constant.field(name), () -> new Opaque(name));
        } else if (object instanceof String text) {
            return (Function) (arguments, named, at) -> ofString(text, name, arguments, named, at);
        } else if (object instanceof Map<?, ?>) {
            return (Function) (arguments, named, at) -> ofMap(mutable(object), name, arguments, named, at);
        } else if (object instanceof ArrayList<?>) {
            return (Function) (arguments, named, at) -> ofList(mutableList(object), name, arguments, at);
        } else if (object instanceof Collection<?> && name.equals("to_list")) {
            return (Function) (arguments, named, at) -> new ArrayList<>(Value.items(object));
        } else if (object instanceof List<?> list && name.equals("index")) {
            return (Function) (arguments, named, at) -> (long) list.indexOf(argument(arguments, 0, at));
        }
        throw new StarlarkException("a " + Value.type(object) + " has no \"" + name + "\"", line);
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Object> mutable(Object map) {
        return (Map<Object, Object>) map;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> mutableList(Object list) {
        return (List<Object>) list;
    }

    private static Object argument(List<Object> arguments, int at, int line) {
        if (at >= arguments.size()) {
            throw new StarlarkException("argument missing", line);
        }
        return arguments.get(at);
    }

    private static Object ofString(
            String text, String name, List<Object> arguments, Map<String, Object> named, int line) {
        String first = arguments.isEmpty() ? "" : Value.text(arguments.get(0));
        String second = arguments.size() < 2 ? "" : Value.text(arguments.get(1));
        return switch (name) {
            case "format" -> format(text, arguments, named);
            case "join" ->
                Value.items(argument(arguments, 0, line)).stream()
                        .map(Value::text)
                        .collect(Collectors.joining(text));
            case "startswith" -> affixes(arguments, line).stream().anyMatch(text::startsWith);
            case "endswith" -> affixes(arguments, line).stream().anyMatch(text::endsWith);
            case "replace" -> text.replace(first, second);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "strip" -> stripped(text, arguments, true, true);
            case "lstrip" -> stripped(text, arguments, true, false);
            case "rstrip" -> stripped(text, arguments, false, true);
            case "find" -> (long) text.indexOf(first);
            case "rfind" -> (long) text.lastIndexOf(first);
            case "count" -> (long) (first.isEmpty() ? 0 : text.split(Pattern.quote(first), -1).length - 1);
            case "split" -> split(text, arguments, false);
            case "rsplit" -> split(text, arguments, true);
            case "splitlines" -> new ArrayList<Object>(text.lines().toList());
            case "partition" -> partition(text, text.indexOf(first), first.length());
            case "rpartition" -> partition(text, text.lastIndexOf(first), first.length());
            case "elems" -> new ArrayList<Object>(Arrays.asList((Object[]) text.split("")));
            case "title", "capitalize" ->
                text.isEmpty() ? "" : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
            case "isdigit" -> !text.isEmpty() && text.chars().allMatch(Character::isDigit);
            case "isalnum" -> !text.isEmpty() && text.chars().allMatch(Character::isLetterOrDigit);
            case "islower" -> text.equals(text.toLowerCase(Locale.ROOT));
            case "isupper" -> text.equals(text.toUpperCase(Locale.ROOT));
            case "removeprefix" -> text.startsWith(first) ? text.substring(first.length()) : text;
            case "removesuffix" -> text.endsWith(first) ? text.substring(0, text.length() - first.length()) : text;
            default -> throw new StarlarkException("a string has no \"" + name + "\"", line);
        };
    }

    private static List<String> affixes(List<Object> arguments, int line) {
        Object affix = argument(arguments, 0, line);
        return affix instanceof String text
                ? List.of(text)
                : Value.items(affix).stream().map(Value::text).toList();
    }

    private static String stripped(String text, List<Object> arguments, boolean left, boolean right) {
        String characters = arguments.isEmpty() ? " \t\r\n" : Value.text(arguments.get(0));
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

    private static List<Object> split(String text, List<Object> arguments, boolean fromRight) {
        long limit = arguments.size() > 1 && arguments.get(1) instanceof Long n && n >= 0 ? n : Long.MAX_VALUE;
        if (arguments.isEmpty() || Value.text(arguments.get(0)).isEmpty()) {
            return new ArrayList<>(Arrays.stream(text.strip().split("\\s+"))
                    .filter(s -> !s.isEmpty())
                    .toList());
        }
        String separator = Value.text(arguments.get(0));
        List<Object> parts = new ArrayList<>();
        String rest = text;
        while (parts.size() < limit) {
            int cut = fromRight ? rest.lastIndexOf(separator) : rest.indexOf(separator);
            if (cut < 0) {
                break;
            }
            if (fromRight) {
                parts.add(0, rest.substring(cut + separator.length()));
                rest = rest.substring(0, cut);
            } else {
                parts.add(rest.substring(0, cut));
                rest = rest.substring(cut + separator.length());
            }
        }
        parts.add(fromRight ? 0 : parts.size(), rest);
        return parts;
    }

    private static Object partition(String text, int at, int length) {
        return at < 0
                ? Value.tuple(List.of(text, "", ""))
                : Value.tuple(
                        List.of(text.substring(0, at), text.substring(at, at + length), text.substring(at + length)));
    }

    private static String format(String text, List<Object> arguments, Map<String, Object> named) {
        StringBuilder result = new StringBuilder();
        int next = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                result.append(c);
                i++;
            } else if (c == '{') {
                int end = text.indexOf('}', i);
                if (end < 0) {
                    return result.append(text.substring(i)).toString();
                }
                String field = text.substring(i + 1, end);
                i = end;
                Object value = named.get(field);
                int at = field.isEmpty() ? next++ : field.matches("\\d{1,3}") ? Integer.parseInt(field) : -1;
                if (value == null && at >= 0 && at < arguments.size()) {
                    value = arguments.get(at);
                }
                result.append(value == null ? "" : Value.text(value));
            } else {
                result.append(c);
            }
        }
        return result.toString();
    }

    private static Object ofMap(
            Map<Object, Object> map, String name, List<Object> arguments, Map<String, Object> named, int line) {
        Object fallback = arguments.size() > 1 ? arguments.get(1) : Value.NONE;
        return switch (name) {
            case "get" -> map.getOrDefault(argument(arguments, 0, line), fallback);
            case "keys" -> new ArrayList<>(map.keySet());
            case "values" -> new ArrayList<>(map.values());
            case "items" -> {
                List<Object> items = new ArrayList<>();
                map.forEach((k, v) -> items.add(Value.tuple(List.of(k, v))));
                yield items;
            }
            case "pop" -> {
                Object removed = map.remove(argument(arguments, 0, line));
                yield removed == null ? fallback : removed;
            }
            case "setdefault" -> {
                map.putIfAbsent(argument(arguments, 0, line), fallback);
                yield map.getOrDefault(argument(arguments, 0, line), fallback);
            }
            case "update" -> {
                if (!arguments.isEmpty() && arguments.get(0) instanceof Map<?, ?> other) {
                    map.putAll(other);
                }
                map.putAll(named);
                yield Value.NONE;
            }
            case "clear" -> {
                map.clear();
                yield Value.NONE;
            }
            default -> throw new StarlarkException("a dict has no \"" + name + "\"", line);
        };
    }

    private static Object ofList(List<Object> list, String name, List<Object> arguments, int line) {
        switch (name) {
            case "append" -> list.add(argument(arguments, 0, line));
            case "extend" -> list.addAll(Value.items(argument(arguments, 0, line)));
            case "insert" -> {
                long at = argument(arguments, 0, line) instanceof Long n ? n : 0;
                list.add((int) Math.max(0, Math.min(at, list.size())), argument(arguments, 1, line));
            }
            case "remove" -> list.remove(argument(arguments, 0, line));
            case "clear" -> list.clear();
            case "index" -> {
                return (long) list.indexOf(argument(arguments, 0, line));
            }
            case "to_list" -> {
                return list;
            }
            case "pop" -> {
                return pop(list, arguments, line);
            }
            default -> throw new StarlarkException("a list has no \"" + name + "\"", line);
        }
        return Value.NONE;
    }

    private static Object pop(List<Object> list, List<Object> arguments, int line) {
        int last = arguments.isEmpty() || !(arguments.get(0) instanceof Long n) || n < 0 || n >= list.size()
                ? list.size() - 1
                : n.intValue();
        if (last < 0) {
            throw new StarlarkException("pop from an empty list", line);
        }
        return list.remove(last);
    }
}
