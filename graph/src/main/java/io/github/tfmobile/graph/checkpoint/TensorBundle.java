package io.github.tfmobile.graph.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.io.MalformedException;
import io.github.tfmobile.graph.io.WireReader;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.graph.io.file.ScratchBuffer;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.graph.tensor.FileContent;
import io.github.tfmobile.graph.tensor.TensorContent;
import io.github.tfmobile.registry.Dtype;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorSliceProto;

/**
 * A V2 checkpoint: an index table and data shards (tensorflow/core/util/tensor_bundle/tensor_bundle.cc). The index is
 * read on opening; a tensor's checksum is verified when its bytes are read.
 */
final class TensorBundle implements Checkpoint {

    /** More shards than any training has; each takes some memory. */
    private static final int MAX_SHARDS = 100_000;

    private final Path prefix;
    private final String element;
    private final MappedFile index;
    private final int shardCount;
    private final Map<String, Entry> entries = new HashMap<>();
    /** Entries of slices, by their key read as Latin-1. */
    private final Map<String, Entry> slices = new HashMap<>();

    /** The shapes that occur, by their bytes. */
    private final Map<ByteBuffer, TensorShapeProto> shapes = new HashMap<>();

    private final Map<Integer, MappedFile> shards = new HashMap<>();
    /** What was read and refers to its content: each tensor is verified once. */
    private final Map<String, TensorProto> referring;

    private @Nullable SortedMap<String, String> objects;

    private TensorBundle(Path prefix, String element, MappedFile index) throws ProblemException {
        this.prefix = prefix;
        this.element = element;
        this.index = index;
        BundleHeaderProto[] header = {null};
        try {
            Table.open(index).visit((key, value, offset) -> {
                try {
                    if (key.length == 0) {
                        header[0] = BundleHeaderProto.parseFrom(value);
                    } else if (key[0] == 0) {
                        slices.put(new String(key, StandardCharsets.ISO_8859_1), entry(value, offset));
                    } else {
                        entries.put(new String(key, StandardCharsets.UTF_8), entry(value, offset));
                    }
                } catch (InvalidProtocolBufferException e) {
                    throw new MalformedException("an entry is no BundleEntryProto", offset, e);
                }
            });
        } catch (MalformedException e) {
            throw new CheckpointProblems(element)
                    .damaged(
                            "has a damaged index: " + e.what() + ": \"" + shown(prefix) + "\"",
                            Place.at(index.path(), e.offset()),
                            e);
        }
        referring = new ConcurrentHashMap<>(entries.size());
        if (header[0] == null) {
            throw damagedIndex("it has no header");
        }
        if (header[0].getEndianness() != BundleHeaderProto.Endianness.LITTLE) {
            throw new ProblemException(Problem.of(
                    GraphProblem.CHECKPOINT_BIG_ENDIAN,
                    element + " was written on a big-endian machine, which is not supported: \"" + shown(prefix) + "\"",
                    Place.of(index.path()),
                    "Load and save it once on a little-endian machine."));
        }
        if (header[0].getVersion().getMinConsumer() > 1) {
            throw new ProblemException(Problem.of(
                    GraphProblem.CHECKPOINT_TOO_NEW,
                    element + " needs a reader of version "
                            + header[0].getVersion().getMinConsumer() + ", this one has version 1: \"" + shown(prefix)
                            + "\"",
                    Place.of(index.path()),
                    "Save it with an older TensorFlow, or use a newer version of this plugin."));
        }
        shardCount = header[0].getNumShards();
        if (shardCount < 1 || shardCount > MAX_SHARDS) {
            throw damagedIndex("it names " + shardCount + " data shards");
        }
    }

    /**
     * A tensor, or a slice of one. Of a checkpoint with many this is most of what is in memory, so shapes are held once.
     *
     * @param crc the checksum of its bytes, masked
     */
    private record Entry(
            int dtype,
            TensorShapeProto shape,
            int shard,
            long offset,
            long size,
            int crc,
            List<TensorSliceProto> slices) {}

    private Entry entry(ByteBuffer value, long offset) throws InvalidProtocolBufferException {
        Entry plain = null;
        try {
            plain = plain(new WireReader(value, offset));
        } catch (MalformedException e) {
            // Said below, of the message as a whole.
        }
        return plain != null ? plain : parsed(BundleEntryProto.parseFrom(value));
    }

    /** An entry with nothing unusual in it, as those of all whole tensors are; null for another. */
    private @Nullable Entry plain(WireReader reader) throws InvalidProtocolBufferException, MalformedException {
        int dtype = 0;
        TensorShapeProto shape = null;
        int shard = 0;
        long offset = 0;
        long size = 0;
        int crc = 0;
        while (reader.next()) {
            int field = reader.number();
            if (field == BundleEntryProto.SHAPE_FIELD_NUMBER && reader.isDelimited() && shape == null) {
                shape = shape(reader.value());
                continue;
            }
            if (reader.wireType()
                    != (field == BundleEntryProto.CRC32C_FIELD_NUMBER
                            ? WireFormat.WIRETYPE_FIXED32
                            : WireFormat.WIRETYPE_VARINT)) {
                return null;
            }
            long number = reader.number64();
            switch (field) {
                case BundleEntryProto.DTYPE_FIELD_NUMBER -> dtype = (int) number;
                case BundleEntryProto.SHARD_ID_FIELD_NUMBER -> shard = (int) number;
                case BundleEntryProto.OFFSET_FIELD_NUMBER -> offset = number;
                case BundleEntryProto.SIZE_FIELD_NUMBER -> size = number;
                case BundleEntryProto.CRC32C_FIELD_NUMBER -> crc = (int) number;
                default -> {
                    return null;
                }
            }
        }
        return new Entry(
                dtype,
                shape == null ? TensorShapeProto.getDefaultInstance() : shape,
                shard,
                offset,
                size,
                crc,
                List.of());
    }

    private TensorShapeProto shape(ByteBuffer message) throws InvalidProtocolBufferException {
        TensorShapeProto known = shapes.get(message);
        if (known == null) {
            byte[] bytes = new byte[message.remaining()];
            message.get(message.position(), bytes);
            known = TensorShapeProto.parseFrom(bytes);
            shapes.put(ByteBuffer.wrap(bytes), known);
        }
        return known;
    }

    private Entry parsed(BundleEntryProto entry) throws InvalidProtocolBufferException {
        return new Entry(
                entry.getDtypeValue(),
                shape(entry.getShape().toByteString().asReadOnlyByteBuffer()),
                entry.getShardId(),
                entry.getOffset(),
                entry.getSize(),
                entry.getCrc32C(),
                List.copyOf(entry.getSlicesList()));
    }

    static TensorBundle open(Path prefix, String element) throws ProblemException {
        return new TensorBundle(prefix, element, MappedFile.open(Checkpoints.indexFile(prefix), element));
    }

    private ProblemException damagedIndex(String what) {
        return new CheckpointProblems(element)
                .damaged("has a damaged index: " + what + ": \"" + shown(prefix) + "\"", Place.of(index.path()), null);
    }

    private static String shown(Path path) {
        return path.toString().replace('\\', '/');
    }

    @Override
    public Path prefix() {
        return prefix;
    }

    @Override
    public SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(entries.keySet()));
    }

    @Override
    public SortedMap<String, String> objectVariables() throws ProblemException {
        synchronized (entries) {
            if (objects == null) {
                objects = entries.containsKey(ObjectGraph.KEY)
                        ? ObjectGraph.variables(read(ObjectGraph.KEY), index.path(), element)
                        : Collections.emptySortedMap();
            }
            return objects;
        }
    }

    @Override
    public @Nullable CheckpointTensor find(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            return null;
        }
        long size = entry.size();
        if (entry.slices().size() > 0) {
            int elementSize = Elements.size(entry.dtype());
            long count = Elements.count(entry.shape());
            if (elementSize > 0 && count >= 0 && count < Long.MAX_VALUE / 16) {
                size = count * elementSize;
            } else {
                size = 0;
                for (TensorSliceProto slice : entry.slices()) {
                    Entry part = part(name, slice);
                    size += part == null ? 0 : part.size();
                }
            }
        }
        return new CheckpointTensor(name, new Dtype(entry.dtype()), entry.shape(), size);
    }

    @Override
    public boolean has(String name) {
        return entries.containsKey(name);
    }

    private @Nullable Entry part(String name, TensorSliceProto slice) {
        byte[] key = SliceKey.encode(name.getBytes(StandardCharsets.UTF_8), slice);
        return slices.get(new String(key, StandardCharsets.ISO_8859_1));
    }

    @Override
    public TensorProto read(String name) throws ProblemException {
        TensorProto known = referring.get(name);
        if (known != null) {
            return known;
        }
        TensorProto tensor = tensor(name);
        if (TensorContent.elsewhere(tensor) != null) {
            TensorProto other = referring.putIfAbsent(name, tensor);
            return other == null ? tensor : other;
        }
        return tensor;
    }

    private TensorProto tensor(String name) throws ProblemException {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw Checkpoints.lacks(this, element, name);
        }
        int elementSize = Elements.size(entry.dtype());
        long count = Elements.count(entry.shape());
        if (elementSize == Elements.UNKNOWN) {
            throw new CheckpointProblems(element).noPlainData(name, Elements.name(entry.dtype()), index.path());
        }
        if (count < 0) {
            throw damaged(name, "its shape " + Elements.text(entry.shape()) + " is impossible", index.path(), -1);
        }
        if (elementSize > 0 && count > Integer.MAX_VALUE / elementSize) {
            throw new ProblemException(Problem.of(
                    GraphProblem.TENSOR_TOO_LARGE,
                    element + " holds \"" + name + "\" with " + count + " elements of " + Elements.name(entry.dtype())
                            + ", more than a GraphDef can",
                    Place.of(index.path()),
                    "A constant ends at 2 GB. Name outputs that do not need it."));
        }
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setDtypeValue(entry.dtype()).setTensorShape(entry.shape());
        if (entry.slices().size() == 0) {
            if (elementSize == Elements.VARIABLE) {
                tensor.addAllStringVal(strings(name, entry, count));
            } else {
                new FileContent(stored(name, entry, count * elementSize)).putInto(tensor);
            }
            return tensor.build();
        }
        return sliced(name, entry, elementSize, tensor);
    }

    private TensorProto sliced(String name, Entry entry, int elementSize, TensorProto.Builder tensor)
            throws ProblemException {
        Slices parts = Slices.of(entry.shape(), entry.slices());
        if (parts == null) {
            throw damaged(name, "its slices do not make up its shape", index.path(), -1);
        }
        List<List<FileContent.Part>> contents = new ArrayList<>();
        List<List<ByteString>> texts = new ArrayList<>();
        for (int i = 0; i < entry.slices().size(); i++) {
            Entry part = part(name, entry.slices().get(i));
            if (part == null) {
                throw damaged(name, "slice " + i + " is missing", index.path(), -1);
            }
            if (part.dtype() != entry.dtype()) {
                throw damaged(name, "slice " + i + " has another dtype", index.path(), -1);
            }
            if (elementSize == Elements.VARIABLE) {
                texts.add(strings(name, part, parts.count(i)));
            } else {
                contents.add(stored(name, part, parts.count(i) * elementSize));
            }
        }
        if (elementSize == Elements.VARIABLE) {
            return tensor.addAllStringVal(parts.joinStrings(texts)).build();
        }
        List<Integer> order = parts.order();
        if (order != null) {
            List<FileContent.Part> whole =
                    order.stream().flatMap(i -> contents.get(i).stream()).toList();
            return new FileContent(whole).putInto(tensor).build();
        }
        try {
            List<TensorContent> read = new ArrayList<>();
            contents.forEach(part -> read.add(new FileContent(part)));
            return parts.join(read, elementSize).putInto(tensor).build();
        } catch (ScratchBuffer.NoRoomException e) {
            throw new CheckpointProblems(element).noRoom(name, e);
        }
    }

    /** Where the bytes of an entry lie, in one part, with their checksum; nowhere when there are none. */
    private List<FileContent.Part> stored(String name, Entry entry, long expected) throws ProblemException {
        if (entry.size() != expected) {
            throw damaged(
                    name,
                    "its entry says " + entry.size() + " bytes where dtype and shape make " + expected,
                    index.path(),
                    -1);
        }
        if (expected == 0) {
            return List.of();
        }
        MappedFile shard = shard(entry.shard());
        requireWithin(name, shard, entry);
        return List.of(new FileContent.Part(
                shard,
                entry.offset(),
                (int) expected,
                new StoredChecksum(Crc.unmask(entry.crc()), element, name, shard.path(), entry.offset())));
    }

    /**
     * The checksum of a tensor's bytes. Of the checkpoint it knows only what is to be said: contents may outlive that, and those
     * that are referred to would keep alive what refers to them.
     */
    private record StoredChecksum(int crc, String element, String name, Path file, long offset)
            implements FileContent.Checksum {

        @Override
        public ProblemException mismatch() {
            return new CheckpointProblems(element).damaged(name, "its checksum does not match", file, offset);
        }
    }

    private void check(String name, MappedFile shard, Entry entry, CRC32C crc) throws ProblemException {
        if (Crc.mask((int) crc.getValue()) != entry.crc()) {
            throw new StoredChecksum(entry.crc(), element, name, shard.path(), entry.offset()).mismatch();
        }
    }

    private void requireWithin(String name, MappedFile shard, Entry entry) throws ProblemException {
        long offset = entry.offset();
        long size = entry.size();
        if (offset < 0 || size < 0 || size > Integer.MAX_VALUE || offset > shard.size() - size) {
            throw damaged(
                    name,
                    "it should have " + size + " bytes from byte " + offset + " of its shard, which has "
                            + shard.size(),
                    shard.path(),
                    Math.min(Math.max(0, offset), shard.size()));
        }
    }

    /** Lengths as varints, the checksum of the lengths, then all bytes. */
    private List<ByteString> strings(String name, Entry entry, long count) throws ProblemException {
        if (count == 0) {
            return List.of();
        }
        MappedFile shard = shard(entry.shard());
        requireWithin(name, shard, entry);
        if (count > entry.size()) {
            throw damaged(
                    name, count + " strings cannot be in " + entry.size() + " bytes", shard.path(), entry.offset());
        }
        ByteBuffer content = ScratchBuffer.allocate((int) entry.size()).order(ByteOrder.LITTLE_ENDIAN);
        try {
            shard.read(entry.offset(), content);
        } catch (IOException e) {
            throw shard.unreadable(e);
        }
        content.flip();
        CRC32C crc = new CRC32C();
        int[] lengths = new int[(int) count];
        long total = 0;
        WireReader reader = new WireReader(content, entry.offset());
        ByteBuffer number = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        try {
            for (int i = 0; i < lengths.length; i++) {
                long length = reader.varint();
                total += length;
                if (length < 0 || length > Integer.MAX_VALUE || total > content.capacity()) {
                    throw new MalformedException("a string is longer than its tensor", reader.offset());
                }
                lengths[i] = (int) length;
                crc.update(number.clear().putInt((int) length).flip());
            }
        } catch (MalformedException e) {
            throw damaged(name, e.what(), shard.path(), e.offset());
        }
        int at = reader.position();
        if (at + 4 + total != content.capacity()) {
            throw damaged(name, "its strings are not as long as its entry says", shard.path(), entry.offset());
        }
        if (Crc.mask((int) crc.getValue()) != content.getInt(at)) {
            throw damaged(name, "the checksum of its strings' lengths does not match", shard.path(), reader.offset());
        }
        crc.update(content.slice(at, content.capacity() - at));
        check(name, shard, entry, crc);
        at += 4;
        List<ByteString> strings = new ArrayList<>(lengths.length);
        for (int length : lengths) {
            strings.add(ByteString.copyFrom(content.slice(at, length)));
            at += length;
        }
        return strings;
    }

    private MappedFile shard(int number) throws ProblemException {
        if (number < 0 || number >= shardCount) {
            throw damagedIndex("it names shard " + number + " of " + shardCount);
        }
        synchronized (shards) {
            MappedFile shard = shards.get(number);
            if (shard == null) {
                Path file = Checkpoints.shardFile(prefix, number, shardCount);
                if (!InputFiles.exists(file)) {
                    InputFiles.requireFileOrNothing(file, element);
                    throw new CheckpointProblems(element)
                            .shardMissing(
                                    "lacks data shard " + (number + 1) + " of " + shardCount + ": \"" + shown(file)
                                            + "\"",
                                    Place.of(Checkpoints.indexFile(prefix)),
                                    Checkpoints.FILES);
                }
                shard = MappedFile.open(file, element);
                shards.put(number, shard);
            }
            return shard;
        }
    }

    private ProblemException damaged(String name, String what, Path file, long offset) {
        return new CheckpointProblems(element).damaged(name, what, file, offset);
    }
}
