package io.github.tfmobile.graph.summary;

import static io.github.tfmobile.graph.summary.TrainingGraphsTest.outputs;
import static io.github.tfmobile.graph.summary.TrainingGraphsTest.plus;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.summary.LikelyNames.Candidate;
import io.github.tfmobile.graph.testing.TestOps;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Training programs that hold several networks, or one several times. */
class SeveralNetworksTest {

    /** A generator {@code g} of {@code z}, and a discriminator that sees {@code x} and {@code fake}. */
    private static final String[] ADVERSARIES = {
        "z Placeholder",
        "x Placeholder",
        "g VariableV2",
        "d VariableV2",
        "g/mm MatMul z g",
        "fake Tanh g/mm",
        "real/mm MatMul x d",
        "real Sigmoid real/mm",
        "judged/mm MatMul fake d",
        "judged Sigmoid judged/mm",
        "axes Const",
        "one Const",
        "real/log Log real",
        "judged/sub Sub one judged",
        "judged/log Log judged/sub",
        "sum Add real/log judged/log",
        "d_loss Mean sum axes",
        "g_log Log judged",
        "g_loss Mean g_log axes",
        "gradients/d_loss_grad/Shape Shape sum",
        "gradients/judged/mm_grad/MatMul MatMul d_loss d",
        "gradients/real/mm_grad/MatMul MatMul d_loss d",
        "gradients_1/g/mm_grad/MatMul MatMul g_loss g"
    };

    @Test
    void takesWhatADiscriminatorIsShownForTheResult() {
        LikelyNames likely = LikelyNames.of(TrainingGraphsTest.graph(ADVERSARIES), TestOps.get());

        assertThat(likely.outputs().stream().map(Candidate::name)).containsExactly("fake");
        assertThat(likely.inputs().stream().map(Candidate::name)).containsExactly("z");
    }

    @Test
    void goesBackThroughWhatIsDoneWithDataAndResultsAlike() {
        String[] conditional = plus(
                ADVERSARIES,
                "y Placeholder",
                "axis Const",
                "real/concat ConcatV2 x y axis",
                "judged/concat ConcatV2 fake y axis");
        for (int i = 0; i < conditional.length; i++) {
            conditional[i] = conditional[i]
                    .replace("real/mm MatMul x ", "real/mm MatMul real/concat ")
                    .replace("judged/mm MatMul fake ", "judged/mm MatMul judged/concat ");
        }

        assertThat(outputs(conditional)).containsExactly("fake");
    }

    @Test
    void takesADecoderThatIsComparedWithDataForNoJudge() {
        assertThat(outputs(
                        "x Placeholder",
                        "z Placeholder",
                        "e VariableV2",
                        "d VariableV2",
                        "code MatMul x e",
                        "again/mm MatMul code d",
                        "again Sigmoid again/mm",
                        "made/mm MatMul z d",
                        "made Sigmoid made/mm",
                        "diff SquaredDifference again x",
                        "axes Const",
                        "cost Mean diff axes",
                        "gradients/cost_grad/Shape Shape diff",
                        "gradients/again/mm_grad/MatMul MatMul cost d",
                        "gradients/code_grad/MatMul MatMul cost e"))
                .contains("made")
                .doesNotContain("code");
    }

    @Test
    void leavesOutNetworksThatTakeOverTheWeightsOfAnother() {
        assertThat(outputs(
                        "s Placeholder",
                        "s_local Placeholder",
                        "label Placeholder",
                        "w VariableV2",
                        "w_local VariableV2",
                        "w/read Identity w",
                        "w_local/read Identity w_local",
                        "global MatMul s w/read",
                        "local MatMul s_local w_local/read",
                        "pull Assign w_local w/read",
                        "xent SoftmaxCrossEntropyWithLogits local label",
                        "axes Const",
                        "cost Mean xent axes",
                        "rate Const",
                        "gradients/local_grad/MatMul MatMul cost w_local/read",
                        "train ApplyGradientDescent w rate gradients/local_grad/MatMul"))
                .containsExactly("global");
    }

    @Test
    void leavesOutAHeadWhoseOwnWeightsAreNotTrained() {
        assertThat(outputs(
                        "x Placeholder",
                        "label Placeholder",
                        "base VariableV2",
                        "old VariableV2",
                        "new VariableV2",
                        "hidden MatMul x base",
                        "classes MatMul hidden old",
                        "mine MatMul hidden new",
                        "xent SoftmaxCrossEntropyWithLogits mine label",
                        "rate Const",
                        "gradients/mine_grad/MatMul MatMul xent new",
                        "gradients/hidden_grad/MatMul MatMul xent base",
                        "train ApplyGradientDescent new rate gradients/mine_grad/MatMul",
                        "train_1 ApplyGradientDescent base rate gradients/hidden_grad/MatMul"))
                .containsExactly("mine");
    }

    @Test
    void takesOneOfSeveralNetworksOfTheSameWeightsWhichNoLossReads() {
        assertThat(outputs(trainedAndTried("test/in MatMul test w"))).containsExactly("test/in");
    }

    @Test
    void takesTheOneWithoutDropoutOfTheSameData() {
        assertThat(outputs(trainedAndTried("test/drop Relu x", "test/in MatMul test/drop w")))
                .containsExactly("test/in");
    }

    private static String[] trainedAndTried(String... tried) {
        return plus(
                new String[] {
                    "x Placeholder",
                    "test Placeholder",
                    "label Placeholder",
                    "w VariableV2",
                    "mm MatMul x w",
                    "xent SoftmaxCrossEntropyWithLogits mm label",
                    "gradients/mm_grad/MatMul MatMul xent w"
                },
                tried);
    }

    @Test
    void keepsResultsThatALossComparesWithEachOther() {
        assertThat(outputs(
                        "left Placeholder",
                        "right Placeholder",
                        "same Placeholder",
                        "w VariableV2",
                        "a MatMul left w",
                        "b MatMul right w",
                        "axes Const",
                        "loss/apart SquaredDifference a b",
                        "loss/distance Sum loss/apart axes",
                        "loss/weighed Mul loss/distance same",
                        "loss/cost Mean loss/weighed axes",
                        "gradients/a_grad/MatMul MatMul loss/cost w",
                        "gradients/b_grad/MatMul MatMul loss/cost w"))
                .containsExactly("a", "b");
    }

    @Test
    void takesAPredictionThatALoopOfANotebookMadeAgainOnce() {
        assertThat(outputs(
                        "x Placeholder",
                        "w VariableV2",
                        "mm MatMul x w",
                        "axis Const",
                        "axis_1 Const",
                        "ArgMax ArgMax mm axis",
                        "ArgMax_1 ArgMax mm axis_1"))
                .containsExactly("ArgMax");
    }

    @Test
    void takesTheNamesThatAGraphForInferenceHas() {
        String[] graph = {
            "x Placeholder",
            "w VariableV2",
            "norm L2Loss w",
            "mm MatMul x w",
            "rest Relu mm",
            "size Const",
            "limit Const",
            "chosen NonMaxSuppression mm x size limit",
            "how/many Shape chosen",
            "count Cast how/many",
            "num_detections Identity count",
            "detections Identity mm"
        };

        assertThat(outputs(graph)).isEqualTo(List.of("num_detections", "detections"));
    }
}
