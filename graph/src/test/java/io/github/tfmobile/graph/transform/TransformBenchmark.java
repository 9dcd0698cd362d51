package io.github.tfmobile.graph.transform;

import io.github.tfmobile.graph.Endpoints;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.TensorShapes;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.io.GraphReader;
import io.github.tfmobile.graph.testing.TestOps;
import io.github.tfmobile.registry.problem.ProblemException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.VersionDef;

/**
 * How long the guide's pipeline takes on a frozen Inception v3, and all transforms on chains of 1,000, 10,000 and 100,000
 * nodes, as time per node; benchmarks/transforms runs it, and the Graph Transform Tool beside it where there is one. Its
 * arguments are a folder to write the graphs to and the frozen Inception.
 */
public final class TransformBenchmark {

    private static final String GUIDE =
            "strip_unused_nodes fold_constants(ignore_errors=true) fold_batch_norms fold_old_batch_norms";

    /** Transforms that need arguments. */
    private static final Map<String, String> ARGUMENTS = Map.of(
            "remove_nodes", "remove_nodes(op=Identity)",
            "rename_op", "rename_op(old_op_name=Relu, new_op_name=Relu6)",
            "rename_attribute", "rename_attribute(old_attribute_name=T, new_attribute_name=U)",
            "remove_attribute", "remove_attribute(attribute_name=T)",
            "rename_node", "rename_node(old_node_name=n5, new_node_name=other)",
            "set_device", "set_device(device=\"/cpu:0\")");

    private TransformBenchmark() {}

    /** Prints a line for Inception, in milliseconds, and a line a pipeline: microseconds a node at each size. */
    public static void main(String[] args) throws IOException, ProblemException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path inception = Path.of(args[1]);
        Files.copy(inception, Path.of(args[0]).resolve("inception.pb"));
        Endpoints ends = Endpoints.parse(List.of("Mul=float[1,299,299,3]"), List.of("softmax"));
        double milliseconds = best(GUIDE, GraphReader.read(inception), ends) * 1e3;
        out.println(String.format(Locale.ROOT, "inception\t%.1f", milliseconds));
        Endpoints chainEnds = Endpoints.parse(List.of("in=float[1,4,4,8]"), List.of("out"));
        Map<Integer, Graph> chains = new LinkedHashMap<>();
        for (int size : List.of(1_000, 10_000, 100_000)) {
            Graph chain = chain(size);
            chains.put(size, chain);
            Files.write(
                    Path.of(args[0]).resolve("chain-" + size + ".pb"),
                    GraphDef.newBuilder()
                            .addAllNode(chain.nodes())
                            .setVersions(chain.versions())
                            .build()
                            .toByteArray());
        }
        List<String> pipelines = new ArrayList<>(List.of(GUIDE));
        for (String name : TransformCatalog.load().names()) {
            if (!name.equals("freeze_requantization_ranges")) {
                pipelines.add(ARGUMENTS.getOrDefault(name, name));
            }
        }
        for (String pipeline : pipelines) {
            StringBuilder line = new StringBuilder(pipeline);
            for (Map.Entry<Integer, Graph> chain : chains.entrySet()) {
                double seconds = best(pipeline, chain.getValue(), chainEnds);
                line.append(String.format(Locale.ROOT, "\t%.3f", seconds * 1e6 / chain.getKey()));
            }
            out.println(line);
        }
    }

    private static double best(String pipeline, Graph graph, Endpoints endpoints) throws ProblemException {
        TransformContext context = TransformContext.of(
                endpoints.inputs(),
                endpoints.outputs(),
                TestOps.get(),
                new JavaEvaluator(),
                Path.of(""),
                warning -> {},
                note -> {});
        TransformPipeline parsed = TransformPipeline.parse(pipeline);
        double best = Double.MAX_VALUE;
        long end = System.nanoTime() + 2_000_000_000L;
        for (int run = 0; run < 3 || (run < 30 && System.nanoTime() < end); run++) {
            // A fresh graph, whose indices are not built yet.
            Graph fresh = graph.withVersions(graph.versions());
            long start = System.nanoTime();
            parsed.apply(fresh, context);
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
        }
        return best;
    }

    /** Relu, Identity, Mul by a constant expression, in turn. */
    private static Graph chain(int size) {
        List<NodeDef> nodes = new ArrayList<>();
        AttrValue type = Nodes.type(DataType.DT_FLOAT);
        nodes.add(NodeDef.newBuilder()
                .setName("in")
                .setOp("Placeholder")
                .putAttr("dtype", type)
                .putAttr("shape", Nodes.shape(TensorShapes.of(1, 4, 4, 8)))
                .build());
        String last = "in";
        for (int i = 0; nodes.size() < size - 1; i++) {
            NodeDef.Builder node = NodeDef.newBuilder().setName("n" + i).putAttr("T", type);
            switch (i % 3) {
                case 0 -> node.setOp("Relu").addInput(last);
                case 1 -> node.setOp("Identity").addInput(last);
                default -> {
                    nodes.add(Nodes.constant("c" + i, Nodes.scalar(1.0f + i)));
                    node.setOp("Mul").addInput(last).addInput("c" + i);
                }
            }
            nodes.add(node.build());
            last = "n" + i;
        }
        nodes.add(NodeDef.newBuilder()
                .setName("out")
                .setOp("Identity")
                .addInput(last)
                .putAttr("T", type)
                .build());
        return new Graph(
                nodes,
                FunctionDefLibrary.getDefaultInstance(),
                VersionDef.newBuilder().setProducer(27).build());
    }
}
