package io.github.tfmobile.graph.io;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.graph.tensor.ScratchContent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tensorflow.proto.TensorProto;

/**
 * Puts a message together that was split over the records of a file (tensorflow/tools/proto_splitter/merge.cc). Chunks
 * are parsed where they lie, so that tensors stay off the heap. Not thread-safe.
 */
final class ChunkMerger {

    /** The version of merging that this is. */
    private static final long JOIN_VERSION = 0;

    private final RiegeliFile records;
    private final ChunkMetadata metadata;

    private ChunkMerger(RiegeliFile records, ChunkMetadata metadata) {
        this.records = records;
        this.metadata = metadata;
    }

    /** Merges everything that the records hold into the builder. */
    static void merge(MappedFile file, RiegeliFile records, Message.Builder builder) throws MalformedException {
        ChunkMetadata metadata;
        try {
            metadata = ChunkMetadata.read(records.last());
        } catch (MalformedException e) {
            throw new MalformedException("the description of its chunks is damaged: " + e.what(), file.size(), e);
        }
        if (metadata.joinVersion() > JOIN_VERSION) {
            throw new MalformedException(
                    "it was split for readers from version " + metadata.joinVersion() + " on, this is " + JOIN_VERSION,
                    file.size());
        }
        new ChunkMerger(records, metadata).message(metadata.message(), builder);
    }

    private void message(ChunkMetadata.Split split, Message.Builder builder) throws MalformedException {
        if (split.chunk() != null) {
            ChunkMetadata.Info info = info(split);
            ByteBuffer chunk = chunk(info);
            try {
                ProtoReader.of(chunk).merge(builder);
            } catch (MalformedException e) {
                throw new MalformedException("in a chunk, " + e.what(), info.offset(), e);
            }
        }
        // By place and, where that is the same, in the order of the chunks: what holds a part comes before it.
        List<ChunkMetadata.Part> parts = new ArrayList<>(split.fields());
        parts.sort(ORDER);
        for (ChunkMetadata.Part part : parts) {
            if (part.path().isEmpty()) {
                message(part.message(), builder);
            } else {
                descend(part, 0, builder);
            }
        }
    }

    private static final Comparator<ChunkMetadata.Part> ORDER = (one, other) -> {
        int common = Math.min(one.path().size(), other.path().size());
        for (int i = 0; i < common; i++) {
            ChunkMetadata.Step a = one.path().get(i);
            ChunkMetadata.Step b = other.path().get(i);
            int difference = a.kind().compareTo(b.kind());
            difference = difference != 0 ? difference : Long.compareUnsigned(a.number(), b.number());
            difference = difference != 0
                    ? difference
                    : (a.text() == null ? "" : a.text()).compareTo(b.text() == null ? "" : b.text());
            if (difference != 0) {
                return difference;
            }
        }
        int difference = Integer.compare(one.path().size(), other.path().size());
        return difference != 0 ? difference : Long.compareUnsigned(first(one), first(other));
    };

    private static long first(ChunkMetadata.Part part) {
        Long chunk = part.message().chunk();
        return chunk == null ? 0 : chunk;
    }

    private ChunkMetadata.Info info(ChunkMetadata.Split split) throws MalformedException {
        long index = split.chunk() == null ? 0 : split.chunk();
        if (index < 0 || index >= metadata.chunks().size()) {
            throw new MalformedException(
                    "chunk " + Long.toUnsignedString(index) + " of "
                            + metadata.chunks().size() + " is asked for",
                    0);
        }
        return metadata.chunks().get((int) index);
    }

    private ByteBuffer chunk(ChunkMetadata.Info info) throws MalformedException {
        if (info.offset() < 0) {
            throw new MalformedException("a chunk lies at " + Long.toUnsignedString(info.offset()), 0);
        }
        ByteBuffer chunk = records.record(info.offset());
        if (chunk.remaining() != info.size()) {
            throw new MalformedException(
                    "a chunk has " + chunk.remaining() + " bytes, not the " + Long.toUnsignedString(info.size())
                            + " of its description",
                    info.offset());
        }
        return chunk;
    }

    /** Goes down the path of a part from one of its steps on, and puts the part there. */
    private void descend(ChunkMetadata.Part part, int at, Message.Builder builder) throws MalformedException {
        List<ChunkMetadata.Step> path = part.path();
        ChunkMetadata.Step step = path.get(at);
        FieldDescriptor field = step.kind() == ChunkMetadata.Step.Kind.FIELD && step.number() == (int) step.number()
                ? builder.getDescriptorForType().findFieldByNumber((int) step.number())
                : null;
        if (field == null) {
            throw misplaced(part, builder);
        }
        if (!field.isRepeated()) {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                below(part, at + 1, builder.getFieldBuilder(field));
            } else if (builder instanceof TensorProto.Builder tensor
                    && field.getNumber() == TensorProto.TENSOR_CONTENT_FIELD_NUMBER
                    && at + 1 == path.size()) {
                new ScratchContent(chunk(info(part.message()))).putInto(tensor);
            } else {
                builder.setField(field, value(part, at + 1, field, builder));
            }
            return;
        }
        if (at + 1 == path.size()) {
            throw misplaced(part, builder);
        }
        if (field.isMapField()) {
            entry(part, at + 1, field, builder);
            return;
        }
        long index = path.get(at + 1).number();
        int count = builder.getRepeatedFieldCount(field);
        if (path.get(at + 1).kind() != ChunkMetadata.Step.Kind.INDEX || index < 0 || index > count) {
            throw misplaced(part, builder);
        }
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            if (index == count) {
                builder.addRepeatedField(
                        field, builder.newBuilderForField(field).buildPartial());
            }
            below(part, at + 2, builder.getRepeatedFieldBuilder(field, (int) index));
        } else if (index == count) {
            builder.addRepeatedField(field, value(part, at + 2, field, builder));
        } else {
            builder.setRepeatedField(field, (int) index, value(part, at + 2, field, builder));
        }
    }

    private void below(ChunkMetadata.Part part, int at, Message.Builder builder) throws MalformedException {
        if (at == part.path().size()) {
            message(part.message(), builder);
        } else {
            descend(part, at, builder);
        }
    }

    /** The entry of a map is replaced as a whole: there are no builders within maps. */
    private void entry(ChunkMetadata.Part part, int at, FieldDescriptor field, Message.Builder builder)
            throws MalformedException {
        FieldDescriptor keyField = field.getMessageType().findFieldByNumber(1);
        FieldDescriptor valueField = field.getMessageType().findFieldByNumber(2);
        String key = part.path().get(at).text();
        if (part.path().get(at).kind() != ChunkMetadata.Step.Kind.KEY
                || key == null
                || keyField.getType() != FieldDescriptor.Type.STRING) {
            throw misplaced(part, builder);
        }
        int index = 0;
        int count = builder.getRepeatedFieldCount(field);
        while (index < count
                && !((Message) builder.getRepeatedField(field, index))
                        .getField(keyField)
                        .equals(key)) {
            index++;
        }
        Message.Builder entry = index < count
                ? ((Message) builder.getRepeatedField(field, index)).toBuilder()
                : builder.newBuilderForField(field).setField(keyField, key);
        if (valueField.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            Message.Builder value = ((Message) entry.getField(valueField)).toBuilder();
            below(part, at + 1, value);
            entry.setField(valueField, value.buildPartial());
        } else {
            entry.setField(valueField, value(part, at + 1, valueField, builder));
        }
        if (index < count) {
            builder.setRepeatedField(field, index, entry.buildPartial());
        } else {
            builder.addRepeatedField(field, entry.buildPartial());
        }
    }

    /** Bytes or a text; nothing else is so large that it is split off. */
    private Object value(ChunkMetadata.Part part, int at, FieldDescriptor field, Message.Builder builder)
            throws MalformedException {
        boolean bytes = field.getType() == FieldDescriptor.Type.BYTES;
        if (at != part.path().size() || !(bytes || field.getType() == FieldDescriptor.Type.STRING)) {
            throw misplaced(part, builder);
        }
        ChunkMetadata.Info info = info(part.message());
        ByteString value = ByteString.copyFrom(chunk(info));
        if (!bytes && !value.isValidUtf8()) {
            throw new MalformedException("a text is not valid UTF-8", info.offset());
        }
        return bytes ? value : value.toStringUtf8();
    }

    private MalformedException misplaced(ChunkMetadata.Part part, Message.Builder builder) throws MalformedException {
        return new MalformedException(
                "a chunk belongs to no place in a "
                        + builder.getDescriptorForType().getName(),
                info(part.message()).offset());
    }
}
