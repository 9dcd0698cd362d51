package io.github.tfmobile.graph.freeze.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.checkpoint.CheckpointTensor;
import io.github.tfmobile.graph.tensor.TensorShapes;
import io.github.tfmobile.registry.Dtype;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/** Parts of a variable that the checkpoint holds as a whole and no restore op tells of. */
class VariableValuesTest {

    private final List<Problem> problems = new ArrayList<>();

    @Test
    void findsPartsBehindOneAnotherAlongTheFirstDim() throws Exception {
        VariableValues values = values(4, 2);
        List<Node> parts = List.of(part(0, 1, 2), part(1, 2, 2), part(2, 1, 2));

        assertThat(values.locate(parts, noKeys(), problems)).containsOnlyKeys("w/part_0", "w/part_1", "w/part_2");
        assertThat(problems).isEmpty();
        assertThat(content(values, "w/part_0")).containsExactly(0, 1);
        assertThat(content(values, "w/part_1")).containsExactly(2, 3, 4, 5);
        assertThat(content(values, "w/part_2")).containsExactly(6, 7);
    }

    @Test
    void findsPartsAlongTheLastDim() throws Exception {
        VariableValues values = values(2, 4);
        List<Node> parts = List.of(part(0, 2, 3), part(1, 2, 1));

        assertThat(values.locate(parts, noKeys(), problems)).hasSize(2);
        assertThat(content(values, "w/part_0")).containsExactly(0, 1, 2, 4, 5, 6);
        assertThat(content(values, "w/part_1")).containsExactly(3, 7);
    }

    @Test
    void findsManyParts() throws Exception {
        VariableValues values = values(3000, 1);
        List<Node> parts = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            parts.add(part(i, 1, 1));
        }

        assertThat(values.locate(parts, noKeys(), problems)).hasSize(3000);
        assertThat(content(values, "w/part_200")).containsExactly((byte) 200);
    }

    @Test
    void takesNoPartsThatLeaveSomethingOut() throws Exception {
        VariableValues values = values(4, 2);

        assertThat(values.locate(List.of(part(0, 1, 2), part(1, 2, 2)), noKeys(), problems))
                .isEmpty();
        assertThat(problems).hasSize(2);
    }

    private static Node part(int number, int rows, int columns) {
        return Node.builder("w/part_" + number, "VariableV2")
                .attr("dtype", Attrs.type(Dtype.of(DataType.DT_UINT8)))
                .attr("shape", Attrs.shape(TensorShapes.of(List.of((long) rows, (long) columns))))
                .build();
    }

    private static VariableKeys noKeys() {
        return VariableKeys.of(Graph.of(List.<Node>of()), null);
    }

    private static byte[] content(VariableValues values, String variable) throws Exception {
        return values.read(variable).getTensorContent().toByteArray();
    }

    /** The values of a checkpoint that holds a tensor {@code w} of these dims, its elements counted up. */
    private static VariableValues values(int rows, int columns) throws Exception {
        byte[] elements = new byte[rows * columns];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (byte) i;
        }
        TensorProto whole = TensorProto.newBuilder()
                .setDtype(DataType.DT_UINT8)
                .setTensorShape(TensorShapes.of(List.of((long) rows, (long) columns)))
                .setTensorContent(ByteString.copyFrom(elements))
                .build();
        return new VariableValues(new OneTensor(whole), false, null, Map.of());
    }

    private record OneTensor(TensorProto tensor) implements Checkpoint {

        @Override
        public Path prefix() {
            return Path.of("model");
        }

        @Override
        public SortedSet<String> names() {
            return new TreeSet<>(List.of("w"));
        }

        @Override
        public @Nullable CheckpointTensor find(String name) {
            return name.equals("w")
                    ? new CheckpointTensor(
                            "w",
                            new Dtype(tensor.getDtypeValue()),
                            tensor.getTensorShape(),
                            tensor.getTensorContent().size())
                    : null;
        }

        @Override
        public TensorProto read(String name) {
            return tensor;
        }
    }
}
