package io.github.tfmobile.registry.bazel.link;

import io.github.tfmobile.registry.bazel.BuildRule;
import io.github.tfmobile.registry.bazel.BuildTree;
import io.github.tfmobile.registry.bazel.Label;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which source files are in the desktop binary that TensorFlow publishes of a tree: the native library of its Java API,
 * and in trees whose Python package is linked as a whole (third_party/py/rules_pywrap) the libraries of that package,
 * those with ops that its modules load included.
 */
public final class PublishedBinary {

    /**
     * What each kind of binary is linked from (tensorflow/python/BUILD and tensorflow/BUILD, tensorflow/java/BUILD); the
     * first counts of which a tree has all.
     */
    private static final List<List<Label>> BINARIES = List.of(
            List.of(
                    Label.parse("//tensorflow/python:_pywrap_tensorflow", ""),
                    Label.parse("//tensorflow:tensorflow_py", "")),
            List.of(Label.parse("//tensorflow/java:libtensorflow_jni.so", "")));

    private final BuildTree tree;
    private final LinkedFiles linked;
    private final Map<String, Map<String, Boolean>> builtOnMissing = new HashMap<>();

    private PublishedBinary(BuildTree tree, LinkedFiles linked) {
        this.tree = tree;
        this.linked = linked;
    }

    /** Reads what the binary is linked from; nothing when the tree has no BUILD files that say so. */
    public static Optional<PublishedBinary> of(BuildTree tree) {
        for (List<Label> targets : BINARIES) {
            if (targets.stream().allMatch(target -> tree.rule(target) != null)) {
                LinkedFiles linked = LinkedFiles.of(tree, targets);
                return linked.files().isEmpty() ? Optional.empty() : Optional.of(new PublishedBinary(tree, linked));
            }
        }
        return Optional.empty();
    }

    /** Packages that it is linked from and that the tree lacks. */
    public SortedSet<String> missingPackages() {
        return linked.missing();
    }

    /**
     * Those of some files that are in the binary. Where the tree lacks a package that the binary is linked from, it cannot
     * be told whether that package links the libraries that are built on it; they count as linked.
     */
    public SortedSet<String> among(Collection<String> files) {
        SortedSet<String> found = new TreeSet<>();
        for (String file : files) {
            if (linked.files().containsKey(file) || isBuiltOnMissing(file)) {
                found.add(file);
            }
        }
        return found;
    }

    private boolean isBuiltOnMissing(String file) {
        if (linked.missing().isEmpty()) {
            return false;
        }
        String directory = file;
        do {
            directory = directory.substring(0, Math.max(0, directory.lastIndexOf('/')));
        } while (!directory.isEmpty() && !tree.isPackage(directory));
        return builtOnMissing.computeIfAbsent(directory, this::builtOnMissing).getOrDefault(file, false);
    }

    /** For each file of a library of a package whether the first such library is built on what is missing. */
    private Map<String, Boolean> builtOnMissing(String directory) {
        Map<String, Boolean> files = new HashMap<>();
        for (BuildRule rule : tree.load(directory).rules().values()) {
            if (rule.kind().endsWith("library")) {
                boolean onMissing = LinkedFiles.named(rule).stream()
                        .anyMatch(named -> linked.missing().contains(named.directory()));
                rule.labels("srcs").forEach(source -> files.putIfAbsent(source.path(), onMissing));
            }
        }
        return files;
    }
}
