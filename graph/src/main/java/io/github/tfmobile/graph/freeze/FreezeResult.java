package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.freeze.model.Assets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A frozen graph.
 *
 * @param graph the graph
 * @param inputs what it is fed: as requested, or as the signature declares it under the names that the graph has
 * @param outputs what it gives, with type and shape where they are known
 * @param renamed for inputs and outputs that got another name: what they were called, by their new name
 * @param frozenVariables the variables that became constants, in the order of the graph
 * @param keptVariables the variables that are still variables
 * @param assets the files that a SavedModel brings along
 * @param notes what a user should know, one sentence each
 */
public record FreezeResult(
        Graph graph,
        List<InputSpec> inputs,
        List<InputSpec> outputs,
        SortedMap<String, String> renamed,
        Set<String> frozenVariables,
        SortedSet<String> keptVariables,
        Assets assets,
        List<String> notes) {

    /** Copies the collections. */
    public FreezeResult {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        renamed = new TreeMap<>(renamed);
        frozenVariables = Collections.unmodifiableSet(new LinkedHashSet<>(frozenVariables));
        keptVariables = new TreeSet<>(keptVariables);
        notes = List.copyOf(notes);
    }
}
