package io.github.tfmobile.graph.benchmark;

import com.google.protobuf.ByteString;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.checkpoint.BundleWriter;
import io.github.tfmobile.graph.io.GraphWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/**
 * A training graph with many variables and its checkpoint: {@code graph.pb} and {@code model.ckpt.*} in a folder. Half
 * of the variables are references (VariableV2), half resources (VarHandleOp), all of one size; the output {@code out}
 * adds them up after a placeholder {@code x}. The weights are random and the same every time.
 *
 * @param folder where it is
 * @param variables how many variables there are
 * @param elements how many floats each one has
 * @param shards how many data shards the checkpoint has
 * @param hollow whether all weights are zero and the shards are holes, which takes neither time nor room
 */
public record BigModel(Path folder, int variables, int elements, int shards, boolean hollow) {

    /** A model of about so many bytes. */
    public static BigModel ofSize(Path folder, long bytes, int variables, int shards) {
        return new BigModel(folder, variables, (int) (bytes / variables / 4), shards, false);
    }

    /** The same model with weights that are all zero. */
    public BigModel hollowed() {
        return new BigModel(folder, variables, elements, shards, true);
    }

    /** The graph file. */
    public Path graph() {
        return folder.resolve("graph.pb");
    }

    /** The prefix of the checkpoint. */
    public Path checkpoint() {
        return folder.resolve("model.ckpt");
    }

    /** The name of a variable. */
    public static String name(int index) {
        return "layer_" + index / 100 + "/weights_" + index;
    }

    /** Bytes of all weights. */
    public long bytes() {
        return 4L * elements * variables;
    }

    /** Writes graph and checkpoint, unless they are there. */
    public BigModel write() throws Exception {
        if (Files.exists(folder.resolve("model.ckpt.index")) && Files.exists(graph())) {
            return this;
        }
        Files.createDirectories(folder);
        writeCheckpoint();
        writeGraph();
        writeSaver();
        return this;
    }

    private void writeCheckpoint() throws IOException {
        if (hollow) {
            try (BundleWriter writer = new BundleWriter(checkpoint(), shards)) {
                for (int i = 0; i < variables; i++) {
                    writer.addZeros(
                            name(i),
                            DataType.DT_FLOAT,
                            BundleWriter.shape(elements),
                            4L * elements,
                            i * shards / variables);
                }
            }
            return;
        }
        // One pool of random weights from which each variable takes another part.
        int pool = elements + 4096;
        ByteBuffer weights = ByteBuffer.allocateDirect(4 * pool).order(ByteOrder.LITTLE_ENDIAN);
        Random random = new Random(1);
        while (weights.hasRemaining()) {
            weights.putFloat(random.nextFloat() - 0.5f);
        }
        try (BundleWriter writer = new BundleWriter(checkpoint(), shards)) {
            for (int i = 0; i < variables; i++) {
                ByteBuffer content = weights.slice(4 * (i % 4096), 4 * elements);
                writer.add(
                        name(i),
                        DataType.DT_FLOAT_VALUE,
                        BundleWriter.shape(elements),
                        content,
                        i * shards / variables);
            }
        }
    }

    private void writeGraph() throws Exception {
        TensorShapeProto shape = BundleWriter.shape(elements);
        AttrValue dtype = type(DataType.DT_FLOAT);
        AttrValue dims = AttrValue.newBuilder().setShape(shape).build();
        List<NodeDef> nodes = new ArrayList<>();
        nodes.add(NodeDef.newBuilder()
                .setName("x")
                .setOp("Placeholder")
                .putAttr("dtype", dtype)
                .putAttr("shape", dims)
                .build());
        NodeDef.Builder restore = NodeDef.newBuilder()
                .setName("save/RestoreV2")
                .setOp("RestoreV2")
                .addInput("save/Const")
                .addInput("save/names")
                .addInput("save/slices");
        TensorProto.Builder names = strings(variables);
        TensorProto.Builder slices = strings(variables);
        AttrValue.ListValue.Builder types = AttrValue.ListValue.newBuilder();
        NodeDef.Builder restored =
                NodeDef.newBuilder().setName("save/restore_all").setOp("NoOp");
        String last = "x";
        for (int i = 0; i < variables; i++) {
            String name = name(i);
            boolean resource = i % 2 == 1;
            // freeze_graph looks for this node of a resource variable.
            String read = name + (resource ? "/Read/ReadVariableOp" : "/read");
            NodeDef.Builder variable = NodeDef.newBuilder()
                    .setName(name)
                    .setOp(resource ? "VarHandleOp" : "VariableV2")
                    .putAttr("dtype", dtype)
                    .putAttr("shape", dims)
                    .putAttr("container", text(""))
                    .putAttr("shared_name", text(resource ? name : ""));
            nodes.add(variable.build());
            nodes.add(
                    resource
                            ? NodeDef.newBuilder()
                                    .setName(read)
                                    .setOp("ReadVariableOp")
                                    .addInput(name)
                                    .putAttr("dtype", dtype)
                                    .build()
                            : NodeDef.newBuilder()
                                    .setName(read)
                                    .setOp("Identity")
                                    .addInput(name)
                                    .putAttr("T", dtype)
                                    .build());
            String sum = i == variables - 1 ? "out" : name + "/add";
            nodes.add(NodeDef.newBuilder()
                    .setName(sum)
                    .setOp("AddV2")
                    .addInput(last)
                    .addInput(read)
                    .putAttr("T", dtype)
                    .build());
            last = sum;
            names.addStringVal(ByteString.copyFromUtf8(name));
            slices.addStringVal(ByteString.EMPTY);
            types.addType(DataType.DT_FLOAT);
            NodeDef.Builder assign = NodeDef.newBuilder()
                    .setName("save/Assign_" + i)
                    .setOp(resource ? "AssignVariableOp" : "Assign")
                    .addInput(name)
                    .addInput("save/RestoreV2" + (i == 0 ? "" : ":" + i))
                    .putAttr(resource ? "dtype" : "T", dtype);
            nodes.add(assign.build());
            restored.addInput("^save/Assign_" + i);
        }
        nodes.add(restored.build());
        nodes.add(constant("save/Const", strings(0).clearTensorShape().addStringVal(ByteString.copyFromUtf8("model"))));
        nodes.add(constant("save/names", names));
        nodes.add(constant("save/slices", slices));
        nodes.add(
                restore.putAttr("dtypes", AttrValue.newBuilder().setList(types).build())
                        .build());
        GraphWriter.write(
                new Graph(
                        nodes,
                        FunctionDefLibrary.getDefaultInstance(),
                        VersionDef.newBuilder().setProducer(134).build()),
                graph());
    }

    /** What {@code freeze_graph} needs besides: names of the nodes that restore. */
    private void writeSaver() throws IOException {
        SaverDef saver = SaverDef.newBuilder()
                .setFilenameTensorName("save/Const:0")
                .setSaveTensorName("save/Const:0")
                .setRestoreOpName("save/restore_all")
                .setVersion(SaverDef.CheckpointFormatVersion.V2)
                .build();
        Files.write(folder.resolve("saver.pb"), saver.toByteArray());
    }

    private static TensorProto.Builder strings(int count) {
        return TensorProto.newBuilder().setDtype(DataType.DT_STRING).setTensorShape(BundleWriter.shape(count));
    }

    private static NodeDef constant(String name, TensorProto.Builder value) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Const")
                .putAttr("dtype", type(DataType.DT_STRING))
                .putAttr("value", AttrValue.newBuilder().setTensor(value).build())
                .build();
    }

    private static AttrValue type(DataType type) {
        return AttrValue.newBuilder().setType(type).build();
    }

    private static AttrValue text(String text) {
        return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(text)).build();
    }
}
