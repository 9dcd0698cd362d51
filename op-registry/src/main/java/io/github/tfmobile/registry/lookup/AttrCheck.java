package io.github.tfmobile.registry.lookup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
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
        for (Element element : Element.values()) {
            if (element.count.applyAsInt(list) > 0) {
                return "list(" + element.name().toLowerCase(Locale.ROOT) + ")";
            }
        }
        return "list()";
    }

    private static long length(AttrValue.ListValue list) {
        return Arrays.stream(Element.values())
                .mapToLong(element -> element.count.applyAsInt(list))
                .sum();
    }

    /** What a list can hold. */
    private enum Element {
        STRING(AttrValue.ListValue::getSCount),
        INT(AttrValue.ListValue::getICount),
        FLOAT(AttrValue.ListValue::getFCount),
        BOOL(AttrValue.ListValue::getBCount),
        TYPE(AttrValue.ListValue::getTypeCount),
        SHAPE(AttrValue.ListValue::getShapeCount),
        TENSOR(AttrValue.ListValue::getTensorCount),
        FUNC(AttrValue.ListValue::getFuncCount);

        private final ToIntFunction<AttrValue.ListValue> count;

        Element(ToIntFunction<AttrValue.ListValue> count) {
            this.count = count;
        }
    }
}
