package io.github.tfmobile.lite.flex;

import io.github.tfmobile.lite.model.Operator;
import io.github.tfmobile.lite.model.Subgraph;

/**
 * An operator that TensorFlow's own kernels run. It says three times which op it is, alike in what the converter writes.
 *
 * @param subgraph the subgraph that it is in
 * @param op the custom code without {@code Flex}: what {@code list_flex_ops} prints
 * @param runs the op that the delegate runs, from the options
 * @param nodeDef the bytes of the NodeDef, whose kernel is looked up
 * @param format the format that the model says the options have; {@code list_flex_ops} stops at any but 0
 * @param furtherElements how many elements the options have behind the two
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record FlexOp(
        Subgraph subgraph, Operator operator, String op, String runs, byte[] nodeDef, int format, int furtherElements) {

    /** Whether its options lie outside the FlatBuffer, where neither the tool nor runtimes before 2.21 look. */
    public boolean outside() {
        return operator.options().outside();
    }
}
