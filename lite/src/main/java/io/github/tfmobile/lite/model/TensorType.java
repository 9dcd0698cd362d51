package io.github.tfmobile.lite.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The types of tensors in the schema, in the order of their numbers. */
public enum TensorType {
    FLOAT32,
    FLOAT16,
    INT32,
    UINT8,
    INT64,
    STRING,
    BOOL,
    INT16,
    COMPLEX64,
    INT8,
    FLOAT64,
    COMPLEX128,
    UINT64,
    RESOURCE,
    VARIANT,
    UINT32,
    UINT16,
    INT4,
    BFLOAT16,
    INT2,
    UINT4,
    FLOAT8_E4M3FN,
    FLOAT8_E5M2;

    private static final List<TensorType> ALL = List.of(values());

    /** The type of a number; null when the schema has none. */
    static @Nullable TensorType of(int number) {
        return number >= 0 && number < ALL.size() ? ALL.get(number) : null;
    }
}
