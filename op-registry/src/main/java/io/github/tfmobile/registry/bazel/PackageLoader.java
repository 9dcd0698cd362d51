package io.github.tfmobile.registry.bazel;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.registry.problem.ScanNote;
import io.github.tfmobile.registry.starlark.Arguments;
import io.github.tfmobile.registry.starlark.Value;
import io.github.tfmobile.registry.starlark.syntax.StarlarkException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the BUILD and .bzl files of a tree, each once. What they define does not depend on the configuration: a
 * {@code select} is decided by who asks for it. Thread-safe.
 */
final class PackageLoader {

    /** A file that was run, with what could not be read or evaluated and the files that it loaded, in that order. */
    static final class Loaded {
        private final List<Object> found = new ArrayList<>();
        private Map<String, RuleDeclaration> rules = Map.of();
        private Map<String, Object> globals = Map.of();

        /** The targets by name, in the order of the file. */
        Map<String, RuleDeclaration> rules() {
            return rules;
        }

        /** Adds the problems of this file and of those that it loaded, without files that are known. */
        void problems(Set<Loaded> known, List<Problem> into) {
            if (known.add(this)) {
                for (Object one : found) {
                    if (one instanceof Loaded other) {
                        other.problems(known, into);
                    } else if (one instanceof Problem problem) {
                        into.add(problem);
                    }
                }
            }
        }
    }

    private final SourceFiles files;
    private final Repositories repositories;
    private final SortedMap<String, String> environment;
    private final boolean passesLoadsOn;
    private final Map<String, Loaded> packages = new HashMap<>();
    private final Map<String, Loaded> modules = new HashMap<>();
    private final Set<String> loading = new HashSet<>();
    private final Set<String> incomplete = new HashSet<>();
    private final Deque<Loaded> running = new ArrayDeque<>();
    private final External external = new External(this);
    private Consumer<String> printed = text -> {};
    private @Nullable PackageRun current;

    /**
     * @param environment what {@code --repo_env} tells the rules that make other repositories
     * @param passesLoadsOn whether a file passes on what it has loaded itself
     */
    PackageLoader(SourceFiles files, SortedMap<String, String> environment, boolean passesLoadsOn) {
        this.files = files;
        this.repositories = new Repositories(files);
        this.environment = environment;
        this.passesLoadsOn = passesLoadsOn;
    }

    /** Runs the BUILD file of a directory; there are no rules when it has none. */
    synchronized Loaded load(String directory) {
        Loaded known = packages.get(directory);
        if (known == null) {
            known = new Loaded();
            String file = files.buildFile(directory);
            if (file != null && loading.add(file)) {
                PackageRun run = new PackageRun(this, directory);
                run(known, new FileRun(this, file, true), run);
                loading.remove(file);
                known.rules = run.rules();
            }
            packages.put(directory, known);
        }
        return known;
    }

    private void run(Loaded loaded, FileRun file, @Nullable PackageRun inside) {
        PackageRun outer = current;
        current = inside;
        running.push(loaded);
        loaded.globals = file.run();
        running.pop();
        current = outer;
    }

    /** A symbol that a file of a directory loads. What the tree does not hold is a symbol that is not known. */
    Object load(String label, String symbol, String directory, int line) {
        Label named = repositories.named(label, directory);
        Object skylib = Skylib.symbol(named, symbol, external);
        if (skylib != null) {
            return skylib;
        }
        Label target = repositories.local(named);
        if (!target.repository().isEmpty() || !files.isFile(target.path())) {
            String given = environment.get(symbol);
            return given == null ? external.symbol(symbol) : (Object) !given.isEmpty();
        }
        Map<String, Object> module = module(target.path());
        Object value = module.get(symbol);
        if (value == null && !incomplete.contains(target.path())) {
            throw new StarlarkException("\"" + target.path() + "\" has no \"" + symbol + "\"", line);
        }
        return value == null ? external.symbol(symbol) : value;
    }

    private synchronized Map<String, Object> module(String file) {
        Loaded known = modules.get(file);
        if (known == null) {
            if (!loading.add(file)) {
                incomplete.add(file); // a cycle of loads
                return Map.of();
            }
            known = new Loaded();
            FileRun run = new FileRun(this, file, false);
            run(known, run, null);
            loading.remove(file);
            if (run.hasFailed()) {
                incomplete.add(file);
            }
            modules.put(file, known);
        }
        Loaded loader = running.peek();
        if (loader != null) {
            loader.found.add(known);
        }
        return known.globals;
    }

    /** Whether a file passes on what it has loaded itself. */
    boolean passesLoadsOn() {
        return passesLoadsOn;
    }

    /** What {@code --repo_env} tells the rules that make other repositories. */
    SortedMap<String, String> environment() {
        return environment;
    }

    External external() {
        return external;
    }

    SourceFiles files() {
        return files;
    }

    Repositories repositories() {
        return repositories;
    }

    /** The package whose BUILD file is being run; null while a .bzl file is loaded. */
    @Nullable
    PackageRun current() {
        return current;
    }

    /** What a file prints is for those who wrote it. */
    void print(String text) {
        printed.accept(text);
    }

    /** Hands what files print to somebody. */
    void printTo(Consumer<String> printer) {
        printed = printer;
    }

    /** A rule is called in a BUILD file, or by a macro that one calls. */
    Object define(String kind, Arguments call) {
        PackageRun here = current;
        if (here == null) {
            throw call.failure("a rule can only be called for a BUILD file, not while a .bzl file is loaded");
        } else if (!call.positional().isEmpty()) {
            throw call.failure("a rule takes no positional arguments");
        } else if (!(call.named().get("name") instanceof String name)) {
            if (call.named().get("name") instanceof Value.Opaque) {
                return Value.NONE;
            }
            throw call.failure("the rule has no name");
        } else {
            here.define(kind, name, call);
        }
        return Value.NONE;
    }

    /** Something in a file cannot be read or evaluated. */
    void problem(String file, int line, String what) {
        Loaded at = running.peek();
        if (at != null) {
            at.found.add(problemAt(file, line, what));
        }
    }

    /** A problem of a file. */
    static Problem problemAt(String file, int line, String what) {
        return ScanNote.of(
                "build file: " + what, line > 0 ? Place.of(Path.of(file), line, 0) : Place.of(Path.of(file)));
    }
}
