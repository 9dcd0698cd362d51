package io.github.tfmobile.graph.io;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.graph.tensor.FileContent;
import io.github.tfmobile.graph.tensor.ScratchContent;
import io.github.tfmobile.graph.tensor.TensorContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

/**
 * Parses messages out of the bytes of a file such that large contents of tensors, wherever they are nested, stay where
 * they are: the messages refer to them ({@link TensorContent}). Small messages go through the ordinary parser; only the
 * few that hold something large are taken apart here.
 */
public final class ProtoReader {

    /** From this size on a field is looked into, and the content of a tensor is left in the file. */
    static final int LARGE = 2048;

    /** Small fields are parsed together up to this size. */
    private static final int RUN = 1 << 20;

    /**
     * Messages that hold nodes, somewhere in them: they are taken apart whatever their size. By name, since to ask a type for
     * its descriptor makes those of all types that it has to do with.
     */
    private static final Set<String> AROUND_NODES = Set.of(
            "tensorflow.GraphDef",
            "tensorflow.FunctionDef",
            "tensorflow.FunctionDefLibrary",
            "tensorflow.MetaGraphDef",
            "tensorflow.SavedModel");

    /** Messages whose tensors, defaults of attrs for example, stay in them. */
    private static final Set<Descriptor> WITHOUT_CONTENTS =
            Set.of(OpDef.getDescriptor(), FunctionDef.ArgAttrs.getDescriptor());

    private final ByteBuffer bytes;
    private final long base;
    private final @Nullable MappedFile file;
    private final NodeReader nodes;

    private ProtoReader(ByteBuffer bytes, long base, @Nullable MappedFile file) {
        this.bytes = bytes;
        this.base = base;
        this.file = file;
        this.nodes = new NodeReader(bytes);
    }

    /** Parses a whole file, of 2 GB at most. */
    public static ProtoReader of(MappedFile file) {
        return new ProtoReader(file.slice(0, (int) file.size()), 0, file);
    }

    /** Parses what was unpacked from a file, by its absolute index. */
    static ProtoReader of(ByteBuffer bytes) {
        return new ProtoReader(bytes, 0, null);
    }

    /** A reader of the fields of the whole. */
    WireReader fields() {
        return new WireReader(bytes, base);
    }

    /**
     * Merges all bytes into the builder. Unknown fields are kept.
     *
     * @throws MalformedException if they are no such message
     */
    public <B extends Message.Builder> B merge(B builder) throws MalformedException {
        merge(bytes.position(), bytes.limit(), builder, 0);
        return builder;
    }

    /** Merges the value of the reader's field into the builder. */
    <B extends Message.Builder> B merge(WireReader field, B builder) throws MalformedException {
        merge(field.start(), field.start() + field.length(), builder, 1);
        return builder;
    }

    private void merge(int from, int to, Message.Builder builder, int depth) throws MalformedException {
        Descriptor type = builder.getDescriptorForType();
        boolean aroundNodes = AROUND_NODES.contains(type.getFullName());
        if (to - from < LARGE && !aroundNodes) {
            mergeSmall(from, to, builder, depth);
            return;
        }
        if (depth > WireReader.DEPTH) {
            throw new MalformedException("messages are nested more than " + WireReader.DEPTH + " deep", base + from);
        }
        WireReader reader = new WireReader(bytes, base, from, to);
        int run = from;
        while (true) {
            int before = reader.position();
            if (before - run >= RUN) {
                mergeSmall(run, before, builder, depth);
                run = before;
            }
            if (!reader.next()) {
                break;
            }
            if (reader.isDelimited() && (reader.length() >= LARGE || (aroundNodes && leadsToNodes(type, reader)))) {
                mergeSmall(run, before, builder, depth);
                run = reader.position();
                apart(reader, before, builder, depth);
            }
        }
        mergeSmall(run, to, builder, depth);
    }

    private static boolean leadsToNodes(Descriptor type, WireReader reader) {
        FieldDescriptor field = type.findFieldByNumber(reader.number());
        return field != null
                && field.getType() == FieldDescriptor.Type.MESSAGE
                && (field.getMessageType() == NodeDef.getDescriptor()
                        || AROUND_NODES.contains(field.getMessageType().getFullName()));
    }

    private void apart(WireReader reader, int before, Message.Builder builder, int depth) throws MalformedException {
        FieldDescriptor field = builder.getDescriptorForType().findFieldByNumber(reader.number());
        if (field != null && field.getType() == FieldDescriptor.Type.BYTES) {
            bytes(reader, field, builder);
        } else if (field != null
                && field.isRepeated()
                && field.getType() == FieldDescriptor.Type.MESSAGE
                && field.getMessageType() == NodeDef.getDescriptor()) {
            put(builder, field, node(reader, depth));
        } else if (field != null
                && field.getType() == FieldDescriptor.Type.MESSAGE
                && !WITHOUT_CONTENTS.contains(field.getMessageType())) {
            Message.Builder inner = field.isRepeated()
                    ? builder.newBuilderForField(field)
                    : ((Message) builder.getField(field)).toBuilder();
            merge(reader.start(), reader.start() + reader.length(), inner, depth + 1);
            put(builder, field, inner.buildPartial());
        } else {
            // Long strings, packed numbers, unknown fields and what has no contents.
            mergeSmall(before, reader.position(), builder, depth);
        }
    }

    /** Reads the small nodes of a graph. */
    NodeReader nodes() {
        return nodes;
    }

    /** The value of the reader's field as a node of a graph, whatever is in it. */
    Node anyNode(WireReader field) throws MalformedException {
        return nodes.shared(Node.of(parsed(field, 0)));
    }

    private NodeDef node(WireReader field, int depth) throws MalformedException {
        NodeDef node = nodes.message(field.start(), field.length());
        return node != null ? node : parsed(field, depth);
    }

    private NodeDef parsed(WireReader field, int depth) throws MalformedException {
        NodeDef.Builder builder = NodeDef.newBuilder();
        merge(field.start(), field.start() + field.length(), builder, depth + 1);
        return builder.build();
    }

    private static void put(Message.Builder builder, FieldDescriptor field, Object value) {
        if (field.isRepeated()) {
            builder.addRepeatedField(field, value);
        } else {
            builder.setField(field, value);
        }
    }

    private void bytes(WireReader reader, FieldDescriptor field, Message.Builder builder) {
        if (builder instanceof TensorProto.Builder tensor
                && field.getNumber() == TensorProto.TENSOR_CONTENT_FIELD_NUMBER) {
            TensorContent content = file == null
                    ? new ScratchContent(bytes.slice(reader.start(), reader.length()))
                    : FileContent.of(file, base + reader.start(), reader.length());
            content.referTo(tensor);
        } else {
            put(builder, field, ByteString.copyFrom(bytes.slice(reader.start(), reader.length())));
        }
    }

    private void mergeSmall(int from, int to, Message.Builder builder, int depth) throws MalformedException {
        if (from < to) {
            byte[] copy = new byte[to - from];
            bytes.get(from, copy);
            parse(CodedInputStream.newInstance(copy), from, builder, depth);
        }
    }

    private void parse(CodedInputStream input, int from, Message.Builder builder, int depth) throws MalformedException {
        try {
            input.setRecursionLimit(Math.max(1, WireReader.DEPTH - depth));
            input.enableAliasing(true);
            builder.mergeFrom(input);
            input.checkLastTagWas(0);
        } catch (InvalidProtocolBufferException e) {
            String reason = String.valueOf(e.getMessage());
            throw new MalformedException(plain(reason), base + from + input.getTotalBytesRead(), e);
        } catch (IOException e) {
            throw new MalformedException("it cannot be read", base + from, e);
        }
    }

    /** protobuf's sentences, made clauses of ours. */
    private static String plain(String reason) {
        if (reason.contains("UTF-8")) {
            return "a text is not valid UTF-8";
        }
        if (reason.contains("nested too deep") || reason.contains("too many levels of nesting")) {
            return "messages are nested more than " + WireReader.DEPTH + " deep";
        }
        if (reason.contains("truncated") || reason.contains("ended unexpectedly") || reason.contains("past")) {
            return "a field is longer than what holds it";
        }
        return "the protocol buffer wire format is broken";
    }
}
