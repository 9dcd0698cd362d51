package io.github.tfmobile.graph.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.summary.LikelyNames.Candidate;
import io.github.tfmobile.graph.testing.Growth;
import io.github.tfmobile.graph.testing.TestOps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Idioms of training programs, each reduced to the nodes that make it. */
class TrainingGraphsTest {

    /** Layers {@code hidden} and {@code mm} of {@code x}, a loss and what gradients are named after. */
    private static final String[] TRAINED = {
        "x Placeholder",
        "label Placeholder",
        "v VariableV2",
        "w VariableV2",
        "hidden MatMul x v",
        "mm MatMul hidden w",
        "xent SoftmaxCrossEntropyWithLogits mm label",
        "cost Mean xent",
        "gradients/mm_grad/MatMul MatMul cost w",
        "gradients/hidden_grad/MatMul MatMul cost v",
        "gradients/cost_grad/Shape Shape xent"
    };

    @Test
    void goesBackThroughTheReshapingOfALossWithoutAScope() {
        assertThat(outputs(
                        "x Placeholder",
                        "label Placeholder",
                        "w VariableV2",
                        "logits MatMul x w",
                        "Shape Shape logits",
                        "Slice Slice Shape begin size",
                        "begin Const",
                        "size Const",
                        "concat ConcatV2 first Slice begin",
                        "first Const",
                        "Reshape Reshape logits concat",
                        "Reshape_1 Reshape label concat",
                        "SoftmaxCrossEntropyWithLogits SoftmaxCrossEntropyWithLogits Reshape Reshape_1"))
                .containsExactly("logits");
    }

    @Test
    void takesAReshapeToAShapeOfItsOwnForAResult() {
        assertThat(outputs(
                        "x Placeholder",
                        "label Placeholder",
                        "w VariableV2",
                        "mm MatMul x w",
                        "shape Const",
                        "flat Reshape mm shape",
                        "xent SoftmaxCrossEntropyWithLogits flat label"))
                .containsExactly("flat");
    }

    @Test
    void looksAtAFewOfTheManyInputsOfAShapeThatManyReshapesTake() throws Exception {
        double growth = Growth.eightfold(200, size -> {
            StringBuilder shape = new StringBuilder("wide Pack");
            List<String> lines = new ArrayList<>(List.of("x Placeholder", "w VariableV2", "mm MatMul x w"));
            for (int i = 0; i < size; i++) {
                lines.add("size" + i + " Const");
                shape.append(" size").append(i);
                lines.add("label" + i + " Placeholder");
                lines.add("flat" + i + " Reshape mm wide");
                lines.add("xent" + i + " SoftmaxCrossEntropyWithLogits flat" + i + " label" + i);
            }
            lines.add(shape.toString());
            Graph graph = graph(lines.toArray(String[]::new));
            return () -> LikelyNames.of(Graph.of(graph.all()), TestOps.get());
        });

        assertThat(growth).isLessThan(12);
    }

    @Test
    void leavesOutWhatOnlyUpdatesVariablesOrFillsQueues() {
        assertThat(outputs(plus(
                        TRAINED,
                        "mean VariableV2",
                        "bn/AssignMovingAvg/mul Mul hidden rate",
                        "rate Const",
                        "bn/AssignMovingAvg AssignSub mean bn/AssignMovingAvg/mul",
                        "fifo_queue QueueV2",
                        "prepared Abs hidden",
                        "enqueue QueueEnqueueV2 fifo_queue prepared")))
                .containsExactly("mm");
    }

    @Test
    void leavesOutWhatOnlySummariesShow() {
        assertThat(outputs(plus(TRAINED, "shown Abs hidden", "hist HistogramSummary tag shown", "tag Const")))
                .containsExactly("mm");
    }

    @Test
    void leavesOutTheNetworkThatGivesATarget() {
        assertThat(outputs(plus(
                        TRAINED,
                        "next Placeholder",
                        "w2 VariableV2",
                        "target/q MatMul next w2",
                        "target/scaled Mul target/q factor",
                        "factor Const",
                        "diff SquaredDifference mm target/scaled",
                        "gradients/diff_grad/Shape Shape mm")))
                .containsExactly("mm");
    }

    @Test
    void leavesOutLayersThatAreNotTrained() {
        assertThat(outputs(plus(TRAINED, "next Placeholder", "w2 VariableV2", "target/q MatMul next w2")))
                .containsExactly("mm");
    }

    @Test
    void takesNoAverageOfLossesForALayer() {
        assertThat(outputs(plus(
                        TRAINED,
                        "average VariableV2",
                        "read Identity average",
                        "part Sub cost_of_label read",
                        "cost_of_label Abs label",
                        "update AssignSub average part",
                        "class ArgMax mm axis",
                        "axis Const",
                        "right Equal class label")))
                .containsExactly("mm");
    }

    @Test
    void leavesOutLeftoversOfALayerAndOfDropout() {
        assertThat(outputs(
                        "x Placeholder",
                        "label Placeholder",
                        "w VariableV2",
                        "w2 VariableV2",
                        "lstm/mm MatMul x w",
                        "lstm/state Tanh lstm/mm",
                        "lstm/all Relu lstm/mm",
                        "keep Const",
                        "shape Const",
                        "dropout/uniform RandomUniform shape",
                        "dropout/add Add dropout/uniform keep",
                        "dropout/Floor Floor dropout/add",
                        "dropout/mul Mul lstm/all dropout/Floor",
                        "dense MatMul lstm/all w2",
                        "xent SoftmaxCrossEntropyWithLogits dense label"))
                .containsExactly("dense");
    }

    @Test
    void leavesOutWhatStandsInTheScopeOfALossOrAMeasure() {
        assertThat(outputs(plus(
                        new String[] {
                            "x Placeholder", "label Placeholder", "w VariableV2", "mm MatMul x w", "prob Sigmoid mm"
                        },
                        "loss/one Const",
                        "loss/clip Minimum prob loss/one",
                        "loss/sub Sub loss/one loss/clip",
                        "loss/div RealDiv loss/clip loss/sub",
                        "loss/Log Log loss/div",
                        "loss/xent SparseSoftmaxCrossEntropyWithLogits loss/Log label",
                        "psnr/copy Identity prob",
                        "psnr/diff SquaredDifference psnr/copy label")))
                .containsExactly("prob");
    }

    @Test
    void goesBackFromADecisionThatIsCounted() {
        assertThat(outputs(plus(
                        TRAINED,
                        "axis Const",
                        "class/index ArgMax mm axis",
                        "class Identity class/index",
                        "right Equal class label")))
                .containsExactly("mm");
    }

    @Test
    void keepsTheStateOfALoopInTheModel() {
        assertThat(outputs(plus(
                        TRAINED,
                        "handle TensorArrayV3 size",
                        "size Const",
                        "enter Enter handle:1",
                        "merge Merge enter next",
                        "while/write TensorArrayWriteV3 handle size mm merge",
                        "next NextIteration while/write",
                        "exit Exit merge",
                        "all TensorArrayGatherV3 handle size exit",
                        "gradients/while/write_grad/Read TensorArrayReadV3 handle size exit")))
                .containsExactly("all");
    }

    @Test
    void takesNoPartOfADivergenceOfInnerValuesForAResult() {
        assertThat(outputs(
                        "x Placeholder",
                        "e VariableV2",
                        "v VariableV2",
                        "d VariableV2",
                        "mean MatMul x e",
                        "spread MatMul x v",
                        "deviation Exp spread",
                        "code Add mean deviation",
                        "again MatMul code d",
                        "diff SquaredDifference again x",
                        "axes Const",
                        "square Tanh mean",
                        "exp Exp spread",
                        "sum Add square exp",
                        "parts Sub sum spread",
                        "kl Neg parts",
                        "both Add diff kl",
                        "cost Mean both axes",
                        "gradients/cost_grad/Shape Shape both",
                        "gradients/again_grad/MatMul MatMul cost d",
                        "gradients/mean_grad/MatMul MatMul cost e",
                        "gradients/spread_grad/MatMul MatMul cost v"))
                .containsExactly("again");
    }

    @Test
    void takesPowersOfAFocalLossForNoResult() {
        assertThat(outputs(
                        "x Placeholder",
                        "label Placeholder",
                        "w VariableV2",
                        "mm MatMul x w",
                        "p Sigmoid mm",
                        "one Scalar",
                        "two Scalar",
                        "miss Sub one p",
                        "focus Pow miss two",
                        "log Log p",
                        "weighed Mul label focus",
                        "part Mul weighed log",
                        "axes Const",
                        "cost Mean part axes",
                        "gradients/cost_grad/Shape Shape part",
                        "gradients/mm_grad/MatMul MatMul cost w"))
                .containsExactly("p");
    }

    @Test
    void takesWhatALastLayerGivesBesideProbabilitiesToo() {
        assertThat(outputs(
                        "x Placeholder",
                        "label Placeholder",
                        "place Placeholder",
                        "w VariableV2",
                        "mm MatMul x w",
                        "begin Const",
                        "end Const",
                        "class StridedSlice mm begin end begin",
                        "box StridedSlice mm end begin begin",
                        "probability Sigmoid class",
                        "xent SparseSoftmaxCrossEntropyWithLogits class label",
                        "apart SquaredDifference box place",
                        "gradients/mm_grad/MatMul MatMul xent w"))
                .containsExactly("box", "probability");
    }

    @Test
    void readsThroughTheListsThatAWhileKeepsForItsGradient() {
        assertThat(outputs(plus(
                        TRAINED,
                        "gradients/while_grad/kept EmptyTensorList gradients/while_grad/shape gradients/while_grad/most",
                        "gradients/while_grad/shape Const",
                        "gradients/while_grad/most Const",
                        "while StatelessWhile mm gradients/while_grad/kept",
                        "while/Identity Identity while",
                        "w3 VariableV2",
                        "last MatMul while/Identity w3",
                        "xent_1 SoftmaxCrossEntropyWithLogits last label",
                        "gradients/last_grad/MatMul MatMul xent_1 w3")))
                .containsExactly("last");
    }

    @Test
    void takesNothingThatIsCastOrHandedToALoopToBeCounted() {
        assertThat(outputs(plus(
                        TRAINED,
                        "lengths Const",
                        "decoded CTCGreedyDecoder mm lengths",
                        "values Cast decoded:1",
                        "far EditDistance decoded values decoded:2 label label label",
                        "enter Enter decoded:1",
                        "same Equal enter label")))
                .containsExactly("decoded");
    }

    @Test
    void takesWhatIsOnlyShownForNoResultAndReadsThroughIt() {
        assertThat(outputs(plus(
                        TRAINED, "scale Const", "bright Mul mm scale", "tag Const", "picture ImageSummary tag bright")))
                .containsExactly("mm");
    }

    @Test
    void takesNoStateOfAnUnrolledNetworkThatNobodyReads() {
        assertThat(outputs(plus(
                        TRAINED,
                        "axis Const",
                        "state Tanh hidden",
                        "used Relu state",
                        "w4 VariableV2",
                        "next MatMul used w4",
                        "sum Add next mm",
                        "xent_2 SoftmaxCrossEntropyWithLogits sum label",
                        "RNN/concat ConcatV2 state used axis",
                        "gradients/next_grad/MatMul MatMul xent_2 w4")))
                .doesNotContain("RNN/concat");
    }

    @Test
    void takesNothingThatASaverGives() {
        assertThat(outputs(
                        "v VariableV2",
                        "twice Add v v",
                        "save/Const Const",
                        "save/SaveV2 SaveV2 save/Const save/Const save/Const v",
                        "save/control_dependency Identity save/Const ^save/SaveV2"))
                .containsExactly("twice");
    }

    static String[] plus(String[] nodes, String... more) {
        String[] all = Arrays.copyOf(nodes, nodes.length + more.length);
        System.arraycopy(more, 0, all, nodes.length, more.length);
        return all;
    }

    /** What is proposed as outputs of a graph: a node a line, its name, op and inputs. */
    static List<String> outputs(String... lines) {
        return LikelyNames.of(graph(lines), TestOps.get()).outputs().stream()
                .map(Candidate::name)
                .toList();
    }

    static Graph graph(String... lines) {
        GraphDef.Builder graph = GraphDef.newBuilder();
        for (String line : lines) {
            String[] parts = line.split(" ");
            NodeDef.Builder node = graph.addNodeBuilder()
                    .setName(parts[0])
                    .setOp(parts[1].equals("Scalar") ? "Const" : parts[1])
                    .addAllInput(List.of(parts).subList(2, parts.length));
            if (parts[1].equals("Placeholder")) {
                node.putAttr(
                        "dtype",
                        AttrValue.newBuilder().setType(DataType.DT_FLOAT).build());
            }
            if (parts[1].equals("Scalar")) {
                node.putAttr(
                        "value",
                        AttrValue.newBuilder().setTensor(Constants.scalar(1f)).build());
            }
        }
        return Graph.of(graph.build());
    }
}
