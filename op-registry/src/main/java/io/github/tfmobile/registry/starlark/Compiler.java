package io.github.tfmobile.registry.starlark;

import io.github.tfmobile.registry.starlark.Code.Next;
import io.github.tfmobile.registry.starlark.syntax.StarlarkException;
import io.github.tfmobile.registry.starlark.syntax.Syntax;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the statements of a file into code, and resolves its names. */
final class Compiler {

    private final String file;
    private final Program.Dialect dialect;
    private final Program.Environment environment;
    private final Scope globals = Scope.ofFile();
    private final Set<String> loaded = new HashSet<>();
    private final Map<String, Integer> assigned = new HashMap<>();
    private final ExpressionCompiler expressions = new ExpressionCompiler(this);
    private int depth;

    Compiler(String file, List<Syntax.Statement> statements, Program.Dialect dialect, Program.Environment environment) {
        this.file = file;
        this.dialect = dialect;
        this.environment = environment;
        for (Syntax.Statement statement : statements) {
            if (statement instanceof Syntax.Load load) {
                load.locals().forEach(name -> declareGlobal(name, load.line()));
                loaded.addAll(load.locals());
            }
            declare(statement, this::declareGlobal);
        }
    }

    private interface Declaration {
        void name(String name, int line);
    }

    private void declareGlobal(String name, int line) {
        globals.declare(name);
        if (assigned.put(name, line) != null && dialect == Program.Dialect.BZL) {
            throw new StarlarkException("\"" + name + "\" is assigned a second time", line);
        }
    }

    /** Tells the names that a statement assigns. */
    private static void declare(Syntax.Statement statement, Declaration to) {
        if (statement instanceof Syntax.Assign assign) {
            declare(assign.target(), to);
        } else if (statement instanceof Syntax.Define define) {
            to.name(define.name(), define.line());
        } else if (statement instanceof Syntax.For loop) {
            declare(loop.target(), to);
            loop.body().forEach(inner -> declare(inner, to));
        } else if (statement instanceof Syntax.If branch) {
            branch.yes().forEach(inner -> declare(inner, to));
            branch.no().forEach(inner -> declare(inner, to));
        }
    }

    private static void declare(Syntax.Expression target, Declaration to) {
        if (target instanceof Syntax.Name name) {
            to.name(name.name(), name.line());
        } else if (target instanceof Syntax.ListDisplay several) {
            several.items().forEach(item -> declare(item, to));
        }
    }

    /** The global names with their places: those that the file assigns, and those that it loads. */
    Map<String, Integer> assigned(boolean loadsToo) {
        Map<String, Integer> exported = new LinkedHashMap<>();
        for (String name : assigned.keySet().stream().sorted().toList()) {
            if (loadsToo || !loaded.contains(name)) {
                exported.put(name, globals.declare(name));
            }
        }
        return Collections.unmodifiableMap(exported);
    }

    Scope scope() {
        return globals;
    }

    /** What a name stands for that no scope has. */
    Object predeclared(Syntax.Name name) {
        Object value = environment.predeclared(name.name());
        if (value == null) {
            throw new StarlarkException("the name \"" + name.name() + "\" is not defined", name.line());
        }
        return value;
    }

    boolean isBuildFile() {
        return dialect == Program.Dialect.BUILD;
    }

    /** A statement of the file's top level. */
    Code.Statement topLevel(Syntax.Statement statement) {
        if (statement instanceof Syntax.For || statement instanceof Syntax.If) {
            throw new StarlarkException("loops and conditions are only allowed in functions", statement.line());
        } else if (isBuildFile() && statement instanceof Syntax.Define) {
            throw new StarlarkException("functions are not allowed in BUILD files", statement.line());
        } else if (statement instanceof Syntax.Load load) {
            return load(load);
        }
        return statement(statement, globals);
    }

    private Code.Statement load(Syntax.Load load) {
        List<Integer> slots = load.locals().stream().map(globals::declare).toList();
        for (String symbol : load.exported()) {
            if (symbol.startsWith("_")) {
                throw new StarlarkException("\"" + symbol + "\" is private to its file", load.line());
            }
        }
        return frame -> {
            Program.Host host = Objects.requireNonNull(frame.host);
            for (int i = 0; i < slots.size(); i++) {
                frame.locals[slots.get(i)] =
                        host.load(load.file(), load.exported().get(i), load.line());
            }
            return Next.STATEMENT;
        };
    }

    private Code.Statement block(List<Syntax.Statement> statements, Scope scope) {
        Code.Statement[] all =
                statements.stream().map(one -> statement(one, scope)).toArray(Code.Statement[]::new);
        return frame -> {
            for (Code.Statement one : all) {
                Next next = one.run(frame);
                if (next != Next.STATEMENT) {
                    return next;
                }
            }
            return Next.STATEMENT;
        };
    }

    private Code.Statement statement(Syntax.Statement statement, Scope scope) {
        scope.note(++depth);
        Code.Statement code = compiled(statement, scope);
        depth--;
        int line = statement.line();
        return frame -> {
            frame.evaluation.step(line);
            return code.run(frame);
        };
    }

    private Code.Statement compiled(Syntax.Statement statement, Scope scope) {
        int line = statement.line();
        if (statement instanceof Syntax.Evaluate evaluate) {
            Code.Expression value = expressions.compile(evaluate.value(), scope);
            return frame -> {
                value.value(frame);
                return Next.STATEMENT;
            };
        } else if (statement instanceof Syntax.Assign assign) {
            return assign(assign, scope);
        } else if (statement instanceof Syntax.If branch) {
            Code.Expression condition = expressions.compile(branch.condition(), scope);
            Code.Statement yes = block(branch.yes(), scope);
            Code.Statement no = block(branch.no(), scope);
            return frame -> (Value.truth(condition.value(frame)) ? yes : no).run(frame);
        } else if (statement instanceof Syntax.For loop) {
            return loop(loop, scope);
        } else if (statement instanceof Syntax.Return end) {
            if (!scope.isFunction()) {
                throw new StarlarkException("\"return\" outside of a function", line);
            }
            Code.@Nullable Expression value = end.value() == null ? null : expressions.compile(end.value(), scope);
            return frame -> {
                frame.result = value == null ? Value.NONE : value.value(frame);
                return Next.RETURN;
            };
        } else if (statement instanceof Syntax.Jump jump) {
            Next next = switch (jump.word()) {
                case "break" -> Next.BREAK;
                case "continue" -> Next.CONTINUE;
                default -> Next.STATEMENT;
            };
            if (next != Next.STATEMENT && !scope.isInLoop()) {
                throw new StarlarkException("\"" + jump.word() + "\" outside of a loop", line);
            }
            return frame -> next;
        } else if (statement instanceof Syntax.Define define) {
            int slot = scope.declare(define.name());
            Code.Expression function = function(define.name(), define.parameters(), define.body(), line, scope);
            return frame -> {
                frame.locals[slot] = function.value(frame);
                return Next.STATEMENT;
            };
        }
        throw new StarlarkException("\"load\" is only allowed outside of functions", line);
    }

    private Code.Statement loop(Syntax.For loop, Scope scope) {
        Code.Expression source = expressions.compile(loop.source(), scope);
        Code.Target target = target(loop.target(), scope);
        scope.loop(1);
        Code.Statement body = block(loop.body(), scope);
        scope.loop(-1);
        int line = loop.line();
        return frame -> {
            Object collection = source.value(frame);
            Iteration iteration = new Iteration(collection, line);
            try {
                for (Object item : iteration.items()) {
                    target.assign(frame, item);
                    Next next = body.run(frame);
                    if (next == Next.RETURN) {
                        return next;
                    } else if (next == Next.BREAK) {
                        break;
                    }
                }
            } finally {
                iteration.end();
            }
            return Next.STATEMENT;
        };
    }

    private Code.Statement assign(Syntax.Assign assign, Scope scope) {
        int line = assign.line();
        if (assign.operator().equals("=")) {
            Code.Expression value = expressions.compile(assign.value(), scope);
            Code.Target target = target(assign.target(), scope);
            return frame -> {
                target.assign(frame, value.value(frame));
                return Next.STATEMENT;
            };
        }
        if (assign.target() instanceof Syntax.ListDisplay) {
            throw new StarlarkException("\"" + assign.operator() + "\" to several values", line);
        }
        String operator = assign.operator().substring(0, assign.operator().length() - 1);
        Code.Expression value = expressions.compile(assign.value(), scope);
        if (assign.target() instanceof Syntax.Index index) {
            Code.Expression object = expressions.compile(index.object(), scope);
            Code.Expression key = expressions.compile(index.index(), scope);
            return frame -> {
                Object container = object.value(frame);
                Object at = key.value(frame);
                Object old = Operators.index(container, at, frame.evaluation, line);
                Object result = augmented(operator, old, value.value(frame), frame.evaluation, line);
                Operators.store(container, at, result, frame.evaluation, line);
                return Next.STATEMENT;
            };
        }
        Code.Target target = target(assign.target(), scope);
        Code.Expression old = expressions.compile(assign.target(), scope);
        return frame -> {
            Object before = old.value(frame);
            target.assign(frame, augmented(operator, before, value.value(frame), frame.evaluation, line));
            return Next.STATEMENT;
        };
    }

    private static Object augmented(String operator, Object old, Object value, Evaluation evaluation, int line) {
        if (operator.equals("+")
                && old instanceof StarlarkList list
                && (value instanceof StarlarkList || value instanceof Value.Opaque)) {
            Methods.extend(list, value, evaluation, line);
            return list;
        } else if (operator.equals("|") && old instanceof Dict dict && value instanceof Dict more) {
            dict.change(line).putAll(more.entries());
            return dict;
        }
        return Operators.binary(operator, old, value, evaluation, line);
    }

    /** What an assignment or a loop assigns to. */
    Code.Target target(Syntax.Expression target, Scope scope) {
        int line = target.line();
        if (target instanceof Syntax.Name name) {
            int slot = scope.declare(name.name());
            return (frame, value) -> frame.locals[slot] = value;
        } else if (target instanceof Syntax.ListDisplay several) {
            Code.Target[] targets =
                    several.items().stream().map(item -> target(item, scope)).toArray(Code.Target[]::new);
            return (frame, value) -> {
                List<Object> values = Value.items(value, line);
                if (!(value instanceof Value.Opaque) && values.size() != targets.length) {
                    throw new StarlarkException(
                            values.size() + " values cannot be assigned to " + targets.length + " names", line);
                }
                for (int i = 0; i < targets.length; i++) {
                    targets[i].assign(frame, i < values.size() ? values.get(i) : value);
                }
            };
        } else if (target instanceof Syntax.Index index) {
            Code.Expression object = expressions.compile(index.object(), scope);
            Code.Expression key = expressions.compile(index.index(), scope);
            return (frame, value) ->
                    Operators.store(object.value(frame), key.value(frame), value, frame.evaluation, line);
        }
        throw new StarlarkException("this cannot be assigned to", line);
    }

    /** A function or lambda; its defaults are evaluated where it stands. */
    Code.Expression function(
            String name, List<Syntax.Parameter> parameters, List<Syntax.Statement> body, int line, Scope scope) {
        Scope inner = scope.function();
        List<Code.@Nullable Expression> defaults = new ArrayList<>();
        List<StarlarkFunction.Parameter> bound = new ArrayList<>();
        Set<String> names = new HashSet<>();
        boolean onlyByName = false;
        boolean optional = false;
        for (Syntax.Parameter parameter : parameters) {
            String plain = parameter.name().replace("*", "");
            StarlarkFunction.Kind kind = parameter.name().startsWith("**")
                    ? StarlarkFunction.Kind.NAMED_REST
                    : parameter.name().startsWith("*")
                            ? StarlarkFunction.Kind.REST
                            : onlyByName ? StarlarkFunction.Kind.ONLY_BY_NAME : StarlarkFunction.Kind.ORDINARY;
            onlyByName |= kind == StarlarkFunction.Kind.REST;
            if (plain.isEmpty()) {
                continue; // a star alone
            } else if (!names.add(plain)) {
                throw new StarlarkException("the parameter \"" + plain + "\" occurs twice", line);
            } else if (kind == StarlarkFunction.Kind.ORDINARY && optional && parameter.fallback() == null) {
                throw new StarlarkException("\"" + plain + "\" without a default behind one with a default", line);
            }
            optional |= parameter.fallback() != null;
            defaults.add(parameter.fallback() == null ? null : expressions.compile(parameter.fallback(), scope));
            bound.add(new StarlarkFunction.Parameter(plain, kind, inner.declare(plain)));
        }
        body.forEach(statement -> declare(statement, (declared, at) -> inner.declare(declared)));
        Code.Statement code = block(body, inner);
        StarlarkFunction.Definition definition =
                new StarlarkFunction.Definition(name, file, line, List.copyOf(bound), code, inner);
        return frame -> {
            @Nullable Object[] values = new Object[defaults.size()];
            for (int i = 0; i < values.length; i++) {
                Code.Expression value = defaults.get(i);
                values[i] = value == null ? null : value.value(frame);
            }
            return new StarlarkFunction(definition, values, frame);
        };
    }

    /** Goes through the items of a value, which cannot be changed meanwhile. */
    record Iteration(Object collection, List<Object> items) {
        Iteration(Object collection, int line) {
            this(collection, Value.items(collection, line));
            if (collection instanceof Value.Mutable mutable) {
                mutable.iterate(1);
            }
        }

        void end() {
            if (collection instanceof Value.Mutable mutable) {
                mutable.iterate(-1);
            }
        }
    }
}
