package io.github.tfmobile.graph.op.data;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.TensorFact;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.registry.Dtype;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/** Strings (tensorflow/core/kernels/string_join_op.cc, as_string_op.cc, decode_raw_op.cc, string_length_op.cc). */
public final class StringOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "StringJoin" -> OpEntry.shaped(StringOps::joined).computing(StringOps::join);
            case "AsString" -> OpEntry.unchanged().computing(StringOps::asString);
            case "DecodeRaw" ->
                OpEntry.shaped(call -> PartialShape.of(-1).behind(call.shape(0)))
                        .computing(StringOps::decodeRaw);
            case "StringLength" -> OpEntry.unchanged().computing(StringOps::length);
            case "StringUpper" -> OpEntry.unchanged().computing(call -> mapped(call, StringOps::upper));
            case "StringLower" -> OpEntry.unchanged().computing(call -> mapped(call, StringOps::lower));
            case "Substr" ->
                OpEntry.shaped(call -> call.shape(0).broadcast(call.shape(1))).computing(StringOps::substring);
            case "ReduceJoin" -> OpEntry.reducing().computing(StringOps::reduceJoin);
            default -> null;
        };
    }

    /** Scalars are joined with each string of the others; what is of unknown rank may be one. */
    private static PartialShape joined(InferenceContext call) {
        PartialShape shape = PartialShape.unknown();
        boolean scalars = true;
        for (TensorFact input : call.inputs()) {
            scalars &= input.shape().rank() == 0;
            shape = input.shape().rank() > 0 ? shape.merge(input.shape()) : shape;
        }
        return scalars ? PartialShape.scalar() : shape;
    }

    /** Joins strings one by one, with broadcasting: what Add does to strings. */
    public static void concatenate(
            Tensor left, Tensor right, Tensor.Builder output, long[] dims, int[] leftStrides, int[] rightStrides)
            throws NotComputableException {
        Dims.walk(
                dims,
                leftStrides,
                rightStrides,
                (i, a, b) -> output.setString(i, limited(left.getString(a), right.getString(b))));
    }

    /** A longer string is no constant that a graph should hold. */
    private static final int MAX_BYTES = 1 << 20;

    private static ByteString limited(ByteString left, ByteString right) throws NotComputableException {
        if ((long) left.size() + right.size() > MAX_BYTES) {
            throw new NotComputableException("a string is longer than the limit");
        }
        return left.concat(right);
    }

    private static Tensor strings(OpKernelContext call, int index) throws NotComputableException {
        Tensor input = call.input(index);
        call.require(input.format() == ElementFormat.STRING);
        return input;
    }

    private static List<Tensor> join(OpKernelContext call) throws NotComputableException {
        ByteString separator = call.bytes("separator");
        Tensor shape = strings(call, 0);
        for (int i = 1; i < call.inputs(); i++) {
            Tensor input = strings(call, i);
            if (shape.rank() == 0) {
                shape = input;
            }
            call.require(input.rank() == 0 || Arrays.equals(input.dims(), shape.dims()));
        }
        Tensor.Builder output = call.output(DataType.DT_STRING, shape.dims());
        for (int i = 0; i < output.elements(); i++) {
            ByteString joined = ByteString.EMPTY;
            for (int k = 0; k < call.inputs(); k++) {
                Tensor input = call.input(k);
                joined = limited(
                        k == 0 ? joined : limited(joined, separator), input.getString(input.rank() == 0 ? 0 : i));
            }
            output.setString(i, joined);
        }
        return List.of(output.build());
    }

    /** Integers and truth values in the default format, and floats with a fixed precision. */
    private static List<Tensor> asString(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        long precision = call.integer("precision", -1);
        call.require(call.integer("width", -1) == -1
                && call.text("fill", "").isEmpty()
                && !call.flag("scientific", false)
                && !call.flag("shortest", false));
        Tensor.Builder output = call.output(DataType.DT_STRING, input.dims());
        for (int i = 0; i < output.elements(); i++) {
            String text = switch (input.format().category()) {
                case SIGNED -> Long.toString(input.getLong(i));
                case UNSIGNED -> Long.toUnsignedString(input.getLong(i));
                case BOOL -> input.getBoolean(i) ? "true" : "false";
                case REAL -> fixed(call, input.getDouble(i), precision < 0 ? 6 : precision);
                default -> throw call.unsupported();
            };
            call.require(input.format().category() == ElementFormat.Category.REAL || precision == -1);
            output.setString(i, ByteString.copyFrom(text, StandardCharsets.UTF_8));
        }
        return List.of(output.build());
    }

    private static String fixed(OpKernelContext call, double value, long precision) throws NotComputableException {
        call.require(precision <= 20);
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        String text = new BigDecimal(value)
                .setScale((int) precision, RoundingMode.HALF_EVEN)
                .toPlainString();
        boolean negativeZero = 1 / value < 0 || value < 0;
        return negativeZero && !text.startsWith("-") ? "-" + text : text;
    }

    private static List<Tensor> decodeRaw(OpKernelContext call) throws NotComputableException {
        Tensor input = strings(call, 0);
        Dtype type = call.type("out_type");
        ElementFormat format = ElementFormat.of(type);
        call.require(format != null && format.bytes() > 0 && format != ElementFormat.BOOL && input.elements() > 0);
        if (format == null) {
            throw call.unsupported();
        }
        int bytes = format.bytes();
        int part = format.category() == ElementFormat.Category.COMPLEX ? bytes / 2 : bytes;
        int size = input.getString(0).size();
        for (int i = 0; i < input.elements(); i++) {
            call.require(input.getString(i).size() == size);
        }
        call.require(size % bytes == 0);
        long[] dims = Arrays.copyOf(input.dims(), input.rank() + 1);
        dims[input.rank()] = size / bytes;
        boolean little = call.flag("little_endian", true);
        call.output(type, dims);
        byte[] content = new byte[(int) input.elements() * size];
        for (int i = 0; i < input.elements(); i++) {
            ByteString value = input.getString(i);
            for (int j = 0; j < size; j++) {
                int at = little ? j : j / part * part + part - 1 - j % part;
                content[i * size + at] = value.byteAt(j);
            }
        }
        TensorProto proto = TensorProto.newBuilder()
                .setDtypeValue(type.number())
                .setTensorShape(Tensor.shapeProto(dims))
                .setTensorContent(ByteString.copyFrom(content))
                .build();
        try {
            return List.of(Tensor.of(proto));
        } catch (ProblemException e) {
            throw call.unsupported();
        }
    }

    private static List<Tensor> length(OpKernelContext call) throws NotComputableException {
        Tensor input = strings(call, 0);
        boolean characters = call.text("unit", "BYTE").equals("UTF8_CHAR");
        Tensor.Builder output = call.output(DataType.DT_INT32, input.dims());
        for (int i = 0; i < output.elements(); i++) {
            ByteString value = input.getString(i);
            int count = 0;
            for (int j = 0; j < value.size(); j++) {
                count += !characters || (value.byteAt(j) & 0xc0) != 0x80 ? 1 : 0;
            }
            output.setLong(i, count);
        }
        return List.of(output.build());
    }

    private static List<Tensor> mapped(OpKernelContext call, UnaryOperator<ByteString> function)
            throws NotComputableException {
        Tensor input = strings(call, 0);
        call.require(call.text("encoding", "").isEmpty());
        Tensor.Builder output = call.output(DataType.DT_STRING, input.dims());
        for (int i = 0; i < output.elements(); i++) {
            output.setString(i, function.apply(input.getString(i)));
        }
        return List.of(output.build());
    }

    private static ByteString upper(ByteString text) {
        return ByteString.copyFrom(
                text.toString(StandardCharsets.ISO_8859_1)
                        .chars()
                        .map(c -> c >= 'a' && c <= 'z' ? c - 32 : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString(),
                StandardCharsets.ISO_8859_1);
    }

    private static ByteString lower(ByteString text) {
        return ByteString.copyFrom(
                text.toString(StandardCharsets.ISO_8859_1)
                        .chars()
                        .map(c -> c >= 'A' && c <= 'Z' ? c + 32 : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString(),
                StandardCharsets.ISO_8859_1);
    }

    private static List<Tensor> substring(OpKernelContext call) throws NotComputableException {
        Tensor input = strings(call, 0);
        Tensor position = call.input(1);
        Tensor length = call.input(2);
        call.require(call.text("unit", "BYTE").equals("BYTE"));
        call.require(position.elements() == 1 && length.elements() == 1 && length.getLong(0) >= 0);
        Tensor.Builder output = call.output(DataType.DT_STRING, input.dims());
        for (int i = 0; i < output.elements(); i++) {
            ByteString value = input.getString(i);
            long at = position.getLong(0);
            call.require(at >= -value.size() && at <= value.size());
            int from = (int) (at < 0 ? at + value.size() : at);
            output.setString(i, value.substring(from, (int) Math.min(value.size(), from + length.getLong(0))));
        }
        return List.of(output.build());
    }

    /** The join of all elements, in order. */
    private static List<Tensor> reduceJoin(OpKernelContext call) throws NotComputableException {
        Tensor input = strings(call, 0);
        long[] axes = call.vector(1);
        call.require(input.rank() <= 1 && axes.length == input.rank());
        for (long axis : axes) {
            Dims.axis(axis, input.rank());
        }
        ByteString separator = call.bytes("separator");
        ByteString joined = ByteString.EMPTY;
        for (int i = 0; i < input.elements(); i++) {
            joined = limited(i == 0 ? joined : limited(joined, separator), input.getString(i));
        }
        Tensor.Builder output = call.flag("keep_dims", false) && input.rank() == 1
                ? call.output(DataType.DT_STRING, 1)
                : call.output(DataType.DT_STRING);
        output.setString(0, joined);
        return List.of(output.build());
    }
}
