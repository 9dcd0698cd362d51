package io.github.tfmobile.graph.transform;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Pipelines that have a name, each a transform string like any other; those of the Graph Transform Tool's own
 * documentation (tensorflow/tools/graph_transforms/README.md) with what it lacks put in.
 */
public enum Recipe {
    /**
     * For inference: what the outputs need, calls and control flow written out, constants and batch norms folded as far as the
     * graph does not grow by it. What was frozen comes with the first of it done; a graph that others froze does not.
     */
    DEPLOY("""
            strip_unused_nodes
            inline_functions
            decide_control_flow
            lower_control_flow
            remove_dead_branches
            remove_dropout
            remove_constant_control_dependencies(functions=true)
            fold_constants(ignore_errors=true, functions=true, may_grow=false)
            fold_batch_norms(functions=true)
            fold_old_batch_norms(functions=true)
            fold_fused_batch_norms(functions=true, may_grow=false)
            remove_unused_functions"""),

    /** {@link #DEPLOY}, all constants folded, with weights rounded to 256 values each, so that the file compresses better. */
    SHRINK_ROUNDED(foldingAll(DEPLOY) + "\nround_weights(num_steps=256, functions=true)"),

    /** {@link #DEPLOY}, all constants folded, with weights stored in eight bits and converted when the graph runs: a quarter of the size. */
    SHRINK_QUANTIZED(foldingAll(DEPLOY) + "\nquantize_weights(functions=true)"),

    /** Weights in eight bits, and the computation too where there are kernels for it. */
    EIGHT_BIT("""
            add_default_attributes
            strip_unused_nodes
            inline_functions
            decide_control_flow
            lower_control_flow
            remove_dead_branches
            remove_dropout
            remove_nodes(op=Identity, op=CheckNumerics, functions=true)
            remove_constant_control_dependencies(functions=true)
            fold_constants(ignore_errors=true, functions=true)
            fold_batch_norms(functions=true)
            fold_old_batch_norms(functions=true)
            fold_fused_batch_norms(functions=true)
            quantize_weights(functions=true)
            quantize_nodes
            strip_unused_nodes
            sort_by_execution_order
            remove_unused_functions""");

    private final String transforms;

    Recipe(String transforms) {
        this.transforms = transforms;
    }

    /** The transforms of a recipe, with weights folded to floats whatever they were: what makes them smaller comes behind. */
    private static String foldingAll(Recipe recipe) {
        return recipe.transforms.replace(", may_grow=false", "");
    }

    /** The name as users write it, as in {@code shrink-rounded}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The transform string, a transform a line. */
    public String transforms() {
        return transforms;
    }

    /** The recipe of that name, null when there is none. */
    public static @Nullable Recipe find(String id) {
        return Arrays.stream(values())
                .filter(recipe -> recipe.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** The names of all recipes. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(Recipe::id).toList();
    }
}
