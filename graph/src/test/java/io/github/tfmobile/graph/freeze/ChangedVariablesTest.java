package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Models that change their variables while they run: whoever reads one behind that gets the new value. */
@Tag("corpus")
@Tag("runtime")
class ChangedVariablesTest {

    private static final CorpusCase MODEL = Corpus.at("freeze/state");

    /** The signatures, and the variables that they change for the next run. */
    @ParameterizedTest
    @CsvSource({
        "stream, state",
        "scatter, state",
        "sums, count",
        "recurrent, state",
        "inside, count",
        "before, count",
        "rounds, count",
        "unread, count",
        "callee, count",
        "after, count",
        "carried, count",
        "condition, count"
    })
    void computesWhatTheFirstRunOfTheModelDoes(String signature, String changed) throws ProblemException {
        List<FreezeResult> results = new ArrayList<>();
        for (FreezeOptions.ControlFlow controlFlow : FreezeOptions.ControlFlow.values()) {
            FreezeResult result = freeze(signature, controlFlow);
            FreezeTesting.assertFrozen(result.graph());
            assertThat(result.notes())
                    .containsExactly("running the model changes variables; the frozen graph starts every run with the"
                            + " values of the checkpoint: " + changed);
            results.add(result);
        }
        Set<Map<NodeInput, TensorProto>> feeds = new LinkedHashSet<>();
        for (int rounds : new int[] {0, 3}) {
            feeds.add(feeds(results.get(0), false, rounds));
            feeds.add(feeds(results.get(0), true, rounds));
        }
        for (Map<NodeInput, TensorProto> feed : feeds) {
            FreezeTesting.assertSame(MODEL.path("saved_model"), results, feed);
        }
    }

    private static FreezeResult freeze(String signature, FreezeOptions.ControlFlow controlFlow)
            throws ProblemException {
        return FreezeTesting.freeze(
                new OpenModel.SavedModelDirectory(
                        MODEL.path("saved_model"), new TreeSet<>(List.of("serve")), List.of(signature)),
                List.of(),
                FreezeOptions.DEFAULTS.withControlFlow(controlFlow));
    }

    private static Map<NodeInput, TensorProto> feeds(FreezeResult result, boolean flag, int rounds) {
        Map<NodeInput, TensorProto> feeds = new LinkedHashMap<>();
        result.inputs()
                .forEach(input -> feeds.put(
                        input.tensor(),
                        switch (input.tensor().node()) {
                            case "t" -> Constants.scalar(flag);
                            case "n" -> Constants.integer(Dtype.of(DataType.DT_INT32), rounds);
                            default ->
                                TensorProto.newBuilder()
                                        .setDtype(DataType.DT_FLOAT)
                                        .setTensorShape(TensorShapeProto.newBuilder()
                                                .addDim(TensorShapeProto.Dim.newBuilder()
                                                        .setSize(3)))
                                        .addFloatVal(0.3f)
                                        .addFloatVal(-1.7f)
                                        .addFloatVal(2.9f)
                                        .build();
                        }));
        return feeds;
    }
}
