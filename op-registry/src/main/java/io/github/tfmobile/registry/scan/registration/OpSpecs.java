package io.github.tfmobile.registry.scan.registration;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.DtypeNames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.OpDef;

/**
 * Reads the specs of attrs, inputs and outputs of an op ({@code "T: {float, int32} = DT_FLOAT"}, {@code "values: N *
 * T"}) as tensorflow/core/framework/op_def_builder.cc does.
 */
final class OpSpecs {

    private static final List<String> TYPES =
            List.of("string", "int", "float", "bool", "type", "shape", "tensor", "func");

    private static final List<String> COMPOUND =
            List.of("numbertype", "numerictype", "quantizedtype", "realnumbertype", "realnumerictype");

    private static final int TENSOR_NESTING = 100;

    private static final Pattern INTEGER = Pattern.compile("-?(?:0|[1-9][0-9]{0,17})");

    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+\\.[0-9]+");

    /** A string without escapes. */
    private static final Pattern QUOTED = Pattern.compile("\"[ !#-\\[\\]-~]*\"");

    private final OpDef.Builder op;
    private final CompoundTypes compound;
    private boolean typed;

    OpSpecs(OpDef.Builder op, CompoundTypes compound) {
        this.op = op;
        this.compound = compound;
    }

    /** Whether one of the specs that were read names {@code numbertype} or the like. */
    boolean typed() {
        return typed;
    }

    private static UnresolvedException unreadable(String what, String spec) {
        return new UnresolvedException("the " + what + " spec cannot be read: \"" + spec + '"');
    }

    /** Adds an attr. */
    void attr(String spec) throws UnresolvedException {
        SpecText text = new SpecText(spec);
        OpDef.AttrDef.Builder attr = OpDef.AttrDef.newBuilder();
        String name = text.name();
        if (name == null || !text.take(":")) {
            throw unreadable("attr", spec);
        }
        attr.setName(name);
        text.skipSpace();
        boolean list = listPrefix(text);
        String type = type(text, attr, spec);
        text.skipSpace();
        if (list) {
            if (!text.take(")")) {
                throw unreadable("attr", spec);
            }
            text.skipSpace();
        }
        attr.setType(list ? "list(" + type + ")" : type);
        if ((list || type.equals("int")) && text.take(">=")) {
            Long minimum = text.number();
            if (minimum == null) {
                throw unreadable("attr", spec);
            }
            attr.setHasMinimum(true).setMinimum(minimum);
        }
        if (text.take("=")) {
            attr.setDefaultValue(value(type, list, text.rest().strip(), spec));
        } else if (!text.rest().isEmpty()) {
            throw unreadable("attr", spec);
        }
        op.addAttr(attr);
    }

    private static boolean listPrefix(SpecText text) {
        SpecText ahead = new SpecText(text.rest());
        if (!ahead.take("list")) {
            return false;
        }
        ahead.skipSpace();
        if (!ahead.take("(")) {
            return false;
        }
        text.take("list");
        text.skipSpace();
        text.take("(");
        text.skipSpace();
        return true;
    }

    private String type(SpecText text, OpDef.AttrDef.Builder attr, String spec) throws UnresolvedException {
        for (String type : TYPES) {
            if (text.take(type)) {
                return type;
            }
        }
        for (String type : COMPOUND) {
            if (text.take(type)) {
                typed = true;
                List<Dtype> types = compound.of(type);
                if (types == null) {
                    throw unreadable("attr", spec);
                }
                AttrValue.ListValue.Builder allowed =
                        attr.getAllowedValuesBuilder().getListBuilder();
                types.forEach(one -> allowed.addTypeValue(one.number()));
                return "type";
            }
        }
        if (!text.take("{")) {
            throw unreadable("attr", spec);
        }
        text.skipSpace();
        AttrValue.ListValue.Builder allowed = attr.getAllowedValuesBuilder().getListBuilder();
        boolean strings = text.rest().startsWith("\"") || text.rest().startsWith("'");
        do {
            text.skipSpace();
            if (text.take("}")) {
                return strings ? "string" : "type";
            }
            if (strings) {
                String value = text.quoted();
                if (value == null) {
                    throw unreadable("attr", spec);
                }
                allowed.addS(ByteString.copyFrom(value, StandardCharsets.ISO_8859_1));
            } else {
                allowed(text.name(), allowed, spec);
            }
        } while (text.take(","));
        if (!text.take("}")) {
            throw unreadable("attr", spec);
        }
        return strings ? "string" : "type";
    }

    private void allowed(@Nullable String name, AttrValue.ListValue.Builder allowed, String spec)
            throws UnresolvedException {
        List<Dtype> types = name == null ? null : compound.of(name);
        Dtype type = name == null ? null : DataTypes.bySpecName(name);
        typed |= name != null && COMPOUND.contains(name);
        if (types != null) {
            types.forEach(one -> allowed.addTypeValue(one.number()));
        } else if (type != null) {
            allowed.addTypeValue(type.number());
        } else {
            throw unreadable("attr", spec);
        }
    }

    /** ParseAttrValue of tensorflow/core/framework/attr_value_util.cc. */
    private static AttrValue value(String type, boolean list, String text, String spec) throws UnresolvedException {
        String field = switch (type) {
            case "string" -> "s";
            case "int" -> "i";
            case "float" -> "f";
            case "bool" -> "b";
            default -> type;
        };
        AttrValue.Builder value = AttrValue.newBuilder();
        if (!list && isPlain(type, text, value)) {
            return value.build();
        }
        if (list) {
            if (!text.startsWith("[") || !text.endsWith("]")) {
                throw unreadable("attr", spec);
            }
            value.getListBuilder();
            if (text.substring(1, text.length() - 1).isBlank()) {
                return value.build();
            }
        }
        if (text.chars().filter(c -> c == '{' || c == '<').count() > TENSOR_NESTING) {
            throw unreadable("attr", spec);
        }
        try {
            String plain = oneLine(text);
            String named = DtypeNames.toNumbers(plain);
            TextFormat.merge(list ? "list { " + field + ": " + named + " }" : field + ": " + named, value);
        } catch (TextFormat.ParseException e) {
            throw unreadable("attr", spec);
        }
        return value.build();
    }

    /** Sets a value that needs no reader of the text format, as nearly all defaults are; false for others. */
    private static boolean isPlain(String type, String text, AttrValue.Builder value) {
        if (type.equals("bool") && (text.equals("true") || text.equals("false"))) {
            value.setB(text.equals("true"));
        } else if (type.equals("int") && INTEGER.matcher(text).matches()) {
            value.setI(Long.parseLong(text));
        } else if (type.equals("float") && DECIMAL.matcher(text).matches()) {
            value.setF(Float.parseFloat(text));
        } else if (type.equals("string") && QUOTED.matcher(text).matches()) {
            value.setS(ByteString.copyFrom(text.substring(1, text.length() - 1), StandardCharsets.ISO_8859_1));
        } else {
            Dtype dtype = type.equals("type") ? Dtype.ofConstant(text) : null;
            if (dtype == null) {
                return false;
            }
            value.setTypeValue(dtype.number());
        }
        return true;
    }

    /** A line break inside quotes, which the C++ text format reads and the Java one does not, becomes an escape. */
    private static String oneLine(String text) {
        if (text.indexOf('\n') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
            plain.append(c == '\n' && quote != 0 ? "\\n" : c);
        }
        return plain.toString();
    }

    /** Adds an input or output. All attrs have been added before. */
    void arg(String spec, boolean output) throws UnresolvedException {
        String kind = output ? "output" : "input";
        SpecText text = new SpecText(spec);
        OpDef.ArgDef.Builder arg = OpDef.ArgDef.newBuilder();
        String name = text.name();
        if (name == null || !text.take(":")) {
            throw unreadable(kind, spec);
        }
        arg.setName(name);
        text.skipSpace();
        String type = text.name();
        if (type != null && type.equals("Ref") && text.take("(")) {
            arg.setIsRef(true);
            text.skipSpace();
            type = text.name();
        }
        if (type != null && text.take("*")) {
            arg.setNumberAttr(type);
            text.skipSpace();
            type = text.name();
        }
        if (type == null) {
            throw unreadable(kind, spec);
        }
        type(arg, type, kind, spec);
        if (arg.getIsRef() && text.take(")")) {
            text.skipSpace();
        }
        if (!text.rest().isEmpty()) {
            throw unreadable(kind, spec);
        }
        defaultMinimum(arg);
        if (arg.getType() == DataType.DT_RESOURCE) {
            op.setIsStateful(true);
        }
        if (output) {
            op.addOutputArg(arg);
        } else {
            op.addInputArg(arg);
        }
    }

    private void type(OpDef.ArgDef.Builder arg, String type, String kind, String spec) throws UnresolvedException {
        Dtype dataType = DataTypes.bySpecName(type);
        if (dataType != null) {
            arg.setTypeValue(dataType.number());
            return;
        }
        OpDef.AttrDef.Builder attr = attrNamed(type);
        if (attr == null) {
            throw unreadable(kind, spec);
        } else if (attr.getType().equals("type")) {
            arg.setTypeAttr(type);
        } else if (attr.getType().equals("list(type)")) {
            arg.setTypeListAttr(type);
        } else {
            throw unreadable(kind, spec);
        }
    }

    /** An attr that is the length of an arg is at least 1 unless it says otherwise. */
    private void defaultMinimum(OpDef.ArgDef.Builder arg) {
        String length = arg.getNumberAttr().isEmpty() ? arg.getTypeListAttr() : arg.getNumberAttr();
        OpDef.AttrDef.Builder attr = length.isEmpty() ? null : attrNamed(length);
        if (attr != null && !attr.getHasMinimum()) {
            attr.setHasMinimum(true).setMinimum(1);
        }
    }

    private OpDef.AttrDef.@Nullable Builder attrNamed(String name) {
        for (OpDef.AttrDef.Builder attr : op.getAttrBuilderList()) {
            if (attr.getName().equals(name)) {
                return attr;
            }
        }
        return null;
    }
}
