package io.github.tfmobile.registry.starlark;

import io.github.tfmobile.registry.starlark.Syntax.Argument;
import io.github.tfmobile.registry.starlark.Syntax.Expression;
import io.github.tfmobile.registry.starlark.Syntax.Parameter;
import io.github.tfmobile.registry.starlark.Syntax.Statement;
import io.github.tfmobile.registry.starlark.Value.Function;
import io.github.tfmobile.registry.starlark.Value.Opaque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Executes the statements of one BUILD or .bzl file. */
public final class Interpreter {

    /** Values in values and calls in calls that no real file comes near; keeps a hostile one off the stack's end. */
    private static final int MAX_DEPTH = 250;

    private final Map<String, Object> globals = new HashMap<>();
    private final Host host;

    /** What a file sees of the world around it. */
    public interface Host {
        /** A predeclared name; what is not known is a rule or a symbol built into Bazel. */
        Object predeclared(String name);

        /** The exported symbol of a .bzl file. */
        Object load(String file, String symbol);

        /** Calls something that the tree does not hold. */
        Object callOpaque(Opaque function, List<Object> positional, Map<String, Object> named, int line);

        /** Counts the work done, throws when a file never ends. */
        void step(int line);

        /** Enters (+1) or leaves (-1) a call; the depth then. */
        int depth(int change);

        /** How often something was done to the package at hand, or asked of it. */
        long effects();
    }

    /** An interpreter of one file. */
    public Interpreter(Host host) {
        this.host = host;
    }

    /** The file's global names. */
    public Map<String, Object> globals() {
        return globals;
    }

    /** Executes one statement of the file's top level. */
    public void execute(Statement statement) {
        new Frame(null).run(statement);
    }

    private final class Frame {

        /** Null at the top level of the file. */
        private final @Nullable Map<String, Object> locals;

        private Object result = Value.NONE;

        Frame(@Nullable Map<String, Object> locals) {
            this.locals = locals;
        }

        private void set(String name, Object value) {
            (locals == null ? globals : locals).put(name, value);
        }

        private Object get(String name) {
            Object value = locals == null ? null : locals.get(name);
            if (value == null) {
                value = globals.get(name);
            }
            return value == null ? host.predeclared(name) : value;
        }

        /** Empty when it went through, otherwise {@code return}, {@code break} or {@code continue}. */
        private String run(List<Statement> statements) {
            for (Statement statement : statements) {
                String end = run(statement);
                if (!end.isEmpty()) {
                    return end;
                }
            }
            return "";
        }

        String run(Statement statement) {
            host.step(statement.line());
            if (statement instanceof Syntax.Evaluate evaluate) {
                value(evaluate.value());
            } else if (statement instanceof Syntax.Assign assign) {
                assign(assign);
            } else if (statement instanceof Syntax.If branch) {
                return run(Value.truth(value(branch.condition())) ? branch.yes() : branch.no());
            } else if (statement instanceof Syntax.For loop) {
                return loop(loop);
            } else if (statement instanceof Syntax.Return end) {
                result = end.value() == null ? Value.NONE : value(end.value());
                return "return";
            } else if (statement instanceof Syntax.Jump jump) {
                return jump.word().equals("pass") ? "" : jump.word();
            } else if (statement instanceof Syntax.Define define) {
                set(define.name(), function(define.parameters(), define.body(), null));
            } else if (statement instanceof Syntax.Load load) {
                for (int i = 0; i < load.locals().size(); i++) {
                    set(
                            load.locals().get(i),
                            host.load(load.file(), load.exported().get(i)));
                }
            }
            return "";
        }

        private String loop(Syntax.For loop) {
            for (Object item : Value.items(value(loop.source()))) {
                bind(loop.target(), item);
                String end = run(loop.body());
                if (end.equals("return")) {
                    return end;
                } else if (end.equals("break")) {
                    break;
                }
            }
            return "";
        }

        private void assign(Syntax.Assign assign) {
            Object value = value(assign.value());
            if (!assign.operator().equals("=")) {
                String operator =
                        assign.operator().substring(0, assign.operator().length() - 1);
                Object old = value(assign.target());
                if (old instanceof ArrayList<?> && operator.equals("+")) {
                    list(old).addAll(Value.items(value));
                    return;
                }
                value = Operators.binary(operator, old, value, assign.line());
            }
            bind(assign.target(), value);
        }

        @SuppressWarnings("unchecked")
        private List<Object> list(Object value) {
            return (List<Object>) value;
        }

        private void bind(Expression target, Object value) {
            if (target instanceof Syntax.Name name) {
                set(name.name(), value);
            } else if (target instanceof Syntax.ListDisplay several) {
                List<Object> values = Value.items(value);
                for (int i = 0; i < several.items().size(); i++) {
                    bind(several.items().get(i), i < values.size() ? values.get(i) : new Opaque("item"));
                }
            } else if (target instanceof Syntax.Index index) {
                Operators.store(value(index.object()), value(index.index()), value, index.line());
            } else if (!(target instanceof Syntax.Dot)) {
                throw new StarlarkException("cannot assign to this", target.line());
            }
        }

        private Object value(Expression expression) {
            host.step(expression.line());
            if (host.depth(1) > MAX_DEPTH) {
                throw new StarlarkException("nested deeper than " + MAX_DEPTH + " levels", expression.line());
            }
            Object value = evaluated(expression);
            host.depth(-1);
            return value;
        }

        private Object evaluated(Expression expression) {
            int line = expression.line();
            if (expression instanceof Syntax.Literal literal) {
                return literal.value();
            } else if (expression instanceof Syntax.Name name) {
                return get(name.name());
            } else if (expression instanceof Syntax.ListDisplay list) {
                List<Object> items = new ArrayList<>();
                list.items().forEach(item -> items.add(value(item)));
                return list.tuple() ? Value.tuple(items) : items;
            } else if (expression instanceof Syntax.DictDisplay dict) {
                Map<Object, Object> map = new LinkedHashMap<>();
                for (int i = 0; i < dict.keys().size(); i++) {
                    map.put(value(dict.keys().get(i)), value(dict.values().get(i)));
                }
                return map;
            } else if (expression instanceof Syntax.Call call) {
                return call(call);
            } else if (expression instanceof Syntax.Dot dot) {
                return Methods.field(value(dot.object()), dot.field(), line);
            } else if (expression instanceof Syntax.Unary unary) {
                return Operators.unary(unary.operator(), value(unary.operand()), line);
            } else if (expression instanceof Syntax.Binary binary) {
                return binary(binary);
            } else if (expression instanceof Syntax.Conditional choice) {
                return value(Value.truth(value(choice.condition())) ? choice.yes() : choice.no());
            } else if (expression instanceof Syntax.Index index) {
                return Operators.index(value(index.object()), value(index.index()), line);
            } else if (expression instanceof Syntax.Slice slice) {
                return Operators.slice(
                        value(slice.object()), optional(slice.from()), optional(slice.to()), optional(slice.step()));
            } else if (expression instanceof Syntax.Comprehension comprehension) {
                return comprehension(comprehension);
            } else if (expression instanceof Syntax.Lambda lambda) {
                return function(lambda.parameters(), List.of(), lambda.body());
            }
            throw new StarlarkException("unknown expression", line);
        }

        private Object optional(@Nullable Expression expression) {
            return expression == null ? Value.NONE : value(expression);
        }

        private Object binary(Syntax.Binary binary) {
            Object left = value(binary.left());
            if (binary.operator().equals("and")) {
                return Value.truth(left) ? value(binary.right()) : left;
            } else if (binary.operator().equals("or")) {
                return Value.truth(left) ? left : value(binary.right());
            }
            return Operators.binary(binary.operator(), left, value(binary.right()), binary.line());
        }

        private Object comprehension(Syntax.Comprehension comprehension) {
            Frame inner = new Frame(locals == null ? new HashMap<>() : new HashMap<>(locals));
            Map<Object, Object> map = new LinkedHashMap<>();
            List<Object> list = new ArrayList<>();
            inner.clauses(comprehension, 0, map, list);
            return comprehension.key() == null ? list : map;
        }

        private void clauses(Syntax.Comprehension of, int at, Map<Object, Object> map, List<Object> list) {
            if (at == of.clauses().size()) {
                if (of.key() == null) {
                    list.add(value(of.value()));
                } else {
                    map.put(value(of.key()), value(of.value()));
                }
                return;
            }
            Syntax.Clause clause = of.clauses().get(at);
            if (clause.target() == null) {
                if (Value.truth(value(clause.source()))) {
                    clauses(of, at + 1, map, list);
                }
                return;
            }
            for (Object item : Value.items(value(clause.source()))) {
                bind(clause.target(), item);
                clauses(of, at + 1, map, list);
            }
        }

        private Object call(Syntax.Call call) {
            Object function = value(call.function());
            List<Object> positional = new ArrayList<>();
            Map<String, Object> named = new LinkedHashMap<>();
            for (Argument argument : call.arguments()) {
                Object value = value(argument.value());
                if (argument.name().equals("*")) {
                    positional.addAll(Value.items(value));
                } else if (argument.name().equals("**")) {
                    if (value instanceof Map<?, ?> map) {
                        map.forEach((k, v) -> named.put(Value.text(k), v));
                    }
                } else if (argument.name().isEmpty()) {
                    positional.add(value);
                } else {
                    named.put(argument.name(), value);
                }
            }
            if (function instanceof Function f) {
                return f.call(positional, named, call.line());
            } else if (function instanceof Opaque opaque) {
                return host.callOpaque(opaque, positional, named, call.line());
            }
            throw new StarlarkException("not a function: a " + Value.type(function), call.line());
        }

        private Function function(List<Parameter> parameters, List<Statement> body, @Nullable Expression lambda) {
            Map<String, Object> defaults = new HashMap<>();
            for (Parameter parameter : parameters) {
                if (parameter.fallback() != null) {
                    defaults.put(parameter.name(), value(parameter.fallback()));
                }
            }
            Map<String, Object> enclosing = locals == null ? Map.of() : locals;
            Function function = (positional, named, line) -> {
                Map<String, Object> bound = new HashMap<>(enclosing);
                bindParameters(parameters, defaults, positional, named, bound, line);
                Frame frame = new Frame(bound);
                if (lambda != null) {
                    return frame.value(lambda);
                }
                frame.run(body);
                return frame.result;
            };
            return locals == null ? new PureCalls(function, host::effects) : function;
        }
    }

    private static void bindParameters(
            List<Parameter> parameters,
            Map<String, Object> defaults,
            List<Object> positional,
            Map<String, Object> named,
            Map<String, Object> bound,
            int line) {
        Map<String, Object> rest = new LinkedHashMap<>(named);
        int next = 0;
        boolean keywordOnly = false;
        for (Parameter parameter : parameters) {
            String name = parameter.name();
            if (name.startsWith("**")) {
                bound.put(name.substring(2), rest);
            } else if (name.startsWith("*")) {
                keywordOnly = true;
                if (name.length() > 1) {
                    bound.put(
                            name.substring(1),
                            Value.tuple(new ArrayList<>(
                                    positional.subList(Math.min(next, positional.size()), positional.size()))));
                }
            } else if (!keywordOnly && next < positional.size()) {
                bound.put(name, positional.get(next++));
            } else if (rest.containsKey(name)) {
                bound.put(name, rest.remove(name));
            } else if (defaults.containsKey(name)) {
                bound.put(name, defaults.get(name));
            } else {
                throw new StarlarkException("argument missing: \"" + name + "\"", line);
            }
        }
    }
}
