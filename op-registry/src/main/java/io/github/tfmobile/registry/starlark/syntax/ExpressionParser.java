package io.github.tfmobile.registry.starlark.syntax;

import io.github.tfmobile.registry.starlark.syntax.Syntax.Argument;
import io.github.tfmobile.registry.starlark.syntax.Syntax.Clause;
import io.github.tfmobile.registry.starlark.syntax.Syntax.Expression;
import io.github.tfmobile.registry.starlark.syntax.Syntax.Parameter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses expressions. */
final class ExpressionParser {

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=");

    private final TokenReader tokens;

    ExpressionParser(TokenReader tokens) {
        this.tokens = tokens;
    }

    /** Parameters of a function. */
    List<Parameter> parameters(String end) {
        List<Parameter> parameters = new ArrayList<>();
        while (!tokens.peek().is(end)) {
            String stars = tokens.take("**") ? "**" : tokens.take("*") ? "*" : "";
            String name = stars.equals("*") && !tokens.isName() ? "" : tokens.name();
            if (stars.isEmpty() && !end.equals(":") && tokens.take(":")) {
                expression();
            }
            parameters.add(new Parameter(stars + name, tokens.take("=") ? expression() : null));
            if (!tokens.take(",")) {
                break;
            }
        }
        return List.copyOf(parameters);
    }

    /** One expression, or a tuple of several without parentheses. */
    Expression expressions() {
        return expressions(false);
    }

    private Expression expressions(boolean inParentheses) {
        int line = tokens.peek().line();
        Expression first = expression();
        if (!tokens.peek().is(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (tokens.take(",")) {
            if (!startsExpression()) {
                if (!inParentheses) {
                    throw tokens.error("expected an expression behind the comma of a tuple without parentheses");
                }
                break;
            }
            items.add(expression());
        }
        return new Syntax.ListDisplay(List.copyOf(items), true, line);
    }

    private boolean startsExpression() {
        Token token = tokens.peek();
        return switch (token.kind()) {
            case NAME -> !token.isWord("in") && !token.isWord("for");
            case NUMBER, STRING -> true;
            case OPERATOR ->
                token.is("(") || token.is("[") || token.is("{") || token.is("-") || token.is("+") || token.is("~");
            default -> false;
        };
    }

    /** The targets of a {@code for}: names, possibly in parentheses, without {@code in}. */
    Expression targets() {
        int line = tokens.peek().line();
        List<Expression> items = new ArrayList<>();
        do {
            if (tokens.peek().isWord("in")) {
                break;
            }
            items.add(primary());
        } while (tokens.take(","));
        return items.size() == 1 ? items.get(0) : new Syntax.ListDisplay(List.copyOf(items), true, line);
    }

    Expression expression() {
        tokens.enter();
        int line = tokens.peek().line();
        Expression result;
        if (tokens.takeWord("lambda")) {
            List<Parameter> parameters = parameters(":");
            tokens.expect(":");
            result = new Syntax.Lambda(parameters, expression(), line);
        } else {
            result = or();
            if (tokens.takeWord("if")) {
                Expression condition = or();
                if (!tokens.takeWord("else")) {
                    throw tokens.error("expected \"else\"");
                }
                result = new Syntax.Conditional(condition, result, expression(), line);
            }
        }
        tokens.leave();
        return result;
    }

    private Expression or() {
        Expression left = and();
        while (tokens.peek().isWord("or")) {
            int line = tokens.next().line();
            left = new Syntax.Binary("or", left, and(), line);
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.peek().isWord("and")) {
            int line = tokens.next().line();
            left = new Syntax.Binary("and", left, not(), line);
        }
        return left;
    }

    private Expression not() {
        if (tokens.peek().isWord("not")) {
            int line = tokens.next().line();
            tokens.enter();
            Expression operand = not();
            tokens.leave();
            return new Syntax.Unary("not", operand, line);
        }
        Expression left = binary(0);
        String operator = comparison();
        if (operator.isEmpty()) {
            return left;
        }
        int line = tokens.peek().line();
        Expression compared = new Syntax.Binary(operator, left, binary(0), line);
        if (!comparison().isEmpty()) {
            throw new StarlarkException("comparisons in a row need parentheses", line);
        }
        return compared;
    }

    /** Takes a comparison operator; empty when there is none. */
    private String comparison() {
        Token token = tokens.peek();
        if ((token.kind() == Token.Kind.OPERATOR && COMPARISONS.contains(token.text())) || token.isWord("in")) {
            return tokens.next().text();
        } else if (token.isWord("not") && tokens.second().isWord("in")) {
            tokens.next();
            tokens.next();
            return "not in";
        }
        return "";
    }

    /** Operands with the operators between them that bind more than those of a precedence. */
    private Expression binary(int above) {
        Expression left = unary();
        while (precedence(tokens.peek()) > above) {
            Token operator = tokens.next();
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
        Token token = tokens.peek();
        if (token.is("-") || token.is("+") || token.is("~")) {
            tokens.next();
            tokens.enter();
            Expression operand = unary();
            tokens.leave();
            return new Syntax.Unary(token.text(), operand, token.line());
        }
        return primary();
    }

    private Expression primary() {
        Expression value = atom();
        while (true) {
            int line = tokens.peek().line();
            if (tokens.take(".")) {
                value = new Syntax.Dot(value, tokens.name(), line);
            } else if (tokens.take("(")) {
                value = new Syntax.Call(value, arguments(), line);
            } else if (tokens.take("[")) {
                value = subscript(value, line);
            } else {
                return value;
            }
        }
    }

    private Expression subscript(Expression object, int line) {
        @Nullable Expression from = tokens.peek().is(":") ? null : expressions();
        if (tokens.take("]")) {
            if (from == null) {
                throw tokens.error("expected an index");
            }
            return new Syntax.Index(object, from, line);
        }
        tokens.expect(":");
        @Nullable Expression to = tokens.peek().is(":") || tokens.peek().is("]") ? null : expression();
        @Nullable Expression step = tokens.take(":") && !tokens.peek().is("]") ? expression() : null;
        tokens.expect("]");
        return new Syntax.Slice(object, from, to, step, line);
    }

    private List<Argument> arguments() {
        List<Argument> arguments = new ArrayList<>();
        while (!tokens.peek().is(")")) {
            String name = "";
            if (tokens.take("**")) {
                name = "**";
            } else if (tokens.take("*")) {
                name = "*";
            } else if (tokens.isName() && tokens.second().is("=")) {
                name = tokens.name();
                tokens.next();
            }
            arguments.add(new Argument(name, expression()));
            if (!tokens.take(",")) {
                break;
            }
        }
        tokens.expect(")");
        return List.copyOf(arguments);
    }

    private Expression atom() {
        Token token = tokens.peek();
        int line = token.line();
        switch (token.kind()) {
            case STRING -> {
                tokens.next();
                if (tokens.peek().kind() == Token.Kind.STRING) {
                    throw tokens.error("expected an operator between two strings");
                }
                return new Syntax.Literal(token.text(), line);
            }
            case NUMBER -> {
                return new Syntax.Literal(number(tokens.next()), line);
            }
            case NAME -> {
                return new Syntax.Name(tokens.name(), line);
            }
            default -> {}
        }
        if (tokens.take("(")) {
            if (tokens.take(")")) {
                return new Syntax.ListDisplay(List.of(), true, line);
            }
            Expression inner = expressions(true);
            tokens.expect(")");
            return inner;
        } else if (tokens.take("[")) {
            return listDisplay(line);
        } else if (tokens.take("{")) {
            return dictDisplay(line);
        }
        throw tokens.error("expected an expression");
    }

    /** The value of a number: a {@code Long}, a {@code BigInteger} where it needs more bits, or a {@code Double}. */
    private static Object number(Token token) {
        String text = token.text().toLowerCase(Locale.ROOT);
        boolean hexadecimal = text.startsWith("0x");
        try {
            if (!hexadecimal && (text.contains(".") || text.contains("e"))) {
                if (!text.matches("[0-9.e+-]*")) {
                    throw new NumberFormatException();
                }
                return Double.valueOf(text);
            }
            BigInteger value;
            if (hexadecimal || text.startsWith("0o")) {
                value = new BigInteger(text.substring(2), hexadecimal ? 16 : 8);
            } else if (text.length() > 1 && text.startsWith("0") && !text.matches("0+")) {
                throw new NumberFormatException();
            } else {
                value = new BigInteger(text);
            }
            return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
        } catch (NumberFormatException e) {
            throw new StarlarkException("not a number: \"" + token.text() + "\"", token.line());
        }
    }

    private Expression listDisplay(int line) {
        List<Expression> items = new ArrayList<>();
        while (!tokens.peek().is("]")) {
            items.add(expression());
            if (items.size() == 1 && tokens.peek().isWord("for")) {
                Expression result = new Syntax.Comprehension(null, items.get(0), clauses(), line);
                tokens.expect("]");
                return result;
            }
            if (!tokens.take(",")) {
                break;
            }
        }
        tokens.expect("]");
        return new Syntax.ListDisplay(List.copyOf(items), false, line);
    }

    private Expression dictDisplay(int line) {
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!tokens.peek().is("}")) {
            keys.add(expression());
            tokens.expect(":");
            values.add(expression());
            if (keys.size() == 1 && tokens.peek().isWord("for")) {
                Expression result = new Syntax.Comprehension(keys.get(0), values.get(0), clauses(), line);
                tokens.expect("}");
                return result;
            }
            if (!tokens.take(",")) {
                break;
            }
        }
        tokens.expect("}");
        return new Syntax.DictDisplay(List.copyOf(keys), List.copyOf(values), line);
    }

    private List<Clause> clauses() {
        tokens.enter();
        List<Clause> clauses = new ArrayList<>();
        while (true) {
            if (tokens.takeWord("for")) {
                Expression target = targets();
                if (!tokens.takeWord("in")) {
                    throw tokens.error("expected \"in\"");
                }
                clauses.add(new Clause(target, or()));
            } else if (tokens.takeWord("if")) {
                clauses.add(new Clause(null, or()));
            } else {
                tokens.leave();
                return List.copyOf(clauses);
            }
        }
    }
}
