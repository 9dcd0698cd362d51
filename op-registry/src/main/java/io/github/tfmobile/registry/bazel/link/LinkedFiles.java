package io.github.tfmobile.registry.bazel.link;

import io.github.tfmobile.registry.bazel.BuildRule;
import io.github.tfmobile.registry.bazel.BuildTree;
import io.github.tfmobile.registry.bazel.Label;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which source files are compiled into a target: its own and those of everything that it links.
 *
 * @param files the C and C++ files, each with a target that compiles it; files outside the tree and generated ones are
 *     left out, and so are those of repositories that the tree carries
 * @param missing packages of the tree itself that are named but have no BUILD file: what they link is not known
 */
public record LinkedFiles(SortedMap<String, Label> files, SortedSet<String> missing) {

    /** Attributes that name what is compiled or linked; {@code tools} do not. */
    private static final List<String> LINKED =
            List.of("srcs", "deps", "dep", "implementation_deps", "roots", "dynamic_deps", "actual");

    /** Rules whose {@code srcs} and {@code deps} are turned into something else, or linked into nothing. */
    private static final Set<String> TRANSFORMING = Set.of("genrule", "proto_library", "test_suite");

    private static final Pattern LIBRARY = Pattern.compile(".*\\.(?:so(?:\\.[0-9.]+)?|a|lo|pyd)");

    /** Keeps the order. */
    public LinkedFiles {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        missing = Collections.unmodifiableSortedSet(new TreeSet<>(missing));
    }

    /** What some targets link. */
    public static LinkedFiles of(BuildTree tree, Collection<Label> targets) {
        SortedMap<String, Label> files = new TreeMap<>();
        SortedSet<String> missing = new TreeSet<>();
        Set<Label> seen = new HashSet<>();
        Deque<Label> open = new ArrayDeque<>();
        for (Label target : targets) {
            open.add(tree.local(target));
        }
        while (!open.isEmpty()) {
            Label label = open.poll();
            if (!seen.add(label) || !tree.isOwn(label)) {
                continue;
            }
            BuildRule rule = tree.rule(label);
            if (rule == null && isLibrary(label.name())) {
                rule = tree.generator(label); // a copy of a library under another name, or a link to it
            }
            if (rule == null && !tree.isPackage(label.directory())) {
                missing.add(label.directory());
            }
            if (rule == null || !(links(rule) || isLibrary(label.name()))) {
                continue;
            }
            for (Label named : named(rule)) {
                Label local = tree.local(named);
                if (isSource(local.name()) && tree.isSourceFile(local)) {
                    if (tree.isOwn(local)) {
                        files.putIfAbsent(local.path(), label);
                    }
                } else {
                    open.add(local);
                }
            }
        }
        return new LinkedFiles(files, missing);
    }

    /** What a rule compiles and links; a Python module loads the libraries that are its {@code data}. */
    static List<Label> named(BuildRule rule) {
        List<Label> named = new ArrayList<>();
        LINKED.forEach(attribute -> named.addAll(rule.labels(attribute)));
        if (rule.kind().startsWith("py_")) {
            named.addAll(rule.labels("data"));
        }
        return named;
    }

    /** Whether a rule links what it names. */
    static boolean links(BuildRule rule) {
        return !rule.kind().endsWith("_test") && !TRANSFORMING.contains(rule.kind());
    }

    /** Whether a file is a linked library: {@code libtensorflow_framework.so.1}. */
    private static boolean isLibrary(String name) {
        return name.indexOf('.') >= 0 && LIBRARY.matcher(name).matches();
    }

    /** Whether a file is compiled when it is among a rule's {@code srcs}. */
    static boolean isSource(String name) {
        return name.endsWith(".cc") || name.endsWith(".cpp") || name.endsWith(".c") || name.endsWith(".cxx");
    }
}
