package io.github.tfmobile.codegen.java.runtime;

import io.github.tfmobile.codegen.java.runtime.KernelRegistryTypes.MalformedGraphException;
import io.github.tfmobile.codegen.java.runtime.KernelRegistryTypes.Missing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks of each op of a TensorFlow Lite model whether the build can run it: of Flex ops the kernels of TensorFlow, of all others
 * the runtime of TensorFlow Lite. Field numbers are those of schema.fbs.
 */
final class KernelRegistryLite {

    /** So many bytes tell a TensorFlow Lite model from a GraphDef. */
    static final int START = 8;

    private static final String FLEX = "Flex";
    private static final int CUSTOM = 32;

    /** More than a NodeDef has. */
    private static final int MAX_OPTIONS = 1 << 26;

    /** The types of FlexBuffers that the options of a Flex op have. */
    private static final int VECTOR = 10;

    private static final int STRING = 5;

    private final KernelRegistryTables tables;
    private final KernelRegistryFlatBuffer model;
    private final Map<String, Missing> missing = new TreeMap<>();

    private KernelRegistryLite(KernelRegistryTables tables, ByteBuffer bytes) {
        this.tables = tables;
        this.model = new KernelRegistryFlatBuffer(bytes);
    }

    /** Whether a model that begins so is one of TensorFlow Lite: a GraphDef never begins with a multiple of four. */
    static boolean isModel(byte[] start) {
        return start[0] % 4 == 0 && start[4] == 'T' && start[5] == 'F' && start[6] == 'L' && start[7] == '3';
    }

    /** What the build cannot run of a model, sorted by op. */
    static List<Missing> missingFrom(KernelRegistryTables tables, ByteBuffer model) throws IOException {
        byte[] start = new byte[START];
        if (model.remaining() < START) {
            throw new MalformedGraphException("A TensorFlow Lite model has more than " + model.remaining() + " bytes");
        }
        model.duplicate().get(start);
        if (!isModel(start)) {
            throw new MalformedGraphException("This is no TensorFlow Lite model: it does not say TFL3 at byte 4");
        }
        return new KernelRegistryLite(tables, model).model();
    }

    private List<Missing> model() throws IOException {
        int root = model.root();
        int codes = model.vector(root, 1, 4);
        int subgraphs = model.vector(root, 2, 4);
        if (model.count(subgraphs) == 0) {
            throw model.malformed("The model has no subgraph", root);
        }
        List<List<String>> uses = new ArrayList<>();
        for (int i = 0; i < model.count(codes); i++) {
            uses.add(new ArrayList<String>());
        }
        for (int i = 0; i < model.count(subgraphs); i++) {
            operators(i, model.vector(model.element(subgraphs, i), 3, 4), codes, uses);
        }
        for (int i = 0; i < uses.size(); i++) {
            code(model.element(codes, i), uses.get(i));
        }
        return new ArrayList<>(missing.values());
    }

    private void operators(int subgraph, int operators, int codes, List<List<String>> uses) throws IOException {
        for (int i = 0; i < model.count(operators); i++) {
            int operator = model.element(operators, i);
            int index = model.int32(operator, 0, 0);
            if (index < 0 || index >= uses.size()) {
                throw model.malformed("An operator names operator code " + index, operator);
            }
            String name = "operator " + i + " of subgraph " + subgraph;
            uses.get(index).add(name);
            int code = model.element(codes, index);
            String custom = model.string(code, 1);
            if (builtin(code) == CUSTOM && custom != null && custom.startsWith(FLEX)) {
                flex(custom.substring(FLEX.length()), operator, name);
            }
        }
    }

    private int builtin(int code) throws MalformedGraphException {
        return Math.max(model.int8(code, 0), model.int32(code, 3, 0));
    }

    /** A runtime looks up every builtin op that is declared, and custom ops only where an operator uses them. */
    private void code(int code, List<String> uses) throws MalformedGraphException {
        int builtin = builtin(code);
        String custom = model.string(code, 1);
        if (builtin == CUSTOM) {
            if (custom == null) {
                throw model.malformed("A custom op has no name", code);
            }
            String reason = custom.startsWith(FLEX) || uses.isEmpty()
                    ? null
                    : tables.lite().customReason(custom);
            add(custom, reason, uses);
        } else {
            String name = tables.lite().name(builtin);
            List<String> declared = uses.isEmpty() ? Collections.singletonList("the operator codes") : uses;
            add(name, tables.lite().builtinReason(name, model.int32(code, 2, 1)), declared);
        }
    }

    private void add(String op, @Nullable String reason, List<String> uses) {
        if (reason != null) {
            for (String use : uses) {
                KernelRegistryTypes.add(missing, op, Collections.<String, String>emptyMap(), reason, use);
            }
        }
    }

    private void flex(String op, int operator, String name) throws IOException {
        byte[] options = options(operator);
        byte[][] texts = options == null ? null : texts(options);
        if (texts == null || texts[1].length == 0) {
            add(op, "its options hold no NodeDef that the Flex delegate can read", Collections.singletonList(name));
            return;
        }
        String runs = new String(texts[0], StandardCharsets.UTF_8);
        KernelRegistryNode node;
        try {
            KernelRegistryWire wire = new KernelRegistryWire(new ByteArrayInputStream(texts[1]));
            node = KernelRegistryNode.read(wire, tables, texts[1].length);
        } catch (MalformedGraphException e) {
            add(op, "its NodeDef cannot be parsed: " + e.getMessage(), Collections.singletonList(name));
            return;
        }
        String reason = tables.reason(runs, "", node.attrs);
        if (reason != null) {
            KernelRegistryTypes.add(missing, runs, tables.dtypes(runs, node.attrs), reason, name);
        }
    }

    /** The bytes of custom options, within the FlatBuffer or behind it; null when there are none. */
    private byte @Nullable [] options(int operator) throws MalformedGraphException {
        int inside = model.vector(operator, 5, 1);
        long at = inside == 0 ? model.int64(operator, 9) : inside + 4L;
        long count = inside == 0 ? model.int64(operator, 10) : model.count(inside);
        // An offset of 0 or 1 means that there is nothing outside.
        boolean none = inside == 0 && at >= 0 && at <= 1;
        if (count > MAX_OPTIONS) {
            throw model.malformed("Custom options have " + count + " bytes", operator);
        }
        return none ? null : model.copy(at, count);
    }

    /** The first two elements of a FlexBuffers vector that are strings; null when it is no such vector. */
    private static byte @Nullable [][] texts(byte[] flex) {
        if (flex.length < 3) {
            return null;
        }
        int width = flex[flex.length - 1];
        int type = flex[flex.length - 2] & 0xff;
        if (type >> 2 != VECTOR || (width != 1 && width != 2 && width != 4 && width != 8)) {
            return null;
        }
        int childWidth = 1 << (type & 3);
        long vector = indirect(flex, flex.length - 2L - width, width);
        long count = number(flex, vector - childWidth, childWidth);
        if (count < 2 || count > flex.length) {
            return null;
        }
        byte[][] texts = new byte[2][];
        for (int i = 0; i < texts.length; i++) {
            long at = vector + count * childWidth + i;
            int element = at < flex.length ? flex[(int) at] & 0xff : 0;
            int sizeWidth = 1 << (element & 3);
            long start = indirect(flex, vector + (long) i * childWidth, childWidth);
            long size = number(flex, start - sizeWidth, sizeWidth);
            if (element >> 2 != STRING || size < 0 || start < 0 || size > flex.length - start) {
                return null;
            }
            texts[i] = Arrays.copyOfRange(flex, (int) start, (int) (start + size));
        }
        return texts;
    }

    /** Where an offset leads back to; -1 when it leads out. */
    private static long indirect(byte[] flex, long at, int width) {
        long offset = number(flex, at, width);
        return offset < 0 || offset > at ? -1 : at - offset;
    }

    /** A number without sign; -1 when it lies outside. */
    private static long number(byte[] flex, long at, int width) {
        if (at < 0 || at > flex.length - width) {
            return -1;
        }
        long number = 0;
        for (int i = width - 1; i >= 0; i--) {
            number = (number << 8) | (flex[(int) at + i] & 0xff);
        }
        return number;
    }
}
