package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.model.NodeUse;
import io.github.tfmobile.registry.Registration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A kernel that the build must contain, and who asks for it.
 *
 * @param op the op
 * @param attrs the attrs that decide on the kernel, as text by name; empty for what the runtime or an include asks for
 * @param registration the kernel's registration in the target
 * @param kernelFiles the source files that register the kernel and everything they need to link, sorted
 * @param opFiles the source files that register the op, sorted
 * @param uses the nodes that ask for it, in the order of models and nodes
 * @param reasons why it is needed though no node asks for it: runtime or include, sorted
 */
public record Requirement(
        String op,
        SortedMap<String, String> attrs,
        Registration registration,
        SortedSet<String> kernelFiles,
        SortedSet<String> opFiles,
        List<NodeUse> uses,
        SortedSet<String> reasons) {

    /** By op, kernel class and attrs. */
    static final Comparator<Requirement> ORDER = Comparator.comparing(Requirement::op)
            .thenComparing(Requirement::kernelClass)
            .thenComparing(requirement -> requirement.attrs().toString())
            .thenComparing(requirement -> requirement.registration().toString());

    /** Copies the collections. */
    public Requirement {
        attrs = Collections.unmodifiableSortedMap(new TreeMap<>(attrs));
        kernelFiles = Collections.unmodifiableSortedSet(new TreeSet<>(kernelFiles));
        opFiles = Collections.unmodifiableSortedSet(new TreeSet<>(opFiles));
        uses = List.copyOf(uses);
        reasons = Collections.unmodifiableSortedSet(new TreeSet<>(reasons));
    }

    /** The text of the kernel class. */
    public String kernelClass() {
        return registration.kernelClass();
    }

    /** The names of the models that ask for it, sorted. */
    public SortedSet<String> models() {
        SortedSet<String> models = new TreeSet<>();
        uses.forEach(use -> models.add(use.model()));
        return models;
    }
}
