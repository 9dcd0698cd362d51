package io.github.tfmobile.graph.io;

import com.google.protobuf.ByteString;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeAttrs;
import io.github.tfmobile.graph.NodeInput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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
    private final byte[] piece = new byte[ProtoReader.LARGE];
    /** The first outputs of nodes by their names, which are those of nodes, too. */
    private final Map<String, NodeInput> firstOutputs = new HashMap<>();
    /** Other inputs by their text. */
    private final Map<String, NodeInput> inputs = new HashMap<>();
    /** Ops, devices and the names of attrs. */
    private final Map<String, String> texts = new HashMap<>();
    /** By their serialized bytes read as Latin-1. */
    private final Map<String, AttrValue> values = new HashMap<>();
    /** All attrs of a node by their serialized bytes read as Latin-1. */
    private final Map<String, Map<String, AttrValue>> sets = new HashMap<>();

    private String name = "";
    private String op = "";
    private String device = "";
    private final List<String> sources = new ArrayList<>();
    private Map<String, AttrValue> attrs = Map.of();

    /** Reads out of these bytes; what is not shared is parsed by {@code messages}. */
    NodeReader(ByteBuffer bytes, ProtoReader messages) {
        this.bytes = bytes;
        this.messages = messages;
    }

    /**
     * Reads a node of a graph.
     *
     * @return null if it has anything unusual, which the ordinary parser knows how to read or what to say of
     */
    @Nullable
    Node node(WireReader fields) throws MalformedException {
        if (!read(fields)) {
            return null;
        }
        NodeInput[] read = new NodeInput[sources.size()];
        for (int i = 0; i < read.length; i++) {
            NodeInput input = input(sources.get(i));
            if (input == null) {
                return Node.of(message());
            }
            read[i] = input;
        }
        return Node.of(name, op, device, List.of(read), attrs);
    }

    /**
     * Reads a node of a function.
     *
     * @return null if it has anything unusual
     */
    @Nullable
    NodeDef message(WireReader fields) throws MalformedException {
        return read(fields) ? message() : null;
    }

    private NodeDef message() {
        sources.replaceAll(this::named);
        return NodeDef.newBuilder()
                .setName(name)
                .setOp(op)
                .addAllInput(sources)
                .setDevice(device)
                .putAllAttr(attrs)
                .build();
    }

    /** The input of a text; null when it would be written as another text. */
    private @Nullable NodeInput input(String text) {
        NodeInput parsed = NodeInput.parse(text);
        if (parsed.port() == 0) {
            return parsed.node().equals(text) ? firstOutput(text) : null;
        }
        NodeInput known = inputs.get(text);
        if (known == null && parsed.toString().equals(text)) {
            known = new NodeInput(named(parsed.node()), parsed.port());
            inputs.put(text, known);
        }
        return known;
    }

    private NodeInput firstOutput(String node) {
        NodeInput known = firstOutputs.get(node);
        if (known == null) {
            known = new NodeInput(node, 0);
            firstOutputs.put(node, known);
        }
        return known;
    }

    private String named(String node) {
        return firstOutput(node).node();
    }

    private boolean read(WireReader fields) throws MalformedException {
        name = "";
        op = "";
        device = "";
        sources.clear();
        attrs = Map.of();
        String set = null;
        for (int before = fields.position(); fields.next(); before = fields.position()) {
            if (!fields.isDelimited()) {
                return false;
            }
            if (fields.number() == NodeDef.ATTR_FIELD_NUMBER) {
                if (attrs.isEmpty()) {
                    set = fields.remaining(before) > SHARED ? null : latin(before, fields.remaining(before));
                    Map<String, AttrValue> known = set == null ? null : sets.get(set);
                    if (known != null) {
                        attrs = known;
                        return true;
                    }
                    attrs = new LinkedHashMap<>();
                }
                if (!attr(fields.inner())) {
                    return false;
                }
                continue;
            }
            set = null;
            String text = text(fields);
            if (text == null) {
                return false;
            }
            switch (fields.number()) {
                case NodeDef.NAME_FIELD_NUMBER -> name = named(text);
                case NodeDef.OP_FIELD_NUMBER -> op = shared(text);
                case NodeDef.INPUT_FIELD_NUMBER -> sources.add(text);
                case NodeDef.DEVICE_FIELD_NUMBER -> device = shared(text);
                default -> {
                    return false;
                }
            }
        }
        if (set != null) {
            attrs = NodeAttrs.copyOf(attrs);
            sets.put(set, attrs);
        }
        return true;
    }

    private boolean attr(WireReader entry) throws MalformedException {
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
        attrs.put(shared(key), value);
        return true;
    }

    private AttrValue value(WireReader field) throws MalformedException {
        if (field.length() > SHARED) {
            return messages.merge(field, AttrValue.newBuilder()).build();
        }
        String key = latin(field.start(), field.length());
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
        int length = field.length();
        bytes.get(field.start(), piece, 0, length);
        String text = new String(piece, 0, length, StandardCharsets.UTF_8);
        boolean isValid =
                text.length() == length || ByteString.copyFrom(piece, 0, length).isValidUtf8();
        return isValid ? text : null;
    }

    private String shared(String text) {
        String known = texts.putIfAbsent(text, text);
        return known == null ? text : known;
    }

    private String latin(int start, int length) {
        bytes.get(start, piece, 0, length);
        return new String(piece, 0, length, StandardCharsets.ISO_8859_1);
    }
}
