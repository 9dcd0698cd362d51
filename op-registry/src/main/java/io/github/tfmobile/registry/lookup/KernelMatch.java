package io.github.tfmobile.registry.lookup;

import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.LookupRules;
import io.github.tfmobile.registry.Registration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;

/**
 * Whether a kernel runs on a device and takes attrs (tensorflow/core/framework/kernel_def_util.cc, KernelAttrsMatch). Asked by
 * the look-up for a node, and by all who know less than a node: only some attrs, or only dtypes.
 */
public final class KernelMatch {

    private static final String DEFAULT_DEVICE = "DEFAULT";

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

    /** Whether the kernel runs on a device of the type, or stands for every device in releases that know that. */
    static boolean isOn(Registration registration, String device, LookupRules rules) {
        return registration.device().equals(device) || isDefaultFor(registration, device, rules);
    }

    /** The XLA devices that only trace a graph take no kernel of the default device (IsSymbolicExecutionDevice). */
    static boolean isDefaultFor(Registration registration, String device, LookupRules rules) {
        return rules.defaultDevice() && registration.device().equals(DEFAULT_DEVICE) && !device.endsWith("_JIT");
    }

    /** Whether the kernel runs on the CPU, on every device for instance. */
    public static boolean isOnCpu(Registration registration, LookupRules rules) {
        return isOn(registration, "CPU", rules);
    }

    /**
     * Whether some node without a {@code _kernel} attr of which these attrs are known gets the kernel on the CPU.
     *
     * @param known values as constraints spell them, as in {@code DT_FLOAT}; an attr that is not there may have any
     */
    public static boolean mayServe(Registration registration, Map<String, String> known, LookupRules rules) {
        if (!isOnCpu(registration, rules) || !registration.label().isEmpty()) {
            return false;
        }
        for (Constraint constraint : registration.constraints()) {
            String value = known.get(constraint.attr());
            if (value != null && !constraint.allowed().contains(value)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the kernel is constrained to dtypes of which one is among these, or to no dtype at all. */
    public static boolean takesOneOf(Registration registration, Collection<Dtype> dtypes) {
        boolean constrained = false;
        for (Constraint constraint : registration.constraints()) {
            for (String allowed : constraint.allowed()) {
                Dtype type = Dtype.ofConstant(allowed);
                if (type != null && dtypes.contains(type)) {
                    return true;
                }
                constrained |= allowed.startsWith("DT_");
            }
        }
        return !constrained;
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
