package io.github.tfmobile.registry.cpp.lex;

import java.util.List;
import java.util.Set;

/** What a registration macro was given, after expansion. */
public sealed interface RegistrationToken {

    /**
     * {@code REGISTER_KERNEL_BUILDER} or its system form.
     *
     * @param builder the tokens of the kernel builder
     * @param kernelClass the class as {@code #__VA_ARGS__} spells it
     */
    record Kernel(List<Token> builder, String kernelClass) implements RegistrationToken {}

    /**
     * {@code REGISTER_OP} or its system form; the chain of calls follows the marker.
     *
     * @param name the tokens of the op's name
     */
    record Op(List<Token> name) implements RegistrationToken {

        /** The calls of the chain whose arguments nobody reads: documentation, and functions of the runtime. */
        public static final Set<String> UNREAD = Set.of("Doc", "SetShapeFn", "SetForwardTypeFn", "SetReverseTypeFn");
    }
}
