package io.github.tfmobile.registry.lookup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.OpDef;

/**
 * Whether an attr's value is one that an OpDef allows (tensorflow/core/framework/op_def_util.cc, ValidateAttrValue;
 * tensorflow/core/framework/attr_value_util.cc, AttrValueHasType).
 */
final class AttrCheck {

    private static final int FIRST_REF_TYPE = 101;

    private AttrCheck() {}

    /** What is wrong with the value: a sentence without a full stop, or null. */
    static @Nullable String problem(OpDef.AttrDef attr, AttrValue value) {
        String type = attr.getType();
        String actual = typeOf(value);
        boolean list = type.startsWith("list(");
        boolean emptyList =
                list && (value.getValueCase() == AttrValue.ValueCase.VALUE_NOT_SET || actual.equals("list()"));
        if (!emptyList && !actual.equals(type)) {
            return "attr '" + attr.getName() + "' is of type " + type + " and cannot be " + AttrText.of(value);
        }
        List<Integer> types = types(value);
        for (int number : types) {
            if (number == DataType.DT_INVALID_VALUE || number >= FIRST_REF_TYPE) {
                return "attr '" + attr.getName() + "' cannot be " + AttrText.typeName(number);
            }
        }
        if (attr.getHasMinimum()) {
            long have = list ? length(value.getList()) : value.getI();
            if (have < attr.getMinimum()) {
                return (list ? "the length of attr '" : "attr '") + attr.getName() + "' must be at least "
                        + attr.getMinimum() + " and is " + have;
            }
        }
        return attr.hasAllowedValues() ? notAllowed(attr, value, types) : null;
    }

    private static @Nullable String notAllowed(OpDef.AttrDef attr, AttrValue value, List<Integer> types) {
        AttrValue.ListValue allowed = attr.getAllowedValues().getList();
        List<String> refused = new ArrayList<>();
        for (int number : types) {
            if (!allowed.getTypeValueList().contains(number)) {
                refused.add(AttrText.typeName(number));
            }
        }
        if (value.getValueCase() == AttrValue.ValueCase.S && !allowed.getSList().contains(value.getS())) {
            refused.add("'" + value.getS().toStringUtf8() + "'");
        }
        value.getList().getSList().stream()
                .filter(s -> !allowed.getSList().contains(s))
                .forEach(s -> refused.add("'" + s.toStringUtf8() + "'"));
        if (refused.isEmpty()) {
            return null;
        }
        return "attr '" + attr.getName() + "' cannot be " + String.join(", ", refused) + ", only one of "
                + AttrText.of(attr.getAllowedValues());
    }

    private static List<Integer> types(AttrValue value) {
        return value.getValueCase() == AttrValue.ValueCase.TYPE
                ? List.of(value.getTypeValue())
                : value.getList().getTypeValueList();
    }

    private static String typeOf(AttrValue value) {
        return switch (value.getValueCase()) {
            case S -> "string";
            case I -> "int";
            case F -> "float";
            case B -> "bool";
            case TYPE -> "type";
            case SHAPE -> "shape";
            case TENSOR -> "tensor";
            case FUNC -> "func";
            case LIST -> listType(value.getList());
            case PLACEHOLDER, VALUE_NOT_SET -> "";
        };
    }

    private static String listType(AttrValue.ListValue list) {
        return counts(list).entrySet().stream()
                .filter(count -> count.getValue() > 0)
                .map(count -> "list(" + count.getKey() + ")")
                .findFirst()
                .orElse("list()");
    }

    private static long length(AttrValue.ListValue list) {
        return counts(list).values().stream().mapToLong(Integer::longValue).sum();
    }

    /** How many elements of each type a list has; a valid one has elements of one type only. */
    private static Map<String, Integer> counts(AttrValue.ListValue list) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("string", list.getSCount());
        counts.put("int", list.getICount());
        counts.put("float", list.getFCount());
        counts.put("bool", list.getBCount());
        counts.put("type", list.getTypeCount());
        counts.put("shape", list.getShapeCount());
        counts.put("tensor", list.getTensorCount());
        counts.put("func", list.getFuncCount());
        return counts;
    }
}
