package io.github.tfmobile.registry.link;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is known of a {@code #if} condition when only the macros that nobody defines are known. */
public final class Condition {

    /** The condition may hold in some build and not in another. */
    static final int UNKNOWN = 2;

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z_]\\w*|\\d\\w*|&&|\\|\\||[=!<>]=|//.*|/\\*|\\S");

    private static final int MAX_DEPTH = 100;

    private final List<String> tokens = new ArrayList<>();
    private final Predicate<String> mayBeDefined;
    private int at;
    private int depth;

    private Condition(String text, Predicate<String> mayBeDefined) {
        this.mayBeDefined = mayBeDefined;
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()
                && !matcher.group().startsWith("//")
                && !matcher.group().equals("/*")) {
            tokens.add(matcher.group());
        }
    }

    /** 1 when it always holds, 0 when it never does, otherwise {@link #UNKNOWN}. */
    static int value(String text, Predicate<String> mayBeDefined) {
        return new Condition(text, mayBeDefined).or();
    }

    private String peek() {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    private int or() {
        int value = and();
        while (peek().equals("||")) {
            at++;
            int right = and();
            value = value == 1 || right == 1 ? 1 : value == 0 && right == 0 ? 0 : UNKNOWN;
        }
        return value;
    }

    private int and() {
        int value = comparison();
        while (peek().equals("&&")) {
            at++;
            int right = comparison();
            value = value == 0 || right == 0 ? 0 : value == 1 && right == 1 ? 1 : UNKNOWN;
        }
        return value;
    }

    private int comparison() {
        int start = at;
        int value = primary();
        if (at < tokens.size() && !peek().equals("&&") && !peek().equals("||") && !peek().equals(")")) {
            // arithmetic: known only when all of its macros are 0
            boolean known = true;
            int open = 0;
            for (int i = start; i < tokens.size(); i++) {
                String token = tokens.get(i);
                if (open == 0 && (token.equals("&&") || token.equals("||") || token.equals(")"))) {
                    break;
                }
                open += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
                known &= !Character.isLetter(token.charAt(0)) && token.charAt(0) != '_';
                at = i + 1;
            }
            return known && value == 0 ? 0 : UNKNOWN;
        }
        return value;
    }

    private int primary() {
        if (++depth > MAX_DEPTH || at >= tokens.size()) {
            at = tokens.size();
            return UNKNOWN;
        }
        String token = tokens.get(at++);
        int value;
        if (token.equals("!")) {
            int inner = primary();
            value = inner == UNKNOWN ? UNKNOWN : 1 - inner;
        } else if (token.equals("(")) {
            value = or();
            at += peek().equals(")") ? 1 : 0;
        } else if (token.equals("defined")) {
            boolean enclosed = peek().equals("(");
            at += enclosed ? 1 : 0;
            value = mayBeDefined.test(peek()) ? UNKNOWN : 0;
            at += enclosed ? 2 : 1;
        } else if (Character.isDigit(token.charAt(0))) {
            value = token.matches("0+[uUlL]*") ? 0 : 1;
        } else if (Character.isLetter(token.charAt(0)) || token.charAt(0) == '_') {
            value = mayBeDefined.test(token) ? UNKNOWN : 0;
            if (peek().equals("(")) {
                value = UNKNOWN;
                int open = 0;
                do {
                    open += peek().equals("(") ? 1 : peek().equals(")") ? -1 : 0;
                    at++;
                } while (open > 0 && at < tokens.size());
            }
        } else {
            value = UNKNOWN;
        }
        depth--;
        return value;
    }
}
