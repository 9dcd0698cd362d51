package io.github.tfmobile.registry;

import io.github.tfmobile.common.problem.Nearest;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.registry.problem.RegistryProblem;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/**
 * A dtype, by its number in tensorflow/core/framework/types.proto. The generated {@link DataType} knows those of one
 * release and says {@code UNRECOGNIZED} of all newer ones; a message keeps their numbers, and so does this. What is
 * passed on from one message to another is passed on as a {@code Dtype}, what is asked for by name in the code is a
 * constant of {@link DataType}.
 *
 * @param number as in types.proto, that of a reference 100 higher; any number, also of a dtype that does not exist
 */
public record Dtype(int number) {

    /** DT_INVALID: not set. */
    public static final Dtype INVALID = new Dtype(DataType.DT_INVALID_VALUE);

    /** TensorFlow's own names in the order of the numbers, from 1 on (types.proto of 2.21; types.cc, DataTypeString). */
    private static final List<String> NAMES = List.of(
            "float",
            "double",
            "int32",
            "uint8",
            "int16",
            "int8",
            "string",
            "complex64",
            "int64",
            "bool",
            "qint8",
            "quint8",
            "qint32",
            "bfloat16",
            "qint16",
            "quint16",
            "uint16",
            "complex128",
            "half",
            "resource",
            "variant",
            "uint32",
            "uint64",
            "float8_e5m2",
            "float8_e4m3fn",
            "float8_e4m3fnuz",
            "float8_e4m3b11fnuz",
            "float8_e5m2fnuz",
            "int4",
            "uint4",
            "int2",
            "uint2",
            "float4_e2m1fn");

    private static final Map<String, Dtype> BY_NAME = byName();

    /** The attrs of the dtypes in {@link #NAMES}, each one message: every node of a large graph has one or two. */
    private static final List<AttrValue> ATTRS =
            all().stream().map(Dtype::newAttr).toList();

    private static final int REF = 100;

    private static final String PREFIX = "DT_";

    /** The dtype of a constant; {@code UNRECOGNIZED} has no number and is none. */
    public static Dtype of(DataType type) {
        return new Dtype(type.getNumber());
    }

    /** The dtype in an attr, {@link #INVALID} where the attr is of another kind. */
    public static Dtype of(AttrValue attr) {
        return new Dtype(attr.getTypeValue());
    }

    /**
     * The dtype of that name, null when there is none: TensorFlow's own names, NumPy's ({@code float32}) and those of
     * the enum ({@code DT_FLOAT}). References are not written by name.
     */
    public static @Nullable Dtype parse(String name) {
        Dtype found = BY_NAME.get(name);
        if (found != null) {
            return found;
        }
        return switch (name) {
            case "float16" -> of(DataType.DT_HALF);
            case "float32" -> of(DataType.DT_FLOAT);
            case "float64" -> of(DataType.DT_DOUBLE);
            default -> {
                Dtype constant = ofConstant(name);
                yield constant == null || constant.isRef() ? null : constant;
            }
        };
    }

    /** The dtype that types.proto calls so, {@code DT_FLOAT} or {@code DT_FLOAT_REF}; null for DT_INVALID and others. */
    public static @Nullable Dtype ofConstant(String constant) {
        if (!constant.startsWith(PREFIX) || !constant.equals(constant.toUpperCase(Locale.ROOT))) {
            return null;
        }
        String name = constant.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
        if (!name.endsWith("_ref")) {
            return BY_NAME.get(name);
        }
        Dtype base = BY_NAME.get(name.substring(0, name.length() - "_ref".length()));
        return base == null ? null : base.ref();
    }

    /** What is wrong with a name that is no dtype's: it and the nearest ones. */
    public static Problem unknown(String subject, String name) {
        String question = Nearest.question(name, names());
        return Problem.of(
                RegistryProblem.UNKNOWN_DTYPE,
                subject + " has an unknown dtype: \"" + name + "\"",
                (question.isEmpty() ? "" : question + "\n") + "dtypes: " + String.join(", ", names()));
    }

    /** All names that TensorFlow itself uses, references left out. */
    public static SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(NAMES));
    }

    /** All dtypes by number, references left out. */
    public static List<Dtype> all() {
        return IntStream.rangeClosed(1, NAMES.size()).mapToObj(Dtype::new).toList();
    }

    // As a record has them by itself, but that these are fast from the first call on.

    @Override
    public boolean equals(Object other) {
        return other instanceof Dtype dtype && number == dtype.number;
    }

    @Override
    public int hashCode() {
        return number;
    }

    /** Whether it is that dtype, of which a message would say so itself. */
    public boolean is(DataType type) {
        return type != DataType.UNRECOGNIZED && number == type.getNumber();
    }

    /** Whether types.proto has it, DT_INVALID left out. */
    public boolean isKnown() {
        return withoutRef().index() >= 0;
    }

    /** Whether it is the type of a reference. */
    public boolean isRef() {
        return number > REF;
    }

    /** The type of the values that a reference refers to; other types are what they are. */
    public Dtype withoutRef() {
        return isRef() ? new Dtype(number - REF) : this;
    }

    /** The type of a reference to such values; that of a reference is what it is. */
    public Dtype ref() {
        return isRef() || number <= 0 ? this : new Dtype(number + REF);
    }

    /** The generated constant, {@code UNRECOGNIZED} for a dtype that came after it. */
    public DataType dataType() {
        DataType type = DataType.forNumber(number);
        return type == null ? DataType.UNRECOGNIZED : type;
    }

    /** The attr that has this value. */
    public AttrValue attr() {
        return number > 0 && number <= ATTRS.size() ? ATTRS.get(number - 1) : newAttr();
    }

    private AttrValue newAttr() {
        return AttrValue.newBuilder().setTypeValue(number).build();
    }

    /** The name in types.proto, {@code DT_FLOAT} or {@code DT_FLOAT_REF}; the bare number of one that it does not have. */
    public String constant() {
        return number == 0 ? "DT_INVALID" : isKnown() ? PREFIX + name().toUpperCase(Locale.ROOT) : "" + number;
    }

    /** TensorFlow's name, {@code float}, {@code float_ref} for the reference type; of an unknown one its number. */
    public String name() {
        int index = withoutRef().index();
        return number == 0 ? "invalid" : index < 0 ? "dtype " + number : NAMES.get(index) + (isRef() ? "_ref" : "");
    }

    /** As {@link #name}. */
    @Override
    public String toString() {
        return name();
    }

    private int index() {
        return number >= 1 && number <= NAMES.size() ? number - 1 : -1;
    }

    private static Map<String, Dtype> byName() {
        Map<String, Dtype> all = new TreeMap<>();
        for (int i = 0; i < NAMES.size(); i++) {
            all.put(NAMES.get(i), new Dtype(i + 1));
        }
        return Collections.unmodifiableMap(all);
    }
}
