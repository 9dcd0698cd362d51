package io.github.tfmobile.codegen.model;

import io.github.tfmobile.lite.model.LiteModel;
import java.util.List;

/**
 * What a TensorFlow Lite model has beside the nodes that TensorFlow's kernels run.
 *
 * @param model the model
 * @param warnings what is legal but surprising in its Flex ops, one line each
 */
public record LiteContent(LiteModel model, List<String> warnings) {

    /** Copies the list. */
    public LiteContent {
        warnings = List.copyOf(warnings);
    }
}
