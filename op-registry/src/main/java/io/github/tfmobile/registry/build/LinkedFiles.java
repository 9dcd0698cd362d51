package io.github.tfmobile.registry.build;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which source files are compiled into a target: its own and those of everything that it links. */
public final class LinkedFiles {

    /** Attributes that name what is compiled or linked; {@code data} and {@code tools} do not. */
    private static final List<String> LINKED = List.of("srcs", "deps", "implementation_deps", "roots", "actual");

    /** Rules whose {@code srcs} and {@code deps} are turned into something else, or linked into nothing. */
    private static final Set<String> TRANSFORMING = Set.of("genrule", "proto_library", "test_suite");

    private LinkedFiles() {}

    /**
     * The C and C++ files that are linked into some targets, each with a target that compiles it. Files outside the tree
     * and generated ones are left out.
     */
    public static SortedMap<String, Label> of(BuildTree tree, Collection<Label> targets) {
        SortedMap<String, Label> files = new TreeMap<>();
        Set<Label> seen = new HashSet<>();
        Deque<Label> open = new ArrayDeque<>();
        for (Label target : targets) {
            open.add(tree.local(target));
        }
        while (!open.isEmpty()) {
            Label label = open.poll();
            if (!seen.add(label) || !label.repository().isEmpty()) {
                continue;
            }
            BuildRule rule = tree.rule(label);
            if (rule == null || !links(rule)) {
                continue;
            }
            for (String attribute : LINKED) {
                for (Label named : rule.labels(attribute)) {
                    Label local = tree.local(named);
                    if (attribute.equals("srcs") && isSource(local.name()) && tree.isSourceFile(local)) {
                        files.putIfAbsent(local.path(), label);
                    } else {
                        open.add(local);
                    }
                }
            }
        }
        return files;
    }

    /** Whether a rule links what it names. */
    static boolean links(BuildRule rule) {
        return !rule.kind().endsWith("_test") && !TRANSFORMING.contains(rule.kind());
    }

    /** Whether a file is compiled when it is among a rule's {@code srcs}. */
    static boolean isSource(String name) {
        return name.endsWith(".cc") || name.endsWith(".cpp") || name.endsWith(".c") || name.endsWith(".cxx");
    }
}
