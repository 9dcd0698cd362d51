package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.model.NodeUse;
import io.github.tfmobile.codegen.text.Names;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.registry.Registration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a release needs of which nothing is known, told by the known releases before and after it: where both give a node the
 * same kernel, or none, it is taken to do the same; where they differ it is not known.
 */
public final class Agreement {

    private record Differing(String op, SortedMap<String, String> attrs, String text) {}

    private final String release;
    private final Requirements before;
    private final Requirements after;
    private final Map<NodeUse, SortedSet<String>> kernelsBefore;
    private final Map<NodeUse, SortedSet<String>> kernelsAfter;
    private final Map<NodeUse, Unregistered> missingBefore;
    private final Map<NodeUse, Unregistered> missingAfter;
    private final Map<Differing, List<NodeUse>> differing = new LinkedHashMap<>();
    private final Set<NodeUse> open = new HashSet<>();

    private Agreement(String release, Requirements before, Requirements after) {
        this.release = release;
        this.before = before;
        this.after = after;
        this.kernelsBefore = kernels(before);
        this.kernelsAfter = kernels(after);
        this.missingBefore = missing(before);
        this.missingAfter = missing(after);
    }

    /**
     * The requirements of a release.
     *
     * @param release the release, which is neither of the two
     * @param before those of the same models in the last known release before it
     * @param after those in the first known one after it
     */
    public static Requirements of(String release, Requirements before, Requirements after) {
        return new Agreement(release, before, after).requirements();
    }

    private Requirements requirements() {
        before.required().forEach(requirement -> compare(requirement.op(), requirement.attrs(), requirement.uses()));
        before.unregistered().forEach(problem -> compare(problem.op(), problem.attrs(), problem.uses()));
        after.required().forEach(requirement -> compare(requirement.op(), requirement.attrs(), requirement.uses()));
        after.unregistered().forEach(problem -> compare(problem.op(), problem.attrs(), problem.uses()));
        List<Unregistered> unregistered = new ArrayList<>();
        for (Unregistered problem : before.unregistered()) {
            List<NodeUse> agreed = problem.uses().stream()
                    .filter(use -> problem.why().ofLite() || !open.contains(use))
                    .toList();
            if (!agreed.isEmpty() || problem.uses().isEmpty()) {
                unregistered.add(problem.with(agreed));
            }
        }
        differing.forEach((what, uses) -> unregistered.add(new Unregistered(
                what.op(),
                what.attrs(),
                new MissingKernelReason.ReleasesDiffer(what.text()),
                List.of(),
                uses,
                Node.builder(what.op(), what.op()).build())));
        unregistered.sort(Unregistered.ORDER);
        List<String> warnings = new ArrayList<>(before.warnings());
        if (before.needsKernels() || after.needsKernels()) {
            warnings.add(warning());
        }
        return before.of(release, addedByBoth(), registeredByBoth(), unregistered, warnings);
    }

    private String warning() {
        Set<NodeUse> nodes = new LinkedHashSet<>(kernelsBefore.keySet());
        nodes.addAll(kernelsAfter.keySet());
        nodes.addAll(missingBefore.keySet());
        nodes.addAll(missingAfter.keySet());
        StringBuilder text = new StringBuilder("nothing is known of TensorFlow " + release + " itself; "
                + before.release() + " and " + after.release() + " were asked instead for "
                + Names.count(nodes.size(), "node") + ", and ");
        text.append(
                open.isEmpty()
                        ? "give each of them the same answer"
                        : "give " + (nodes.size() - open.size()) + " of them the same answer");
        if (!before.files().equals(after.files())) {
            text.append("; the source files in op list and build files are those of ")
                    .append(before.release())
                    .append(", ")
                    .append(after.release())
                    .append(" has others");
        }
        return text.toString();
    }

    private void compare(String op, SortedMap<String, String> attrs, List<NodeUse> uses) {
        for (NodeUse use : uses) {
            String text = difference(use);
            if (text != null && open.add(use)) {
                differing
                        .computeIfAbsent(new Differing(op, attrs, text), key -> new ArrayList<>())
                        .add(use);
            }
        }
    }

    /** In what the two differ about a node, a clause; null where they agree. */
    private @Nullable String difference(NodeUse use) {
        Unregistered one = missingBefore.get(use);
        Unregistered other = missingAfter.get(use);
        if (one != null || other != null) {
            return one != null && other != null
                    ? null
                    : one != null
                            ? onlyOne(after, before, one.why().text())
                            : other != null ? onlyOne(before, after, other.why().text()) : null;
        }
        SortedSet<String> first = kernelsBefore.getOrDefault(use, new TreeSet<>());
        SortedSet<String> second = kernelsAfter.getOrDefault(use, new TreeSet<>());
        return first.equals(second)
                ? null
                : "TensorFlow " + before.release() + " has the kernel " + list(first) + " and " + after.release() + " "
                        + list(second) + ", and what lies between is not known";
    }

    private static String list(SortedSet<String> kernels) {
        return kernels.isEmpty() ? "none" : String.join(", ", kernels);
    }

    private static String onlyOne(Requirements has, Requirements lacks, String why) {
        return "TensorFlow " + has.release() + " has a kernel for it and " + lacks.release()
                + " has none, and what lies between is not known: " + why;
    }

    private static Map<NodeUse, SortedSet<String>> kernels(Requirements requirements) {
        Map<NodeUse, SortedSet<String>> kernels = new LinkedHashMap<>();
        for (Requirement requirement : requirements.required()) {
            requirement
                    .uses()
                    .forEach(use -> kernels.computeIfAbsent(use, key -> new TreeSet<>())
                            .add(requirement.kernelClass().replace(" ", "")));
        }
        return kernels;
    }

    private static Map<NodeUse, Unregistered> missing(Requirements requirements) {
        Map<NodeUse, Unregistered> missing = new HashMap<>();
        for (Unregistered problem : requirements.unregistered()) {
            if (!problem.why().ofLite()) {
                problem.uses().forEach(use -> missing.put(use, problem));
            }
        }
        return missing;
    }

    /** What is required: of the runtime's own needs those of both releases, so that none is missing. */
    private List<Requirement> addedByBoth() {
        Set<Requirements.OpAndKernel> known = new HashSet<>(before.opsAndKernels());
        List<Requirement> required = new ArrayList<>(before.required());
        after.required().stream()
                .filter(requirement -> requirement.uses().isEmpty())
                .filter(requirement ->
                        known.add(new Requirements.OpAndKernel(requirement.op(), requirement.kernelClass())))
                .forEach(required::add);
        required.sort(Requirement.ORDER);
        return required;
    }

    /** The registrations that both releases have, wherever their files have them. */
    private List<Registration> registeredByBoth() {
        Set<List<Object>> others = new HashSet<>();
        after.registered().forEach(registration -> others.add(identity(registration)));
        return before.registered().stream()
                .filter(registration -> others.contains(identity(registration)))
                .toList();
    }

    private static List<Object> identity(Registration registration) {
        return List.of(
                registration.op(),
                registration.device(),
                registration.label(),
                registration.constraints(),
                registration.kernelClass().replace(" ", ""));
    }
}
