package io.github.tfmobile.lite.model;

import org.jspecify.annotations.Nullable;

/**
 * An op that a model declares, whether an operator uses it or not.
 *
 * @param builtin the larger of the two fields that hold the number of the builtin op
 * @param custom the name of a custom op; null for a builtin one
 * @param version the op's version
 */
public record OperatorCode(int builtin, @Nullable String custom, int version) {

    /** What the name of a Flex op begins with. */
    public static final String FLEX = "Flex";

    /** The op's name: the custom one, or that of the schema, or the number when the schema has none. */
    public String name() {
        if (custom != null) {
            return custom;
        }
        String name = BuiltinOperator.name(builtin);
        return name == null ? Integer.toString(builtin) : name;
    }

    /** Whether one of TensorFlow's own kernels runs the op. */
    public boolean flex() {
        return custom != null && custom.startsWith(FLEX);
    }
}
