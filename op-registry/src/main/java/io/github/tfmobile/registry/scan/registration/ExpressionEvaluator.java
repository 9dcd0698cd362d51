package io.github.tfmobile.registry.scan.registration;

import io.github.tfmobile.common.cpp.Literals;
import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.lex.TokenLists;
import io.github.tfmobile.registry.cpp.preprocess.Expander;
import java.util.ArrayList;
import java.util.List;

/** Makes values of the expressions in a registration: literals, constants, helper functions. Thread-safe. */
public final class ExpressionEvaluator {

    /** How many constants may be defined by each other. */
    private static final int DEPTH = 16;

    private final Definitions definitions;
    private final TypeTable types;

    public ExpressionEvaluator(Definitions definitions, TypeTable types) {
        this.definitions = definitions;
        this.types = types;
    }

    /** A string. */
    String string(List<Token> tokens, Scope scope) throws UnresolvedException {
        return string(tokens, scope, DEPTH);
    }

    private String string(List<Token> tokens, Scope scope, int depth) throws UnresolvedException {
        if (depth == 0 || tokens.isEmpty()) {
            throw unresolved(tokens);
        }
        List<List<Token>> sum = TokenLists.split(tokens, '+');
        if (sum.size() > 1) {
            StringBuilder text = new StringBuilder();
            for (List<Token> part : sum) {
                text.append(string(part, scope, depth - 1));
            }
            return text.toString();
        }
        if (tokens.get(0).kind == Token.Kind.STRING) {
            return literals(tokens);
        }
        Token last = tokens.get(tokens.size() - 1);
        Token first = tokens.get(0);
        if (first.is('(') || first.is('{')) {
            int close = TokenLists.close(tokens, 0);
            if (close == tokens.size() - 1) {
                return string(tokens.subList(1, close), scope, depth - 1);
            }
            throw unresolved(tokens);
        }
        if (last.symbol != null) {
            List<Token> value = definitions.initialiser(last.text, scope);
            if (value != null) {
                return string(value, scope, depth - 1);
            }
        } else if (last.is(')')) {
            return call(tokens, scope, depth);
        }
        throw unresolved(tokens);
    }

    /** Adjacent literals. */
    private String literals(List<Token> tokens) throws UnresolvedException {
        StringBuilder text = new StringBuilder();
        for (Token token : tokens) {
            if (token.kind != Token.Kind.STRING) {
                throw unresolved(tokens);
            }
            text.append(Literals.content(token.text));
        }
        return text.toString();
    }

    private String call(List<Token> tokens, Scope scope, int depth) throws UnresolvedException {
        int open = 0;
        while (open < tokens.size() && !tokens.get(open).is('(')) {
            open++;
        }
        if (open == 0 || TokenLists.close(tokens, open) != tokens.size() - 1) {
            throw unresolved(tokens);
        }
        List<List<Token>> arguments = TokenLists.split(tokens.subList(open + 1, tokens.size() - 1), ',');
        String function = tokens.get(open - 1).text;
        if (function.equals("StrCat")) {
            StringBuilder text = new StringBuilder();
            for (List<Token> argument : arguments) {
                text.append(string(argument, scope, depth - 1));
            }
            return text.toString();
        }
        if (arguments.size() == 1
                && (function.equals("string") || function.equals("StringPiece") || function.equals("string_view"))) {
            return string(arguments.get(0), scope, depth - 1);
        }
        List<Token> returned = arguments.isEmpty() ? definitions.returned(function) : null;
        if (returned == null) {
            throw unresolved(tokens);
        }
        return string(returned, scope, depth - 1);
    }

    /** An integer. */
    int integer(List<Token> tokens, Scope scope) throws UnresolvedException {
        try {
            return Integer.parseInt(TokenLists.dense(tokens));
        } catch (NumberFormatException e) {
            throw unresolved(tokens);
        }
    }

    /** One DataType or a list of them. */
    List<String> types(List<Token> tokens, Scope scope) throws UnresolvedException {
        return types(tokens, scope, DEPTH);
    }

    private List<String> types(List<Token> tokens, Scope scope, int depth) throws UnresolvedException {
        if (depth == 0 || tokens.isEmpty()) {
            throw unresolved(tokens);
        }
        Token first = tokens.get(0);
        Token last = tokens.get(tokens.size() - 1);
        if (first.is('{') || first.is('(')) {
            if (TokenLists.close(tokens, 0) != tokens.size() - 1) {
                throw unresolved(tokens);
            }
            List<String> all = new ArrayList<>();
            for (List<Token> part : TokenLists.split(tokens.subList(1, tokens.size() - 1), ',')) {
                if (!part.isEmpty()) {
                    all.addAll(types(part, scope, depth - 1));
                }
            }
            return all;
        }
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.get(i).isIdentifier("DataTypeToEnum")
                    && tokens.get(i + 1).is('<')) {
                int close = TokenLists.closeAngle(tokens, i + 1);
                return List.of(types.dataType(tokens.subList(i + 2, close)));
            }
        }
        if (last.symbol != null) {
            if (last.text.startsWith("DT_")) {
                return List.of(last.text);
            }
            List<Token> value = definitions.initialiser(last.text, scope);
            if (value != null) {
                return types(value, scope, depth - 1);
            }
        }
        if (last.is(')') || last.is('}')) {
            int open = 0;
            while (open < tokens.size() && !tokens.get(open).is(last.is(')') ? '(' : '{')) {
                open++;
            }
            if (open > 0) {
                // A list made by a constructor: std::vector<DataType>({DT_FLOAT}), DataTypeVector{...}.
                return types(tokens.subList(open, tokens.size()), scope, depth - 1);
            }
        }
        throw unresolved(tokens);
    }

    /** The values of an attr constraint: {@code s:text}, {@code i:7}, {@code b:true} or a DataType. */
    List<String> attrValues(List<Token> tokens, Scope scope) throws UnresolvedException {
        if (tokens.isEmpty()) {
            throw unresolved(tokens);
        }
        Token first = tokens.get(0);
        Token last = tokens.get(tokens.size() - 1);
        if (first.is('{') || first.is('(')) {
            List<String> all = new ArrayList<>();
            for (List<Token> part : TokenLists.split(tokens.subList(1, tokens.size() - 1), ',')) {
                if (!part.isEmpty()) {
                    all.addAll(attrValues(part, scope));
                }
            }
            return all;
        }
        if (tokens.size() == 1 && (first.isIdentifier("true") || first.isIdentifier("false"))) {
            return List.of("b:" + first.text);
        }
        if (first.kind == Token.Kind.NUMBER || first.is('-')) {
            return List.of("i:" + integer(tokens, scope));
        }
        if (last.symbol != null && last.text.startsWith("DT_")) {
            return List.of(last.text);
        }
        if (last.is(')') || last.is('}')) {
            int open = 0;
            while (open < tokens.size() && !tokens.get(open).is(last.is(')') ? '(' : '{')) {
                open++;
            }
            if (open > 0 && TokenLists.close(tokens, open) == tokens.size() - 1) {
                return attrValues(tokens.subList(open, tokens.size()), scope);
            }
        }
        return List.of("s:" + string(tokens, scope));
    }

    private static UnresolvedException unresolved(List<Token> tokens) {
        return new UnresolvedException("the expression cannot be resolved: \"" + Expander.spelling(tokens) + '"');
    }
}
