package io.github.tfmobile.codegen.requirement;

import java.util.List;
import org.tensorflow.proto.NodeDef;

/** Other TensorFlow releases, asked only about what the target does not have. */
@FunctionalInterface
public interface Releases {

    /** Knows no other release. */
    Releases NONE = node -> List.of();

    /** The newer releases in which the same target has a kernel for the node, oldest first. */
    List<String> newerWith(NodeDef node);
}
