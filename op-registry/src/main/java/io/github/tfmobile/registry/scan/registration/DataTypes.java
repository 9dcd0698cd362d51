package io.github.tfmobile.registry.scan.registration;

import io.github.tfmobile.registry.Dtype;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Dtypes by the names that specs call them. */
final class DataTypes {

    private DataTypes() {}

    /** The type of a name in a spec (DataTypeFromString in tensorflow/core/framework/types.cc), null when it is none. */
    static @Nullable Dtype bySpecName(String name) {
        // Spec names are the lower case of the enum's, references with _ref; upper case never names a type.
        if (!name.equals(name.toLowerCase(Locale.ROOT))) {
            return null;
        }
        Dtype type = Dtype.parse(name);
        return type != null ? type : Dtype.ofConstant("DT_" + name.toUpperCase(Locale.ROOT));
    }
}
