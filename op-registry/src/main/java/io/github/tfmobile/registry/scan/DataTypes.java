package io.github.tfmobile.registry.scan;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/** DataTypes by the names that sources and specs call them. */
final class DataTypes {

    private DataTypes() {}

    /** The type of an enum constant, {@code DT_FLOAT}; null when there is none. */
    static @Nullable DataType byEnumName(String name) {
        if (!name.startsWith("DT_") || name.equals("DT_INVALID")) {
            return null;
        }
        try {
            return DataType.valueOf(name);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The type of a name in a spec (DataTypeFromString in tensorflow/core/framework/types.cc). */
    static @Nullable DataType bySpecName(String name) {
        return switch (name) {
            case "float32" -> DataType.DT_FLOAT;
            case "float64" -> DataType.DT_DOUBLE;
            case "float16" -> DataType.DT_HALF;
            default ->
                // Spec names are the lower case of the enum's; upper case never names a type.
                name.equals(name.toLowerCase(Locale.ROOT)) ? byEnumName("DT_" + name.toUpperCase(Locale.ROOT)) : null;
        };
    }
}
