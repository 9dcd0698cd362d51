package io.github.tfmobile.graph.io;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
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
 *
 * <p>It knows small nodes with nothing unusual in them, in the form that TensorFlow writes: nearly all nodes of a large graph.
 * Each is copied out of the mapped file and looked at in an array, which is fast from the first node on.
 */
final class NodeReader {

    /** Attrs up to this size are shared; larger ones are seldom equal. */
    private static final int SHARED = 256;

    /** The bytes of a node with a few inputs and attrs. */
    private static final int TYPICAL = 128;

    private static final int MOST_EXPECTED = 1 << 17;

    private static final int NAME = delimited(NodeDef.NAME_FIELD_NUMBER);
    private static final int OP = delimited(NodeDef.OP_FIELD_NUMBER);
    private static final int INPUT = delimited(NodeDef.INPUT_FIELD_NUMBER);
    private static final int DEVICE = delimited(NodeDef.DEVICE_FIELD_NUMBER);
    private static final int ATTR = delimited(NodeDef.ATTR_FIELD_NUMBER);
    /** Those of an entry of the attr map. */
    private static final int KEY = delimited(1);

    private static final int VALUE = delimited(2);

    private final ByteBuffer bytes;
    /** Inputs, and names as the first outputs of their nodes, by their text. */
    private final Map<String, NodeInput> inputs;
    /** Ops, devices and the names of attrs. */
    private final Map<String, String> texts = new HashMap<>();
    /** By their serialized bytes read as Latin-1. */
    private final Map<String, AttrValue> values = new HashMap<>();
    /** All attrs of a node by their serialized bytes read as Latin-1. */
    private final Map<String, Map<String, AttrValue>> sets = new HashMap<>();

    /** The node that is read, and where in it the next byte is. */
    private final byte[] node = new byte[ProtoReader.LARGE];

    private int at;

    private String name = "";
    private String op = "";
    private String device = "";
    private final List<String> sources = new ArrayList<>();
    private Map<String, AttrValue> attrs = Map.of();

    /** Reads out of these bytes. */
    NodeReader(ByteBuffer bytes) {
        this.bytes = bytes;
        // As many as a file of small nodes has, up to where the table itself takes a megabyte.
        this.inputs = new HashMap<>(Math.min(bytes.limit() / TYPICAL, MOST_EXPECTED));
    }

    private static int delimited(int field) {
        return (field << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    /**
     * Reads a node of a graph.
     *
     * @param start the index of its first byte
     * @return null if it is large or has anything unusual, which the ordinary parser knows how to read or what to say of
     */
    @Nullable
    Node node(int start, int length) {
        if (!read(start, length)) {
            return null;
        }
        NodeInput own = input(name);
        if (own == null || own.port() != 0) {
            return null;
        }
        NodeInput[] read = new NodeInput[sources.size()];
        for (int i = 0; i < read.length; i++) {
            NodeInput input = input(sources.get(i));
            if (input == null) {
                return null;
            }
            read[i] = input;
        }
        return Node.of(own.node(), op, device, List.of(read), attrs);
    }

    /**
     * Reads a node of a function.
     *
     * @param start the index of its first byte
     * @return null if it is large or has anything unusual
     */
    @Nullable
    NodeDef message(int start, int length) {
        if (!read(start, length)) {
            return null;
        }
        sources.replaceAll(this::named);
        return NodeDef.newBuilder()
                .setName(named(name))
                .setOp(op)
                .addAllInput(sources)
                .setDevice(device)
                .putAllAttr(attrs)
                .build();
    }

    /** A node that the ordinary parser read, what it has in common with others held once. */
    Node shared(Node large) {
        if (!large.isPlain()) {
            return large;
        }
        List<NodeInput> known = new ArrayList<>(large.inputCount());
        for (NodeInput input : large.inputs()) {
            NodeInput other = input(input.toString());
            known.add(other == null ? input : other);
        }
        Map<String, AttrValue> named = new LinkedHashMap<>();
        large.attrs().forEach((attr, value) -> named.put(shared(attr), value));
        return Node.of(named(large.name()), shared(large.op()), shared(large.device()), known, named);
    }

    /** The input of a text; null when it would be written as another text. */
    private @Nullable NodeInput input(String text) {
        NodeInput known = inputs.get(text);
        if (known == null) {
            known = NodeInput.parse(text);
            if (!known.toString().equals(text)) {
                return null;
            }
            if (known.port() != 0) {
                known = new NodeInput(named(known.node()), known.port());
            }
            inputs.put(text, known);
        }
        return known;
    }

    private String named(String text) {
        NodeInput known = input(text);
        return known == null || known.port() != 0 ? text : known.node();
    }

    private boolean read(int start, int length) {
        if (length > node.length) {
            return false;
        }
        bytes.get(start, node, 0, length);
        name = "";
        op = "";
        device = "";
        sources.clear();
        attrs = Map.of();
        at = 0;
        while (at < length) {
            int field = node[at];
            if (field == ATTR) {
                Map<String, AttrValue> all = attrs(length);
                attrs = all == null ? Map.of() : all;
                return all != null;
            }
            String text = text(field, length);
            if (text == null) {
                return false;
            }
            if (field == NAME) {
                name = text;
            } else if (field == OP) {
                op = shared(text);
            } else if (field == INPUT) {
                sources.add(text);
            } else if (field == DEVICE) {
                device = shared(text);
            } else {
                return false;
            }
        }
        return true;
    }

    /** The attrs, which are all that is left. */
    private @Nullable Map<String, AttrValue> attrs(int end) {
        if (end - at > SHARED) {
            return parsedAttrs(end);
        }
        String key = new String(node, at, end - at, StandardCharsets.ISO_8859_1);
        Map<String, AttrValue> known = sets.get(key);
        if (known == null) {
            known = parsedAttrs(end);
            if (known != null) {
                sets.put(key, known);
            }
        }
        return known;
    }

    private @Nullable Map<String, AttrValue> parsedAttrs(int end) {
        Map<String, AttrValue> read = new LinkedHashMap<>();
        while (at < end) {
            int entry = length(ATTR, end);
            if (entry < 0) {
                return null;
            }
            int behind = at + entry;
            String key = text(KEY, behind);
            int value = key == null ? -1 : length(VALUE, behind);
            AttrValue parsed = value < 0 || at + value != behind ? null : value(value);
            if (parsed == null) {
                return null;
            }
            read.put(shared(String.valueOf(key)), parsed);
            at = behind;
        }
        return NodeAttrs.copyOf(read);
    }

    private @Nullable AttrValue value(int length) {
        if (length > SHARED) {
            return parsed(length);
        }
        String key = new String(node, at, length, StandardCharsets.ISO_8859_1);
        AttrValue value = values.get(key);
        if (value == null) {
            value = parsed(length);
            if (value != null) {
                values.put(key, value);
            }
        }
        return value;
    }

    private @Nullable AttrValue parsed(int length) {
        try {
            return AttrValue.parser().parseFrom(node, at, length);
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
    }

    /** Goes over a field and gives its text; null if it is another field, or no valid text. */
    private @Nullable String text(int field, int end) {
        int length = length(field, end);
        if (length < 0) {
            return null;
        }
        String text = new String(node, at, length, StandardCharsets.UTF_8);
        boolean isValid =
                text.length() == length || ByteString.copyFrom(node, at, length).isValidUtf8();
        at += length;
        return isValid ? text : null;
    }

    /** Goes to the value of a field and gives its length; -1 if it is another field, or longer than what holds it. */
    private int length(int field, int end) {
        if (end - at < 2 || node[at] != field) {
            return -1;
        }
        int length = node[at + 1];
        at += 2;
        if (length < 0) {
            if (at == end || node[at] < 0) {
                return -1;
            }
            length = (length & 0x7f) | (node[at++] << 7);
        }
        return length <= end - at ? length : -1;
    }

    private String shared(String text) {
        String known = texts.putIfAbsent(text, text);
        return known == null ? text : known;
    }
}
