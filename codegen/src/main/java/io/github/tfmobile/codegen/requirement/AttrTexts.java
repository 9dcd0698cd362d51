package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.text.Names;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.Registration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.OpDef;

/** The attrs of a node that decide on its kernel, as text. */
final class AttrTexts {

    /** A list(type) of a hostile graph is not written out in full. */
    private static final int LONGEST_LIST = 64;

    private AttrTexts() {}

    /**
     * The attrs that hold types, those that some kernel of the op has a constraint on, and {@code _kernel}; defaults of
     * the op definition included.
     */
    static SortedMap<String, String> relevant(Node node, @Nullable OpDef def, Collection<Registration> registrations) {
        SortedMap<String, String> texts = new TreeMap<>();
        if (def == null) {
            node.attrs().forEach((name, value) -> {
                if (!name.startsWith("_") && isType(value)) {
                    texts.put(name, text(value));
                }
            });
        } else {
            for (OpDef.AttrDef attr : def.getAttrList()) {
                if (attr.getType().equals("type") || attr.getType().equals("list(type)")) {
                    put(texts, node, attr);
                }
            }
            for (Registration registration : registrations) {
                for (Constraint constraint : registration.constraints()) {
                    for (OpDef.AttrDef attr : def.getAttrList()) {
                        if (attr.getName().equals(constraint.attr())) {
                            put(texts, node, attr);
                        }
                    }
                }
            }
        }
        AttrValue label = node.attr("_kernel");
        if (label != null && !label.getS().isEmpty()) {
            texts.put("_kernel", text(label));
        }
        return Collections.unmodifiableSortedMap(texts);
    }

    private static boolean isType(AttrValue value) {
        return value.getValueCase() == AttrValue.ValueCase.TYPE
                || (value.getValueCase() == AttrValue.ValueCase.LIST
                        && value.getList().getTypeCount() > 0);
    }

    private static void put(SortedMap<String, String> texts, Node node, OpDef.AttrDef attr) {
        AttrValue value = node.attr(attr.getName());
        if (value == null && attr.hasDefaultValue()) {
            value = attr.getDefaultValue();
        }
        if (value != null) {
            texts.put(attr.getName(), text(value));
        }
    }

    /** {@code DT_FLOAT}, {@code [DT_FLOAT, DT_INT32]}, {@code 's'}, {@code 7}. */
    static String text(AttrValue value) {
        return switch (value.getValueCase()) {
            case TYPE -> type(value.getTypeValue());
            case S -> "'" + Names.plain(value.getS().toStringUtf8()) + "'";
            case I -> Long.toString(value.getI());
            case F -> Float.toString(value.getF());
            case B -> Boolean.toString(value.getB());
            case LIST -> list(value.getList());
            case FUNC -> "function " + Names.quoted(value.getFunc().getName());
            case SHAPE -> "a shape";
            case TENSOR -> "a tensor";
            case PLACEHOLDER -> "$" + Names.plain(value.getPlaceholder());
            case VALUE_NOT_SET -> "nothing";
        };
    }

    private static String list(AttrValue.ListValue list) {
        List<String> texts = new ArrayList<>();
        list.getTypeValueList().stream().limit(LONGEST_LIST).forEach(type -> texts.add(type(type)));
        list.getSList().stream().limit(LONGEST_LIST).forEach(s -> texts.add("'" + Names.plain(s.toStringUtf8()) + "'"));
        list.getIList().stream().limit(LONGEST_LIST).forEach(i -> texts.add(Long.toString(i)));
        list.getFList().stream().limit(LONGEST_LIST).forEach(f -> texts.add(Float.toString(f)));
        list.getBList().stream().limit(LONGEST_LIST).forEach(b -> texts.add(Boolean.toString(b)));
        int count = list.getTypeCount() + list.getSCount() + list.getICount() + list.getFCount() + list.getBCount();
        if (count > texts.size()) {
            texts.add("and " + (count - texts.size()) + " more");
        }
        return "[" + String.join(", ", texts) + "]";
    }

    /** {@code DT_FLOAT}; the bare number of a type that is not known. */
    static String type(int number) {
        return new Dtype(number).constant();
    }
}
