package io.github.tfmobile.registry.starlark;

import io.github.tfmobile.registry.starlark.Syntax.Argument;
import io.github.tfmobile.registry.starlark.Syntax.Clause;
import io.github.tfmobile.registry.starlark.Syntax.Expression;
import io.github.tfmobile.registry.starlark.Syntax.Parameter;
import io.github.tfmobile.registry.starlark.Syntax.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses BUILD and .bzl files (the grammar of the Starlark specification). */
public final class StarlarkParser {

    /** Nesting that no real file comes near; keeps a hostile one from overflowing the stack. */
    private static final int MAX_DEPTH = 100;

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=");
    private static final Set<String> ASSIGNMENTS = Set.of("=", "+=", "-=", "*=", "/=", "//=", "%=", "|=", "&=");

    private final List<Token> tokens;
    private int at;
    private int depth;

    private StarlarkParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The statements of a file. */
    public static List<Statement> parse(String text) {
        StarlarkParser parser = new StarlarkParser(StarlarkLexer.tokens(text));
        List<Statement> statements = new ArrayList<>();
        while (parser.peek().kind() != Token.Kind.END) {
            if (parser.peek().kind() == Token.Kind.NEWLINE) {
                parser.at++;
            } else {
                parser.statement(statements);
            }
        }
        return List.copyOf(statements);
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Token.Kind.END) {
            at++;
        }
        return token;
    }

    private boolean take(String operator) {
        if (peek().is(operator)) {
            at++;
            return true;
        }
        return false;
    }

    private boolean takeWord(String word) {
        if (peek().isWord(word)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String operator) {
        if (!take(operator)) {
            throw error("expected \"" + operator + "\"");
        }
    }

    private StarlarkException error(String what) {
        Token token = peek();
        String found =
                token.kind() == Token.Kind.END ? "end of file" : token.text().strip();
        return new StarlarkException(what + ", found \"" + found + "\"", token.line());
    }

    private String name() {
        if (peek().kind() != Token.Kind.NAME) {
            throw error("expected a name");
        }
        return next().text();
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw new StarlarkException("nested deeper than " + MAX_DEPTH + " levels", peek().line());
        }
    }

    private void statement(List<Statement> into) {
        enter();
        int line = peek().line();
        if (takeWord("def")) {
            String name = name();
            expect("(");
            List<Parameter> parameters = parameters(")");
            expect(")");
            if (take("->")) {
                expression();
            }
            into.add(new Syntax.Define(name, parameters, block(), line));
        } else if (takeWord("if")) {
            into.add(ifStatement(line));
        } else if (takeWord("for")) {
            Expression target = targets();
            if (!takeWord("in")) {
                throw error("expected \"in\"");
            }
            into.add(new Syntax.For(target, expressions(), block(), line));
        } else {
            do {
                if (peek().kind() == Token.Kind.NEWLINE) {
                    break;
                }
                into.add(simple());
            } while (take(";"));
            if (peek().kind() != Token.Kind.NEWLINE && peek().kind() != Token.Kind.END) {
                throw error("expected the end of the statement");
            }
            next();
        }
        depth--;
    }

    private Statement ifStatement(int line) {
        Expression condition = expression();
        List<Statement> yes = block();
        int elseLine = peek().line();
        if (takeWord("elif")) {
            enter();
            List<Statement> no = List.of(ifStatement(elseLine));
            depth--;
            return new Syntax.If(condition, yes, no, line);
        }
        return new Syntax.If(condition, yes, takeWord("else") ? block() : List.of(), line);
    }

    private List<Statement> block() {
        expect(":");
        List<Statement> body = new ArrayList<>();
        if (peek().kind() != Token.Kind.NEWLINE) {
            statement(body);
            return List.copyOf(body);
        }
        next();
        if (next().kind() != Token.Kind.INDENT) {
            at--;
            throw error("expected an indented block");
        }
        while (peek().kind() != Token.Kind.DEDENT && peek().kind() != Token.Kind.END) {
            if (peek().kind() == Token.Kind.NEWLINE) {
                at++;
            } else {
                statement(body);
            }
        }
        next();
        return List.copyOf(body);
    }

    private Statement simple() {
        int line = peek().line();
        if (takeWord("return")) {
            boolean empty = peek().kind() == Token.Kind.NEWLINE || peek().is(";");
            return new Syntax.Return(empty ? null : expressions(), line);
        }
        for (String word : List.of("pass", "break", "continue")) {
            if (takeWord(word)) {
                return new Syntax.Jump(word, line);
            }
        }
        if (peek().isWord("load") && tokens.get(at + 1).is("(")) {
            return load(line);
        }
        Expression left = expressions();
        if (peek().is(":")) { // a type annotation
            at++;
            expression();
        }
        if (peek().kind() == Token.Kind.OPERATOR && ASSIGNMENTS.contains(peek().text())) {
            String operator = next().text();
            return new Syntax.Assign(left, operator, expressions(), line);
        }
        return new Syntax.Evaluate(left, line);
    }

    private Statement load(int line) {
        at += 2;
        List<String> locals = new ArrayList<>();
        List<String> exported = new ArrayList<>();
        String file = "";
        while (!peek().is(")")) {
            String local = "";
            if (peek().kind() == Token.Kind.NAME) {
                local = name();
                expect("=");
            }
            if (peek().kind() != Token.Kind.STRING) {
                throw error("expected a string");
            }
            String text = next().text();
            if (file.isEmpty()) {
                file = text;
            } else {
                locals.add(local.isEmpty() ? text : local);
                exported.add(text);
            }
            if (!take(",")) {
                break;
            }
        }
        expect(")");
        return new Syntax.Load(file, List.copyOf(locals), List.copyOf(exported), line);
    }

    private List<Parameter> parameters(String end) {
        List<Parameter> parameters = new ArrayList<>();
        while (!peek().is(end)) {
            String stars = take("**") ? "**" : take("*") ? "*" : "";
            String name = stars.equals("*") && peek().kind() != Token.Kind.NAME ? "" : name();
            if (stars.isEmpty() && !end.equals(":") && take(":")) {
                expression();
            }
            parameters.add(new Parameter(stars + name, take("=") ? expression() : null));
            if (!take(",")) {
                break;
            }
        }
        return List.copyOf(parameters);
    }

    /** One expression, or a tuple of several without parentheses. */
    private Expression expressions() {
        int line = peek().line();
        Expression first = expression();
        if (!peek().is(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (take(",") && startsExpression()) {
            items.add(expression());
        }
        return new Syntax.ListDisplay(List.copyOf(items), true, line);
    }

    private boolean startsExpression() {
        Token token = peek();
        return switch (token.kind()) {
            case NAME -> !token.isWord("in") && !token.isWord("for");
            case INT, STRING -> true;
            case OPERATOR -> token.is("(") || token.is("[") || token.is("{") || token.is("-") || token.is("+");
            default -> false;
        };
    }

    /** The targets of a {@code for}: names, possibly in parentheses, without {@code in}. */
    private Expression targets() {
        int line = peek().line();
        List<Expression> items = new ArrayList<>();
        do {
            if (peek().isWord("in")) {
                break;
            }
            items.add(primary());
        } while (take(","));
        return items.size() == 1 ? items.get(0) : new Syntax.ListDisplay(List.copyOf(items), true, line);
    }

    private Expression expression() {
        enter();
        int line = peek().line();
        Expression result;
        if (takeWord("lambda")) {
            List<Parameter> parameters = parameters(":");
            expect(":");
            result = new Syntax.Lambda(parameters, expression(), line);
        } else {
            result = or();
            if (takeWord("if")) {
                Expression condition = or();
                if (!takeWord("else")) {
                    throw error("expected \"else\"");
                }
                result = new Syntax.Conditional(condition, result, expression(), line);
            }
        }
        depth--;
        return result;
    }

    private Expression or() {
        Expression left = and();
        while (peek().isWord("or")) {
            int line = next().line();
            left = new Syntax.Binary("or", left, and(), line);
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (peek().isWord("and")) {
            int line = next().line();
            left = new Syntax.Binary("and", left, not(), line);
        }
        return left;
    }

    private Expression not() {
        if (peek().isWord("not")) {
            int line = next().line();
            enter();
            Expression operand = not();
            depth--;
            return new Syntax.Unary("not", operand, line);
        }
        Expression left = binary(0);
        while (true) {
            Token token = peek();
            String operator;
            if (token.kind() == Token.Kind.OPERATOR && COMPARISONS.contains(token.text())) {
                operator = next().text();
            } else if (token.isWord("in")) {
                operator = next().text();
            } else if (token.isWord("not") && tokens.get(at + 1).isWord("in")) {
                at += 2;
                operator = "not in";
            } else {
                return left;
            }
            left = new Syntax.Binary(operator, left, binary(0), token.line());
        }
    }

    /** Operands with the operators between them that bind more than those of a precedence. */
    private Expression binary(int above) {
        Expression left = unary();
        while (precedence(peek()) > above) {
            Token operator = next();
            left = new Syntax.Binary(operator.text(), left, binary(precedence(operator)), operator.line());
        }
        return left;
    }

    private static int precedence(Token token) {
        if (token.kind() != Token.Kind.OPERATOR) {
            return 0;
        }
        return switch (token.text()) {
            case "|" -> 1;
            case "^" -> 2;
            case "&" -> 3;
            case "<<", ">>" -> 4;
            case "+", "-" -> 5;
            case "*", "/", "//", "%" -> 6;
            default -> 0;
        };
    }

    private Expression unary() {
        Token token = peek();
        if (token.is("-") || token.is("+") || token.is("~")) {
            at++;
            enter();
            Expression operand = unary();
            depth--;
            return new Syntax.Unary(token.text(), operand, token.line());
        }
        return primary();
    }

    private Expression primary() {
        Expression value = atom();
        while (true) {
            int line = peek().line();
            if (take(".")) {
                value = new Syntax.Dot(value, name(), line);
            } else if (take("(")) {
                value = new Syntax.Call(value, arguments(), line);
            } else if (take("[")) {
                value = subscript(value, line);
            } else {
                return value;
            }
        }
    }

    private Expression subscript(Expression object, int line) {
        @Nullable Expression from = peek().is(":") ? null : expressions();
        if (take("]")) {
            if (from == null) {
                throw error("expected an index");
            }
            return new Syntax.Index(object, from, line);
        }
        expect(":");
        @Nullable Expression to = peek().is(":") || peek().is("]") ? null : expression();
        @Nullable Expression step = take(":") && !peek().is("]") ? expression() : null;
        expect("]");
        return new Syntax.Slice(object, from, to, step, line);
    }

    private List<Argument> arguments() {
        List<Argument> arguments = new ArrayList<>();
        while (!peek().is(")")) {
            String name = "";
            if (take("**")) {
                name = "**";
            } else if (take("*")) {
                name = "*";
            } else if (peek().kind() == Token.Kind.NAME && tokens.get(at + 1).is("=")) {
                name = name();
                at++;
            }
            int line = peek().line();
            Expression value = expression();
            if (peek().isWord("for")) {
                value = new Syntax.Comprehension(null, value, clauses(), line);
            }
            arguments.add(new Argument(name, value));
            if (!take(",")) {
                break;
            }
        }
        expect(")");
        return List.copyOf(arguments);
    }

    private Expression atom() {
        Token token = next();
        int line = token.line();
        switch (token.kind()) {
            case STRING -> {
                StringBuilder text = new StringBuilder(token.text());
                while (peek().kind() == Token.Kind.STRING) {
                    text.append(next().text());
                }
                return new Syntax.Literal(text.toString(), line);
            }
            case INT -> {
                return new Syntax.Literal(number(token), line);
            }
            case NAME -> {
                return switch (token.text()) {
                    case "True" -> new Syntax.Literal(true, line);
                    case "False" -> new Syntax.Literal(false, line);
                    case "None" -> new Syntax.Literal(Value.NONE, line);
                    default -> new Syntax.Name(token.text(), line);
                };
            }
            default -> {}
        }
        if (token.is("(")) {
            if (take(")")) {
                return new Syntax.ListDisplay(List.of(), true, line);
            }
            Expression inner = expressions();
            expect(")");
            return inner;
        } else if (token.is("[")) {
            return listDisplay(line);
        } else if (token.is("{")) {
            return dictDisplay(line);
        }
        at = Math.max(0, at - 1);
        throw error("expected an expression");
    }

    private static Long number(Token token) {
        try {
            String digits = token.text().replaceFirst("\\..*", "");
            return Long.decode(digits.startsWith("0o") ? "0" + digits.substring(2) : digits);
        } catch (NumberFormatException e) {
            throw new StarlarkException("not a number: \"" + token.text() + "\"", token.line());
        }
    }

    private Expression listDisplay(int line) {
        List<Expression> items = new ArrayList<>();
        while (!peek().is("]")) {
            items.add(expression());
            if (items.size() == 1 && peek().isWord("for")) {
                Expression result = new Syntax.Comprehension(null, items.get(0), clauses(), line);
                expect("]");
                return result;
            }
            if (!take(",")) {
                break;
            }
        }
        expect("]");
        return new Syntax.ListDisplay(List.copyOf(items), false, line);
    }

    private Expression dictDisplay(int line) {
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!peek().is("}")) {
            keys.add(expression());
            expect(":");
            values.add(expression());
            if (keys.size() == 1 && peek().isWord("for")) {
                Expression result = new Syntax.Comprehension(keys.get(0), values.get(0), clauses(), line);
                expect("}");
                return result;
            }
            if (!take(",")) {
                break;
            }
        }
        expect("}");
        return new Syntax.DictDisplay(List.copyOf(keys), List.copyOf(values), line);
    }

    private List<Clause> clauses() {
        List<Clause> clauses = new ArrayList<>();
        while (true) {
            if (takeWord("for")) {
                Expression target = targets();
                if (!takeWord("in")) {
                    throw error("expected \"in\"");
                }
                clauses.add(new Clause(target, or()));
            } else if (takeWord("if")) {
                clauses.add(new Clause(null, or()));
            } else {
                return List.copyOf(clauses);
            }
        }
    }
}
