package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.checkpoint.Checkpoints;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.FreezeRequest;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.graph.runtime.TensorFlowRuntime;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.TensorValue;
import io.github.tfmobile.graph.testing.TestOps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** What tests of freezing share. */
final class FreezeTesting {

    private FreezeTesting() {}

    static FreezeResult freeze(OpenModel source, List<NodeInput> outputs, FreezeOptions options)
            throws ProblemException {
        return Freezer.freeze(
                new FreezeRequest(source, List.of(), outputs, options, TestOps.get(), new JavaEvaluator()),
                Progress.NONE);
    }

    static OpenModel.GraphModel graph(CorpusCase model) throws ProblemException {
        return new OpenModel.GraphModel(
                model.graph("graph.pb"),
                model.path("graph.pb"),
                Checkpoints.open(model.path(model.has("model.ckpt.index") ? "model.ckpt" : checkpoint(model))));
    }

    private static String checkpoint(CorpusCase model) {
        return model.json().get("files") instanceof Map<?, ?> files
                ? String.valueOf(files.get("checkpoint_prefix"))
                : "model.ckpt";
    }

    static List<NodeInput> outputs(CorpusCase model) {
        return model.tensors("outputs").stream()
                .map(output -> NodeInput.parse(output.name()))
                .toList();
    }

    /** Runs a graph on recorded inputs and compares what comes out with what was recorded. */
    static void assertGives(
            Graph graph, List<CorpusCase.Recorded> feeds, List<CorpusCase.Recorded> expected, List<String> targets)
            throws ProblemException {
        Map<NodeInput, TensorProto> values = new LinkedHashMap<>();
        for (CorpusCase.Recorded feed : feeds) {
            NodeInput tensor = NodeInput.parse(feed.name());
            if (graph.find(tensor.node()) != null) {
                values.put(tensor, feed.value().toProto());
            }
        }
        List<NodeInput> fetches =
                expected.stream().map(output -> NodeInput.parse(output.name())).toList();
        try (TensorFlowRuntime.RuntimeSession session = TensorFlowRuntime.load().open(graph)) {
            if (!targets.isEmpty()) {
                session.run(Map.of(), List.of(), targets);
            }
            // Twice: what a first run leaves behind must not disturb the second.
            for (int run = 0; run < 2; run++) {
                List<TensorProto> results = session.run(values, fetches);
                List<String> differences = new ArrayList<>();
                for (int i = 0; i < results.size(); i++) {
                    String difference = TensorValue.of(results.get(i))
                            .difference(
                                    expected.get(i).value(),
                                    isFloat(expected.get(i)) ? 1e-5 : 0,
                                    isFloat(expected.get(i)) ? 1e-6 : 0);
                    if (!difference.isEmpty()) {
                        differences.add(expected.get(i).name() + ": " + difference);
                    }
                }
                assertThat(differences).isEmpty();
            }
        }
    }

    private static boolean isFloat(CorpusCase.Recorded recorded) {
        return switch (recorded.value().dtype()) {
            case DT_FLOAT, DT_DOUBLE -> true;
            default -> false;
        };
    }

    /** What an input or output of a frozen SavedModel was called there. */
    static NodeInput old(FreezeResult result, NodeInput name) {
        return NodeInput.parse(result.renamed().getOrDefault(name.toString(), name.toString()));
    }

    /** The ops of a graph and of its functions. */
    static Set<String> ops(Graph graph) {
        TreeSet<String> ops = new TreeSet<>();
        graph.nodes().stream().map(NodeDef::getOp).forEach(ops::add);
        graph.library().getFunctionList().stream()
                .flatMap(function -> function.getNodeDefList().stream())
                .map(NodeDef::getOp)
                .forEach(ops::add);
        return ops;
    }

    /** Fails if a variable or an op that restores or changes one is left. */
    static void assertFrozen(Graph graph) {
        assertThat(ops(graph))
                .noneMatch(OpTrait.VARIABLE::includes)
                .noneMatch(OpTraits::takesVariable)
                .noneMatch(OpTrait.VARIABLE_QUERY::includes)
                .noneMatch(op -> op.startsWith("Restore")
                        || op.startsWith("Save")
                        || op.startsWith("Ref")
                        || op.equals("ReadVariableOp")
                        || op.equals("ResourceGather"));
    }

    /** Fails if one of some frozen graphs of a signature gives other bits than the SavedModel in its first run. */
    static void assertSame(Path savedModel, List<FreezeResult> results, Map<NodeInput, TensorProto> feeds)
            throws ProblemException {
        TensorFlowRuntime runtime = TensorFlowRuntime.load();
        FreezeResult first = results.get(0);
        List<NodeInput> outputs =
                first.outputs().stream().map(output -> output.tensor()).toList();
        Map<NodeInput, TensorProto> before = new LinkedHashMap<>();
        feeds.forEach((name, value) -> before.put(old(first, name), value));
        List<TensorValue> expected;
        // A session of its own: the next run starts with what this one leaves behind.
        try (TensorFlowRuntime.RuntimeSession original = runtime.openSavedModel(savedModel, Set.of("serve"))) {
            expected = original
                    .run(before, outputs.stream().map(name -> old(first, name)).toList())
                    .stream()
                    .map(TensorValue::of)
                    .toList();
        }
        for (FreezeResult result : results) {
            assertThat(runtime.run(result.graph(), feeds, outputs))
                    .extracting(TensorValue::of)
                    .as("%s", feeds)
                    .isEqualTo(expected);
        }
    }
}
