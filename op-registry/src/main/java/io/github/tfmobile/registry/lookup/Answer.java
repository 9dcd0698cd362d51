package io.github.tfmobile.registry.lookup;

import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.target.TargetProfile;
import java.util.List;
import java.util.SortedSet;

/** What a target says of one node. */
public sealed interface Answer {

    /** The node's kernel. */
    record Kernel(Registration registration) implements Answer {}

    /**
     * The op needs no kernel: a function call that is inlined or instantiated, or an op that a pass of the runtime
     * replaces.
     *
     * @param reason why, one sentence without a full stop
     */
    record NoKernelNeeded(String reason) implements Answer {}

    /** The release has no op of that name. */
    record UnknownOp(String op) implements Answer {}

    /**
     * The release's OpDef lacks attrs that the node has.
     *
     * @param attrs the unknown attrs whose values matter
     * @param droppable those that can be dropped because they hold the default value of a newer release
     */
    record UnknownAttrs(String op, SortedSet<String> attrs, SortedSet<String> droppable) implements Answer {}

    /** The op has kernels in this profile, but none on this device. */
    record NoKernelOnDevice(String op, String device, SortedSet<String> devices) implements Answer {}

    /** The op has kernels on this device in this profile, but none for the node's attrs. */
    record NoKernelForAttrs(String op, List<Registration> registered, List<TargetProfile> elsewhere)
            implements Answer {}

    /** The op has no kernel in this profile at all; other profiles of the release may have some. */
    record NotInProfile(String op, List<TargetProfile> elsewhere) implements Answer {}

    /** Two kernels of equal rank match, at which TensorFlow gives up. */
    record Ambiguous(String op, List<Registration> matching) implements Answer {}
}
