package io.github.tfmobile.codegen.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpHintsTest {

    @ParameterizedTest
    @CsvSource({
        "CudnnRNNV3, exported for a GPU",
        "NcclAllReduce, train on several",
        "TPUReplicatedInput, exported for a TPU",
        "CrossReplicaSum, exported for a TPU",
        "InfeedDequeueTuple, exported for a TPU",
    })
    void sayWhereOpsOfOtherDevicesComeFrom(String op, String hint) {
        assertThat(OpHints.of(op)).contains(hint);
    }
}
