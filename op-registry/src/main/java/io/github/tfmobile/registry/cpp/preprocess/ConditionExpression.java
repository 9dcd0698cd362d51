package io.github.tfmobile.registry.cpp.preprocess;

import io.github.tfmobile.common.cpp.Literals;
import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.lex.Token;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The value of a condition ([cpp.cond]). A value that is not the same in all builds is null. */
final class ConditionExpression {

    private static final int DEPTH = 200;

    /** The precedence up to which operators ask only whether something holds. */
    private static final int LOGICAL = 2;

    private final List<Token> tokens;
    private final Condition.Names names;
    private int at;
    private int depth;

    /** How many names were read so far. */
    private int named;

    /** Whether names are not looked up, since it does not matter what they stand for. */
    private boolean skipping;

    private ConditionExpression(List<Token> tokens, Condition.Names names) {
        this.tokens = tokens;
        this.names = names;
    }

    /**
     * Evaluates a condition.
     *
     * @param line the line of the directive
     * @param names what names stand for
     * @throws ExpansionException when it cannot be read
     */
    static @Nullable Long value(List<Token> tokens, int line, Condition.Names names) throws ExpansionException {
        ConditionExpression expression = new ConditionExpression(tokens, names);
        Long value = expression.conditional();
        if (expression.at < tokens.size()) {
            throw new ExpansionException(line, "the condition cannot be read at \"" + tokens.get(expression.at) + '"');
        }
        return value;
    }

    /** The index of the parenthesis that closes one, of the last token when none does. */
    static int closing(List<Token> tokens, int open) {
        int nesting = 0;
        for (int i = open; i < tokens.size(); i++) {
            if (tokens.get(i).is('(')) {
                nesting++;
            } else if (tokens.get(i).is(')') && --nesting == 0) {
                return i;
            }
        }
        return tokens.size() - 1;
    }

    private @Nullable Long conditional() throws ExpansionException {
        Long condition = binary(0);
        if (!accept("?")) {
            return condition;
        }
        Long yes = conditional();
        expect(":");
        Long no = conditional();
        if (condition == null) {
            return yes != null && yes.equals(no) ? yes : null;
        }
        return condition != 0 ? yes : no;
    }

    private static int precedence(String operator) {
        return switch (operator) {
            case "||", "or" -> 1;
            case "&&", "and" -> 2;
            case "|", "bitor" -> 3;
            case "^", "xor" -> 4;
            case "&", "bitand" -> 5;
            case "==", "!=", "not_eq" -> 6;
            case "<", ">", "<=", ">=" -> 7;
            case "<<", ">>" -> 8;
            case "+", "-" -> 9;
            case "*", "/", "%" -> 10;
            default -> 0;
        };
    }

    private @Nullable Long binary(int above) throws ExpansionException {
        int before = named;
        Long left = unary();
        while (at < tokens.size()) {
            Token operator = tokens.get(at);
            int precedence = operator.kind == Token.Kind.NUMBER ? 0 : precedence(operator.text);
            if (precedence <= above) {
                break;
            }
            at++;
            if (precedence > LOGICAL && !names.inArithmetic()) {
                left = named > before ? null : left;
                boolean outer = skipping;
                skipping = true;
                left = apply(operator.text, left, binary(precedence));
                skipping = outer;
            } else {
                left = apply(operator.text, left, binary(precedence));
            }
        }
        return left;
    }

    private static @Nullable Long apply(String operator, @Nullable Long left, @Nullable Long right) {
        switch (operator) {
            case "||", "or" -> {
                return decided(left, right, true);
            }
            case "&&", "and" -> {
                return decided(left, right, false);
            }
            default -> {
                return left == null || right == null ? null : apply(operator, (long) left, (long) right);
            }
        }
    }

    /** The result of an operator that either operand decides with one value. */
    private static @Nullable Long decided(@Nullable Long left, @Nullable Long right, boolean deciding) {
        if ((left != null && left != 0 == deciding) || (right != null && right != 0 == deciding)) {
            return truth(deciding);
        }
        return left == null || right == null ? null : truth(!deciding);
    }

    private static long apply(String operator, long left, long right) {
        return switch (operator) {
            case "|", "bitor" -> left | right;
            case "^", "xor" -> left ^ right;
            case "&", "bitand" -> left & right;
            case "==" -> truth(left == right);
            case "!=", "not_eq" -> truth(left != right);
            case "<" -> truth(left < right);
            case ">" -> truth(left > right);
            case "<=" -> truth(left <= right);
            case ">=" -> truth(left >= right);
            case "<<" -> left << right;
            case ">>" -> left >> right;
            case "+" -> left + right;
            case "-" -> left - right;
            case "*" -> left * right;
            case "/" -> right == 0 ? 0 : left / right;
            default -> right == 0 ? 0 : left % right;
        };
    }

    private static long truth(boolean value) {
        return value ? 1 : 0;
    }

    private @Nullable Long unary() throws ExpansionException {
        if (at >= tokens.size()) {
            int line = tokens.isEmpty() ? 0 : tokens.get(tokens.size() - 1).line;
            throw new ExpansionException(line, "the condition is incomplete");
        }
        if (++depth > DEPTH) {
            throw new ExpansionException(tokens.get(at).line, "the condition is nested too deeply");
        }
        Token token = tokens.get(at++);
        Long value;
        if (token.is('!') || token.isIdentifier("not")) {
            Long operand = unary();
            value = operand == null ? null : truth(operand == 0);
        } else if (token.is('-')) {
            Long operand = unary();
            value = operand == null ? null : -operand;
        } else if (token.is('+')) {
            value = unary();
        } else if (token.is('~') || token.isIdentifier("compl")) {
            Long operand = unary();
            value = operand == null ? null : ~operand;
        } else if (token.is('(')) {
            value = conditional();
            expect(")");
        } else if (token.kind == Token.Kind.NUMBER) {
            value = number(token);
        } else if (token.kind == Token.Kind.CHARACTER) {
            String inner = token.text.replaceAll("^[^']*'|'$", "");
            String content = Literals.content('"' + inner + '"');
            value = content.isEmpty() ? 0L : content.charAt(0);
        } else if (token.isIdentifier("defined")) {
            value = defined(token);
        } else if (token.symbol != null) {
            boolean called = at < tokens.size() && tokens.get(at).is('(');
            at = called ? closing(tokens, at) + 1 : at;
            value = token.text.equals("true") ? Long.valueOf(1) : value(token.symbol, called);
        } else {
            throw new ExpansionException(token.line, "the condition cannot be read at \"" + token + '"');
        }
        depth--;
        return value;
    }

    private @Nullable Long defined(Token operator) throws ExpansionException {
        boolean enclosed = accept("(");
        Token name = at < tokens.size() ? tokens.get(at++) : operator;
        if (name.symbol == null || name == operator || (enclosed && !accept(")"))) {
            throw new ExpansionException(operator.line, "the condition cannot be read at \"defined\"");
        }
        return value(name.symbol, false);
    }

    private @Nullable Long value(Symbol name, boolean called) {
        named++;
        return skipping ? null : names.value(name, called);
    }

    private boolean accept(String punctuator) {
        if (at < tokens.size() && tokens.get(at).is(punctuator)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String punctuator) throws ExpansionException {
        if (!accept(punctuator)) {
            int line = tokens.get(Math.min(at, tokens.size() - 1)).line;
            throw new ExpansionException(line, "the condition lacks a \"" + punctuator + '"');
        }
    }

    static long number(Token token) throws ExpansionException {
        String text = token.text.length() == 1
                ? token.text
                : token.text.replace("'", "").toLowerCase(Locale.ROOT);
        int end = text.length();
        while (end > 0 && "ulz".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        text = text.substring(0, end);
        try {
            if (text.startsWith("0x")) {
                return Long.parseUnsignedLong(text.substring(2), 16);
            } else if (text.startsWith("0b")) {
                return Long.parseUnsignedLong(text.substring(2), 2);
            } else if (text.length() > 1 && text.startsWith("0")) {
                return Long.parseUnsignedLong(text, 8);
            }
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new ExpansionException(
                    token.line, "the condition has a number that cannot be read: \"" + token + '"');
        }
    }
}
