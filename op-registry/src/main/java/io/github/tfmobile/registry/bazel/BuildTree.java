package io.github.tfmobile.registry.bazel;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.registry.starlark.Arguments;
import io.github.tfmobile.registry.starlark.Value;
import io.github.tfmobile.registry.starlark.syntax.StarlarkException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The Bazel packages of a source tree, evaluated as they are asked for. The tree's own .bzl files are executed, so that
 * macros such as {@code tf_kernel_library} make the rules that they make for Bazel; what comes from other repositories
 * is taken as a rule when it is called with a name, and as nothing otherwise. Not thread-safe.
 */
public final class BuildTree implements BuildRule.Context {

    private final SourceFiles files;
    private final BuildConfiguration configuration;
    private final Repositories repositories;
    private final boolean passesLoadsOn;
    private final Map<String, BuildPackage> packages = new HashMap<>();
    private final Map<String, Map<String, BuildRule>> generators = new HashMap<>();
    private final Map<String, Map<String, Object>> modules = new HashMap<>();
    private final Map<Label, Boolean> conditions = new HashMap<>();
    private final Set<String> loading = new HashSet<>();
    private final List<Problem> problems = new ArrayList<>();
    private final External external = new External(this);
    private final Set<String> incomplete = new HashSet<>();
    private Consumer<String> printed = text -> {};
    private @Nullable PackageRun current;

    /**
     * A tree.
     *
     * @param root the root of the tree, the directory that holds {@code tensorflow/}
     * @param configuration the command line; what the tree's {@code configure.py} and {@code .bazelrc} say of every
     *     build is added to it
     */
    public BuildTree(Path root, BuildConfiguration configuration) {
        this(new SourceFiles(root), configuration);
    }

    private BuildTree(SourceFiles files, BuildConfiguration configuration) {
        this.files = files;
        this.configuration = BuildOptions.add(configuration, this::text);
        this.repositories = new Repositories(files);
        this.passesLoadsOn = BuildOptions.passesLoadsOn(this::text);
    }

    /** The same tree for another command line. Each may be used by a thread of its own; a file is parsed once for both. */
    public BuildTree with(BuildConfiguration other) {
        return new BuildTree(files, other);
    }

    /** What could not be read or evaluated so far, in the order in which it was met. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** A package; without rules when the directory has no BUILD file. */
    public BuildPackage load(String directory) {
        BuildPackage known = packages.get(directory);
        if (known != null) {
            return known;
        }
        Map<String, BuildRule> rules = Map.of();
        String file = files.buildFile(directory);
        if (file != null && loading.add(file)) {
            PackageRun run = new PackageRun(this, directory);
            PackageRun outer = current;
            current = run;
            new FileRun(this, file, true).run();
            current = outer;
            loading.remove(file);
            rules = run.rules();
        }
        BuildPackage loaded = new BuildPackage(directory, rules);
        packages.put(directory, loaded);
        return loaded;
    }

    /** The rule of a label; null when it is a file, of another repository, or does not exist. */
    public @Nullable BuildRule rule(Label label) {
        Label local = repositories.local(label);
        return local.repository().isEmpty() ? load(local.directory()).rules().get(local.name()) : null;
    }

    /** The rule that makes the file that a label names; null when it is no generated file of the tree. */
    public @Nullable BuildRule generator(Label label) {
        Label local = repositories.local(label);
        if (!local.repository().isEmpty()) {
            return null;
        }
        Map<String, BuildRule> made = generators.get(local.directory());
        if (made == null) {
            made = new HashMap<>();
            for (BuildRule rule : load(local.directory()).rules().values()) {
                for (Label output : rule.labels("outs")) {
                    made.put(output.name(), rule);
                }
            }
            generators.put(local.directory(), made);
        }
        return made.get(local.name());
    }

    /** Whether a directory of the tree has a BUILD file. */
    boolean isPackage(String directory) {
        return files.buildFile(directory) != null;
    }

    /**
     * Whether a label names something of the tree itself, not of a repository that it carries or of another one;
     * {@code //external} is what WORKSPACE binds.
     */
    boolean isOwn(Label label) {
        return label.repository().isEmpty()
                && !label.directory().equals("external")
                && repositories.rootOf(label.directory()).isEmpty();
    }

    /** Whether a label names a file of the tree. */
    public boolean isSourceFile(Label label) {
        Label local = repositories.local(label);
        return local.repository().isEmpty() && files.isFile(local.path());
    }

    @Override
    public Label local(Label label) {
        return repositories.local(label);
    }

    /** Whether a condition of a {@code select} holds. */
    boolean holds(Label condition) {
        Boolean known = conditions.get(condition);
        if (known == null) {
            conditions.put(condition, false);
            known = Conditions.holds(condition, this, configuration);
            conditions.put(condition, known);
        }
        return known;
    }

    @Override
    public Label label(String text, String directory) {
        return repositories.parse(text, directory);
    }

    @Override
    public @Nullable Object decided(Select.Choice choice, String directory) {
        return Conditions.decide(choice, directory, this, configuration);
    }

    /** Whether a file passes on what it has loaded itself. */
    boolean passesLoadsOn() {
        return passesLoadsOn;
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

    void problem(String file, int line, String what) {
        problems.add(Problem.of(
                "build file: " + what, line > 0 ? Place.of(Path.of(file), line, 0) : Place.of(Path.of(file)), ""));
    }

    private String text(String file) {
        try {
            String text = files.read(file);
            return text == null ? "" : text;
        } catch (IOException e) {
            problem(file, 0, "cannot be read: " + e.getMessage());
            return "";
        }
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
            String given = configuration.environment().get(symbol);
            return given == null ? external.symbol(symbol) : (Object) !given.isEmpty();
        }
        Map<String, Object> module = module(target.path());
        Object value = module.get(symbol);
        if (value == null && !incomplete.contains(target.path())) {
            throw new StarlarkException("\"" + target.path() + "\" has no \"" + symbol + "\"", line);
        }
        return value == null ? external.symbol(symbol) : value;
    }

    private Map<String, Object> module(String file) {
        Map<String, Object> known = modules.get(file);
        if (known != null) {
            return known;
        }
        if (!loading.add(file)) {
            incomplete.add(file); // a cycle of loads
            return Map.of();
        }
        FileRun run = new FileRun(this, file, false);
        PackageRun outer = current;
        current = null;
        Map<String, Object> globals = run.run();
        current = outer;
        loading.remove(file);
        if (run.hasFailed()) {
            incomplete.add(file);
        }
        modules.put(file, globals);
        return globals;
    }
}
