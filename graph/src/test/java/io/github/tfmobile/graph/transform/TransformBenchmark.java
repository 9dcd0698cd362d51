package io.github.tfmobile.graph.transform;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Endpoints;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.io.GraphReader;
import io.github.tfmobile.graph.tensor.TensorShapes;
import io.github.tfmobile.graph.testing.TestOps;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.VersionDef;

/**
 * How long the guide's pipeline takes on a frozen Inception v3, and all transforms on large graphs, as time per node;
 * benchmarks/transforms runs it, and the Graph Transform Tool beside it where there is one. Its arguments are a folder to
 * write the graphs to and the frozen Inception.
 *
 * <p>Of a small graph there are as many copies as fill the caches like the large one, and they are transformed in turn.
 */
public final class TransformBenchmark {

    private static final String GUIDE =
            "strip_unused_nodes fold_constants(ignore_errors=true) fold_batch_norms fold_old_batch_norms";

    private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000, 200_000);

    /** Nodes of all copies of a graph together. */
    private static final int NODES = 100_000;

    /** Transforms that need arguments. */
    private static final Map<String, String> ARGUMENTS = Map.of(
            "remove_nodes", "remove_nodes(op=Identity)",
            "rename_op", "rename_op(old_op_name=Relu, new_op_name=Relu6)",
            "rename_attribute", "rename_attribute(old_attribute_name=T, new_attribute_name=U)",
            "remove_attribute", "remove_attribute(attribute_name=T)",
            "rename_node", "rename_node(old_node_name=n5, new_node_name=other)",
            "set_device", "set_device(device=\"/cpu:0\")");

    private TransformBenchmark() {}

    /** A graph of about so many nodes, from "in" to "out". */
    private interface Shape {
        Graph make(int nodes);
    }

    /**
     * Prints a line for Inception, in milliseconds, and a line a graph and pipeline: microseconds a node at each size.
     *
     * @param args folder for the graphs, the frozen Inception, the transforms to measure (none for all)
     */
    public static void main(String[] args) throws IOException, ProblemException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path folder = Path.of(args[0]);
        Path inception = Path.of(args[1]);
        Files.copy(inception, folder.resolve("inception.pb"), StandardCopyOption.REPLACE_EXISTING);
        Endpoints ends = Endpoints.parse(List.of("Mul=float[1,299,299,3]"), List.of("softmax"));
        Graph model = GraphReader.read(inception);
        double milliseconds =
                best(GUIDE, List.of(model), ends, 5) * 1e3 * model.nodes().size();
        out.println(String.format(Locale.ROOT, "inception\t%s\t%.2f", GUIDE, milliseconds));
        List<String> pipelines = new ArrayList<>(args.length > 2 ? List.of() : List.of(GUIDE));
        List<String> wanted = List.of(args).subList(2, args.length);
        for (String name : TransformCatalog.load().names()) {
            boolean isWanted = wanted.isEmpty() || wanted.contains(name);
            if (isWanted && !name.equals("freeze_requantization_ranges")) {
                pipelines.add(ARGUMENTS.getOrDefault(name, name));
            }
        }
        print("chain", TransformBenchmark::chain, pipelines, folder, out);
        print("fan", TransformBenchmark::fan, pipelines, folder, out);
        print("norms", TransformBenchmark::norms, pipelines, folder, out);
    }

    private static void print(String name, Shape shape, List<String> pipelines, Path folder, PrintStream out)
            throws IOException, ProblemException {
        Endpoints ends = Endpoints.parse(List.of("in=float[1,4,4,8]"), List.of("out"));
        Map<Integer, List<Graph>> graphs = new LinkedHashMap<>();
        for (int size : SIZES) {
            List<Graph> copies = new ArrayList<>();
            for (int i = 0; i < Math.max(1, NODES / size); i++) {
                copies.add(shape.make(size));
            }
            graphs.put(size, copies);
            Files.write(
                    folder.resolve(name + "-" + size + ".pb"),
                    copies.get(0).toGraphDef().toByteArray());
        }
        for (String pipeline : pipelines) {
            StringBuilder line = new StringBuilder(name).append('\t').append(pipeline);
            for (Map.Entry<Integer, List<Graph>> copies : graphs.entrySet()) {
                line.append(String.format(Locale.ROOT, "\t%.3f", best(pipeline, copies.getValue(), ends, 0.3) * 1e6));
            }
            out.println(line);
        }
    }

    /** The least time in seconds per node that it took all graphs. */
    private static double best(String pipeline, List<Graph> graphs, Endpoints endpoints, double duration)
            throws ProblemException {
        TransformContext context = TransformContext.of(
                endpoints.inputs(),
                endpoints.outputs(),
                TestOps.get(),
                new JavaEvaluator(),
                Path.of(""),
                warning -> {},
                note -> {});
        TransformPipeline parsed = TransformPipeline.parse(pipeline);
        long nodes = graphs.stream().mapToLong(graph -> graph.nodes().size()).sum();
        double best = Double.MAX_VALUE;
        long end = System.nanoTime() + (long) (duration * 1e9);
        for (int run = 0; run < 5 || System.nanoTime() < end; run++) {
            long start = System.nanoTime();
            for (Graph graph : graphs) {
                // A fresh graph, of which nothing is known yet.
                parsed.apply(Graph.of(graph.all(), graph.library(), graph.versions()), context);
            }
            best = Math.min(best, (System.nanoTime() - start) / 1e9 / nodes);
        }
        return best;
    }

    private static final AttrValue FLOAT = Attrs.type(DataType.DT_FLOAT);

    private static Graph graph(List<NodeDef> nodes) {
        return new Graph(
                nodes,
                FunctionDefLibrary.getDefaultInstance(),
                VersionDef.newBuilder().setProducer(27).build());
    }

    private static NodeDef.Builder node(String name, String op, String... inputs) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp(op)
                .addAllInput(List.of(inputs))
                .putAttr("T", FLOAT);
    }

    private static NodeDef in() {
        return NodeDef.newBuilder()
                .setName("in")
                .setOp("Placeholder")
                .putAttr("dtype", FLOAT)
                .putAttr("shape", Attrs.shape(TensorShapes.of(1, 4, 4, 8)))
                .build();
    }

    /** Relu, Identity, Mul by a constant, in turn. */
    private static Graph chain(int size) {
        List<NodeDef> nodes = new ArrayList<>(List.of(in()));
        String last = "in";
        for (int i = 0; nodes.size() < size - 1; i++) {
            NodeDef.Builder node;
            if (i % 3 == 2) {
                nodes.add(Constants.node("c" + i, Constants.scalar(1.0f + i)).message());
                node = node("n" + i, "Mul", last, "c" + i);
            } else {
                node = node("n" + i, i % 3 == 0 ? "Relu" : "Identity", last);
            }
            nodes.add(node.build());
            last = "n" + i;
        }
        nodes.add(node("out", "Identity", last).build());
        return graph(nodes);
    }

    /** One node with as many readers as there are nodes, half of which one ConcatV2 reads. */
    private static Graph fan(int size) {
        List<NodeDef> nodes = new ArrayList<>(List.of(in()));
        List<String> ends = new ArrayList<>();
        for (int i = 0; nodes.size() < size - 2; i++) {
            nodes.add(node("n" + i, "Relu", "in").build());
            nodes.add(node("i" + i, "Identity", "n" + i).addInput("^in").build());
            ends.add("i" + i);
        }
        return joined(nodes, ends);
    }

    private static Graph joined(List<NodeDef> nodes, List<String> ends) {
        nodes.add(Constants.node("axis", Constants.scalar(3)).message());
        nodes.add(node("out", "ConcatV2", ends.toArray(String[]::new))
                .addInput("axis")
                .putAttr("N", Attrs.integer(ends.size()))
                .putAttr("Tidx", Attrs.type(DataType.DT_INT32))
                .build());
        return graph(nodes);
    }

    /** Convolutions of one tensor, each with a batch norm behind it, under one ConcatV2. */
    private static Graph norms(int size) {
        List<NodeDef> nodes = new ArrayList<>(List.of(in()));
        List<String> ends = new ArrayList<>();
        AttrValue ones = AttrValue.newBuilder()
                .setList(
                        AttrValue.ListValue.newBuilder().addI(1).addI(1).addI(1).addI(1))
                .build();
        for (int i = 0; nodes.size() < size - 7; i++) {
            nodes.add(Constants.node("w" + i, floats(8, 1, 1, 8, 1)).message());
            nodes.add(node("conv" + i, "Conv2D", "in", "w" + i)
                    .putAttr("strides", ones)
                    .putAttr("padding", Attrs.string("SAME"))
                    .build());
            NodeDef.Builder norm = node("norm" + i, "FusedBatchNorm", "conv" + i);
            for (String parameter : List.of("scale", "offset", "mean", "variance")) {
                nodes.add(Constants.node(parameter + i, floats(1, 1)).message());
                norm.addInput(parameter + i);
            }
            nodes.add(norm.putAttr("is_training", Attrs.bool(false)).build());
            ends.add("norm" + i);
        }
        return joined(nodes, ends);
    }

    private static TensorProto floats(int count, long... dims) {
        TensorProto.Builder value =
                TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).setTensorShape(TensorShapes.of(dims));
        for (int i = 0; i < count; i++) {
            value.addFloatVal(0.5f + i);
        }
        return value.build();
    }
}
