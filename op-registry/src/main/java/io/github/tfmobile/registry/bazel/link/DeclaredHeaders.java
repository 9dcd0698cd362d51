package io.github.tfmobile.registry.bazel.link;

import io.github.tfmobile.registry.bazel.BuildRule;
import io.github.tfmobile.registry.bazel.BuildTree;
import io.github.tfmobile.registry.bazel.Label;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which headers whoever depends on a target may include: its own and those of what it depends on.
 *
 * @param files the files of the tree itself that rules name, headers among them, as paths from the root
 * @param protos the protos of which headers are generated, those of repositories that the tree carries too; rules name the
 *     protos themselves, or what is generated of them
 */
public record DeclaredHeaders(SortedSet<String> files, SortedSet<String> protos) {

    private static final List<String> NAMED = List.of(
            "hdrs",
            "textual_hdrs",
            "srcs",
            "deps",
            "dep",
            "implementation_deps",
            "exports",
            "interface_deps",
            "actual");

    private static final String PROTO = ".proto";

    private static final String GENERATED = ".pb.h";

    /** What a target and its dependencies declare. */
    public static DeclaredHeaders of(BuildTree tree, Label target) {
        DeclaredHeaders declared = new DeclaredHeaders(new TreeSet<>(), new TreeSet<>());
        Set<Label> seen = new HashSet<>();
        Deque<Label> open = new ArrayDeque<>(List.of(tree.local(target)));
        while (!open.isEmpty()) {
            Label label = open.poll();
            if (!seen.add(label) || !label.repository().isEmpty()) {
                continue;
            }
            BuildRule rule = tree.rule(label);
            if (rule == null) {
                declared.add(tree, label);
            } else if (LinkedFiles.links(rule) || rule.kind().equals("proto_library")) {
                NAMED.forEach(attribute -> rule.labels(attribute).forEach(each -> open.add(tree.local(each))));
            }
        }
        return declared;
    }

    private void add(BuildTree tree, Label file) {
        String path = file.path();
        if (path.endsWith(PROTO)) {
            protos.add(path);
        } else if (path.endsWith(GENERATED)) {
            protos.add(path.substring(0, path.length() - GENERATED.length()) + PROTO);
        } else if (tree.isOwn(file) && tree.isSourceFile(file)) {
            files.add(path);
        }
    }

    /** The label of a file of the tree itself; empty when no package or a repository that the tree carries has it. */
    public static String label(BuildTree tree, String file) {
        String directory = file;
        do {
            directory = directory.substring(0, Math.max(0, directory.lastIndexOf('/')));
        } while (!directory.isEmpty() && !tree.isPackage(directory));
        Label label = new Label("", directory, file.substring(directory.isEmpty() ? 0 : directory.length() + 1));
        return tree.isPackage(directory) && tree.isOwn(label) ? label.toString() : "";
    }
}
