package io.github.tfmobile.registry.bazel;

import io.github.tfmobile.registry.starlark.Arguments;
import io.github.tfmobile.registry.starlark.Builtin;
import io.github.tfmobile.registry.starlark.Dict;
import io.github.tfmobile.registry.starlark.Evaluation;
import io.github.tfmobile.registry.starlark.Program;
import io.github.tfmobile.registry.starlark.Universe;
import io.github.tfmobile.registry.starlark.Value;
import io.github.tfmobile.registry.starlark.syntax.StarlarkException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The run of one BUILD or .bzl file, with what Bazel adds to Starlark. */
final class FileRun implements Program.Host, Program.Environment {

    /** Work after which a file is taken to never end; the largest real one needs a fiftieth of it. */
    private static final int MAX_STEPS = 5_000_000;

    private final PackageLoader loader;
    private final String file;
    private final boolean isBuildFile;
    private final Evaluation.Budget budget = new Evaluation.Budget(MAX_STEPS);
    private boolean failed;

    FileRun(PackageLoader loader, String file, boolean isBuildFile) {
        this.loader = loader;
        this.file = file;
        this.isBuildFile = isBuildFile;
    }

    /** A rule that a .bzl file defines. */
    static final class RuleClass implements Value.Function, Value.Hosted {
        private final PackageLoader loader;
        private String name = "rule";

        RuleClass(PackageLoader loader) {
            this.loader = loader;
        }

        @Override
        public Object call(Arguments arguments) {
            return loader.define(name, arguments);
        }

        @Override
        public String type() {
            return "rule";
        }

        @Override
        public String repr() {
            return "<rule>";
        }

        @Override
        public @Nullable Object field(String field) {
            return null;
        }

        @Override
        public SortedSet<String> fields() {
            return new TreeSet<>();
        }
    }

    /** {@code native}: the rules and functions of BUILD files. */
    private final class Native implements Value.Hosted {
        @Override
        public String type() {
            return "struct";
        }

        @Override
        public String repr() {
            return "<native module>";
        }

        @Override
        public @Nullable Object field(String name) {
            return ofBuildFiles(name);
        }

        @Override
        public SortedSet<String> fields() {
            return new TreeSet<>();
        }
    }

    /** Whether something has failed, so that names may be missing. */
    boolean hasFailed() {
        return failed;
    }

    /** Runs the file; gives what others can load from it. */
    Map<String, Object> run() {
        Evaluation evaluation = new Evaluation(budget, loader::print);
        try {
            Program.Dialect dialect = isBuildFile ? Program.Dialect.BUILD : Program.Dialect.BZL;
            Program program = Program.compile(name(), loader.files().parse(file), dialect, this);
            Map<String, Object> values = program.run(evaluation, this, loader.passesLoadsOn());
            values.forEach((name, value) -> {
                if (value instanceof RuleClass rule && rule.name.equals("rule")) {
                    rule.name = name;
                }
            });
            return values;
        } catch (StarlarkException e) {
            failed = true;
            loader.problem(file, e.line(), e.what());
        } catch (IOException e) {
            failed = true;
            loader.problem(file, 0, "cannot be read: " + e.getMessage());
        } finally {
            evaluation.freeze();
        }
        return Map.of();
    }

    /** The file as Bazel shows it. */
    private String name() {
        return "//" + directory() + ":" + file.substring(file.lastIndexOf('/') + 1);
    }

    private String directory() {
        return file.substring(0, Math.max(0, file.lastIndexOf('/')));
    }

    @Override
    public void begins(int line) {
        PackageRun here = loader.current();
        if (isBuildFile && here != null) {
            here.begins(line);
        }
        topLine = line;
    }

    private int topLine;

    @Override
    public boolean failed(StarlarkException failure) {
        failed = true;
        if (failure.file().isEmpty()) {
            loader.problem(file, failure.line() > 0 ? failure.line() : topLine, failure.what());
        } else {
            String where = failure.file().substring(2).replaceFirst("^:", "").replace(':', '/');
            boolean same = where.equals(file);
            loader.problem(
                    where, failure.line(), failure.what() + (same ? "" : ", called from " + file + ":" + topLine));
        }
        return !budget.isSpent();
    }

    @Override
    public Object load(String label, String symbol, int line) {
        try {
            return loader.load(label, symbol, directory(), line);
        } catch (StarlarkException e) {
            failed(e);
            return loader.external().symbol(symbol);
        }
    }

    @Override
    public @Nullable Object predeclared(String name) {
        Object known = Universe.find(name);
        if (known == null) {
            known = name.equals("depset") ? Depset.FUNCTION : name.equals("select") ? SELECT : null;
        }
        if (known == null) {
            known = isBuildFile ? ofBuildFiles(name) : ofBzlFiles(name);
        }
        return known;
    }

    private static final Builtin SELECT = Builtin.of("select", "x no_match_error=?", (v, call) -> {
        if (!(v[0] instanceof Dict dict)) {
            throw call.failure("a dict is wanted in a select, not a " + Value.type(v[0] == null ? Value.NONE : v[0]));
        } else if (dict.entries().isEmpty()) {
            throw call.failure("a select without conditions");
        }
        Map<Object, Object> cases = new LinkedHashMap<>();
        dict.entries().forEach((condition, value) -> cases.put(condition, Select.copied(value)));
        return new Select(List.of(new Select.Choice(cases)));
    });

    private @Nullable Object ofBzlFiles(String name) {
        return switch (name) {
            case "native" -> new Native();
            case "struct" -> Builtin.of("struct", "**", (v, call) -> new Struct(call.named()));
            case "rule" -> Builtin.of("rule", "* **", (v, call) -> new RuleClass(loader));
            case "provider" -> Builtin.of("provider", "* =fields? **", FileRun::provider);
            case "visibility" -> Builtin.of("visibility", "*", (v, call) -> Value.NONE);
            case "Label" -> Builtin.of("Label", "x", (v, call) -> label(v[0], directory(), call));
            default -> NativeNames.isAnalysis(name) ? loader.external().symbol(name) : null;
        };
    }

    private Label label(@Nullable Object given, String directory, Arguments call) {
        if (given instanceof Label label) {
            return label;
        }
        Label label = loader.repositories().named(call.text(given, "a label"), directory);
        if (label.name().contains(":")
                || label.directory().contains(":")
                || label.name().isEmpty()) {
            throw call.failure("\"" + call.text(given, "a label") + "\" is no label");
        }
        return label;
    }

    private static Object provider(@Nullable Object[] values, Arguments definition) {
        Object given = values[0] == null ? Value.NONE : values[0];
        List<Object> fields = Select.items(given);
        Builtin provider = Builtin.of("provider", "**", (v, call) -> {
            for (String name : call.named().keySet()) {
                if (given != Value.NONE && !(given instanceof Value.Opaque) && !fields.contains(name)) {
                    throw call.failure("the provider has no field \"" + name + "\"");
                }
            }
            return new Struct(call.named());
        });
        return definition.named().containsKey("init") ? Value.tuple(List.of(provider, provider)) : provider;
    }

    private @Nullable Object ofBuildFiles(String name) {
        if (NativeNames.isRule(name)) {
            return Builtin.of(name, "**", (v, call) -> loader.define(name, call));
        } else if (NativeNames.isDeclaration(name)) {
            return Builtin.of(name, "* **", (v, call) -> Value.NONE);
        }
        return switch (name) {
            case "glob" -> Builtin.of("glob", "include= exclude=? exclude_directories=? allow_empty=?", this::glob);
            case "subpackages" -> Builtin.of(name, "* **", (v, call) -> call.list(List.of()));
            case "package_name" -> Builtin.of(name, "", (v, call) -> here(call).name());
            case "repository_name", "repo_name" ->
                Builtin.of(name, "", (v, call) -> {
                    String repository = loader.repositories().nameOf(here(call).directory());
                    return name.equals("repo_name") ? repository : "@" + repository;
                });
            case "module_name", "module_version" -> Builtin.of(name, "", (v, call) -> Value.NONE);
            case "package_relative_label" ->
                Builtin.of(name, "input", (v, call) -> label(v[0], here(call).directory(), call));
            case "existing_rule" ->
                Builtin.of(name, "name", (v, call) -> here(call).existing(call.text(v[0], "name"), call.evaluation()));
            case "existing_rules" ->
                Builtin.of(name, "", (v, call) -> {
                    Map<Object, Object> rules = new LinkedHashMap<>();
                    here(call).rules().keySet().stream()
                            .forEach(rule -> rules.put(rule, here(call).existing(rule, call.evaluation())));
                    return Dict.of(rules, call.evaluation());
                });
            default -> null;
        };
    }

    /** The package at hand. */
    private PackageRun here(Arguments call) {
        call.evaluation().effect();
        PackageRun here = loader.current();
        if (here == null) {
            throw call.failure("only a BUILD file can ask for this, not a .bzl file while it is loaded");
        }
        return here;
    }

    private Object glob(@Nullable Object[] values, Arguments call) {
        String directory = here(call).directory();
        List<String> include = patterns(values[0], true, call);
        List<String> exclude = patterns(values[1], false, call);
        boolean directories = values[2] != null && !Value.truth(values[2]);
        List<String> files = loader.files().ofPackage(directory, directories);
        call.evaluation().use(1 + files.size() / 64, call.line());
        List<String> found = Globs.match(files, include, exclude);
        if (values[3] != null && !Value.truth(values[3])) {
            for (String pattern : include) {
                if (Globs.match(files, List.of(pattern), List.of()).isEmpty()) {
                    throw call.failure("no file matches \"" + pattern + "\", and allow_empty is False");
                }
            }
        }
        return call.list(found);
    }

    private static List<String> patterns(@Nullable Object given, boolean checked, Arguments call) {
        List<String> patterns = new ArrayList<>();
        if (given == null || given == Value.NONE) {
            return patterns;
        } else if (given instanceof Dict) {
            throw call.failure("a list is wanted in a glob, not a dict");
        }
        for (Object item : call.items(given)) {
            String pattern = call.text(item, "a pattern");
            String fault = Globs.fault(pattern);
            if (checked && !fault.isEmpty()) {
                throw call.failure("\"" + pattern + "\" is no pattern of a glob: " + fault);
            }
            patterns.add(pattern);
        }
        return patterns;
    }
}
