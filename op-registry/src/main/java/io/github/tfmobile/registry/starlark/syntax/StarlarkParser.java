package io.github.tfmobile.registry.starlark.syntax;

import io.github.tfmobile.registry.starlark.syntax.Syntax.Expression;
import io.github.tfmobile.registry.starlark.syntax.Syntax.Parameter;
import io.github.tfmobile.registry.starlark.syntax.Syntax.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses BUILD and .bzl files (the grammar of the Starlark specification). */
public final class StarlarkParser {

    private static final Set<String> ASSIGNMENTS =
            Set.of("=", "+=", "-=", "*=", "/=", "//=", "%=", "|=", "&=", "^=", "<<=", ">>=");

    private final TokenReader tokens;
    private final ExpressionParser expressions;

    private StarlarkParser(List<Token> tokens) {
        this.tokens = new TokenReader(tokens);
        this.expressions = new ExpressionParser(this.tokens);
    }

    /**
     * The statements of a file.
     *
     * @throws StarlarkException when it is not valid
     */
    public static List<Statement> parse(String text) {
        StarlarkParser parser = new StarlarkParser(StarlarkLexer.tokens(text));
        List<Statement> statements = new ArrayList<>();
        while (parser.tokens.peek().kind() != Token.Kind.END) {
            if (parser.tokens.peek().kind() == Token.Kind.NEWLINE) {
                parser.tokens.next();
            } else {
                parser.statement(statements);
            }
        }
        return List.copyOf(statements);
    }

    private void statement(List<Statement> into) {
        tokens.enter();
        int line = tokens.peek().line();
        if (tokens.takeWord("def")) {
            String name = tokens.name();
            tokens.expect("(");
            List<Parameter> parameters = expressions.parameters(")");
            tokens.expect(")");
            if (tokens.take("->")) {
                expressions.expression();
            }
            into.add(new Syntax.Define(name, parameters, block(), line));
        } else if (tokens.takeWord("if")) {
            into.add(ifStatement(line));
        } else if (tokens.takeWord("for")) {
            Expression target = expressions.targets();
            if (!tokens.takeWord("in")) {
                throw tokens.error("expected \"in\"");
            }
            into.add(new Syntax.For(target, expressions.expressions(), block(), line));
        } else {
            do {
                if (tokens.peek().kind() == Token.Kind.NEWLINE) {
                    break;
                }
                into.add(simple());
            } while (tokens.take(";"));
            if (tokens.peek().kind() != Token.Kind.NEWLINE && tokens.peek().kind() != Token.Kind.END) {
                throw tokens.error("expected the end of the statement");
            }
            tokens.next();
        }
        tokens.leave();
    }

    private Statement ifStatement(int line) {
        Expression condition = expressions.expression();
        List<Statement> yes = block();
        int elseLine = tokens.peek().line();
        if (tokens.takeWord("elif")) {
            tokens.enter();
            List<Statement> no = List.of(ifStatement(elseLine));
            tokens.leave();
            return new Syntax.If(condition, yes, no, line);
        }
        return new Syntax.If(condition, yes, tokens.takeWord("else") ? block() : List.of(), line);
    }

    private List<Statement> block() {
        tokens.expect(":");
        List<Statement> body = new ArrayList<>();
        if (tokens.peek().kind() != Token.Kind.NEWLINE) {
            statement(body);
            return List.copyOf(body);
        }
        tokens.next();
        if (tokens.peek().kind() != Token.Kind.INDENT) {
            throw tokens.error("expected an indented block");
        }
        tokens.next();
        while (tokens.peek().kind() != Token.Kind.DEDENT && tokens.peek().kind() != Token.Kind.END) {
            if (tokens.peek().kind() == Token.Kind.NEWLINE) {
                tokens.next();
            } else {
                statement(body);
            }
        }
        tokens.next();
        return List.copyOf(body);
    }

    private Statement simple() {
        int line = tokens.peek().line();
        if (tokens.takeWord("return")) {
            boolean empty =
                    tokens.peek().kind() == Token.Kind.NEWLINE || tokens.peek().is(";");
            return new Syntax.Return(empty ? null : expressions.expressions(), line);
        }
        for (String word : List.of("pass", "break", "continue")) {
            if (tokens.takeWord(word)) {
                return new Syntax.Jump(word, line);
            }
        }
        if (tokens.peek().isWord("load") && tokens.second().is("(")) {
            return load(line);
        }
        Expression left = expressions.expressions();
        if (tokens.peek().is(":")) { // a type annotation
            tokens.next();
            expressions.expression();
        }
        if (tokens.peek().kind() == Token.Kind.OPERATOR
                && ASSIGNMENTS.contains(tokens.peek().text())) {
            String operator = tokens.next().text();
            return new Syntax.Assign(left, operator, expressions.expressions(), line);
        }
        return new Syntax.Evaluate(left, line);
    }

    private Statement load(int line) {
        tokens.next();
        tokens.next();
        List<String> locals = new ArrayList<>();
        List<String> exported = new ArrayList<>();
        String file = "";
        while (!tokens.peek().is(")")) {
            String local = "";
            if (tokens.isName()) {
                local = tokens.name();
                tokens.expect("=");
            }
            if (tokens.peek().kind() != Token.Kind.STRING) {
                throw tokens.error("expected a string");
            }
            String text = tokens.next().text();
            if (file.isEmpty()) {
                file = text;
            } else {
                locals.add(local.isEmpty() ? text : local);
                exported.add(text);
            }
            if (!tokens.take(",")) {
                break;
            }
        }
        if (exported.isEmpty()) {
            throw tokens.error("expected a name to load");
        }
        tokens.expect(")");
        return new Syntax.Load(file, List.copyOf(locals), List.copyOf(exported), line);
    }
}
