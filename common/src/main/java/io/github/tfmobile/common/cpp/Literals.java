package io.github.tfmobile.common.cpp;

/** The contents of string literals. */
public final class Literals {

    private Literals() {}

    /** What a string literal token with plain quotes stands for. */
    public static String content(String literal) {
        int close = literal.length() > 1 && literal.endsWith("\"") ? literal.length() - 1 : literal.length();
        String inner = literal.substring(Math.min(1, close), close);
        if (inner.indexOf('\\') < 0) {
            return inner;
        }
        StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < inner.length()) {
            char c = inner.charAt(i);
            i++;
            if (c != '\\' || i == inner.length()) {
                text.append(c);
                continue;
            }
            char escaped = inner.charAt(i);
            i++;
            switch (escaped) {
                case 'n' -> text.append('\n');
                case 't' -> text.append('\t');
                case 'r' -> text.append('\r');
                case 'a' -> text.append('\007');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'v' -> text.append('\013');
                case 'x' -> {
                    int stop = digits(inner, i, 16, 4);
                    if (stop > i) {
                        text.append((char) Integer.parseInt(inner.substring(i, stop), 16));
                    }
                    i = stop;
                }
                case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                    int stop = digits(inner, i - 1, 8, 3);
                    text.append((char) Integer.parseInt(inner.substring(i - 1, stop), 8));
                    i = stop;
                }
                default -> text.append(escaped);
            }
        }
        return text.toString();
    }

    private static int digits(String text, int from, int radix, int most) {
        int stop = from;
        while (stop < text.length() && stop < from + most && Character.digit(text.charAt(stop), radix) >= 0) {
            stop++;
        }
        return stop;
    }

    /** The content of a raw string from its opening quote on, as it stands. */
    public static String rawContent(String quoted) {
        int open = quoted.indexOf('(');
        int close = quoted.lastIndexOf(')');
        return open < 0 || close <= open ? "" : quoted.substring(open + 1, close);
    }

    /** A text as it must be written between double quotes. */
    public static String escape(String content) {
        return content.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }
}
