package io.github.tfmobile.registry.scan.registration;

import io.github.tfmobile.common.cpp.Literals;
import org.jspecify.annotations.Nullable;

/** What is left to be read of an attr, input or output spec. */
final class SpecText {

    private final String text;
    private int at;

    SpecText(String text) {
        this.text = text;
    }

    /** Takes a text that comes next; whether it did. */
    boolean take(String next) {
        if (text.startsWith(next, at)) {
            at += next.length();
            return true;
        }
        return false;
    }

    void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    /** A letter followed by letters, digits and underscores, and the space behind; null when there is none. */
    @Nullable
    String name() {
        int end = at;
        while (end < text.length() && part(text.charAt(end), end > at)) {
            end++;
        }
        if (end == at) {
            return null;
        }
        String name = text.substring(at, end);
        at = end;
        skipSpace();
        return name;
    }

    private static boolean part(char c, boolean inside) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (inside && ((c >= '0' && c <= '9') || c == '_'));
    }

    /** An integer and the space around it; null when there is none. */
    @Nullable
    Long number() {
        skipSpace();
        int end = at < text.length() && text.charAt(at) == '-' ? at + 1 : at;
        while (end < text.length() && Character.digit(text.charAt(end), 10) >= 0) {
            end++;
        }
        try {
            long value = Long.parseLong(text.substring(at, end));
            at = end;
            skipSpace();
            return value;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** A text between single or double quotes, unescaped, and the space behind; null when there is none. */
    @Nullable
    String quoted() {
        if (at >= text.length() || (text.charAt(at) != '"' && text.charAt(at) != '\'')) {
            return null;
        }
        char quote = text.charAt(at);
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != quote) {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= text.length()) {
            return null;
        }
        String content = Literals.content('"' + text.substring(at + 1, end) + '"');
        at = end + 1;
        skipSpace();
        return content;
    }

    String rest() {
        return text.substring(Math.min(at, text.length()));
    }
}
