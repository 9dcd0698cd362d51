package io.github.tfmobile.codegen.text;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Puts text of any origin into the literals of other languages. */
public final class Escape {

    private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_=+,./:@%-]+");

    private Escape() {}

    /**
     * A C++ string literal with its quotes. Bytes outside printable ASCII become octal escapes of three digits, which
     * end by themselves; {@code ?} is escaped so that no trigraph arises.
     */
    public static String cpp(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            int c = value & 0xff;
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '?' -> out.append("\\?");
                default -> {
                    if (c >= 0x20 && c < 0x7f) {
                        out.append((char) c);
                    } else {
                        out.append('\\').append((char) ('0' + (c >> 6)));
                        out.append((char) ('0' + ((c >> 3) & 7))).append((char) ('0' + (c & 7)));
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    /** A Starlark string literal with its quotes. */
    public static String starlark(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        out.append(String.format("\\%03o", c));
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.append('"').toString();
    }

    /** Text within a make variable's value, in which {@code $} and {@code #} stand for themselves. */
    public static String make(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '$' -> out.append("$$");
                case '#' -> {
                    // of the backslashes before it make takes away every other
                    for (int i = out.length() - 1; i >= 0 && out.charAt(i) == '\\'; i--) {
                        out.append('\\');
                    }
                    out.append("\\#");
                }
                default -> out.appendCodePoint(isLineBreakOrControl(c) ? '_' : c);
            }
        });
        return out.toString();
    }

    /** One word of a POSIX shell's command line, in quotes where it needs them. */
    public static String shell(String word) {
        return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** Text for one line of a comment in any of the languages. */
    public static String comment(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> out.appendCodePoint(isLineBreakOrControl(c) || c == '\\' ? '_' : c));
        return out.toString().replace("*/", "* /");
    }

    /** Text of an HTML element or of an attribute in double quotes. */
    public static String html(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(c != '\n' && isLineBreakOrControl(c) ? 0xfffd : c);
            }
        });
        return out.toString();
    }

    private static boolean isLineBreakOrControl(int c) {
        return Character.isISOControl(c)
                || c == 0x2028
                || c == 0x2029
                || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                || Character.getType(c) == Character.FORMAT;
    }
}
