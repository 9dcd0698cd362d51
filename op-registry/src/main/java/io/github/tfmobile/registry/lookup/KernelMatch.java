package io.github.tfmobile.registry.lookup;

import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.Registration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;

/** Whether a kernel takes a node's attrs (tensorflow/core/framework/kernel_def_util.cc, KernelAttrsMatch). */
final class KernelMatch {

    /** The attrs of a node, defaults included. */
    @FunctionalInterface
    interface Attrs {
        @Nullable
        AttrValue find(String attr);
    }

    private KernelMatch() {}

    /** Whether every constraint of the registration allows the attr's value. A list is allowed if all elements are. */
    static boolean matches(Registration registration, Attrs attrs) {
        for (Constraint constraint : registration.constraints()) {
            AttrValue value = attrs.find(constraint.attr());
            if (value == null || !allows(constraint.allowed(), value)) {
                return false;
            }
        }
        return true;
    }

    /** The first constraint whose attr the node lacks; TensorFlow refuses the node for it. */
    static @Nullable Constraint withoutAttr(Registration registration, Attrs attrs) {
        for (Constraint constraint : registration.constraints()) {
            AttrValue value = attrs.find(constraint.attr());
            if (value == null) {
                return constraint;
            }
            if (!allows(constraint.allowed(), value)) {
                return null;
            }
        }
        return null;
    }

    private static boolean allows(List<String> allowed, AttrValue value) {
        return switch (value.getValueCase()) {
            case TYPE -> allowed.contains(typeName(value.getTypeValue()));
            case S -> allowed.contains("s:" + value.getS().toStringUtf8());
            case I -> allowed.contains("i:" + value.getI());
            case B -> allowed.contains("b:" + value.getB());
            case LIST -> allowsAll(allowed, value.getList());
            default -> false;
        };
    }

    private static boolean allowsAll(List<String> allowed, AttrValue.ListValue list) {
        for (int type : list.getTypeValueList()) {
            if (!allowed.contains(typeName(type))) {
                return false;
            }
        }
        return true;
    }

    private static String typeName(int number) {
        return AttrText.typeName(number);
    }
}
