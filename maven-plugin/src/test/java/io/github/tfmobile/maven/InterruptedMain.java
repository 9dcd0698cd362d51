package io.github.tfmobile.maven;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Prepares two models, a trained one and a large one, in a JVM that is killed while it does. */
final class InterruptedMain {

    private static final Path TRAINED = Path.of("../testing/corpus/tf1/mobilenet_v1_train");

    private InterruptedMain() {}

    /**
     * Prints a dot and prepares.
     *
     * @param args folder of the large model, output folder
     */
    public static void main(String[] args) throws Exception {
        PrepareMojo mojo = mojo(Path.of(args[0]), Path.of(args[1]));
        System.out.print('.');
        System.out.flush();
        mojo.execute();
    }

    /** The goal, ready to be executed. */
    static PrepareMojo mojo(Path models, Path output) {
        PrepareMojo mojo = new PrepareMojo();
        mojo.setLog(new QuietLog());
        mojo.models = Configured.models(List.of(
                Configured.model("large", models.resolve("large.pb"), null, "x=float[1]", "add7"),
                Configured.model(
                        "trained",
                        TRAINED.resolve("graph.pb"),
                        TRAINED.resolve("model.ckpt"),
                        "Mul=float[1,64,64,3]",
                        "softmax")));
        mojo.platform = "ios";
        mojo.javaPackage = "com.example.models";
        mojo.outputDirectory = output.toFile();
        return mojo;
    }

    /** Writes a graph that adds up 32 MB of weights, the same for each seed. */
    static void writeLarge(Path models, long seed) throws IOException {
        Random random = new Random(seed);
        GraphDef.Builder graph = GraphDef.newBuilder();
        AttrValue type = AttrValue.newBuilder().setType(DataType.DT_FLOAT).build();
        graph.addNode(NodeDef.newBuilder().setName("x").setOp("Placeholder").putAttr("dtype", type));
        String last = "x";
        for (int i = 0; i < 8; i++) {
            byte[] weights = new byte[4_000_000];
            random.nextBytes(weights);
            TensorProto value = TensorProto.newBuilder()
                    .setDtype(DataType.DT_FLOAT)
                    .setTensorShape(TensorShapeProto.newBuilder()
                            .addDim(TensorShapeProto.Dim.newBuilder().setSize(1_000_000)))
                    .setTensorContent(ByteString.copyFrom(weights))
                    .build();
            graph.addNode(NodeDef.newBuilder()
                    .setName("weights" + i)
                    .setOp("Const")
                    .putAttr("dtype", type)
                    .putAttr("value", AttrValue.newBuilder().setTensor(value).build()));
            graph.addNode(NodeDef.newBuilder()
                    .setName("add" + i)
                    .setOp("Add")
                    .addInput(last)
                    .addInput("weights" + i)
                    .putAttr("T", type));
            last = "add" + i;
        }
        Files.write(models.resolve("large.pb"), graph.build().toByteArray());
    }
}
