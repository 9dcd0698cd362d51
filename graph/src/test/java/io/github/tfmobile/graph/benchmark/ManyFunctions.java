package io.github.tfmobile.graph.benchmark;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.io.GraphWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.VersionDef;

/**
 * A graph with a large function library, for measurements: a chain in which one call in three is a PartitionedCall and
 * the others choose between two functions each.
 *
 * @param folder where it is written, as {@code graph.pb}
 * @param functions how many functions it has
 */
public record ManyFunctions(Path folder, int functions) {

    private static final AttrValue FLOAT =
            AttrValue.newBuilder().setType(DataType.DT_FLOAT).build();
    private static final AttrValue FLOATS = AttrValue.newBuilder()
            .setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT))
            .build();

    /** Writes the graph. */
    public ManyFunctions write() throws Exception {
        Files.createDirectories(folder);
        FunctionDefLibrary.Builder library = FunctionDefLibrary.newBuilder();
        for (int i = 0; i < functions; i++) {
            library.addFunction(function(i));
        }
        List<NodeDef> nodes = new ArrayList<>();
        nodes.add(node("x", "Placeholder").putAttr("dtype", FLOAT).build());
        nodes.add(node("p", "Placeholder")
                .putAttr(
                        "dtype",
                        AttrValue.newBuilder().setType(DataType.DT_BOOL).build())
                .build());
        String last = "x";
        int next = 0;
        while (next < functions) {
            String name = "call_" + next;
            if (next % 5 == 0 || next + 1 == functions) {
                nodes.add(node(name, "PartitionedCall", last)
                        .putAttr("Tin", FLOATS)
                        .putAttr("Tout", FLOATS)
                        .putAttr("f", reference(next++))
                        .build());
            } else {
                nodes.add(node(name, "StatelessIf", "p", last)
                        .putAttr(
                                "Tcond",
                                AttrValue.newBuilder().setType(DataType.DT_BOOL).build())
                        .putAttr("Tin", FLOATS)
                        .putAttr("Tout", FLOATS)
                        .putAttr("then_branch", reference(next++))
                        .putAttr("else_branch", reference(next++))
                        .build());
            }
            last = name;
        }
        nodes.add(node("out", "Identity", last).putAttr("T", FLOAT).build());
        GraphWriter.write(
                new Graph(
                        nodes,
                        library.build(),
                        VersionDef.newBuilder().setProducer(134).build()),
                folder.resolve("graph.pb"));
        return this;
    }

    private static FunctionDef function(int index) {
        OpDef.ArgDef argument =
                OpDef.ArgDef.newBuilder().setType(DataType.DT_FLOAT).build();
        return FunctionDef.newBuilder()
                .setSignature(OpDef.newBuilder()
                        .setName("function_" + index)
                        .addInputArg(argument.toBuilder().setName("a"))
                        .addOutputArg(argument.toBuilder().setName("b")))
                .addNodeDef(node("tanh", "Tanh", "a").putAttr("T", FLOAT))
                .addNodeDef(node("square", "Mul", "tanh:y:0", "a").putAttr("T", FLOAT))
                .addNodeDef(node("sum", "AddV2", "square:z:0", "a").putAttr("T", FLOAT))
                .addNodeDef(node("relu", "Relu", "sum:z:0").putAttr("T", FLOAT))
                .addNodeDef(node("result", "Identity", "relu:activations:0").putAttr("T", FLOAT))
                .putRet("b", "result:output:0")
                .build();
    }

    private static AttrValue reference(int function) {
        return AttrValue.newBuilder()
                .setFunc(NameAttrList.newBuilder().setName("function_" + function))
                .build();
    }

    private static NodeDef.Builder node(String name, String op, String... inputs) {
        return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs));
    }
}
