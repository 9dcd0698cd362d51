package io.github.tfmobile.registry.bazel;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.registry.starlark.Builtins;
import io.github.tfmobile.registry.starlark.Interpreter;
import io.github.tfmobile.registry.starlark.StarlarkException;
import io.github.tfmobile.registry.starlark.Syntax;
import io.github.tfmobile.registry.starlark.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Bazel packages of a source tree, evaluated as they are asked for. The tree's own .bzl files are executed, so that
 * macros such as {@code tf_kernel_library} make the rules that they make for Bazel; what comes from other repositories
 * is taken as a rule when it is called with a name, and as nothing otherwise. Not thread-safe.
 */
public final class BuildTree {

    /** Work after which a file is taken to never end; the largest real one needs a hundredth of it. */
    private static final int MAX_STEPS = 5_000_000;

    /** {@code set_build_var(environ_cp, VARIABLE, QUESTION, DEFINE, DEFAULT, ...)}. */
    private static final Pattern QUESTION =
            Pattern.compile("set_build_var\\(\\s*+environ_cp,\\s*+'[^']*+',\\s*+'[^']*+',\\s*+'(\\w++)',\\s*+(\\w++)");

    private static final Pattern ALWAYS = Pattern.compile("^(?:build|common)\\s.*");
    private static final Pattern OPTION = Pattern.compile("--(define|repo_env)[= ]([\\w.]+)=(\\S*)");

    private final SourceFiles files;
    private final BuildConfiguration configuration;
    private final Repositories repositories;
    private final Map<String, BuildPackage> packages = new HashMap<>();
    private final Map<String, Map<String, BuildRule>> generators = new HashMap<>();
    private final Map<String, Map<String, BuildRule>> settings = new HashMap<>();
    private final Map<String, Map<String, Object>> modules = new HashMap<>();
    private final Map<Label, Boolean> conditions = new HashMap<>();
    private final Set<String> loading = new HashSet<>();
    private final List<Problem> problems = new ArrayList<>();
    private int steps;
    private int depth;
    private long effects;

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
        this.configuration = withOptions(configuration);
        this.repositories = new Repositories(files);
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
        Map<String, BuildRule> rules = new LinkedHashMap<>();
        String file = files.buildFile(directory);
        if (file != null && loading.add(file)) {
            steps = 0;
            new FileHost(file, directory, rules, false).run();
            loading.remove(file);
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

    /** The label in terms of the tree, where a repository is kept inside it. */
    public Label local(Label label) {
        return repositories.local(label);
    }

    /**
     * The rule behind a condition. Its BUILD file is read without the .bzl files that it loads: a .bzl file may itself
     * decide a select while it is being loaded.
     */
    @Nullable
    BuildRule setting(Label label) {
        Label local = repositories.local(label);
        if (!local.repository().isEmpty()) {
            return null;
        }
        Map<String, BuildRule> known = settings.get(local.directory());
        if (known == null) {
            known = new HashMap<>();
            settings.put(local.directory(), known);
            String file = files.buildFile(local.directory());
            if (file != null) {
                int outerSteps = steps;
                new FileHost(file, local.directory(), known, true).run();
                steps = outerSteps;
            }
        }
        return known.get(local.name());
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

    SourceFiles files() {
        return files;
    }

    /**
     * Adds the answers that {@code configure.py} takes for granted ({@code set_build_var}), which it writes to a .bazelrc
     * of its own, and what the tree's .bazelrc says of every build.
     */
    private BuildConfiguration withOptions(BuildConfiguration base) {
        SortedMap<String, String> defines = new TreeMap<>();
        SortedMap<String, String> environment = new TreeMap<>();
        Matcher question = QUESTION.matcher(text("configure.py"));
        while (question.find()) {
            if (!question.group(2).equals("False")) {
                defines.put(question.group(1), "true");
            }
        }
        for (String line : text(".bazelrc").lines().toList()) {
            Matcher option = OPTION.matcher(line);
            while (ALWAYS.matcher(line).matches() && option.find()) {
                (option.group(1).equals("define") ? defines : environment).put(option.group(2), option.group(3));
            }
        }
        return base.with(defines, environment);
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

    private void problem(String file, int line, String what) {
        problems.add(Problem.of(
                "build file: " + what, line > 0 ? Place.of(Path.of(file), line, 0) : Place.of(Path.of(file)), ""));
    }

    private Map<String, Object> module(String file) {
        Map<String, Object> known = modules.get(file);
        if (known != null) {
            return known;
        }
        if (!loading.add(file)) {
            return Map.of(); // a cycle of loads
        }
        FileHost host = new FileHost(file, "", null, false);
        Map<String, Object> globals = host.run();
        loading.remove(file);
        modules.put(file, globals);
        return globals;
    }

    /** The package whose BUILD file is being evaluated, for functions of .bzl files that it calls. */
    private @Nullable FileHost current;

    /** Runs one file. */
    private final class FileHost implements Interpreter.Host {

        private final String file;
        private final String directory;
        /** Null in a .bzl file. */
        private final @Nullable Map<String, BuildRule> rules;

        /** Whether loads and globs are left out. */
        private final boolean bare;

        private final Interpreter interpreter = new Interpreter(this);
        private int topLine;

        FileHost(String file, String directory, @Nullable Map<String, BuildRule> rules, boolean bare) {
            this.bare = bare;
            this.file = file;
            this.directory = directory;
            this.rules = rules;
        }

        Map<String, Object> run() {
            FileHost outer = current;
            if (rules != null) {
                current = this;
            }
            int outerDepth = depth;
            try {
                for (Syntax.Statement statement : files.parse(file)) {
                    topLine = statement.line();
                    try {
                        interpreter.execute(statement);
                    } catch (StarlarkException e) {
                        depth = outerDepth;
                        if (!bare) {
                            problem(file, topLine, e.what());
                        }
                        if (steps > MAX_STEPS) {
                            break;
                        }
                    }
                }
            } catch (StarlarkException e) {
                problem(file, e.line(), e.what());
            } catch (IOException e) {
                problem(file, 0, "cannot be read: " + e.getMessage());
            } finally {
                depth = outerDepth;
                current = outer;
            }
            return interpreter.globals();
        }

        @Override
        public Object predeclared(String name) {
            Object builtin = Builtins.find(name);
            if (builtin != null) {
                return builtin;
            }
            return switch (name) {
                case "select" -> (Value.Function) (positional, named, line) -> select(positional);
                case "glob" -> (Value.Function) FileHost.this::glob;
                case "package_name" -> (Value.Function) (positional, named, line) -> here().directory;
                case "rule" -> (Value.Function) (positional, named, line) -> new Value.Opaque("rule");
                case "Label" ->
                    (Value.Function) (positional, named, line) -> repositories.parse(
                            positional.isEmpty() ? "" : Value.text(positional.get(0)), directoryOf(file));
                case "native" -> new Value.Struct(nativeModule());
                default -> new Value.Opaque(name);
            };
        }

        private Map<String, Object> nativeModule() {
            Map<String, Object> fields = new HashMap<>();
            fields.put("glob", predeclared("glob"));
            fields.put("package_name", predeclared("package_name"));
            fields.put("existing_rule", (Value.Function) (positional, named, line) -> {
                Map<String, BuildRule> defined = here().rules;
                return defined != null && defined.containsKey(Value.text(positional.get(0)))
                        ? new Value.Opaque("rule")
                        : Value.NONE;
            });
            fields.put("existing_rules", (Value.Function) (positional, named, line) -> new HashMap<>());
            fields.put("repository_name", (Value.Function) (positional, named, line) -> "@");
            return fields;
        }

        /** The package at hand, for what is done to it or depends on it. */
        private FileHost here() {
            effects++;
            return current == null ? this : current;
        }

        private Object select(List<Object> positional) {
            if (positional.isEmpty() || !(positional.get(0) instanceof Map<?, ?> cases)) {
                return new ArrayList<>();
            }
            Object fallback = new ArrayList<>();
            for (Map.Entry<?, ?> one : cases.entrySet()) {
                Label condition = one.getKey() instanceof Label label ? label : label(Value.text(one.getKey()));
                if (condition.name().equals("default") && condition.directory().equals("conditions")) {
                    fallback = one.getValue();
                } else if (holds(condition)) {
                    return one.getValue();
                }
            }
            return fallback;
        }

        private Label label(String text) {
            boolean absolute = text.startsWith("//") || text.startsWith("@");
            return Label.parse(text, absolute ? "" : here().directory);
        }

        private Object glob(List<Object> positional, Map<String, Object> named, int line) {
            FileHost host = here();
            if (host.bare) {
                return new ArrayList<>();
            }
            Object include = positional.isEmpty() ? named.getOrDefault("include", Value.NONE) : positional.get(0);
            Object exclude = positional.size() > 1 ? positional.get(1) : named.getOrDefault("exclude", Value.NONE);
            return Globs.match(files.ofPackage(host.directory), Value.items(include), Value.items(exclude));
        }

        @Override
        public Object load(String label, String symbol) {
            Label target = repositories.parse(label, directoryOf(file));
            if (bare || !target.repository().isEmpty() || !files.isFile(target.path())) {
                String given = configuration.environment().get(symbol);
                return given == null ? new Value.Opaque(symbol) : !given.isEmpty();
            }
            Object value = module(target.path()).get(symbol);
            return value == null ? new Value.Opaque(symbol) : value;
        }

        @Override
        public Object callOpaque(Value.Opaque function, List<Object> positional, Map<String, Object> named, int line) {
            if (named.get("name") instanceof String name) {
                FileHost host = here();
                if (host.rules != null) {
                    Label label = new Label("", host.directory, name);
                    host.rules.put(name, new BuildRule(label, function.name(), named, host.topLine));
                    return Value.NONE;
                }
            }
            return function.name().startsWith("if_")
                    ? Builtins.unknownCondition(function.name(), positional, named)
                    : new Value.Opaque(function.name());
        }

        @Override
        public void step(int line) {
            if (++steps > MAX_STEPS) {
                throw new StarlarkException("does not come to an end", line);
            }
        }

        @Override
        public int depth(int change) {
            depth += change;
            return depth;
        }

        @Override
        public long effects() {
            return effects;
        }
    }

    private static String directoryOf(String file) {
        int slash = file.lastIndexOf('/');
        return slash < 0 ? "" : file.substring(0, slash);
    }
}
