package io.github.tfmobile.graph;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/**
 * The names of dtypes as TensorFlow's tools take and print them, {@code float} and not {@code float32}
 * (tensorflow/core/framework/types.cc, DataTypeString and DataTypeFromString).
 */
public final class Dtypes {

    private Dtypes() {}

    /**
     * The dtype of that name, null when there is none: TensorFlow's own names, NumPy's ({@code float32}) and those of
     * the enum ({@code DT_FLOAT}).
     */
    public static @Nullable DataType parse(String name) {
        DataType found = all().get(name);
        if (found != null) {
            return found;
        }
        return switch (name) {
            case "float16" -> DataType.DT_HALF;
            case "float32" -> DataType.DT_FLOAT;
            case "float64" -> DataType.DT_DOUBLE;
            default -> name.startsWith("DT_") ? all().get(name(name)) : null;
        };
    }

    /** TensorFlow's name of a dtype, {@code float_ref} for the reference type. */
    public static String name(DataType dtype) {
        return dtype == DataType.UNRECOGNIZED ? "unrecognized" : name(dtype.name());
    }

    /** All names that TensorFlow itself uses, references left out. */
    public static SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(all().keySet()));
    }

    /** The type of the values that a reference refers to; other types are what they are. */
    public static DataType withoutRef(DataType dtype) {
        if (dtype == DataType.UNRECOGNIZED) {
            return dtype;
        }
        DataType base = dtype.getNumber() > 100 ? DataType.forNumber(dtype.getNumber() - 100) : dtype;
        return base == null ? dtype : base;
    }

    private static String name(String constant) {
        return constant.substring("DT_".length()).toLowerCase(Locale.ROOT);
    }

    private static Map<String, DataType> all() {
        Map<String, DataType> all = new TreeMap<>();
        for (DataType dtype : DataType.values()) {
            if (dtype != DataType.UNRECOGNIZED && dtype != DataType.DT_INVALID && dtype.getNumber() < 100) {
                all.put(name(dtype.name()), dtype);
            }
        }
        return all;
    }
}
