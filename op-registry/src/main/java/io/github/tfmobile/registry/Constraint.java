package io.github.tfmobile.registry;

import java.util.List;

/**
 * One attr constraint of a registration: the kernel takes the node when the attr's value is one of these
 * (tensorflow/core/framework/kernel_def.proto, KernelDef.AttrConstraint).
 *
 * @param attr the attr's name
 * @param allowed the allowed values: {@code DT_FLOAT} and the like for types, otherwise {@code s:text}, {@code i:7} or
 *     {@code b:true}
 */
public record Constraint(String attr, List<String> allowed) {

    /** Copies the list. */
    public Constraint {
        allowed = List.copyOf(allowed);
    }
}
