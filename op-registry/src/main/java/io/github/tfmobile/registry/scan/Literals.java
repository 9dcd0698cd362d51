package io.github.tfmobile.registry.scan;

/** The contents of string literals. */
final class Literals {

    private Literals() {}

    /** What a string literal token with plain quotes stands for. */
    static String content(String literal) {
        int close = literal.length() > 1 && literal.endsWith("\"") ? literal.length() - 1 : literal.length();
        String inner = literal.substring(Math.min(1, close), close);
        if (inner.indexOf('\\') < 0) {
            return inner;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (c != '\\' || i + 1 == inner.length()) {
                text.append(c);
                continue;
            }
            i++;
            char escaped = inner.charAt(i);
            switch (escaped) {
                case 'n' -> text.append('\n');
                case 't' -> text.append('\t');
                case 'r' -> text.append('\r');
                case 'a' -> text.append('\007');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'v' -> text.append('\013');
                case 'x' -> {
                    int stop = i + 1;
                    while (stop < inner.length() && Character.digit(inner.charAt(stop), 16) >= 0 && stop < i + 5) {
                        stop++;
                    }
                    if (stop > i + 1) {
                        text.append((char) Integer.parseInt(inner.substring(i + 1, stop), 16));
                    }
                    i = stop - 1;
                }
                case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                    int stop = i;
                    while (stop < inner.length() && stop < i + 3 && Character.digit(inner.charAt(stop), 8) >= 0) {
                        stop++;
                    }
                    text.append((char) Integer.parseInt(inner.substring(i, stop), 8));
                    i = stop - 1;
                }
                default -> text.append(escaped);
            }
        }
        return text.toString();
    }

    /** The content of a raw string from its opening quote on, as it stands. */
    static String rawContent(String quoted) {
        int open = quoted.indexOf('(');
        int close = quoted.lastIndexOf(')');
        return open < 0 || close <= open ? "" : quoted.substring(open + 1, close);
    }

    /** A text as it must be written between double quotes. */
    static String escape(String content) {
        return content.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }
}
