package io.github.tfmobile.graph.op;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.testing.TestOps;
import io.github.tfmobile.registry.OpDefs;
import org.junit.jupiter.api.Test;

class OpTraitsTest {

    private static final OpDefs OPS = TestOps.get();

    @Test
    void anOpThatOnlyHasVariableInItsNameIsNone() {
        assertThat(OpTraits.of("VariableShape")).isEmpty();
        assertThat(OpTrait.VARIABLE.includes("TemporaryVariable")).isFalse();
        assertThat(OpTrait.VARIABLE.includes("VarHandleOp")).isTrue();
    }

    @Test
    void scatteringIntoATensorIsNoUpdate() {
        assertThat(OpTrait.VARIABLE_UPDATE.includes("TensorScatterUpdate")).isFalse();
        assertThat(OpTrait.VARIABLE_UPDATE.includes("ScatterUpdate")).isTrue();
        assertThat(OpTrait.VARIABLE_UPDATE.includes("ResourceScatterNdUpdate")).isTrue();
    }

    @Test
    void anOptimizerIsAnUpdateToo() {
        assertThat(OpTraits.of("ResourceApplyAdam")).containsExactly(OpTrait.OPTIMIZER, OpTrait.VARIABLE_UPDATE);
    }

    @Test
    void freeingAVariableTakesItAndLeavesItsValue() {
        assertThat(OpTraits.takesVariable("DestroyResourceOp")).isTrue();
        assertThat(OpTrait.VARIABLE_UPDATE.includes("DestroyResourceOp")).isFalse();
    }

    @Test
    void everySwitchIsOne() {
        assertThat(OpTrait.SWITCH.ops()).containsExactly("RefSwitch", "Switch", "_SwitchN");
        assertThat(OpTraits.isBranch("_SwitchN")).isTrue();
        assertThat(OpTraits.isFrame("RefEnter")).isTrue();
        assertThat(OpTraits.isControlFlow("ControlTrigger")).isTrue();
        assertThat(OpTraits.isControlFlow("While")).isFalse();
        assertThat(OpTraits.isFunctionalControlFlow("StatelessWhile")).isTrue();
    }

    @Test
    void whatModelsUseAsWellIsNotForTrainingAlone() {
        // conv2d_transpose is a Conv2DBackpropInput, and tf.Print passes its input on
        assertThat(OpTrait.GRADIENT.includes("Conv2DBackpropInput")).isFalse();
        assertThat(OpTrait.GRADIENT.includes("Conv2DBackpropFilter")).isTrue();
        assertThat(OpTrait.ASSERTION.includes("Print")).isFalse();
    }

    @Test
    void everyReferenceOpHasItsValueForm() {
        assertThat(OpTraits.valueForm("RefNextIteration")).isEqualTo("NextIteration");
        assertThat(OpTraits.valueForm("RefSelect")).isNull();
        assertThat(OpTraits.valueForm("Identity")).isNull();
    }

    @Test
    void pureOpsNeitherHaveStateNorChangeAReferenceNorAreFed() {
        assertThat(OpTraits.isPure(OPS.find("MatMul"))).isTrue();
        assertThat(OpTraits.isPure(OPS.find("RandomUniform"))).isFalse();
        assertThat(OpTraits.isPure(OPS.find("Assign"))).isFalse();
        assertThat(OpTraits.isPure(OPS.find("PlaceholderWithDefault"))).isFalse();
        assertThat(OpTraits.isPure(null)).isFalse();
    }
}
