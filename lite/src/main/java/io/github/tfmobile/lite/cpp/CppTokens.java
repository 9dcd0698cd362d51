package io.github.tfmobile.lite.cpp;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits C++ into tokens: words, numbers, string and character literals with their quotes, punctuation; no comments, no
 * directives.
 */
final class CppTokens {

    private static final Pattern TOKEN = Pattern.compile(
            "(?<skip>\\s++|//(?:\\\\\\r?\\n|[^\\n])*+"
                    + "|/\\*(?:[^*]|\\*(?!/))*+\\*/|(?m:^[ \\t]*+#(?:[^\\n\\\\]|\\\\[\\s\\S])*+))"
                    + "|(?<word>[A-Za-z_][A-Za-z_0-9]*+)|(?<number>[0-9](?:'?[0-9A-Za-z_.])*+)"
                    + "|(?<string>\"(?:[^\"\\\\\\n]|\\\\.)*+\"|'(?:[^'\\\\\\n]|\\\\.)*+')|(?<other>::|->|.)",
            Pattern.DOTALL);

    private CppTokens() {}

    static List<String> of(String source) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(source);
        int at = 0;
        while (at < source.length()) {
            // The last alternative takes any character, so there is always a match here.
            matcher.region(at, source.length()).useAnchoringBounds(false).lookingAt();
            if (matcher.group("skip") == null) {
                tokens.add(matcher.group());
            }
            at = matcher.end();
        }
        return tokens;
    }
}
