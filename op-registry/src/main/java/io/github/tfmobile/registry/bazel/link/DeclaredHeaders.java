package io.github.tfmobile.registry.bazel.link;

import io.github.tfmobile.registry.bazel.BuildRule;
import io.github.tfmobile.registry.bazel.BuildTree;
import io.github.tfmobile.registry.bazel.Label;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which headers whoever depends on a target may include: its own and those of what it depends on. */
public final class DeclaredHeaders {

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

    private DeclaredHeaders() {}

    /** The paths of the headers of a target. */
    public static SortedSet<String> of(BuildTree tree, Label target) {
        SortedSet<String> headers = new TreeSet<>();
        Set<Label> seen = new HashSet<>();
        Deque<Label> open = new ArrayDeque<>(List.of(tree.local(target)));
        while (!open.isEmpty()) {
            Label label = open.poll();
            if (!seen.add(label) || !tree.isOwn(label)) {
                continue;
            }
            BuildRule rule = tree.rule(label);
            if (rule == null) {
                if (tree.isSourceFile(label)) {
                    headers.add(label.path());
                }
            } else if (LinkedFiles.links(rule)) {
                List<Label> named = new ArrayList<>();
                NAMED.forEach(attribute -> named.addAll(rule.labels(attribute)));
                named.forEach(each -> open.add(tree.local(each)));
            }
        }
        return headers;
    }

    /**
     * The protos whose headers whoever depends on a target may include, as paths from the root of the tree. Rules name the
     * protos themselves, or what is generated of them.
     */
    public static SortedSet<String> protos(BuildTree tree, Label target) {
        SortedSet<String> protos = new TreeSet<>();
        Set<Label> seen = new HashSet<>();
        Deque<Label> open = new ArrayDeque<>(List.of(tree.local(target)));
        while (!open.isEmpty()) {
            Label label = open.poll();
            if (!seen.add(label) || !label.repository().isEmpty()) {
                continue;
            }
            BuildRule rule = tree.rule(label);
            String path = label.path();
            if (rule == null && path.endsWith(PROTO)) {
                protos.add(path);
            } else if (rule == null && path.endsWith(GENERATED)) {
                protos.add(path.substring(0, path.length() - GENERATED.length()) + PROTO);
            } else if (rule != null && (LinkedFiles.links(rule) || rule.kind().equals("proto_library"))) {
                NAMED.forEach(attribute -> rule.labels(attribute).forEach(each -> open.add(tree.local(each))));
            }
        }
        return protos;
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
