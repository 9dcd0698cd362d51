package io.github.tfmobile.registry.starlark;

import io.github.tfmobile.registry.starlark.Code.Frame;
import io.github.tfmobile.registry.starlark.syntax.StarlarkException;
import io.github.tfmobile.registry.starlark.syntax.Syntax;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file that can be run: its names are resolved, and what its kind of file may not contain is refused. */
public final class Program {

    /** A kind of file. */
    public enum Dialect {
        /** Rules are called; no functions, loops or conditions; names can be assigned again. */
        BUILD,
        /** Functions and constants, each name once. */
        BZL
    }

    /** What a file finds without defining it. */
    public interface Environment {
        /** What a name stands for; null when it is not known. */
        @Nullable
        Object predeclared(String name);
    }

    /** Where what a file loads comes from, and who is told what fails. */
    public interface Host {
        /** The exported symbol of a file. */
        Object load(String file, String symbol, int line);

        /** A statement of the top level begins. */
        void begins(int line);

        /** It has failed; whether the next one is run nevertheless. */
        boolean failed(StarlarkException failure);
    }

    private final List<Code.Statement> statements = new ArrayList<>();
    private final List<Integer> lines = new ArrayList<>();
    private final Map<String, Integer> exported;
    private final Map<String, Integer> assigned;
    private final Scope scope;

    private Program(Compiler compiler, List<Syntax.Statement> file) {
        for (Syntax.Statement statement : file) {
            statements.add(compiler.topLevel(statement));
            lines.add(statement.line());
        }
        this.exported = compiler.assigned(false);
        this.assigned = compiler.assigned(true);
        this.scope = compiler.scope();
    }

    /**
     * Compiles a file.
     *
     * @param name its name, for failures
     * @throws StarlarkException when it is not valid
     */
    public static Program compile(
            String name, List<Syntax.Statement> statements, Dialect dialect, Environment environment) {
        return new Program(new Compiler(name, statements, dialect, environment), statements);
    }

    /**
     * Runs the file; gives the values that others can load from it, by name, also when something has failed.
     *
     * @param loadsToo whether these are also the values that it has loaded itself
     */
    public Map<String, Object> run(Evaluation evaluation, Host files, boolean loadsToo) {
        Frame frame = new Frame(scope.size(), null, evaluation);
        frame.host = files;
        for (int i = 0; i < statements.size(); i++) {
            files.begins(lines.get(i));
            try {
                statements.get(i).run(frame);
            } catch (StarlarkException e) {
                if (!files.failed(e)) {
                    break;
                }
            }
        }
        Map<String, Object> values = new LinkedHashMap<>();
        (loadsToo ? assigned : exported).forEach((name, slot) -> {
            Object value = frame.locals[slot];
            if (value != null) {
                values.put(name, value);
            }
        });
        return values;
    }
}
