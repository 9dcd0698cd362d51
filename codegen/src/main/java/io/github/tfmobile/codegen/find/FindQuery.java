package io.github.tfmobile.codegen.find;

import java.util.regex.Pattern;

/**
 * What is looked for.
 *
 * @param by what the text is compared with
 * @param text a name, with {@code *} for any text and {@code ?} for any character
 */
public record FindQuery(By by, String text) {

    /** What a search goes by. */
    public enum By {
        /** The op's name. */
        OP,
        /** The text of a kernel class, or a part of it. */
        KERNEL_CLASS,
        /** The path of a source file, or the end of it. */
        FILE
    }

    /** An op by its name. */
    public static FindQuery op(String name) {
        return new FindQuery(By.OP, name);
    }

    /** Kernels by their class. */
    public static FindQuery kernelClass(String name) {
        return new FindQuery(By.KERNEL_CLASS, name);
    }

    /** What a source file registers. */
    public static FindQuery file(String path) {
        return new FindQuery(By.FILE, path);
    }

    /** Whether a name is what is looked for; each kind compares as its constant in {@link By} says. */
    boolean matches(String name) {
        return switch (by) {
            case OP -> pattern("", "").matcher(name).matches();
            case KERNEL_CLASS -> pattern(".*", ".*").matcher(name).matches();
            case FILE -> pattern("(.*/)?", "").matcher(name).matches();
        };
    }

    private Pattern pattern(String before, String after) {
        StringBuilder pattern = new StringBuilder(before);
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*' || c == '?') {
                pattern.append(Pattern.quote(literal.toString())).append(c == '*' ? ".*" : ".");
                literal.setLength(0);
            } else {
                literal.append(c);
            }
        }
        return Pattern.compile(
                pattern.append(Pattern.quote(literal.toString())).append(after).toString(), Pattern.DOTALL);
    }
}
