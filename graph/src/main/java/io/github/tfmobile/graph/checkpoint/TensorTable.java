package io.github.tfmobile.graph.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.io.MalformedException;
import io.github.tfmobile.graph.io.WireReader;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.graph.io.file.ScratchBuffer;
import io.github.tfmobile.graph.tensor.TensorContent;
import io.github.tfmobile.registry.Dtype;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.SavedSlice;
import org.tensorflow.proto.SavedSliceMeta;
import org.tensorflow.proto.SavedTensorSlices;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorSliceProto;

/**
 * A V1 checkpoint: one or more tables whose values are SavedTensorSlices messages
 * (tensorflow/core/util/tensor_slice_reader.cc). Opening reads the index and the description of each table; checksums
 * of blocks are verified as they are read.
 */
final class TensorTable implements Checkpoint {

    private final Path prefix;
    private final String element;
    private final TreeMap<String, Entry> entries = new TreeMap<>();

    private record Entry(int dtype, TensorShapeProto shape, List<Part> parts) {}

    private record Part(Shard shard, TensorSliceProto slice) {}

    private record Shard(MappedFile file, Table table) {}

    private TensorTable(Path prefix, String element) {
        this.prefix = prefix;
        this.element = element;
    }

    static TensorTable open(Path prefix, List<Path> files, String element) throws ProblemException {
        TensorTable checkpoint = new TensorTable(prefix, element);
        for (Path file : files) {
            checkpoint.add(MappedFile.open(file, element));
        }
        return checkpoint;
    }

    private void add(MappedFile file) throws ProblemException {
        try {
            Shard shard = new Shard(file, Table.open(file));
            SavedTensorSlices[] found = {null};
            shard.table().find(new byte[0], (key, value, offset) -> {
                try {
                    found[0] = SavedTensorSlices.parseFrom(value);
                } catch (InvalidProtocolBufferException e) {
                    throw new MalformedException("its description is no SavedTensorSlices", offset, e);
                }
            });
            if (found[0] == null) {
                throw new MalformedException("it has no description of its tensors", 0);
            }
            for (SavedSliceMeta meta : found[0].getMeta().getTensorList()) {
                Entry entry = entries.computeIfAbsent(
                        meta.getName(), name -> new Entry(meta.getTypeValue(), meta.getShape(), new ArrayList<>()));
                if (entry.dtype() != meta.getTypeValue() || !entry.shape().equals(meta.getShape())) {
                    throw new MalformedException(
                            "\"" + meta.getName() + "\" has another dtype or shape than in the other shards", 0);
                }
                meta.getSliceList().forEach(slice -> entry.parts().add(new Part(shard, slice)));
            }
        } catch (MalformedException e) {
            throw new CheckpointProblems(element)
                    .damaged("is damaged: " + e.what() + ": \"" + shown() + "\"", Place.at(file.path(), e.offset()), e);
        }
    }

    private String shown() {
        return prefix.toString().replace('\\', '/');
    }

    @Override
    public Path prefix() {
        return prefix;
    }

    @Override
    public SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(entries.navigableKeySet());
    }

    @Override
    public @Nullable CheckpointTensor find(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            return null;
        }
        long count = Math.max(0, Elements.count(entry.shape()));
        long size = Math.max(1, Elements.size(entry.dtype()));
        return new CheckpointTensor(
                name,
                new Dtype(entry.dtype()),
                entry.shape(),
                Math.multiplyHigh(count, size) == 0 ? count * size : Long.MAX_VALUE);
    }

    @Override
    public TensorProto read(String name) throws ProblemException {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw Checkpoints.lacks(this, element, name);
        }
        int size = Elements.size(entry.dtype());
        long count = Elements.count(entry.shape());
        if (size == Elements.UNKNOWN) {
            throw new CheckpointProblems(element).noPlainData(name, Elements.name(entry.dtype()), prefix);
        }
        if (count < 0 || count > Integer.MAX_VALUE / Math.max(1, size)) {
            throw damaged(name, "its shape " + Elements.text(entry.shape()) + " is impossible", prefix, -1);
        }
        Slices slices =
                Slices.of(entry.shape(), entry.parts().stream().map(Part::slice).toList());
        if (slices == null) {
            throw damaged(name, "its slices do not make up its shape (is a shard missing?)", prefix, -1);
        }
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setDtypeValue(entry.dtype()).setTensorShape(entry.shape());
        List<TensorContent> contents = new ArrayList<>();
        List<List<ByteString>> texts = new ArrayList<>();
        for (int i = 0; i < entry.parts().size(); i++) {
            part(name, entry, entry.parts().get(i), slices.count(i), contents, texts);
        }
        try {
            return size == Elements.VARIABLE
                    ? tensor.addAllStringVal(slices.joinStrings(texts)).build()
                    : slices.join(contents, size).putInto(tensor).build();
        } catch (ScratchBuffer.NoRoomException e) {
            throw new CheckpointProblems(element).noRoom(name, e);
        }
    }

    private void part(
            String name, Entry entry, Part part, long count, List<TensorContent> contents, List<List<ByteString>> texts)
            throws ProblemException {
        int before = contents.size() + texts.size();
        try {
            byte[] key = SliceKey.encode(name.getBytes(StandardCharsets.UTF_8), part.slice());
            part.shard().table().find(key, (found, value, offset) -> {
                WireReader slice = field(
                        field(new WireReader(value, offset), SavedTensorSlices.DATA_FIELD_NUMBER),
                        SavedSlice.DATA_FIELD_NUMBER);
                ByteBuffer data = slice.rest();
                if (Elements.size(entry.dtype()) == Elements.VARIABLE) {
                    texts.add(SavedSliceDecoder.strings(data, slice.offset(), count));
                } else {
                    contents.add(
                            SavedSliceDecoder.bytes(part.shard().file(), data, slice.offset(), entry.dtype(), count));
                }
            });
        } catch (MalformedException e) {
            throw damaged(name, e.what(), part.shard().file().path(), e.offset());
        }
        if (contents.size() + texts.size() != before + 1) {
            throw damaged(name, "a slice of it is missing", part.shard().file().path(), -1);
        }
    }

    private static WireReader field(WireReader message, int number) throws MalformedException {
        long start = message.offset();
        while (message.next()) {
            if (message.number() == number && message.isDelimited()) {
                return message.inner();
            }
        }
        throw new MalformedException("an entry is no slice of a tensor", start);
    }

    private ProblemException damaged(String name, String what, Path file, long offset) {
        return new CheckpointProblems(element).damaged(name, what, file, offset);
    }
}
