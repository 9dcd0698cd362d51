package io.github.tfmobile.registry.starlark.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parse tree of a BUILD or .bzl file; every node knows its line, from 1. */
public sealed interface Syntax {

    int line();

    /** Something that has a value. */
    sealed interface Expression extends Syntax {}

    /** Something that is executed. */
    sealed interface Statement extends Syntax {}

    /** A string or a number: {@code Long}, {@code BigInteger} or {@code Double}. */
    record Literal(Object value, int line) implements Expression {}

    record Name(String name, int line) implements Expression {}

    record ListDisplay(List<Expression> items, boolean tuple, int line) implements Expression {}

    record DictDisplay(List<Expression> keys, List<Expression> values, int line) implements Expression {}

    record Unary(String operator, Expression operand, int line) implements Expression {}

    record Binary(String operator, Expression left, Expression right, int line) implements Expression {}

    record Conditional(Expression condition, Expression yes, Expression no, int line) implements Expression {}

    record Dot(Expression object, String field, int line) implements Expression {}

    record Index(Expression object, Expression index, int line) implements Expression {}

    record Slice(
            Expression object,
            @Nullable Expression from,
            @Nullable Expression to,
            @Nullable Expression step,
            int line) implements Expression {}

    /**
     * An argument of a call.
     *
     * @param name keyword; {@code *} or {@code **} for unpacking; empty for a positional one
     */
    record Argument(String name, Expression value) {}

    record Call(Expression function, List<Argument> arguments, int line) implements Expression {}

    /** A {@code for} (with target) or {@code if} (without) clause of a comprehension. */
    record Clause(@Nullable Expression target, Expression source) {}

    /** A list comprehension, or with a key a dict comprehension. */
    record Comprehension(@Nullable Expression key, Expression value, List<Clause> clauses, int line)
            implements Expression {}

    /**
     * A parameter of a function.
     *
     * @param name the name, with its stars for {@code *args} and {@code **kwargs}
     */
    record Parameter(String name, @Nullable Expression fallback) {}

    record Lambda(List<Parameter> parameters, Expression body, int line) implements Expression {}

    record Define(String name, List<Parameter> parameters, List<Statement> body, int line) implements Statement {}

    record If(Expression condition, List<Statement> yes, List<Statement> no, int line) implements Statement {}

    record For(Expression target, Expression source, List<Statement> body, int line) implements Statement {}

    record Return(@Nullable Expression value, int line) implements Statement {}

    /** Assignment; the operator is {@code =} or an augmented one such as {@code +=}. */
    record Assign(Expression target, String operator, Expression value, int line) implements Statement {}

    record Evaluate(Expression value, int line) implements Statement {}

    /** {@code break}, {@code continue} or {@code pass}. */
    record Jump(String word, int line) implements Statement {}

    /** {@code load(file, local = "exported")}. */
    record Load(String file, List<String> locals, List<String> exported, int line) implements Statement {}
}
