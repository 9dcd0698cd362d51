package io.github.tfmobile.graph.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SavedSlice;
import org.tensorflow.proto.SavedSliceMeta;
import org.tensorflow.proto.SavedTensorSliceMeta;
import org.tensorflow.proto.SavedTensorSlices;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorSliceProto;

/** Writes one file of a V1 checkpoint. */
final class TensorTableWriter implements AutoCloseable {

    private final Path file;
    private final boolean snappy;
    private final SavedTensorSliceMeta.Builder meta = SavedTensorSliceMeta.newBuilder();
    private final Map<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

    TensorTableWriter(Path file, boolean snappy) {
        this.file = file;
        this.snappy = snappy;
    }

    /** A slice of the whole tensor. */
    static TensorSliceProto whole(TensorShapeProto shape) {
        TensorSliceProto.Builder slice = TensorSliceProto.newBuilder();
        shape.getDimList().forEach(dim -> slice.addExtent(TensorSliceProto.Extent.getDefaultInstance()));
        return slice.build();
    }

    void add(
            String name,
            DataType dtype,
            TensorShapeProto shape,
            List<TensorSliceProto> slices,
            List<TensorProto> values) {
        meta.addTensor(SavedSliceMeta.newBuilder()
                .setName(name)
                .setShape(shape)
                .setType(dtype)
                .addAllSlice(slices));
        for (int i = 0; i < slices.size(); i++) {
            SavedTensorSlices entry = SavedTensorSlices.newBuilder()
                    .setData(SavedSlice.newBuilder()
                            .setName(name)
                            .setSlice(slices.get(i))
                            .setData(values.get(i)))
                    .build();
            entries.put(SliceKey.encode(name.getBytes(StandardCharsets.UTF_8), slices.get(i)), entry.toByteArray());
        }
    }

    @Override
    public void close() throws IOException {
        try (TableWriter table = new TableWriter(Files.newOutputStream(file), 4096, snappy)) {
            table.add(
                    new byte[0],
                    SavedTensorSlices.newBuilder().setMeta(meta).build().toByteArray());
            for (Map.Entry<byte[], byte[]> entry : entries.entrySet()) {
                table.add(entry.getKey(), entry.getValue());
            }
        }
    }
}
