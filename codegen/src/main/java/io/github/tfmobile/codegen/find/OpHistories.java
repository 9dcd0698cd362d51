package io.github.tfmobile.codegen.find;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.OpDefs;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.target.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tells since when an op is there. */
@FunctionalInterface
public interface OpHistories {

    /** Tells of none. */
    OpHistories NONE = op -> List.of();

    /** The releases with which something of the op came, oldest first. */
    List<OpHistory> of(String op);

    /** The bundled releases, for a target; a release that does not know it is left out. */
    static OpHistories bundled(Target target) {
        List<Release> releases = new ArrayList<>();
        for (BundledRegistries.Bundled bundled : BundledRegistries.all()) {
            if (bundled.hasItsOwn()) {
                Release.of(BundledRegistries.load(bundled), target).ifPresent(releases::add);
            }
        }
        return op -> of(op, releases);
    }

    private static List<OpHistory> of(String op, List<Release> releases) {
        List<OpHistory> history = new ArrayList<>();
        SortedMap<String, SortedSet<String>> known = new TreeMap<>();
        boolean defined = false;
        for (Release release : releases) {
            SortedMap<String, SortedSet<String>> came = new TreeMap<>();
            release.values().getOrDefault(op, new TreeMap<>()).forEach((attr, values) -> {
                SortedSet<String> before = known.computeIfAbsent(attr, key -> new TreeSet<>());
                SortedSet<String> added = new TreeSet<>(values);
                added.removeAll(before);
                before.addAll(added);
                if (!added.isEmpty()) {
                    came.put(attr, added);
                }
            });
            boolean definedNow = release.ops().contains(op);
            if ((definedNow && !defined) || !came.isEmpty()) {
                history.add(new OpHistory(release.name(), definedNow && !defined, came));
            }
            defined |= definedNow;
        }
        return history;
    }

    /**
     * What one release has for the target.
     *
     * @param values for each op the values that its kernels take, by attr
     */
    record Release(String name, SortedSet<String> ops, Map<String, SortedMap<String, SortedSet<String>>> values) {

        /** Empty when the release does not know the target. */
        private static Optional<Release> of(Registry registry, Target target) {
            try {
                return Optional.of(of(registry, registry.ops(target), registry.target(target)));
            } catch (ProblemException e) {
                return Optional.empty();
            }
        }

        private static Release of(Registry registry, OpDefs ops, List<Registration> registrations) {
            Map<String, SortedMap<String, SortedSet<String>>> values = new HashMap<>();
            for (Registration registration : registrations) {
                SortedMap<String, SortedSet<String>> ofOp =
                        values.computeIfAbsent(registration.op(), op -> new TreeMap<>());
                for (Constraint constraint : registration.constraints()) {
                    ofOp.computeIfAbsent(constraint.attr(), attr -> new TreeSet<>())
                            .addAll(constraint.allowed());
                }
            }
            return new Release(registry.release(), ops.names(), values);
        }
    }
}
