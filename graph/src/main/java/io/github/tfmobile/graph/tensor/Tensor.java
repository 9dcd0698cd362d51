package io.github.tfmobile.graph.tensor;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.io.file.ScratchBuffer;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.registry.Dtype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The value of a tensor: dtype, shape and elements in row-major order. Immutable and thread-safe.
 *
 * <p>Made from a message it is a view: its content ({@link TensorContent}) is not copied, and a typed list that is shorter than the
 * shape says stands for its last value repeated, however large the shape is (tensorflow/core/framework/tensor.cc).
 * Elements are addressed by their index in row-major order.
 */
public final class Tensor {

    private final Dtype dtype;
    private final ElementFormat format;
    private final long[] dims;
    private final long elements;
    private final ByteBuffer data;
    private final List<ByteString> strings;
    private final int stored;
    /** Where the data lies. */
    private final TensorContent content;

    private final @Nullable TensorProto proto;

    private Tensor(
            Dtype dtype,
            ElementFormat format,
            long[] dims,
            ByteBuffer data,
            List<ByteString> strings,
            TensorContent content,
            @Nullable TensorProto proto) {
        this.dtype = dtype;
        this.format = format;
        this.dims = dims;
        this.elements = product(dims);
        this.data = data.slice().order(ByteOrder.LITTLE_ENDIAN); // a slice begins at position 0
        this.strings = strings;
        this.stored = format == ElementFormat.STRING ? strings.size() : data.remaining() / format.bytes();
        this.content = content;
        this.proto = proto;
    }

    /** A new value; {@code data} has all elements, little-endian, from its position 0 on. */
    static Tensor of(Dtype dtype, ElementFormat format, long[] dims, ByteBuffer data, List<ByteString> strings) {
        return new Tensor(dtype, format, dims, data, strings, new ScratchContent(data), null);
    }

    /**
     * The value in a message, or that it refers to.
     *
     * @throws ProblemException if the message is no whole value: a dtype without values, a shape that is not fully
     *     known or too large, content whose size does not fit the shape; or if the content cannot be read or is damaged
     */
    public static Tensor of(TensorProto proto) throws ProblemException {
        Dtype dtype = new Dtype(proto.getDtypeValue());
        ElementFormat format = ElementFormat.of(dtype);
        if (format == null) {
            throw problem("a tensor of dtype \"" + dtype.constant() + "\" has no value that can be read");
        }
        long[] dims = dims(proto.getTensorShape());
        long elements = product(dims);
        TensorContent content = TensorContent.of(proto);
        int size = TensorContent.contentSize(proto);
        if (size > 0 && format != ElementFormat.STRING) {
            if (elements > Long.MAX_VALUE / 16 || elements * format.bytes() != size) {
                throw problem("tensor_content has \"" + size + "\" bytes, which is not what " + dtype.constant()
                        + Arrays.toString(dims) + " takes");
            }
            return new Tensor(dtype, format, dims, content.map(), List.of(), content, proto);
        }
        ByteBuffer data = TypedLists.read(proto, format);
        List<ByteString> strings = proto.getStringValList();
        int stored = format == ElementFormat.STRING ? strings.size() : data.remaining() / format.bytes();
        if (stored > elements) {
            throw problem("a tensor has \"" + stored + "\" values, more than " + dtype.constant()
                    + Arrays.toString(dims) + " holds");
        }
        return new Tensor(dtype, format, dims, data, strings, content, proto);
    }

    private static ProblemException problem(String what) {
        return new ProblemException(Problem.of(
                GraphProblem.CONSTANT_DAMAGED,
                "A constant cannot be read: " + what,
                "The graph is damaged; export it once more."));
    }

    private static long[] dims(TensorShapeProto shape) throws ProblemException {
        if (shape.getUnknownRank() || shape.getDimCount() > 254) {
            throw problem("its shape has \"" + (shape.getUnknownRank() ? "an unknown rank" : "too many dims") + "\"");
        }
        long[] dims = new long[shape.getDimCount()];
        long elements = 1;
        for (int i = 0; i < dims.length; i++) {
            dims[i] = shape.getDim(i).getSize();
            if (dims[i] < 0) {
                throw problem("its shape has the dim \"" + dims[i] + "\"");
            }
            if (dims[i] != 0 && elements > Long.MAX_VALUE / dims[i]) {
                throw problem("its shape has more than 2^63 elements");
            }
            elements *= dims[i];
        }
        return dims;
    }

    private static long product(long[] dims) {
        long elements = 1;
        for (long dim : dims) {
            elements *= dim;
        }
        return elements;
    }

    /** A scalar 32-bit integer. */
    public static Tensor ofInt(int value) {
        Builder builder = builder(DataType.DT_INT32);
        builder.setLong(0, value);
        return builder.build();
    }

    /** A vector of 32-bit integers. */
    public static Tensor ofInts(int... values) {
        Builder builder = builder(DataType.DT_INT32, values.length);
        for (int i = 0; i < values.length; i++) {
            builder.setLong(i, values[i]);
        }
        return builder.build();
    }

    /** A vector of floats. */
    public static Tensor ofFloats(float... values) {
        Builder builder = builder(DataType.DT_FLOAT, values.length);
        for (int i = 0; i < values.length; i++) {
            builder.setDouble(i, values[i]);
        }
        return builder.build();
    }

    /** Room for a new value, all elements zero or empty. The caller sees to it that the size is reasonable. */
    public static Builder builder(DataType dtype, long... dims) {
        return builder(Dtype.of(dtype), dims);
    }

    /** The same for a dtype by its number. */
    public static Builder builder(Dtype dtype, long... dims) {
        return new Builder(dtype, dims.clone());
    }

    /** The dtype. */
    public Dtype dtype() {
        return dtype;
    }

    /** How elements are stored. */
    public ElementFormat format() {
        return format;
    }

    /** The number of dims. */
    public int rank() {
        return dims.length;
    }

    /** One dim. */
    public long dim(int index) {
        return dims[index];
    }

    /** All dims; the caller's own copy. */
    public long[] dims() {
        return dims.clone();
    }

    /** How many elements there are. */
    public long elements() {
        return elements;
    }

    /** The index of the stored element that stands for element {@code i}; -1 when none is stored. */
    private int stored(int i) {
        return Math.min(i, stored - 1);
    }

    /** Element {@code i} as a number; a truth value counts as 0 or 1, of a complex number this is the real part. */
    public double getDouble(int i) {
        int at = stored(i);
        if (at < 0) {
            return 0;
        }
        return switch (format) {
            case FLOAT -> data.getFloat(at * 4);
            case DOUBLE -> data.getDouble(at * 8);
            case HALF -> SmallFloats.halfToFloat(data.getShort(at * 2));
            case BFLOAT16 -> SmallFloats.bfloat16ToFloat(data.getShort(at * 2));
            case COMPLEX64 -> data.getFloat(at * 8);
            case COMPLEX128 -> data.getDouble(at * 16);
            case UINT64 -> unsignedToDouble(data.getLong(at * 8));
            default -> getLong(i);
        };
    }

    /** The double nearest to an unsigned 64-bit number. */
    static double unsignedToDouble(long value) {
        return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
    }

    /** The imaginary part of element {@code i}; 0 for a number that has none. */
    public double getImaginary(int i) {
        int at = stored(i);
        if (at < 0) {
            return 0;
        }
        return switch (format) {
            case COMPLEX64 -> data.getFloat(at * 8 + 4);
            case COMPLEX128 -> data.getDouble(at * 16 + 8);
            default -> 0;
        };
    }

    /** Element {@code i} of an integer or bool tensor; an unsigned 64-bit number by its bits; floats are cut off. */
    public long getLong(int i) {
        int at = stored(i);
        if (at < 0) {
            return 0;
        }
        return switch (format) {
            case INT8 -> data.get(at);
            case INT16 -> data.getShort(at * 2);
            case INT32 -> data.getInt(at * 4);
            case INT64, UINT64 -> data.getLong(at * 8);
            case UINT8, BYTE -> data.get(at) & 0xff;
            case UINT16 -> data.getShort(at * 2) & 0xffff;
            case UINT32 -> data.getInt(at * 4) & 0xffffffffL;
            case BOOL -> data.get(at) != 0 ? 1 : 0;
            case STRING -> 0;
            default -> (long) getDouble(i);
        };
    }

    /** Element {@code i} of a bool tensor. */
    public boolean getBoolean(int i) {
        return getLong(i) != 0;
    }

    /** Element {@code i} of a string tensor. */
    public ByteString getString(int i) {
        int at = stored(i);
        return at < 0 ? ByteString.EMPTY : strings.get(at);
    }

    /** The same elements under another shape of as many elements. */
    public Tensor reshaped(long... shape) {
        long[] copy = shape.clone();
        if (product(copy) != elements) {
            throw new IllegalArgumentException("a reshape keeps the number of elements");
        }
        TensorProto renewed = proto == null
                ? null
                : proto.toBuilder().setTensorShape(shapeProto(copy)).build();
        return new Tensor(dtype, format, copy, data.duplicate(), strings, content, renewed);
    }

    /** The same bytes as elements of another dtype of the same size. */
    public Tensor retyped(Dtype type, ElementFormat other) {
        if (other.bytes() != format.bytes() || stored != elements) {
            return copyTo(type);
        }
        return new Tensor(type, other, dims, data.duplicate(), strings, content, null);
    }

    private Tensor copyTo(Dtype type) {
        Builder builder = builder(type, dims);
        for (int i = 0; i < elements; i++) {
            builder.copyBits(i, this, i);
        }
        return builder.build();
    }

    /** The value as a message, a large one by reference; the very message it was made from where there is one. */
    public TensorProto toProto() {
        if (proto != null) {
            return proto;
        }
        TensorProto.Builder builder =
                TensorProto.newBuilder().setDtypeValue(dtype.number()).setTensorShape(shapeProto(dims));
        if (format == ElementFormat.STRING) {
            builder.addAllStringVal(strings);
        } else if (data.limit() >= TensorContent.LARGE && content.size() == data.limit()) {
            content.referTo(builder);
        } else {
            builder.setTensorContent(ByteString.copyFrom(data.duplicate()));
        }
        return builder.build();
    }

    /** A shape as a message. */
    public static TensorShapeProto shapeProto(long... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dim : dims) {
            shape.addDimBuilder().setSize(dim);
        }
        return shape.build();
    }

    @Override
    public String toString() {
        return dtype.constant() + Arrays.toString(dims);
    }

    /** A value in the making. */
    public static final class Builder {

        private final Dtype dtype;
        private final ElementFormat format;
        private final long[] dims;
        private final ByteBuffer data;
        private final ByteString[] strings;

        private Builder(Dtype dtype, long[] dims) {
            ElementFormat known = ElementFormat.of(dtype);
            if (known == null) {
                throw new IllegalArgumentException("no values of " + dtype.constant());
            }
            this.dtype = dtype;
            this.format = known;
            this.dims = dims;
            int elements = Math.toIntExact(product(dims));
            this.data = ScratchBuffer.allocate(Math.multiplyExact(elements, known.bytes()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            this.strings = new ByteString[known == ElementFormat.STRING ? elements : 0];
            Arrays.fill(strings, ByteString.EMPTY);
        }

        /** How many elements there are. */
        public int elements() {
            return (int) product(dims);
        }

        /** How elements are stored. */
        public ElementFormat format() {
            return format;
        }

        /** Sets a number: rounded to nearest for floating point, cut off towards zero for integers. */
        public void setDouble(int i, double value) {
            switch (format) {
                case FLOAT -> data.putFloat(i * 4, (float) value);
                case DOUBLE -> data.putDouble(i * 8, value);
                case HALF -> data.putShort(i * 2, SmallFloats.floatToHalf((float) value));
                case BFLOAT16 -> data.putShort(i * 2, SmallFloats.floatToBfloat16((float) value));
                case COMPLEX64, COMPLEX128 -> setComplex(i, value, 0);
                default -> setLong(i, (long) value);
            }
        }

        /** Sets a complex number. */
        public void setComplex(int i, double real, double imaginary) {
            switch (format) {
                case COMPLEX64 -> {
                    data.putFloat(i * 8, (float) real);
                    data.putFloat(i * 8 + 4, (float) imaginary);
                }
                case COMPLEX128 -> {
                    data.putDouble(i * 16, real);
                    data.putDouble(i * 16 + 8, imaginary);
                }
                default -> setDouble(i, real);
            }
        }

        /** Sets an integer, of which the low bits are kept. */
        public void setLong(int i, long value) {
            switch (format) {
                case INT8, UINT8, BYTE -> data.put(i, (byte) value);
                case INT16, UINT16 -> data.putShort(i * 2, (short) value);
                case INT32, UINT32 -> data.putInt(i * 4, (int) value);
                case INT64, UINT64 -> data.putLong(i * 8, value);
                case BOOL -> data.put(i, (byte) (value != 0 ? 1 : 0));
                case STRING -> throw new IllegalArgumentException("a string is no number");
                default -> setDouble(i, (double) value);
            }
        }

        /** Sets a truth value. */
        public void setBoolean(int i, boolean value) {
            setLong(i, value ? 1 : 0);
        }

        /** Sets a string. */
        public void setString(int i, ByteString value) {
            strings[i] = value;
        }

        /** Copies an element of the same format, bit by bit. */
        public void copyBits(int i, Tensor from, int j) {
            int at = from.stored(j);
            if (format == ElementFormat.STRING) {
                strings[i] = from.getString(j);
            } else if (at >= 0) {
                switch (format.bytes()) {
                    case 1 -> data.put(i, from.data.get(at));
                    case 2 -> data.putShort(i * 2, from.data.getShort(at * 2));
                    case 4 -> data.putInt(i * 4, from.data.getInt(at * 4));
                    case 8 -> data.putLong(i * 8, from.data.getLong(at * 8));
                    default -> {
                        data.putLong(i * 16, from.data.getLong(at * 16));
                        data.putLong(i * 16 + 8, from.data.getLong(at * 16 + 8));
                    }
                }
            }
        }

        /** The value; the builder is used up. */
        public Tensor build() {
            return Tensor.of(dtype, format, dims, data, List.of(strings));
        }
    }
}
