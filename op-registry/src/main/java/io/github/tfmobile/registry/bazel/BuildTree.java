package io.github.tfmobile.registry.bazel;

import io.github.tfmobile.common.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The Bazel packages of a source tree in one configuration, evaluated as they are asked for. The tree's own .bzl files
 * are executed, so that macros such as {@code tf_kernel_library} make the rules that they make for Bazel; what comes
 * from other repositories is taken as a rule when it is called with a name, and as nothing otherwise. Not thread-safe.
 */
public final class BuildTree implements BuildRule.Context {

    private final SourceFiles files;
    private final BuildConfiguration configuration;
    private final PackageLoader loader;
    private final Repositories repositories;
    private final Map<String, BuildPackage> packages = new HashMap<>();
    private final Map<String, Map<String, BuildRule>> generators = new HashMap<>();
    private final Map<Label, Boolean> conditions = new HashMap<>();
    private final List<Problem> unreadable = new ArrayList<>();
    private final Set<PackageLoader.Loaded> loaded = new LinkedHashSet<>();

    /**
     * A tree.
     *
     * @param root the root of the tree, the directory that holds {@code tensorflow/}
     * @param configuration the command line; what the tree's {@code configure.py} and {@code .bazelrc} say of every
     *     build is added to it
     */
    public BuildTree(Path root, BuildConfiguration configuration) {
        this(new SourceFiles(root), null, configuration);
    }

    private BuildTree(SourceFiles files, @Nullable PackageLoader known, BuildConfiguration configuration) {
        this.files = files;
        this.configuration = BuildOptions.add(configuration, this::text);
        this.loader = known != null && known.environment().equals(this.configuration.environment())
                ? known
                : new PackageLoader(files, this.configuration.environment(), BuildOptions.passesLoadsOn(this::text));
        this.repositories = loader.repositories();
    }

    /** The same tree for another command line. Each may be used by a thread of its own; a file is run once for both. */
    public BuildTree with(BuildConfiguration other) {
        return new BuildTree(files, loader, other);
    }

    /** What could not be read or evaluated so far, in the order in which it was met. */
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>(unreadable);
        Set<PackageLoader.Loaded> known = new HashSet<>();
        loaded.forEach(one -> one.problems(known, problems));
        return problems;
    }

    /** A package; without rules when the directory has no BUILD file. */
    public BuildPackage load(String directory) {
        BuildPackage known = packages.get(directory);
        if (known == null) {
            PackageLoader.Loaded run = loader.load(directory);
            loaded.add(run);
            Map<String, BuildRule> rules = new LinkedHashMap<>();
            run.rules().forEach((name, rule) -> rules.put(name, new BuildRule(rule, this)));
            known = new BuildPackage(directory, rules);
            packages.put(directory, known);
        }
        return known;
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
    public boolean isPackage(String directory) {
        return files.buildFile(directory) != null;
    }

    /**
     * Whether a label names something of the tree itself, not of a repository that it carries or of another one;
     * {@code //external} is what WORKSPACE binds.
     */
    public boolean isOwn(Label label) {
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

    /** Hands what files print to somebody. */
    void printTo(Consumer<String> printer) {
        loader.printTo(printer);
    }

    private String text(String file) {
        try {
            String text = files.read(file);
            return text == null ? "" : text;
        } catch (IOException e) {
            unreadable.add(PackageLoader.problemAt(file, 0, "cannot be read: " + e.getMessage()));
            return "";
        }
    }
}
