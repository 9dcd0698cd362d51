package io.github.tfmobile.registry.bazel;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.common.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/**
 * Compares the rules that are read from a tree with what a real Bazel says of them:
 * {@code BazelComparison TREE VIEW.json.gz}. The view has for each label the kind, {@code srcs} and {@code hdrs} as
 * {@code bazel query --output=xml} prints them, with all branches of every {@code select}. Without a view all packages of
 * the tree are read, and what could not be is printed.
 */
final class BazelComparison {

    private static final List<String> KINDS = List.of("cc_library", "cc_binary", "filegroup");

    private BazelComparison() {}

    public static void main(String[] args) throws IOException {
        BuildTree tree = new BuildTree(Path.of(args[0]), BuildConfiguration.linux());
        if (args.length < 2) {
            readAll(Path.of(args[0]), tree);
        } else {
            compare(tree, Path.of(args[1]));
        }
    }

    private static void readAll(Path root, BuildTree tree) throws IOException {
        int rules = 0;
        SortedSet<String> packages = new TreeSet<>();
        try (var files = Files.walk(root.resolve("tensorflow"))) {
            files.filter(file -> file.endsWith("BUILD"))
                    .forEach(file -> packages.add(
                            root.relativize(file.resolveSibling("")).toString().replace('\\', '/')));
        }
        for (String directory : packages) {
            rules += tree.load(directory).rules().size();
        }
        System.out.println(packages.size() + " packages, " + rules + " rules");
        for (Problem problem : tree.problems()) {
            System.out.println(problem.text());
        }
    }

    private static void compare(BuildTree tree, Path view) throws IOException {
        Map<String, Object> expected;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(view))) {
            expected = new TreeMap<>(JSON.std.mapFrom(in));
        }
        int equal = 0;
        SortedSet<String> packages = new TreeSet<>();
        for (Map.Entry<String, Object> entry : expected.entrySet()) {
            Label label = Label.parse(entry.getKey(), "");
            packages.add(label.directory());
            BuildRule rule = tree.rule(label);
            Object ours =
                    rule == null ? "no such rule" : List.of(rule.kind(), named(rule, "srcs"), named(rule, "hdrs"));
            if (ours.equals(entry.getValue())) {
                equal++;
            } else {
                System.out.println(label + "\n  Bazel " + entry.getValue() + "\n  ours  " + ours);
            }
        }
        int more = 0;
        for (String directory : packages) {
            for (BuildRule rule : tree.load(directory).rules().values()) {
                if (KINDS.contains(rule.kind())
                        && !expected.containsKey(rule.label().toString())) {
                    more++;
                    System.out.println(rule.label() + " is no rule of Bazel's view");
                }
            }
        }
        System.out.println(equal + " of " + expected.size() + " rules equal, " + more + " more");
        tree.problems().forEach(problem -> System.out.println(problem.text()));
    }

    private static List<String> named(BuildRule rule, String attribute) {
        SortedSet<String> labels = new TreeSet<>();
        rule.possibleLabels(attribute).forEach(label -> labels.add(label.toString()));
        return List.copyOf(labels);
    }
}
