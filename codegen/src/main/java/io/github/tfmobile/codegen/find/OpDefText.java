package io.github.tfmobile.codegen.find;

import io.github.tfmobile.registry.Dtype;
import java.util.List;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.OpDef;

/** An op definition's parts as text, in the words of {@code REGISTER_OP}. */
final class OpDefText {

    private OpDefText() {}

    /** {@code x: T}, {@code values: N * T}, {@code ref: Ref(T)}, {@code shape: int32}. */
    static String argument(OpDef.ArgDef argument) {
        String type = !argument.getTypeListAttr().isEmpty()
                ? argument.getTypeListAttr()
                : argument.getTypeAttr().isEmpty() ? new Dtype(argument.getTypeValue()).name() : argument.getTypeAttr();
        if (!argument.getNumberAttr().isEmpty()) {
            type = argument.getNumberAttr() + " * " + type;
        }
        return argument.getName() + ": " + (argument.getIsRef() ? "Ref(" + type + ")" : type);
    }

    /** {@code T: type in {float, half}}, {@code N: int >= 2}, {@code validate_shape: bool = true}. */
    static String attr(OpDef.AttrDef attr) {
        StringBuilder text = new StringBuilder(attr.getName()).append(": ").append(attr.getType());
        if (attr.hasAllowedValues()) {
            text.append(" in {")
                    .append(String.join(", ", elements(attr.getAllowedValues())))
                    .append('}');
        }
        if (attr.getHasMinimum()) {
            text.append(" >= ").append(attr.getMinimum());
        }
        if (attr.hasDefaultValue()) {
            text.append(" = ").append(value(attr.getDefaultValue()));
        }
        return text.toString();
    }

    /** A default value as {@code REGISTER_OP} writes it. */
    static String value(AttrValue value) {
        return switch (value.getValueCase()) {
            case LIST -> "[" + String.join(", ", elements(value)) + "]";
            case SHAPE ->
                value.getShape().getUnknownRank()
                        ? "unknown shape"
                        : "["
                                + value.getShape().getDimList().stream()
                                        .map(dim -> dim.getSize() < 0 ? "?" : Long.toString(dim.getSize()))
                                        .collect(Collectors.joining(","))
                                + "]";
            case S -> "'" + value.getS().toStringUtf8() + "'";
            case I -> Long.toString(value.getI());
            case F -> Float.toString(value.getF());
            case B -> Boolean.toString(value.getB());
            case TYPE -> new Dtype(value.getTypeValue()).name();
            case FUNC -> value.getFunc().getName();
            case TENSOR -> "a tensor of " + new Dtype(value.getTensor().getDtypeValue()).name();
            case PLACEHOLDER, VALUE_NOT_SET -> "";
        };
    }

    private static List<String> elements(AttrValue value) {
        AttrValue.ListValue list = value.getList();
        if (list.getTypeCount() > 0) {
            return list.getTypeValueList().stream()
                    .map(type -> new Dtype(type).name())
                    .toList();
        }
        if (list.getSCount() > 0) {
            return list.getSList().stream()
                    .map(s -> "'" + s.toStringUtf8() + "'")
                    .toList();
        }
        if (list.getFCount() > 0) {
            return list.getFList().stream().map(String::valueOf).toList();
        }
        if (list.getBCount() > 0) {
            return list.getBList().stream().map(String::valueOf).toList();
        }
        return list.getIList().stream().map(String::valueOf).toList();
    }
}
