package io.github.tfmobile.registry.cpp.preprocess;

import io.github.tfmobile.registry.cpp.lex.Literals;
import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.source.ConditionWords;
import io.github.tfmobile.registry.cpp.source.SourceFragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Evaluates the conditions of {@code #if} and {@code #elif} ([cpp.cond]). Used by one thread. */
public final class Condition {

    private static final int DEPTH = 200;

    /** Whether an include of a name, in angle brackets or not, finds a file. */
    @FunctionalInterface
    public interface Includes {
        boolean find(String name, boolean angled);
    }

    private final MacroState macros;
    private final Expander expander;
    private final Includes inTree;
    private List<Token> tokens = List.of();
    private int at;
    private int depth;

    /**
     * @param macros the macros at the place of the condition
     * @param expander expands with these macros
     * @param inTree whether an include would find a file
     */
    public Condition(MacroState macros, Expander expander, Includes inTree) {
        this.macros = macros;
        this.expander = expander;
        this.inTree = inTree;
    }

    /** Whether the condition holds. */
    public boolean holds(SourceFragment item) throws ExpansionException {
        List<Token> raw = item.tokens;
        if (raw.size() == 1 && raw.get(0).kind == Token.Kind.NUMBER) {
            return number(raw.get(0)) != 0;
        }
        tokens = expander.expand(withoutOperators(item));
        at = 0;
        depth = 0;
        long value = conditional();
        if (at < tokens.size()) {
            throw new ExpansionException(item.line, "the condition cannot be read at \"" + tokens.get(at) + '"');
        }
        return value != 0;
    }

    /** Replaces {@code defined} and the {@code __has_...} operators by their values. */
    private List<Token> withoutOperators(SourceFragment item) throws ExpansionException {
        List<Token> raw = item.tokens;
        List<Token> plain = new ArrayList<>(raw.size());
        for (int i = 0; i < raw.size(); i++) {
            Token token = raw.get(i);
            if (token.isIdentifier("defined")) {
                boolean enclosed = i + 1 < raw.size() && raw.get(i + 1).is('(');
                int name = enclosed ? i + 2 : i + 1;
                int last = enclosed ? name + 1 : name;
                if (last >= raw.size() || (enclosed && !raw.get(last).is(')'))) {
                    throw new ExpansionException(item.line, "the condition cannot be read at \"defined\"");
                }
                Symbol symbol = raw.get(name).symbol;
                boolean defined = symbol != null && (macros.defined(symbol) || ConditionWords.isOperator(symbol.name));
                plain.add(Token.number(defined ? "1" : "0", token.space, item.line));
                i = last;
            } else if (token.symbol != null
                    && ConditionWords.isOperator(token.text)
                    && i + 1 < raw.size()
                    && raw.get(i + 1).is('(')) {
                int close = closing(raw, i + 1);
                boolean include = token.text.startsWith("__has_include");
                boolean holds = include && hasInclude(raw.subList(i + 2, close));
                plain.add(Token.number(holds ? "1" : "0", token.space, item.line));
                i = close;
            } else {
                plain.add(token);
            }
        }
        return plain;
    }

    private boolean hasInclude(List<Token> name) {
        if (name.isEmpty()) {
            return false;
        }
        String spelled = Expander.spelling(name);
        String inside = spelled.substring(1, Math.max(1, spelled.length() - 1)).replace(" ", "");
        return inTree.find(inside, spelled.startsWith("<"));
    }

    private static int closing(List<Token> tokens, int open) {
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

    private long conditional() throws ExpansionException {
        long condition = binary(0);
        if (!accept("?")) {
            return condition;
        }
        long yes = conditional();
        expect(":");
        long no = conditional();
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

    private long binary(int above) throws ExpansionException {
        long left = unary();
        while (at < tokens.size()) {
            Token operator = tokens.get(at);
            int precedence = operator.kind == Token.Kind.NUMBER ? 0 : precedence(operator.text);
            if (precedence <= above) {
                break;
            }
            at++;
            left = apply(operator, left, binary(precedence));
        }
        return left;
    }

    private static long apply(Token operator, long left, long right) {
        return switch (operator.text) {
            case "||", "or" -> truth(left != 0 || right != 0);
            case "&&", "and" -> truth(left != 0 && right != 0);
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

    private long unary() throws ExpansionException {
        if (at >= tokens.size()) {
            int line = tokens.isEmpty() ? 0 : tokens.get(tokens.size() - 1).line;
            throw new ExpansionException(line, "the condition is incomplete");
        }
        if (++depth > DEPTH) {
            throw new ExpansionException(tokens.get(at).line, "the condition is nested too deeply");
        }
        Token token = tokens.get(at++);
        long value;
        if (token.is('!') || token.isIdentifier("not")) {
            value = truth(unary() == 0);
        } else if (token.is('-')) {
            value = -unary();
        } else if (token.is('+')) {
            value = unary();
        } else if (token.is('~') || token.isIdentifier("compl")) {
            value = ~unary();
        } else if (token.is('(')) {
            value = conditional();
            expect(")");
        } else if (token.kind == Token.Kind.NUMBER) {
            value = number(token);
        } else if (token.kind == Token.Kind.CHARACTER) {
            String inner = token.text.replaceAll("^[^']*'|'$", "");
            String content = Literals.content('"' + inner + '"');
            value = content.isEmpty() ? 0 : content.charAt(0);
        } else if (token.symbol != null) {
            // A name that is no macro is 0. One that is called is a macro of a header outside the tree: 0 as well.
            if (at < tokens.size() && tokens.get(at).is('(')) {
                at = closing(tokens, at) + 1;
            }
            value = truth(token.text.equals("true"));
        } else {
            throw new ExpansionException(token.line, "the condition cannot be read at \"" + token + '"');
        }
        depth--;
        return value;
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

    private static long number(Token token) throws ExpansionException {
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
