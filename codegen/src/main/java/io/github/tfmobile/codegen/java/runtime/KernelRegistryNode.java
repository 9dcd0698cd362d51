package io.github.tfmobile.codegen.java.runtime;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node, as far as its kernel depends on it. Field numbers are those of tensorflow/core/framework/{node_def,attr_value}.proto.
 */
final class KernelRegistryNode {

    /** Longest string that a kernel may depend on, in bytes. */
    private static final int MAX_STRING = 1 << 10;

    private static final int VARINT = 0;
    private static final int BYTES = 2;

    String name = "";
    String op = "";
    String device = "";
    final Map<String, KernelRegistryAttr> attrs = new TreeMap<>();
    /** The functions that its attrs name. */
    final Set<String> functions = new HashSet<>();

    private final KernelRegistryWire wire;
    private final KernelRegistryTables tables;

    private KernelRegistryNode(KernelRegistryWire wire, KernelRegistryTables tables) {
        this.wire = wire;
        this.tables = tables;
    }

    /** Reads a NodeDef that ends at a position. */
    static KernelRegistryNode read(KernelRegistryWire wire, KernelRegistryTables tables, long limit)
            throws IOException {
        KernelRegistryNode node = new KernelRegistryNode(wire, tables);
        while (!wire.atEnd(limit)) {
            int tag = wire.tag(limit);
            if (is(tag, 1, BYTES)) {
                node.name = wire.text(limit);
            } else if (is(tag, 2, BYTES)) {
                long end = wire.end(limit);
                if (wire.position() < end && !wire.isText(end)) {
                    // The ops that a MetaGraphDef lists.
                    throw wire.metaGraph();
                }
                node.op = wire.textTo(end);
            } else if (is(tag, 4, BYTES)) {
                node.device = wire.text(limit);
            } else if (is(tag, 5, BYTES)) {
                node.attr(node.attrs, wire.end(limit), 0);
            } else {
                wire.skip(tag, limit, 0);
            }
        }
        if (!isName(node.op)) {
            throw wire.malformed("A node has no op");
        }
        return node;
    }

    private static boolean is(int tag, int field, int wireType) {
        return tag == (field << 3 | wireType);
    }

    /** Whether it can be the name of an op or function: the messages that are taken for a node have others there. */
    private static boolean isName(String op) {
        for (int i = 0; i < op.length(); i++) {
            char c = op.charAt(i);
            if (c <= ' ' || c == 0xfffd) {
                return false;
            }
        }
        return !op.isEmpty();
    }

    private void attr(Map<String, KernelRegistryAttr> attrs, long limit, int depth) throws IOException {
        String key = "";
        KernelRegistryAttr value = new KernelRegistryAttr();
        while (!wire.atEnd(limit)) {
            int tag = wire.tag(limit);
            if (is(tag, 1, BYTES)) {
                key = wire.text(limit);
            } else if (is(tag, 2, BYTES)) {
                value = value(wire.end(limit), depth + 1);
            } else {
                wire.skip(tag, limit, depth);
            }
        }
        attrs.put(key, value);
    }

    private KernelRegistryAttr value(long limit, int depth) throws IOException {
        if (depth > KernelRegistryWire.MAX_DEPTH) {
            throw wire.malformed("Messages are nested too deeply");
        }
        KernelRegistryAttr value = new KernelRegistryAttr();
        while (!wire.atEnd(limit)) {
            int tag = wire.tag(limit);
            if (is(tag, 2, BYTES)) {
                String text = shortText(wire.end(limit));
                value = text == null ? value : KernelRegistryAttr.of(text);
            } else if (is(tag, 3, VARINT)) {
                value = KernelRegistryAttr.of("i:" + wire.varint(limit));
            } else if (is(tag, 5, VARINT)) {
                value = KernelRegistryAttr.of("b:" + (wire.varint(limit) != 0));
            } else if (is(tag, 6, VARINT)) {
                value = KernelRegistryAttr.ofType(tables.dtype(wire.varint(limit)));
            } else if (is(tag, 1, BYTES)) {
                value = KernelRegistryAttr.list();
                list(value, wire.end(limit), depth + 1);
            } else if (is(tag, 9, BYTES)) {
                wire.skip(tag, limit, depth);
                value = KernelRegistryAttr.open();
            } else if (is(tag, 10, BYTES)) {
                functionName(wire.end(limit), depth + 1);
            } else {
                wire.skip(tag, limit, depth);
            }
        }
        return value;
    }

    /** {@code s:text}; null for one that no kernel depends on. */
    private @Nullable String shortText(long end) throws IOException {
        if (end - wire.position() <= MAX_STRING) {
            return "s:" + wire.textTo(end);
        }
        wire.skipTo(end);
        return null;
    }

    private void list(KernelRegistryAttr value, long limit, int depth) throws IOException {
        while (!wire.atEnd(limit)) {
            int tag = wire.tag(limit);
            int field = tag >>> 3;
            boolean packed = (tag & 7) == BYTES;
            if (is(tag, 2, BYTES)) {
                String text = shortText(wire.end(limit));
                if (text != null) {
                    value.add(text);
                }
            } else if (is(tag, 9, BYTES)) {
                functionName(wire.end(limit), depth + 1);
            } else if ((field == 3 || field == 5 || field == 6) && (packed || (tag & 7) == VARINT)) {
                if (packed) {
                    long end = wire.end(limit);
                    while (!wire.atEnd(end)) {
                        element(value, field, wire.varint(end));
                    }
                } else {
                    element(value, field, wire.varint(limit));
                }
            } else {
                wire.skip(tag, limit, depth);
            }
        }
    }

    private void element(KernelRegistryAttr value, int field, long number) {
        if (field == 3) {
            value.add("i:" + number);
        } else if (field == 5) {
            value.add("b:" + (number != 0));
        } else {
            value.addType(tables.dtype(number));
        }
    }

    private void functionName(long limit, int depth) throws IOException {
        if (depth > KernelRegistryWire.MAX_DEPTH) {
            throw wire.malformed("Messages are nested too deeply");
        }
        while (!wire.atEnd(limit)) {
            int tag = wire.tag(limit);
            if (is(tag, 1, BYTES)) {
                functions.add(wire.text(limit));
            } else if (is(tag, 2, BYTES)) {
                attr(new TreeMap<String, KernelRegistryAttr>(), wire.end(limit), depth + 1);
            } else {
                wire.skip(tag, limit, depth);
            }
        }
    }
}
