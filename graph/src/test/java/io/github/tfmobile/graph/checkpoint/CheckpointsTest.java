package io.github.tfmobile.graph.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.tensor.TensorContent;
import io.github.tfmobile.graph.tensor.WholeMessages;
import io.github.tfmobile.registry.Dtype;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorSliceProto;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph;

class CheckpointsTest {

    @TempDir
    Path folder;

    @Test
    void readsEveryPlainDtypeScalarsAndEmptyTensors() throws Exception {
        try (BundleWriter writer = new BundleWriter(folder.resolve("m"), 2)) {
            for (int dtype = 1; dtype <= 32; dtype++) {
                int size = Elements.size(dtype);
                if (size > 0) {
                    writer.add("t" + dtype, dtype, BundleWriter.shape(2, 3), bytes(6 * size, dtype), dtype % 2);
                    writer.add("s" + dtype, dtype, BundleWriter.shape(), bytes(size, dtype + 100), 0);
                    writer.add("e" + dtype, dtype, BundleWriter.shape(3, 0), bytes(0, 0), 1);
                    writer.add("r" + dtype, dtype, BundleWriter.shape(1, 1, 2, 1, 1, 1, 3, 1), bytes(6 * size, 7), 1);
                }
            }
        }

        Checkpoint checkpoint = Checkpoints.open(folder.resolve("m"));

        assertThat(checkpoint.names()).hasSize(4 * 29);
        for (String name : checkpoint.names()) {
            int dtype = Integer.parseInt(name.substring(1));
            TensorProto tensor = checkpoint.read(name);
            assertThat(tensor.getDtypeValue()).isEqualTo(dtype);
            ByteBuffer expected = switch (name.charAt(0)) {
                case 't' -> bytes(6 * Elements.size(dtype), dtype);
                case 's' -> bytes(Elements.size(dtype), dtype + 100);
                case 'e' -> bytes(0, 0);
                default -> bytes(6 * Elements.size(dtype), 7);
            };
            assertThat(WholeMessages.of(tensor).getTensorContent()).isEqualTo(ByteString.copyFrom(expected));
        }
    }

    /** A content that knew its checkpoint would keep alive what refers to it, and so itself, for ever. */
    @Test
    void isForgottenWithWhatWasReadOfIt() throws Exception {
        try (BundleWriter writer = new BundleWriter(folder.resolve("m"), 1)) {
            writer.add("large", DataType.DT_UINT8_VALUE, BundleWriter.shape(5000), bytes(5000, 1), 0);
        }
        Checkpoint checkpoint = Checkpoints.open(folder.resolve("m"));
        WeakReference<TensorProto> tensor = new WeakReference<>(checkpoint.read("large"));
        assertThat(TensorContent.elsewhere(checkpoint.read("large"))).isNotNull();
        WeakReference<Checkpoint> dropped = new WeakReference<>(checkpoint);
        checkpoint = null;
        for (int i = 0; i < 50 && dropped.get() != null; i++) {
            System.gc();
        }
        assertThat(dropped.get()).isNull();
        assertThat(tensor.get()).isNull();
    }

    @Test
    void readsStrings() throws Exception {
        List<ByteString> values = List.of(
                ByteString.copyFromUtf8(""),
                ByteString.copyFromUtf8("äöü"),
                ByteString.copyFrom(new byte[70_000]),
                ByteString.copyFrom(new byte[] {0, -1}));
        try (BundleWriter writer = new BundleWriter(folder.resolve("m"), 1)) {
            writer.addStrings("s", BundleWriter.shape(2, 2), values);
            writer.addStrings("e", BundleWriter.shape(0), List.of());
        }

        Checkpoint checkpoint = Checkpoints.open(folder.resolve("m"));

        assertThat(checkpoint.read("s").getStringValList()).isEqualTo(values);
        assertThat(checkpoint.read("e").getStringValList()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void putsSlicesTogether(boolean version1) throws Exception {
        // Two rows of columns, as min_max_variable_partitioner and 2-d partitioners make them, negative extents aside.
        List<TensorSliceProto> tiles =
                List.of(slice(0, 3, 0, 2), slice(0, 3, 2, 5), slice(3, 100, 0, 2), slice(3, 100, 2, 5));
        List<TensorSliceProto> rows = List.of(slice(40, 63, 0, -1), slice(0, 40, 0, -1));
        ByteBuffer whole = bytes(103 * 7 * 4, 1);

        write(version1, "tiles", BundleWriter.shape(103, 7), tiles, whole);
        Checkpoint checkpoint = Checkpoints.open(folder.resolve("tiles"));
        assertThat(checkpoint.names()).containsExactly("w");
        assertThat(WholeMessages.of(checkpoint.read("w")).getTensorContent())
                .isEqualTo(ByteString.copyFrom(whole.duplicate()));
        assertThat(checkpoint.find("w"))
                .isEqualTo(new CheckpointTensor(
                        "w", Dtype.of(DataType.DT_FLOAT), BundleWriter.shape(103, 7), 103 * 7 * 4));

        write(version1, "rows", BundleWriter.shape(103, 7), rows, whole);
        assertThat(WholeMessages.of(Checkpoints.open(folder.resolve("rows")).read("w"))
                        .getTensorContent())
                .isEqualTo(ByteString.copyFrom(whole.duplicate()));
    }

    @Test
    void refusesSlicesThatOverlapOrLeaveGaps() throws Exception {
        ByteBuffer whole = bytes(10 * 4, 1);
        write(false, "m", BundleWriter.shape(10, 1), List.of(slice(0, 6, 0, -1), slice(5, 4, 0, -1)), whole);

        assertProblem(() -> Checkpoints.open(folder.resolve("m")).read("w"), """
                checkpoint holds "w" damaged or incomplete: its slices do not make up its shape
                  at %s/m.index
                  Copy or write the checkpoint again.""");
    }

    @Test
    void readsVersion1WithCompressedBlocksAndAllItsLists() throws Exception {
        TensorShapeProto shape = BundleWriter.shape(2);
        List<TensorSliceProto> all = List.of(TensorTableWriter.whole(shape));
        List<TensorProto> values = List.of(
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_FLOAT)
                        .addFloatVal(1.5f)
                        .addFloatVal(-0f)
                        .build(),
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_DOUBLE)
                        .addDoubleVal(Math.PI)
                        .addDoubleVal(-1)
                        .build(),
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_INT32)
                        .addIntVal(-5)
                        .addIntVal(Integer.MAX_VALUE)
                        .build(),
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_INT8)
                        .addIntVal(-5)
                        .addIntVal(127)
                        .build(),
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_QUINT16)
                        .addIntVal(65535)
                        .addIntVal(0)
                        .build(),
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_INT64)
                        .addInt64Val(Long.MIN_VALUE)
                        .addInt64Val(7)
                        .build(),
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_BOOL)
                        .addBoolVal(true)
                        .addBoolVal(false)
                        .build(),
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_HALF)
                        .addHalfVal(0x3c00)
                        .addHalfVal(0xfc00)
                        .build(),
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_COMPLEX64)
                        .addScomplexVal(1)
                        .addScomplexVal(2)
                        .addScomplexVal(3)
                        .addScomplexVal(4)
                        .build(),
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_COMPLEX128)
                        .addDcomplexVal(1)
                        .addDcomplexVal(2)
                        .addDcomplexVal(3)
                        .addDcomplexVal(4)
                        .build());
        List<String> expected = List.of(
                "0000c03f00000080",
                "182d4454fb210940000000000000f0bf",
                "fbffffffffffff7f",
                "fb7f",
                "ffff0000",
                "00000000000000800700000000000000",
                "0100",
                "003c00fc",
                "0000803f000000400000404000008040",
                "000000000000f03f000000000000004000000000000008400000000000001040");
        for (boolean snappy : new boolean[] {false, true}) {
            Path file = folder.resolve("v1-" + snappy);
            try (TensorTableWriter writer = new TensorTableWriter(file, snappy)) {
                for (TensorProto value : values) {
                    writer.add(value.getDtype().name(), value.getDtype(), shape, all, List.of(value));
                }
                writer.add(
                        "text",
                        DataType.DT_STRING,
                        shape,
                        all,
                        List.of(TensorProto.newBuilder()
                                .addStringVal(ByteString.copyFromUtf8("a"))
                                .addStringVal(ByteString.copyFromUtf8(
                                        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"))
                                .build()));
            }

            Checkpoint checkpoint = Checkpoints.open(file);

            for (int i = 0; i < values.size(); i++) {
                TensorProto tensor = checkpoint.read(values.get(i).getDtype().name());
                assertThat(hex(WholeMessages.of(tensor).getTensorContent())).isEqualTo(expected.get(i));
            }
            assertThat(checkpoint.read("text").getStringValList())
                    .extracting(ByteString::size)
                    .containsExactly(1, 68);
        }
    }

    @Test
    void readsVersion1InShards() throws Exception {
        ByteBuffer whole = bytes(8 * 4, 1);
        for (int i = 0; i < 2; i++) {
            try (TensorTableWriter writer = new TensorTableWriter(folder.resolve("m-0000" + i + "-of-00002"), true)) {
                writer.add(
                        "w",
                        DataType.DT_FLOAT,
                        BundleWriter.shape(8),
                        List.of(slice(4L * i, 4)),
                        List.of(floats(whole, 4 * i, 4)));
            }
        }

        assertThat(WholeMessages.of(Checkpoints.open(folder.resolve("m")).read("w"))
                        .getTensorContent())
                .isEqualTo(ByteString.copyFrom(whole.duplicate()));
        assertThat(WholeMessages.of(Checkpoints.open(folder.resolve("m-00001-of-00002"))
                                .read("w"))
                        .getTensorContent())
                .isEqualTo(ByteString.copyFrom(whole.duplicate()));
        // As Saver.save returns it, and as the state file has it.
        assertThat(Checkpoints.open(folder.resolve("m-?????-of-00002")).names()).containsExactly("w");
        Files.writeString(folder.resolve("checkpoint"), "model_checkpoint_path: \"m-?????-of-00002\"\n");
        assertThat(Checkpoints.open(folder).names()).containsExactly("w");
        Files.delete(folder.resolve("m-00001-of-00002"));
        assertProblem(() -> Checkpoints.open(folder.resolve("m")), """
                checkpoint has 1 of its 2 shards: "%s/m"
                  Copy all files of the checkpoint: -00000-of-00002 and so on.""");
    }

    @Test
    void opensByStateFileFolderAndAnyFileOfIt() throws Exception {
        try (BundleWriter writer = new BundleWriter(folder.resolve("m-7"), 1)) {
            writer.add("w", 1, BundleWriter.shape(1), bytes(4, 1), 0);
        }
        Files.write(folder.resolve("m-7.meta"), new byte[] {1});
        Files.writeString(folder.resolve("checkpoint"), "model_checkpoint_path: \"m-7\"\n");
        for (String name : List.of("m-7", "m-7.index", "m-7.data-00000-of-00001", "m-7.meta", "checkpoint", "")) {
            assertThat(Checkpoints.open(folder.resolve(name)).names()).as(name).containsExactly("w");
        }
        Files.writeString(folder.resolve("checkpoint"), "model_checkpoint_path: \"/moved/away/m-7\"\n");
        assertThat(Checkpoints.open(folder).names()).containsExactly("w");
        Files.writeString(folder.resolve("checkpoint"), "model_checkpoint_path: \"m-8\"\n");
        assertProblem(() -> Checkpoints.open(folder), """
                checkpoint names a checkpoint that does not exist: "%1$s/m-8"
                  at %1$s/checkpoint
                  Name the prefix of a checkpoint itself.""");
        Files.writeString(folder.resolve("checkpoint"), "all_model_checkpoint_paths: \"m-7\"\n");
        assertProblem(() -> Checkpoints.open(folder), """
                checkpoint is a checkpoint state file without a valid model_checkpoint_path: "%1$s/checkpoint"
                  at %1$s/checkpoint
                  Name the prefix of a checkpoint itself.""");
        Files.delete(folder.resolve("checkpoint"));
        assertProblem(() -> Checkpoints.open(folder), """
                checkpoint is a folder without a checkpoint state file: "%s"
                  Name one of its checkpoints: "m-7".""");
        assertProblem(() -> Checkpoints.open(folder.resolve("m-77")), """
                checkpoint does not exist: "%s/m-77"
                  Did you mean "m-7"?""");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void saysThatALinkLeadsInACircle() throws Exception {
        Path link = folder.resolve("circle");
        Files.createSymbolicLink(link, link.getFileName());

        assertThatThrownBy(() -> Checkpoints.open(link))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("checkpoint cannot be read: \"" + link + "\"")
                .hasMessageContaining("The operating system says: ");
    }

    @Test
    void saysThatAStateFileNamesItselfOrAnother() throws Exception {
        Files.writeString(folder.resolve("checkpoint"), "model_checkpoint_path: \"checkpoint\"\n");
        String itself = """
                checkpoint is a checkpoint state file that names itself in place of a checkpoint: "%1$s/checkpoint"
                  at %1$s/checkpoint
                  Name the prefix of a checkpoint itself.""";
        assertProblem(() -> Checkpoints.open(folder), itself);
        assertProblem(() -> Checkpoints.open(folder.resolve("checkpoint")), itself);
        Files.writeString(folder.resolve("checkpoint"), "model_checkpoint_path: \"./sub/../checkpoint\"\n");
        Files.createDirectory(folder.resolve("sub"));
        assertProblem(() -> Checkpoints.open(folder), itself);
        Files.writeString(folder.resolve("checkpoint"), "model_checkpoint_path: \"/moved/away/checkpoint\"\n");
        assertProblem(() -> Checkpoints.open(folder), itself);
        Files.writeString(folder.resolve("checkpoint"), "model_checkpoint_path: \"sub/checkpoint\"\n");
        Files.writeString(folder.resolve("sub/checkpoint"), "model_checkpoint_path: \"../checkpoint\"\n");
        assertProblem(() -> Checkpoints.open(folder), """
                checkpoint is a checkpoint state file that names another state file, "%1$s/sub/checkpoint", in place of a\
                 checkpoint: "%1$s/checkpoint"
                  at %1$s/checkpoint
                  Name the prefix of a checkpoint itself.""");
    }

    @Test
    void readsAStateFileThatBeginsWithAByteOrderMark() throws Exception {
        try (BundleWriter writer = new BundleWriter(folder.resolve("m-7"), 1)) {
            writer.add("w", 1, BundleWriter.shape(1), bytes(4, 1), 0);
        }
        Files.writeString(folder.resolve("checkpoint"), "\uFEFFmodel_checkpoint_path: \"m-7\"\n");

        assertThat(Checkpoints.open(folder).names()).containsExactly("w");
        assertThat(Checkpoints.open(folder.resolve("checkpoint")).names()).containsExactly("w");
    }

    @Test
    void knowsTheVariablesOfAnObjectBasedCheckpoint() throws Exception {
        TrackableObjectGraph graph = TrackableObjectGraph.newBuilder()
                .addNodes(TrackableObjectGraph.TrackableObject.newBuilder()
                        .addAttributes(TrackableObjectGraph.TrackableObject.SerializedTensor.newBuilder()
                                .setName("VARIABLE_VALUE")
                                .setFullName("dense/kernel")
                                .setCheckpointKey("layer/kernel/.ATTRIBUTES/VARIABLE_VALUE")))
                .build();
        try (BundleWriter writer = new BundleWriter(folder.resolve("m"), 1)) {
            writer.add("layer/kernel/.ATTRIBUTES/VARIABLE_VALUE", 1, BundleWriter.shape(1), bytes(4, 1), 0);
            writer.addStrings("_CHECKPOINTABLE_OBJECT_GRAPH", BundleWriter.shape(), List.of(graph.toByteString()));
        }

        assertThat(Checkpoints.open(folder.resolve("m")).objectVariables())
                .containsExactly(Map.entry("dense/kernel", "layer/kernel/.ATTRIBUTES/VARIABLE_VALUE"));
    }

    @Test
    void survivesDamagedStateFiles() throws Exception {
        try (BundleWriter writer = new BundleWriter(folder.resolve("m-7"), 1)) {
            writer.add("w", 1, BundleWriter.shape(1), bytes(4, 1), 0);
        }
        byte[] whole = "model_checkpoint_path: \"m-7\"\nall_model_checkpoint_paths: \"m\\055\\067\"\n"
                .getBytes(StandardCharsets.UTF_8);
        Random random = new Random(20_261_124);
        int opened = 0;
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] changed = i < whole.length ? Arrays.copyOf(whole, i) : whole.clone();
            if (i >= whole.length) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            Files.write(folder.resolve("checkpoint"), changed);
            try {
                assertThat(Checkpoints.open(folder).names()).containsExactly("w");
                opened++;
            } catch (ProblemException e) {
                assertThat(e.problems()).hasSize(1);
                refused++;
            }
        }
        assertThat(opened).isPositive();
        assertThat(refused).isPositive();
    }

    @Test
    void survivesDamagedObjectGraphs() throws Exception {
        TrackableObjectGraph.Builder graph = TrackableObjectGraph.newBuilder();
        for (int i = 0; i < 5; i++) {
            graph.addNodesBuilder()
                    .addAttributesBuilder()
                    .setName("VARIABLE_VALUE")
                    .setFullName("dense_" + i)
                    .setCheckpointKey("key" + i);
        }
        byte[] whole = graph.build().toByteArray();
        Random random = new Random(20_261_124);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] changed = i < whole.length ? Arrays.copyOf(whole, i) : whole.clone();
            if (i >= whole.length) {
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            }
            TensorProto stored = TensorProto.newBuilder()
                    .addStringVal(ByteString.copyFrom(changed))
                    .build();
            try {
                assertThat(ObjectGraph.variables(stored, folder, "checkpoint")).hasSizeLessThanOrEqualTo(whole.length);
            } catch (ProblemException e) {
                assertThat(e)
                        .hasMessage("checkpoint holds \"_CHECKPOINTABLE_OBJECT_GRAPH\" damaged: it is no"
                                + " TrackableObjectGraph\n  at " + folder + "\n  Copy or write the checkpoint again.");
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void refusesWhatIsNoPlainData() throws Exception {
        try (BundleWriter writer = new BundleWriter(folder.resolve("m"), 1)) {
            writer.add("v", DataType.DT_VARIANT_VALUE, BundleWriter.shape(), bytes(9, 1), 0);
        }

        assertProblem(() -> Checkpoints.open(folder.resolve("m")).read("v"), """
                checkpoint holds "v" as DT_VARIANT, which is no plain data and cannot become a constant
                  at %s/m.index
                  Name outputs that do not need it.""");
    }

    @Test
    void refusesBigEndianCheckpoints() throws Exception {
        try (BundleWriter writer = new BundleWriter(folder.resolve("m"), 1).bigEndian()) {
            writer.add("w", 1, BundleWriter.shape(1), bytes(4, 1), 0);
        }

        assertProblem(() -> Checkpoints.open(folder.resolve("m")), """
                checkpoint was written on a big-endian machine, which is not supported: "%1$s/m"
                  at %1$s/m.index
                  Load and save it once on a little-endian machine.""");
    }

    @Test
    void refusesTensorsThatNoGraphCanHold() throws Exception {
        try (BundleWriter writer = new BundleWriter(folder.resolve("m"), 1)) {
            writer.put(
                    "big".getBytes(StandardCharsets.UTF_8),
                    BundleEntryProto.newBuilder()
                            .setDtype(DataType.DT_FLOAT)
                            .setShape(BundleWriter.shape(1 << 20, 1 << 10))
                            .setSize(1L << 32)
                            .build());
            writer.put(
                    "vast".getBytes(StandardCharsets.UTF_8),
                    BundleEntryProto.newBuilder()
                            .setDtype(DataType.DT_FLOAT)
                            .setShape(BundleWriter.shape(1L << 40, 1L << 40))
                            .build());
        }

        assertProblem(() -> Checkpoints.open(folder.resolve("m")).read("big"), """
                checkpoint holds "big" with 1073741824 elements of DT_FLOAT, more than a GraphDef can
                  at %s/m.index
                  A constant ends at 2 GB. Name outputs that do not need it.""");
        assertProblem(() -> Checkpoints.open(folder.resolve("m")).read("vast"), """
                checkpoint holds "vast" damaged or incomplete: its shape [1099511627776,1099511627776] is impossible
                  at %s/m.index
                  Copy or write the checkpoint again.""");
    }

    @Test
    void readsTensorsBehindTheFirstTwoGigabytesOfAShard() throws Exception {
        ByteBuffer content = bytes(4_000_000, 3);
        try (BundleWriter writer = new BundleWriter(folder.resolve("m"), 1)) {
            // A hole; nobody reads it.
            for (int i = 0; i < 3; i++) {
                writer.put(
                        ("hole" + i).getBytes(StandardCharsets.UTF_8),
                        BundleEntryProto.newBuilder()
                                .setDtype(DataType.DT_INT8)
                                .setShape(BundleWriter.shape(1_500_000_000))
                                .setSize(1_500_000_000)
                                .build());
                writer.skip(0, 1_500_000_000);
            }
            writer.add("w", 1, BundleWriter.shape(1_000_000), content.duplicate(), 0);
        }

        assertThat(WholeMessages.of(Checkpoints.open(folder.resolve("m")).read("w"))
                        .getTensorContent())
                .isEqualTo(ByteString.copyFrom(content));
    }

    @Test
    void namesTheTensorThatIsMissing() throws Exception {
        try (BundleWriter writer = new BundleWriter(folder.resolve("m"), 1)) {
            writer.add("dense/kernel", 1, BundleWriter.shape(1), bytes(4, 1), 0);
        }

        assertProblem(() -> Checkpoints.open(folder.resolve("m")).read("dense/kernl"), """
                checkpoint has no tensor "dense/kernl": "%s/m"
                  Did you mean "dense/kernel"?""");
    }

    private interface Call {
        Object call() throws Exception;
    }

    private void assertProblem(Call call, String message) {
        assertThatThrownBy(call::call)
                .isInstanceOf(ProblemException.class)
                .hasMessage(message.formatted(folder.toString()));
    }

    private void write(
            boolean version1, String name, TensorShapeProto shape, List<TensorSliceProto> slices, ByteBuffer whole)
            throws IOException {
        int columns = (int) shape.getDim(1).getSize();
        List<ByteBuffer> parts = new ArrayList<>();
        for (TensorSliceProto slice : slices) {
            int start = (int) slice.getExtent(0).getStart();
            int rows = (int) slice.getExtent(0).getLength();
            boolean full = !slice.getExtent(1).hasLength();
            int left = full ? 0 : (int) slice.getExtent(1).getStart();
            int width = full ? columns : (int) slice.getExtent(1).getLength();
            ByteBuffer part = ByteBuffer.allocate(rows * width * 4);
            for (int r = 0; r < rows; r++) {
                part.put(whole.slice(((start + r) * columns + left) * 4, width * 4));
            }
            parts.add(part.flip());
        }
        if (version1) {
            try (TensorTableWriter writer = new TensorTableWriter(folder.resolve(name), false)) {
                writer.add(
                        "w",
                        DataType.DT_FLOAT,
                        shape,
                        slices,
                        parts.stream()
                                .map(part -> floats(part, 0, part.limit() / 4))
                                .toList());
            }
        } else {
            try (BundleWriter writer = new BundleWriter(folder.resolve(name), 2)) {
                writer.addSlices("w", DataType.DT_FLOAT, shape, slices, parts);
            }
        }
    }

    private static TensorProto floats(ByteBuffer bytes, int from, int count) {
        ByteBuffer numbers = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        return TensorProto.newBuilder()
                .addAllFloatVal(IntStream.range(from, from + count)
                        .mapToObj(i -> numbers.getFloat(4 * i))
                        .toList())
                .build();
    }

    /** Starts and lengths in turn; a length of -1 is the whole dim. */
    private static TensorSliceProto slice(long... extents) {
        TensorSliceProto.Builder slice = TensorSliceProto.newBuilder();
        for (int i = 0; i < extents.length; i += 2) {
            slice.addExtent(
                    extents[i + 1] < 0
                            ? TensorSliceProto.Extent.newBuilder()
                            : TensorSliceProto.Extent.newBuilder()
                                    .setStart(extents[i])
                                    .setLength(extents[i + 1]));
        }
        return slice.build();
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static ByteBuffer bytes(int size, int seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        // No float is NaN, so that copying one as a number keeps its bits.
        for (int i = 3; i < size; i += 4) {
            bytes[i] &= 0x3f;
        }
        return ByteBuffer.wrap(bytes);
    }
}
