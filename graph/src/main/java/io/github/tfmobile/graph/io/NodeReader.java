package io.github.tfmobile.graph.io;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * Reads the nodes of one file such that what occurs again and again is in memory once: names (a node's and those of its
 * readers' inputs), ops, attrs of the same value. A large graph takes half the heap for that, and looking up a name
 * compares references. Not thread-safe.
 */
final class NodeReader {

    /** Attrs up to this size are shared; larger ones are seldom equal. */
    private static final int SHARED = 256;

    /** The fields of an entry of the attr map. */
    private static final int KEY = 1;

    private static final int VALUE = 2;

    private final ByteBuffer bytes;
    private final ProtoReader messages;
    private final Map<String, String> texts = new HashMap<>();
    /** By their serialized bytes read as Latin-1. */
    private final Map<String, AttrValue> values = new HashMap<>();

    /** Reads out of these bytes; what is not shared is parsed by {@code messages}. */
    NodeReader(ByteBuffer bytes, ProtoReader messages) {
        this.bytes = bytes;
        this.messages = messages;
    }

    /**
     * Reads a node.
     *
     * @return null if it has anything unusual, which the ordinary parser knows how to read or what to say of
     */
    @Nullable
    NodeDef read(WireReader fields) throws MalformedException {
        NodeDef.Builder node = NodeDef.newBuilder();
        while (fields.next()) {
            if (!fields.isDelimited()) {
                return null;
            }
            if (fields.number() == NodeDef.ATTR_FIELD_NUMBER) {
                if (!attr(fields.inner(), node)) {
                    return null;
                }
                continue;
            }
            String text = text(fields);
            if (text == null) {
                return null;
            }
            switch (fields.number()) {
                case NodeDef.NAME_FIELD_NUMBER -> node.setName(text);
                case NodeDef.OP_FIELD_NUMBER -> node.setOp(text);
                case NodeDef.INPUT_FIELD_NUMBER -> node.addInput(text);
                case NodeDef.DEVICE_FIELD_NUMBER -> node.setDevice(text);
                default -> {
                    return null;
                }
            }
        }
        return node.build();
    }

    private boolean attr(WireReader entry, NodeDef.Builder node) throws MalformedException {
        if (!entry.next() || entry.number() != KEY || !entry.isDelimited()) {
            return false;
        }
        String key = text(entry);
        if (key == null || !entry.next() || entry.number() != VALUE || !entry.isDelimited()) {
            return false;
        }
        AttrValue value = value(entry);
        if (entry.next()) {
            return false;
        }
        node.putAttr(key, value);
        return true;
    }

    private AttrValue value(WireReader field) throws MalformedException {
        if (field.length() > SHARED) {
            return messages.merge(field, AttrValue.newBuilder()).build();
        }
        String key = new String(copy(field), StandardCharsets.ISO_8859_1);
        AttrValue value = values.get(key);
        if (value == null) {
            value = messages.merge(field, AttrValue.newBuilder()).build();
            values.put(key, value);
        }
        return value;
    }

    /** The text of a field; null if it is long or not valid UTF-8. */
    private @Nullable String text(WireReader field) {
        if (field.length() > ProtoReader.LARGE) {
            return null;
        }
        byte[] copy = copy(field);
        String text = new String(copy, StandardCharsets.UTF_8);
        if (text.length() != copy.length && !ByteString.copyFrom(copy).isValidUtf8()) {
            return null;
        }
        String known = texts.putIfAbsent(text, text);
        return known == null ? text : known;
    }

    private byte[] copy(WireReader field) {
        byte[] copy = new byte[field.length()];
        bytes.get(field.start(), copy);
        return copy;
    }
}
