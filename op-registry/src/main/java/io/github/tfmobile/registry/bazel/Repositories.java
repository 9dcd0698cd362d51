package io.github.tfmobile.registry.bazel;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Repositories other than the tree itself that the tree carries: {@code @org_tensorflow} is the tree,
 * {@code @local_config_x//x:build_defs.bzl} is made from {@code third_party}, {@code @local_xla} and
 * {@code @local_tsl} are kept below {@code third_party/xla} (tensorflow/workspace3.bzl,
 * third_party/xla/workspace3.bzl: {@code tf_vendored}, {@code local_repository}). Thread-safe.
 */
final class Repositories {

    /**
     * A repository that the tree carries.
     *
     * @param name its name; empty for the tree itself
     * @param root its directory; empty for the tree itself
     */
    private record Carried(String name, String root) {
        static final Carried TREE = new Carried("", "");
    }

    private final Map<String, String> directories = new TreeMap<>();

    /** For each directory that was asked for its repository: there are many more labels than directories. */
    private final Map<String, Carried> known = new ConcurrentHashMap<>();

    Repositories(SourceFiles files) {
        directories.put("org_tensorflow", "");
        for (Map.Entry<String, String> kept : Map.of(
                        "local_xla", "third_party/xla",
                        "xla", "third_party/xla",
                        "local_tsl", "third_party/xla/third_party/tsl",
                        "tsl", "third_party/xla/third_party/tsl")
                .entrySet()) {
            if (files.isDirectory(kept.getValue())) {
                directories.put(kept.getKey(), kept.getValue());
            }
        }
    }

    /** The root of the repository that the tree carries in a directory; empty for a directory of the tree itself. */
    String rootOf(String directory) {
        return carried(directory).root();
    }

    /** The name of the repository that a directory belongs to; empty for the tree itself. */
    String nameOf(String directory) {
        return carried(directory).name();
    }

    private Carried carried(String directory) {
        Carried carried = known.get(directory);
        if (carried == null) {
            carried = find(directory);
            known.put(directory, carried);
        }
        return carried;
    }

    private Carried find(String directory) {
        Carried found = Carried.TREE;
        for (Map.Entry<String, String> repository : directories.entrySet()) {
            String root = repository.getValue();
            if (root.length() > found.root().length() && (directory + "/").startsWith(root + "/")) {
                found = new Carried(repository.getKey(), root);
            }
        }
        return found;
    }

    /** Reads a label in a file of a directory, in terms of the tree. */
    Label parse(String text, String directory) {
        return local(named(text, directory));
    }

    /** Reads a label in a file of a directory, as Bazel names it: a repository that the tree carries has its own name. */
    Label named(String text, String directory) {
        Label label = Label.parse(text, directory);
        if (label.repository().equals("org_tensorflow")) {
            return new Label("", label.directory(), label.name());
        } else if (!label.repository().isEmpty()) {
            return label;
        }
        Carried carried = carried(directory);
        if (carried.name().isEmpty()) {
            return label;
        }
        String here =
                directory.substring(Math.min(directory.length(), carried.root().length() + 1));
        return new Label(carried.name(), text.startsWith("//") ? label.directory() : here, label.name());
    }

    /** The label in terms of the tree; unchanged when the tree does not carry the repository. */
    Label local(Label label) {
        if (label.repository().isEmpty()) {
            return label;
        }
        String directory = directories.get(label.repository());
        if (directory == null) {
            return label;
        }
        String inside = directory.isEmpty()
                ? label.directory()
                : label.directory().isEmpty() ? directory : directory + "/" + label.directory();
        return new Label("", inside, label.name());
    }
}
