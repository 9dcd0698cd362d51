package io.github.tfmobile.registry.starlark;

import io.github.tfmobile.registry.starlark.Code.Frame;
import io.github.tfmobile.registry.starlark.syntax.StarlarkException;
import io.github.tfmobile.registry.starlark.syntax.Syntax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns expressions into code. */
final class ExpressionCompiler {

    private final Compiler compiler;
    private int depth;

    ExpressionCompiler(Compiler compiler) {
        this.compiler = compiler;
    }

    Code.Expression compile(Syntax.Expression expression, Scope scope) {
        if (++depth > Evaluation.MAX_NESTING) {
            throw new StarlarkException("nested deeper than " + Evaluation.MAX_NESTING + " levels", expression.line());
        }
        scope.note(depth);
        Code.Expression code = compiled(expression, scope);
        depth--;
        return code;
    }

    private Code.Expression[] compile(List<Syntax.Expression> expressions, Scope scope) {
        return expressions.stream().map(one -> compile(one, scope)).toArray(Code.Expression[]::new);
    }

    private Code.Expression compiled(Syntax.Expression expression, Scope scope) {
        int line = expression.line();
        if (expression instanceof Syntax.Literal literal) {
            Object value = literal.value();
            return frame -> value;
        } else if (expression instanceof Syntax.Name name) {
            return name(name, scope);
        } else if (expression instanceof Syntax.ListDisplay list) {
            Code.Expression[] items = compile(list.items(), scope);
            return frame -> {
                List<Object> values = values(items, frame);
                return list.tuple() ? Value.tuple(values) : StarlarkList.of(values, frame.evaluation);
            };
        } else if (expression instanceof Syntax.DictDisplay dict) {
            return dict(dict, scope);
        } else if (expression instanceof Syntax.Call call) {
            return call(call, scope);
        } else if (expression instanceof Syntax.Dot dot) {
            Code.Expression object = compile(dot.object(), scope);
            return frame -> Methods.field(object.value(frame), dot.field(), line);
        } else if (expression instanceof Syntax.Unary unary) {
            Code.Expression operand = compile(unary.operand(), scope);
            return frame -> Operators.unary(unary.operator(), operand.value(frame), line);
        } else if (expression instanceof Syntax.Binary binary) {
            return binary(binary, scope);
        } else if (expression instanceof Syntax.Conditional choice) {
            Code.Expression condition = compile(choice.condition(), scope);
            Code.Expression yes = compile(choice.yes(), scope);
            Code.Expression no = compile(choice.no(), scope);
            return frame -> (Value.truth(condition.value(frame)) ? yes : no).value(frame);
        } else if (expression instanceof Syntax.Index index) {
            Code.Expression object = compile(index.object(), scope);
            Code.Expression key = compile(index.index(), scope);
            return frame -> Operators.index(object.value(frame), key.value(frame), frame.evaluation, line);
        } else if (expression instanceof Syntax.Slice slice) {
            Code.Expression object = compile(slice.object(), scope);
            Code.Expression from = optional(slice.from(), scope);
            Code.Expression to = optional(slice.to(), scope);
            Code.Expression step = optional(slice.step(), scope);
            return frame -> Operators.slice(
                    object.value(frame), from.value(frame), to.value(frame), step.value(frame), frame.evaluation, line);
        } else if (expression instanceof Syntax.Comprehension comprehension) {
            return comprehension(comprehension, scope);
        } else if (expression instanceof Syntax.Lambda lambda) {
            return compiler.function(
                    "lambda", lambda.parameters(), List.of(new Syntax.Return(lambda.body(), line)), line, scope);
        }
        throw new StarlarkException("unknown expression", line);
    }

    private Code.Expression optional(Syntax.@Nullable Expression expression, Scope scope) {
        return expression == null ? frame -> Value.NONE : compile(expression, scope);
    }

    private static List<Object> values(Code.Expression[] items, Frame frame) {
        List<Object> values = new ArrayList<>(items.length);
        for (Code.Expression item : items) {
            values.add(item.value(frame));
        }
        return values;
    }

    private Code.Expression name(Syntax.Name name, Scope scope) {
        Scope.Place place = scope.find(name.name());
        if (place == null) {
            Object value = compiler.predeclared(name);
            return frame -> value;
        }
        int slot = place.slot();
        int hops = place.hops();
        return frame -> {
            @Nullable Frame holder = frame;
            for (int i = 0; i < hops && holder != null; i++) {
                holder = holder.outer;
            }
            Object value = holder == null ? null : holder.locals[slot];
            if (value == null) {
                throw new StarlarkException("the name \"" + name.name() + "\" has no value yet", name.line());
            }
            return value;
        };
    }

    private Code.Expression dict(Syntax.DictDisplay dict, Scope scope) {
        Code.Expression[] keys = compile(dict.keys(), scope);
        Code.Expression[] values = compile(dict.values(), scope);
        return frame -> {
            Map<Object, Object> entries = new LinkedHashMap<>();
            for (int i = 0; i < keys.length; i++) {
                Object key = keys[i].value(frame);
                Value.checkHashable(key, frame.evaluation, dict.line());
                if (entries.put(key, values[i].value(frame)) != null) {
                    throw new StarlarkException(
                            "the key " + Texts.repr(key, dict.line()) + " occurs twice", dict.line());
                }
            }
            return Dict.of(entries, frame.evaluation);
        };
    }

    private Code.Expression binary(Syntax.Binary binary, Scope scope) {
        Code.Expression left = compile(binary.left(), scope);
        Code.Expression right = compile(binary.right(), scope);
        return switch (binary.operator()) {
            case "and" ->
                frame -> {
                    Object first = left.value(frame);
                    return Value.truth(first) ? right.value(frame) : first;
                };
            case "or" ->
                frame -> {
                    Object first = left.value(frame);
                    return Value.truth(first) ? first : right.value(frame);
                };
            default ->
                frame -> Operators.binary(
                        binary.operator(), left.value(frame), right.value(frame), frame.evaluation, binary.line());
        };
    }

    /** Adds what a comprehension yields from the values of its names. */
    private interface Yield {
        void add(Frame frame, Object result);
    }

    private Code.Expression comprehension(Syntax.Comprehension of, Scope scope) {
        Scope inner = scope.comprehension();
        Yield yield = clauses(of, 0, scope, inner);
        return frame -> {
            Object result = of.key() == null ? StarlarkList.of(List.of(), frame.evaluation) : Dict.of(frame.evaluation);
            yield.add(frame, result);
            return result;
        };
    }

    private Yield clauses(Syntax.Comprehension of, int at, Scope outer, Scope inner) {
        int line = of.line();
        if (at == of.clauses().size()) {
            Code.Expression value = compile(of.value(), inner);
            if (of.key() == null) {
                return (frame, result) -> {
                    frame.evaluation.step(line);
                    ((StarlarkList) result).change(line).add(value.value(frame));
                };
            }
            Code.Expression key = compile(of.key(), inner);
            return (frame, result) -> {
                frame.evaluation.step(line);
                Object one = key.value(frame);
                Value.checkHashable(one, frame.evaluation, line);
                ((Dict) result).change(line).put(one, value.value(frame));
            };
        }
        Syntax.Clause clause = of.clauses().get(at);
        Code.Expression source = compile(clause.source(), at == 0 ? outer : inner);
        depth++;
        if (clause.target() == null) {
            Yield rest = clauses(of, at + 1, outer, inner);
            depth--;
            return (frame, result) -> {
                if (Value.truth(source.value(frame))) {
                    rest.add(frame, result);
                }
            };
        }
        Code.Target target = compiler.target(clause.target(), inner);
        Yield rest = clauses(of, at + 1, outer, inner);
        depth--;
        return (frame, result) -> {
            Compiler.Iteration iteration = new Compiler.Iteration(source.value(frame), line);
            try {
                for (Object item : iteration.items()) {
                    frame.evaluation.step(line);
                    target.assign(frame, item);
                    rest.add(frame, result);
                }
            } finally {
                iteration.end();
            }
        };
    }

    private Code.Expression call(Syntax.Call call, Scope scope) {
        checkOrder(call);
        Code.Expression function = compile(call.function(), scope);
        Syntax.Argument[] arguments = call.arguments().toArray(Syntax.Argument[]::new);
        Code.Expression[] values =
                compile(call.arguments().stream().map(Syntax.Argument::value).toList(), scope);
        int line = call.line();
        return frame -> {
            frame.evaluation.step(line);
            Object called = function.value(frame);
            List<Object> positional = new ArrayList<>();
            Map<String, Object> named = new LinkedHashMap<>();
            for (int i = 0; i < values.length; i++) {
                Object value = values[i].value(frame);
                switch (arguments[i].name()) {
                    case "" -> positional.add(value);
                    case "*" -> {
                        List<Object> items = Value.items(value, line);
                        frame.evaluation.use(items.size(), line);
                        positional.addAll(items);
                    }
                    case "**" -> unpack(value, named, line);
                    default -> named.put(arguments[i].name(), value);
                }
            }
            if (called instanceof Value.Function f) {
                return f.call(new Arguments(positional, named, line, frame.evaluation));
            } else if (called instanceof Value.Opaque unknown) {
                return unknown.origin()
                        .called(unknown.name(), new Arguments(positional, named, line, frame.evaluation));
            }
            throw new StarlarkException("a " + Value.type(called) + " cannot be called", line);
        };
    }

    private static void unpack(Object value, Map<String, Object> named, int line) {
        if (value instanceof Dict dict) {
            dict.entries().forEach((key, one) -> {
                if (!(key instanceof String name)) {
                    throw new StarlarkException("a name of an argument is no string", line);
                } else if (named.put(name, one) != null) {
                    throw new StarlarkException("the argument \"" + name + "\" occurs twice", line);
                }
            });
        } else if (!(value instanceof Value.Opaque)) {
            throw new StarlarkException("a dict is wanted behind \"**\", not a " + Value.type(value), line);
        }
    }

    /** Positional arguments come first, then named ones, then {@code *} and {@code **}; each name once. */
    private void checkOrder(Syntax.Call call) {
        Set<String> names = new HashSet<>();
        boolean starred = false;
        for (Syntax.Argument argument : call.arguments()) {
            boolean star = argument.name().startsWith("*");
            if (star && compiler.isBuildFile()) {
                throw new StarlarkException("\"*\" and \"**\" arguments are not allowed in BUILD files", call.line());
            } else if (argument.name().isEmpty() && (starred || !names.isEmpty())) {
                throw new StarlarkException("a positional argument behind a named one", call.line());
            } else if (!argument.name().isEmpty() && !star && !names.add(argument.name())) {
                throw new StarlarkException("the argument \"" + argument.name() + "\" occurs twice", call.line());
            } else if (starred && !argument.name().equals("**")) {
                throw new StarlarkException("an argument behind \"*\" or \"**\"", call.line());
            }
            starred |= star;
        }
    }
}
