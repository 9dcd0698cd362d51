package io.github.tfmobile.registry;

import java.util.List;

/**
 * One kernel registration, as one {@code REGISTER_KERNEL_BUILDER} makes it.
 *
 * @param op the op's name
 * @param device the device type: {@code CPU}, {@code GPU}, {@code DEFAULT}, ...
 * @param label what a node's {@code _kernel} attr must say; empty as a rule
 * @param priority the higher one wins where the release looks at it
 * @param constraints attr constraints, in the order of the source
 * @param hostMemory names of the args that live in host memory
 * @param kernelClass the text of the kernel class as the target's preprocessor stringifies it
 * @param file the source file, relative to the root of the tree, with {@code /}
 * @param line the line of the outermost macro in that file, from 1
 */
public record Registration(
        String op,
        String device,
        String label,
        int priority,
        List<Constraint> constraints,
        List<String> hostMemory,
        String kernelClass,
        String file,
        int line) {

    /** Copies the lists. */
    public Registration {
        constraints = List.copyOf(constraints);
        hostMemory = List.copyOf(hostMemory);
    }
}
