package io.github.tfmobile.lite.cpp;

import io.github.tfmobile.common.cpp.CppLexemes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The tokens of C++ as mere text: words, numbers, string and character literals with their quotes, punctuators; no
 * comments, no directives.
 */
final class CppTokens {

    private CppTokens() {}

    static List<String> of(String source) {
        byte[] text = source.getBytes(StandardCharsets.UTF_8);
        List<String> tokens = new ArrayList<>();
        int lineOfToken = -1;
        int line = 0;
        int at = 0;
        while (true) {
            int start = CppLexemes.endOfSpace(text, at, text.length);
            line += lines(text, at, start);
            if (start == text.length) {
                return tokens;
            }
            if (text[start] == '#' && line > lineOfToken) {
                at = CppLexemes.endOfLineComment(text, start, text.length);
                continue;
            }
            at = CppLexemes.endOfToken(text, start, text.length);
            tokens.add(new String(text, start, at - start, StandardCharsets.UTF_8));
            line += lines(text, start, at);
            lineOfToken = line;
        }
    }

    private static int lines(byte[] text, int from, int to) {
        int lines = 0;
        for (int i = from; i < to; i++) {
            if (text[i] == '\n') {
                lines++;
            }
        }
        return lines;
    }
}
