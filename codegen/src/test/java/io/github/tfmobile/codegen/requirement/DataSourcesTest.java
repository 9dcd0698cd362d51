package io.github.tfmobile.codegen.requirement;

import static io.github.tfmobile.codegen.testing.TestModels.node;
import static io.github.tfmobile.codegen.testing.TestModels.placeholder;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.codegen.testing.TestModels;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

class DataSourcesTest {

    private static MissingKernelReason reason(String name, NodeDef... nodes) {
        Graph graph = TestModels.graph(nodes);
        NodeDef asked = Objects.requireNonNull(graph.find(name));
        return new DataSources(graph).reason(Node.of(asked), true);
    }

    @Test
    void aQueueThatNothingFillsIsNeverReady() {
        MissingKernelReason reason = reason(
                "dequeue",
                node("RandomShuffleQueueV2", "queue").build(),
                node("Identity", "handle", "queue").build(),
                node("QueueDequeueManyV2", "dequeue", "handle").build());

        assertThat(reason).isInstanceOf(MissingKernelReason.NeverReady.class);
        assertThat(reason.kind()).isEqualTo("never-ready");
        assertThat(reason.text()).isEqualTo("it waits for ever: nothing in the graph fills the queue \"queue\"");
    }

    @Test
    void aQueueThatTheGraphFillsIsFine() {
        assertThat(reason(
                        "dequeue",
                        node("FIFOQueueV2", "queue").build(),
                        node("QueueEnqueueV2", "enqueue", "queue").build(),
                        node("QueueDequeueV2", "dequeue", "queue").build()))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "Barrier, BarrierInsertMany, BarrierTakeMany, barrier",
        "ConditionalAccumulator, AccumulatorApplyGradient, AccumulatorTakeGradient, accumulator",
        "SparseConditionalAccumulator, SparseAccumulatorApplyGradient, SparseAccumulatorTakeGradient, accumulator"
    })
    void whatElseHoldsElementsHasToBeFilled(String makes, String fills, String takes, String called) {
        NodeDef maker = node(makes, "it").build();
        NodeDef take = node(takes, "take", "it").build();

        assertThat(reason("take", maker, take))
                .isInstanceOf(MissingKernelReason.NeverReady.class)
                .extracting(MissingKernelReason::text)
                .isEqualTo("it waits for ever: nothing in the graph fills the " + called + " \"it\"");
        assertThat(reason("take", maker, take, node(fills, "fill", "it").build()))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"Stage, Unstage", "Stage, StagePeek", "MapStage, MapUnstage", "OrderedMapStage, OrderedMapUnstageNoKey"
    })
    void opsOfAStagingAreaAgreeOnItsName(String fills, String takes) {
        NodeDef take = named(takes, "take", "area");

        assertThat(reason("take", take, named(fills, "fill", "another")))
                .isInstanceOf(MissingKernelReason.NeverReady.class)
                .extracting(MissingKernelReason::text)
                .isEqualTo("it waits for ever: nothing in the graph fills the staging area \"area\"");
        assertThat(reason("take", take, named(fills, "fill", "area"))).isNull();
    }

    @Test
    void twoNodesOfOneSharedNameAreOneQueue() {
        assertThat(reason(
                        "dequeue",
                        named("FIFOQueueV2", "one", "queue"),
                        named("FIFOQueueV2", "other", "queue"),
                        node("QueueEnqueueV2", "enqueue", "other").build(),
                        node("QueueDequeueV2", "dequeue", "one").build()))
                .isNull();
    }

    private static NodeDef named(String op, String name, String shared) {
        return node(op, name).putAttr("shared_name", Attrs.string(shared)).build();
    }

    @Test
    void aHandleThatIsFedIsFine() {
        assertThat(reason(
                        "dequeue",
                        placeholder("queue", DataType.DT_RESOURCE),
                        node("QueueDequeueV2", "dequeue", "queue").build()))
                .isNull();
    }

    @Test
    void anIteratorNeedsItsInitializerUnlessItIsItsOwn() {
        NodeDef iterator = node("IteratorV2", "iterator").build();
        NodeDef next = node("IteratorGetNext", "next", "iterator").build();

        assertThat(reason("next", iterator, next))
                .isInstanceOf(MissingKernelReason.NeverReady.class)
                .extracting(MissingKernelReason::text)
                .isEqualTo("nothing in the graph initialises the iterator \"iterator\"");
        assertThat(reason(
                        "next",
                        iterator,
                        next,
                        node("MakeIterator", "make", "dataset", "iterator").build()))
                .isNull();
        assertThat(reason("next", node("OneShotIterator", "iterator").build(), next))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ReadFile", "MatchingFiles", "ReaderReadV2", "TextLineDataset", "TFRecordDataset", "RecordInput"
            })
    void aReaderOfFilesIsSaidToBeOne(String op) {
        assertThat(reason("read", node(op, "read", "name").build()))
                .isInstanceOf(MissingKernelReason.ReadsFiles.class)
                .extracting(MissingKernelReason::kind)
                .isEqualTo("reads-files");
    }

    @Test
    void theVocabularyOfATableIsAnAssetThatTheAppMayBring() {
        assertThat(reason(
                        "init",
                        node("InitializeTableFromTextFileV2", "init", "table", "name")
                                .build()))
                .isNull();
    }
}
