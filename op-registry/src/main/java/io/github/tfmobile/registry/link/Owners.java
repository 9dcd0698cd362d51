package io.github.tfmobile.registry.link;

import io.github.tfmobile.registry.bazel.BuildRule;
import io.github.tfmobile.registry.bazel.BuildTree;
import io.github.tfmobile.registry.bazel.Label;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Which Bazel target compiles a file. */
final class Owners {

    private final BuildTree tree;
    private final Map<String, Map<String, String>> packages = new HashMap<>();

    private Owners(BuildTree tree) {
        this.tree = tree;
    }

    /** For each file the library of the nearest package above that lists it; empty when none does. */
    static Map<String, String> of(Collection<String> files, BuildTree tree) {
        Owners owners = new Owners(tree);
        Map<String, String> targets = new HashMap<>();
        files.forEach(file -> targets.put(file, owners.of(file)));
        return targets;
    }

    private String of(String file) {
        String directory = file;
        while (directory.contains("/")) {
            directory = directory.substring(0, directory.lastIndexOf('/'));
            String target = packages.computeIfAbsent(directory, this::owned).get(file);
            if (target != null) {
                return target;
            }
        }
        return "";
    }

    private Map<String, String> owned(String directory) {
        Map<String, String> owned = new HashMap<>();
        for (BuildRule rule : tree.load(directory).rules().values()) {
            if (rule.kind().endsWith("library")) {
                for (Label source : rule.labels("srcs")) {
                    owned.putIfAbsent(source.path(), rule.label().toString());
                }
            }
        }
        return owned;
    }
}
