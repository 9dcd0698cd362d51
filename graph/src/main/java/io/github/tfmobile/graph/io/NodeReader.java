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
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** Longer texts are names that no other node has in an attr, as a rule. */
    private static final int SHORT = 16;

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

    /** What was read of a node. */
    private static final class Read {

        private final String op;
        /** The attrs in the file. */
        private final byte[] bytes;
        /** Where in them each attr begins, and where the last one ends. */
        private final int[] starts;
        /** The names of the attrs in the order of the file. */
        private final String[] names;

        private final AttrValue[] values;
        private final Map<String, AttrValue> attrs;

        /** A node of the op without attrs. */
        Read(String op) {
            this(op, new byte[0], new int[1], new String[0], new AttrValue[0]);
        }

        Read(String op, byte[] bytes, int[] starts, String[] names, AttrValue[] values) {
            this.op = op;
            this.bytes = bytes;
            this.starts = starts;
            this.names = names;
            this.values = values;
            this.attrs = NodeAttrs.of(names, values);
        }

        /** Whether the attr of that number stands there, too. */
        boolean isAt(int number, byte[] node, int from, int to) {
            return number < names.length && Arrays.equals(bytes, starts[number], starts[number + 1], node, from, to);
        }
    }

    private static final Read NOTHING = new Read("");

    private static final int TEXT = delimited(AttrValue.S_FIELD_NUMBER);

    private final ByteBuffer bytes;
    /** Inputs, and names as the first outputs of their nodes, by their text. */
    private final Map<String, NodeInput> inputs;
    /** Devices and the names of attrs. */
    private final Map<String, String> texts = new HashMap<>();
    /** Values of attrs by their serialized bytes read as Latin-1. */
    private final Map<String, AttrValue> shared = new HashMap<>();
    /** What was read of the last node of each op. */
    private final Map<String, Read> last = new HashMap<>();

    /** The node that is read, and where in it the next byte is. */
    private final byte[] node = new byte[ProtoReader.LARGE];

    private int at;

    private String name = "";
    private Read like = NOTHING;
    private String device = "";
    private final List<String> sources = new ArrayList<>();
    private Map<String, AttrValue> attrs = Map.of();
    /** The names and values of the attrs that are read, and where they begin. */
    private final String[] names = new String[NodeAttrs.FEW];

    private final AttrValue[] values = new AttrValue[NodeAttrs.FEW];
    private final int[] starts = new int[NodeAttrs.FEW + 1];

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
        NodeInput own = own(name);
        if (own == null) {
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
        return Node.of(own.node(), like.op, device, List.of(read), attrs);
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
                .setOp(like.op)
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
        String op = last.computeIfAbsent(large.op(), Read::new).op;
        return Node.of(named(large.name()), op, shared(large.device()), known, named);
    }

    /** A name as the first output of its node; null when it would be read as something else. */
    private @Nullable NodeInput own(String text) {
        NodeInput made = NodeInput.parse(text);
        if (made.port() != 0 || made.node().length() < text.length()) {
            return null;
        }
        NodeInput known = inputs.putIfAbsent(text, made);
        return known == null ? made : known;
    }

    /** The input of a text; null when it would be written as another text. */
    private @Nullable NodeInput input(String text) {
        NodeInput known = inputs.get(text);
        return known != null ? known : added(text);
    }

    private @Nullable NodeInput added(String text) {
        NodeInput parsed = NodeInput.parse(text);
        if (parsed.node().length() < text.length()) {
            if (!parsed.toString().equals(text)) {
                return null;
            }
            NodeInput first = inputs.get(parsed.node());
            if (first != null) {
                parsed = new NodeInput(first.node(), parsed.port());
            }
        }
        inputs.put(text, parsed);
        return parsed;
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
        like = NOTHING;
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
                like = last.computeIfAbsent(text, Read::new);
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

    /**
     * The attrs, which are all that is left. Nodes of an op have the same attrs again and again, or the same but for the names of
     * nodes in them.
     */
    private @Nullable Map<String, AttrValue> attrs(int end) {
        int start = at;
        if (Arrays.equals(like.bytes, 0, like.bytes.length, node, start, end)) {
            return like.attrs;
        }
        int count = 0;
        for (; at < end; count++) {
            starts[count] = at - start;
            int length = length(ATTR, end);
            if (length < 0 || count == names.length - 1) {
                return null;
            }
            int behind = at + length;
            if (like.isAt(count, node, start + starts[count], behind)) {
                names[count] = like.names[count];
                values[count] = like.values[count];
                at = behind;
            } else if (!entry(count, behind)) {
                return null;
            }
        }
        starts[count] = end - start;
        return learned(start, end, count);
    }

    /** Reads an attr that the last node of the op did not have. */
    private boolean entry(int number, int end) {
        String key = text(KEY, end);
        int length = key == null ? -1 : length(VALUE, end);
        AttrValue value = length < 0 || at + length != end ? null : value(length);
        if (key == null || value == null) {
            return false;
        }
        names[number] = shared(key);
        values[number] = value;
        at = end;
        return true;
    }

    /** The attrs that were read; null if two have the same name. */
    private @Nullable Map<String, AttrValue> learned(int start, int end, int count) {
        boolean sameNames = Arrays.equals(like.names, 0, like.names.length, names, 0, count);
        String[] all = sameNames ? like.names : Arrays.copyOf(names, count);
        if (!sameNames && Set.copyOf(Arrays.asList(all)).size() < count) {
            return null;
        }
        Read read = new Read(
                like.op,
                Arrays.copyOfRange(node, start, end),
                Arrays.copyOf(starts, count + 1),
                all,
                Arrays.copyOf(values, count));
        last.put(like.op, read);
        return read.attrs;
    }

    private @Nullable AttrValue value(int length) {
        if (length > SHARED || (node[at] == TEXT && length > SHORT)) {
            return parsed(length);
        }
        String key = new String(node, at, length, StandardCharsets.ISO_8859_1);
        AttrValue value = shared.get(key);
        if (value == null) {
            value = parsed(length);
            if (value != null) {
                shared.put(key, value);
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
