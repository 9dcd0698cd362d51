package io.github.tfmobile.registry.lookup;

import com.google.protobuf.ByteString;
import io.github.tfmobile.registry.Dtype;
import org.tensorflow.proto.AttrValue;

/** Attr values as text for messages and comparisons. */
final class AttrText {

    private AttrText() {}

    /** {@code DT_FLOAT}, or the bare number of a type that is not known. */
    static String typeName(int number) {
        return new Dtype(number).constant();
    }

    /** A short text of a value: types by name, strings in single quotes, lists in brackets. */
    static String of(AttrValue value) {
        return switch (value.getValueCase()) {
            case TYPE -> typeName(value.getTypeValue());
            case S -> quoted(value.getS());
            case I -> Long.toString(value.getI());
            case F -> Float.toString(value.getF());
            case B -> Boolean.toString(value.getB());
            case LIST -> list(value.getList());
            case FUNC -> "function " + value.getFunc().getName();
            case SHAPE -> "a shape";
            case TENSOR -> "a tensor";
            case PLACEHOLDER -> "$" + value.getPlaceholder();
            case VALUE_NOT_SET -> "nothing";
        };
    }

    private static String quoted(ByteString text) {
        return "'" + text.toStringUtf8() + "'";
    }

    private static String list(AttrValue.ListValue list) {
        StringBuilder text = new StringBuilder("[");
        list.getTypeValueList().forEach(type -> append(text, typeName(type)));
        list.getSList().forEach(s -> append(text, quoted(s)));
        list.getIList().forEach(i -> append(text, Long.toString(i)));
        list.getFList().forEach(f -> append(text, Float.toString(f)));
        list.getBList().forEach(b -> append(text, Boolean.toString(b)));
        list.getShapeList().forEach(shape -> append(text, "a shape"));
        list.getTensorList().forEach(tensor -> append(text, "a tensor"));
        list.getFuncList().forEach(function -> append(text, "function " + function.getName()));
        return text.append(']').toString();
    }

    private static void append(StringBuilder text, String element) {
        if (text.length() > 1) {
            text.append(", ");
        }
        text.append(element);
    }
}
