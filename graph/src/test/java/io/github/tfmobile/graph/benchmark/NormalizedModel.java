package io.github.tfmobile.graph.benchmark;

import com.google.protobuf.ByteString;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.checkpoint.BundleWriter;
import io.github.tfmobile.graph.io.GraphWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/**
 * A chain of convolutions with batch norm and its checkpoint, whose shard is a hole: all weights are zero. From the
 * placeholder {@code x} to the output {@code out}.
 *
 * @param folder where it is, {@code graph.pb} and {@code model.ckpt.*}
 * @param layers how many convolutions there are
 * @param channels how many channels each one has; it has the square of it as weights
 */
public record NormalizedModel(Path folder, int layers, int channels) {

    private static final AttrValue FLOAT =
            AttrValue.newBuilder().setType(DataType.DT_FLOAT).build();

    /** The graph file. */
    public Path graph() {
        return folder.resolve("graph.pb");
    }

    /** The prefix of the checkpoint. */
    public Path checkpoint() {
        return folder.resolve("model.ckpt");
    }

    /** Writes graph and checkpoint. */
    public NormalizedModel write() throws Exception {
        Files.createDirectories(folder);
        List<NodeDef> nodes = new ArrayList<>();
        nodes.add(node("x", "Placeholder").putAttr("dtype", FLOAT).build());
        String last = "x";
        try (BundleWriter writer = new BundleWriter(checkpoint(), 1)) {
            for (int i = 0; i < layers; i++) {
                String layer = "layer" + i;
                String weights =
                        variable(layer + "/weights", BundleWriter.shape(1, 1, channels, channels), writer, nodes);
                String convolution = layer + "/conv";
                AttrValue.Builder strides = AttrValue.newBuilder();
                strides.getListBuilder().addAllI(List.of(1L, 1L, 1L, 1L));
                nodes.add(node(convolution, "Conv2D", last, weights)
                        .putAttr("T", FLOAT)
                        .putAttr("strides", strides.build())
                        .putAttr(
                                "padding",
                                AttrValue.newBuilder()
                                        .setS(ByteString.copyFromUtf8("SAME"))
                                        .build())
                        .build());
                NodeDef.Builder norm = node(i == layers - 1 ? "out" : layer + "/norm", "FusedBatchNormV3", convolution)
                        .putAttr("T", FLOAT)
                        .putAttr("U", FLOAT)
                        .putAttr(
                                "is_training",
                                AttrValue.newBuilder().setB(false).build());
                for (String vector : List.of("gamma", "beta", "mean", "variance")) {
                    norm.addInput(variable(layer + "/" + vector, BundleWriter.shape(channels), writer, nodes));
                }
                nodes.add(norm.build());
                last = norm.getName();
            }
        }
        GraphWriter.write(
                new Graph(
                        nodes,
                        FunctionDefLibrary.getDefaultInstance(),
                        VersionDef.newBuilder().setProducer(134).build()),
                graph());
        return this;
    }

    /** Adds a variable; the name of its value. */
    private static String variable(String name, TensorShapeProto shape, BundleWriter writer, List<NodeDef> nodes)
            throws Exception {
        long size = 4;
        for (TensorShapeProto.Dim dim : shape.getDimList()) {
            size *= dim.getSize();
        }
        writer.addZeros(name, DataType.DT_FLOAT, shape, size, 0);
        nodes.add(node(name, "VariableV2")
                .putAttr("dtype", FLOAT)
                .putAttr("shape", AttrValue.newBuilder().setShape(shape).build())
                .build());
        nodes.add(node(name + "/read", "Identity", name).putAttr("T", FLOAT).build());
        return name + "/read";
    }

    private static NodeDef.Builder node(String name, String op, String... inputs) {
        return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs));
    }
}
