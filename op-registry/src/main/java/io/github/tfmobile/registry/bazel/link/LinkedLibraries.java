package io.github.tfmobile.registry.bazel.link;

import io.github.tfmobile.registry.bazel.BuildRule;
import io.github.tfmobile.registry.bazel.BuildTree;
import io.github.tfmobile.registry.bazel.Label;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a target depends on outside of the tree, directly or not, repositories that the tree carries included.
 *
 * @param repositories the names of other repositories
 * @param names what the linker is told to link, as in {@code z} for {@code -lz}
 */
public record LinkedLibraries(SortedSet<String> repositories, SortedSet<String> names) {

    /** Copies the sets. */
    public LinkedLibraries {
        repositories = Collections.unmodifiableSortedSet(new TreeSet<>(repositories));
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }

    /** Whether there is nothing, as for a target that does not exist. */
    public boolean isEmpty() {
        return repositories.isEmpty() && names.isEmpty();
    }

    /** What a target depends on. */
    public static LinkedLibraries of(BuildTree tree, Label target) {
        SortedSet<String> repositories = new TreeSet<>();
        SortedSet<String> names = new TreeSet<>();
        Set<Label> seen = new HashSet<>();
        Deque<Label> open = new ArrayDeque<>(List.of(tree.local(target)));
        while (!open.isEmpty()) {
            Label label = open.poll();
            if (!seen.add(label)) {
                continue;
            }
            if (!label.repository().isEmpty()) {
                repositories.add(label.repository());
                continue;
            }
            BuildRule rule = tree.rule(label);
            if (rule == null || !LinkedFiles.links(rule)) {
                continue;
            }
            for (String option : rule.strings("linkopts")) {
                if (option.startsWith("-l")) {
                    names.add(option.substring(2));
                }
            }
            LinkedFiles.named(rule).forEach(named -> open.add(tree.local(named)));
        }
        return new LinkedLibraries(repositories, names);
    }
}
