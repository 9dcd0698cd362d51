package io.github.tfmobile.graph.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.GraphComparison;
import io.github.tfmobile.graph.testing.TestOps;
import io.github.tfmobile.graph.validate.GraphValidator;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.NodeDef;

/** The cases of the corpus in which the Graph Transform Tool gives no valid graph, or another than it was asked for. */
@Tag("corpus")
class DifferentFromTheOriginalTest {

    private static Graph run(String name) throws ProblemException {
        CorpusCase test = Corpus.find("transforms/" + name);
        Graph result =
                TransformPipeline.parse(test.text("transforms")).apply(test.graph("in.pb"), TransformContexts.of(test));
        GraphValidator.validate(result, TestOps.get());
        return result;
    }

    private static NodeDef node(Graph graph, String name) {
        NodeDef node = graph.find(name);
        assertThat(node).as(name).isNotNull();
        return node;
    }

    @Test
    void refusesAnUnclosedBracketThatTheOriginalDropsWithItsTransform() {
        assertThatThrownBy(() -> run("arguments/2"))
                .isInstanceOf(ProblemException.class)
                .hasMessage("""
                        transforms has a bracket that is not closed, of "strip_unused_nodes"
                          at line 1, column 19:
                          strip_unused_nodes(type=float
                                            ^
                          close it with ")\"""");
    }

    @Test
    void castsAnAxisOfInt64ForConcat() throws ProblemException {
        Graph result = run("backport_concatv2/2");

        assertThat(node(result, "out").getInputList()).containsExactly("out/axis_int32", "a0", "a1", "a2");
        assertThat(node(result, "out/axis_int32").getOp()).isEqualTo("Cast");
        assertThat(node(result, "out/axis_int32").getInputList()).containsExactly("axis");
    }

    @Test
    void leavesNoAttrThatTensorArrayV2LacksAndLowersTheProducer() throws ProblemException {
        Graph result = run("backport_tensor_array_v3/1");

        CorpusCase test = Corpus.find("transforms/backport_tensor_array_v3/1");
        assertThat(GraphComparison.exact().differences(result, test.graph("out.pb")))
                .allSatisfy(line -> assertThat(line).endsWith("attr identical_element_shapes is missing"))
                .hasSize(1);
        assertThat(result.versions().getProducer()).isEqualTo(25);
    }

    @Test
    void handsTheHandleOfATensorArrayV2OnAsAString() throws ProblemException {
        Graph result = run("backport_tensor_array_v3/2");

        assertThat(result.nodes())
                .filteredOn(node ->
                        node.getName().endsWith("/Enter") && node.getName().contains("TensorArray"))
                .filteredOn(node -> !node.getName().endsWith("Enter_1"))
                .extracting(node -> node.getAttrOrThrow("T").getType().name())
                .containsOnly("DT_STRING");
    }

    /** The original's range is that of the smallest normal number, whose steps the runtime takes for zero: 0 / 0. */
    @Test
    void givesZerosARangeWhoseStepsAreNumbers() throws ProblemException {
        Graph result = run("quantize_weights/4");

        CorpusCase test = Corpus.find("transforms/quantize_weights/4");
        assertThat(GraphComparison.exact().differences(result, test.graph("out.pb")))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).startsWith("zero_quantized_max"));
        assertThat(node(result, "zero_quantized_max")
                        .getAttrOrThrow("value")
                        .getTensor()
                        .getFloatVal(0))
                .isEqualTo(1);
    }

    @Test
    void keepsAResizeWithHalfPixelCenters() throws ProblemException {
        CorpusCase test = Corpus.find("transforms/fuse_resize_and_conv/4");

        GraphComparison.exact().assertEqual(run("fuse_resize_and_conv/4"), test.graph("in.pb"));
    }

    @Test
    void looksUpBothGathersOfOneTable() throws ProblemException {
        Graph result = run("sparsify_gather/4");

        for (String gather : List.of("gather", "gather_1")) {
            assertThat(node(result, gather).getOp()).isEqualTo("ExpandDims");
            assertThat(node(result, gather + "/LookupTableFind").getInputList())
                    .containsExactly("w/part_0/HashTable", "ids", gather + "/Const");
        }
        assertThat(result.nodes()).extracting(NodeDef::getOp).doesNotContain("GatherV2");
        assertThat(result.nodes())
                .filteredOn(node -> node.getOp().equals("HashTable"))
                .hasSize(1);
        assertThat(node(result, "group_deps").getInputList()).containsExactly("^w/part_0/InitializeTable");
        assertThat(result.find("w/part_0")).isNull();
    }

    @Test
    void keepsAMulThatRunsAlongTheWidth() throws ProblemException {
        CorpusCase test = Corpus.find("transforms/fold_batch_norms/10");

        GraphComparison.exact().assertEqual(run("fold_batch_norms/10"), test.graph("in.pb"));
    }

    @Test
    void keepsAConvolutionThatOthersReadAsItIs() throws ProblemException {
        CorpusCase test = Corpus.find("transforms/fold_old_batch_norms/10");

        GraphComparison.exact().assertEqual(run("fold_old_batch_norms/10"), test.graph("in.pb"));
    }

    @Test
    void writesAnInputOfTwoConvolutionsOnce() throws ProblemException {
        CorpusCase test = Corpus.find("transforms/fold_old_batch_norms/7");

        Graph result = run("fold_old_batch_norms/7");

        assertThat(result.nodes()).extracting(NodeDef::getName).doesNotHaveDuplicates();
        assertThat(result.nodes()).extracting(NodeDef::getOp).doesNotContain("FusedBatchNorm");
        assertThat(GraphComparison.exact().withTolerance(1e-5, 1e-6).differences(result, test.graph("out.pb")))
                .allSatisfy(line -> assertThat(line).contains("twice in expected"));
    }
}
