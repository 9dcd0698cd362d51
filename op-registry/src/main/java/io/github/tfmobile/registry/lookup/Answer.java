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

    /** There is no kernel; each variant says why. */
    sealed interface Missing extends Answer {

        /** The node's op. */
        String op();

        /** The other profiles of the release in which the op, or the node, has what it lacks here. */
        default List<TargetProfile> elsewhere() {
            return List.of();
        }

        /** What the cases make of this one. */
        <R> R match(Cases<R> cases);
    }

    /**
     * One result for each reason for which there is no kernel: who implements it has thought of all of them.
     *
     * @param <R> the result
     */
    interface Cases<R> {

        /** An op that is not there. */
        R unknownOp(UnknownOp answer);

        /** Attrs that the op does not have. */
        R unknownAttrs(UnknownAttrs answer);

        /** Attrs that are missing or wrong. */
        R invalidAttrs(InvalidAttrs answer);

        /** An op that is refused by now. */
        R retiredOp(RetiredOp answer);

        /** A device that is none. */
        R malformedDevice(MalformedDevice answer);

        /** Kernels for other devices only. */
        R noKernelOnDevice(NoKernelOnDevice answer);

        /** Kernels for other attrs only. */
        R noKernelForAttrs(NoKernelForAttrs answer);

        /** No kernel at all. */
        R notInProfile(NotInProfile answer);

        /** Two kernels. */
        R ambiguous(Ambiguous answer);
    }

    /**
     * The target has no op of that name, and the graph no function.
     *
     * @param elsewhere the profiles of the release that have an op of that name
     */
    record UnknownOp(String op, List<TargetProfile> elsewhere) implements Missing {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unknownOp(this);
        }
    }

    /**
     * The release's OpDef lacks attrs that the node has, and the release refuses such nodes ("NodeDef mentions attr
     * ... not in Op").
     *
     * @param attrs the unknown attrs whose values matter
     * @param droppable those that can be dropped because they hold the default value of a newer release
     */
    record UnknownAttrs(String op, SortedSet<String> attrs, SortedSet<String> droppable) implements Missing {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unknownAttrs(this);
        }
    }

    /**
     * Attrs of the node are missing or have values that the release's OpDef does not allow.
     *
     * @param reasons what is wrong, attr by attr, each a sentence without a full stop
     */
    record InvalidAttrs(String op, List<String> reasons) implements Missing {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.invalidAttrs(this);
        }
    }

    /**
     * The release has retired the op: it takes no graph that uses it and was made at this version or later.
     *
     * @param producer the graph's version ({@code versions.producer})
     * @param since the version from which on the op is refused
     * @param explanation what the OpDef says instead
     */
    record RetiredOp(String op, int producer, int since, String explanation) implements Missing {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.retiredOp(this);
        }
    }

    /** The node's device string is not one. */
    record MalformedDevice(String op, String device) implements Missing {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.malformedDevice(this);
        }
    }

    /** The op has kernels in this profile, but none on this device; {@code devices} are those that have some. */
    record NoKernelOnDevice(String op, String device, SortedSet<String> devices) implements Missing {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.noKernelOnDevice(this);
        }
    }

    /**
     * The op has kernels on this device in this profile, but none for the node's attrs.
     *
     * @param label the node's {@code _kernel} attr, empty as a rule
     * @param registered what is registered for the op on the device in this profile, with any label
     * @param elsewhere the other profiles of the release in which the node has a kernel
     */
    record NoKernelForAttrs(String op, String label, List<Registration> registered, List<TargetProfile> elsewhere)
            implements Missing {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.noKernelForAttrs(this);
        }
    }

    /**
     * The op has no kernel in this profile at all.
     *
     * @param elsewhere the other profiles of the release in which the node has a kernel
     */
    record NotInProfile(String op, List<TargetProfile> elsewhere) implements Missing {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.notInProfile(this);
        }
    }

    /** Two kernels of equal rank match, at which TensorFlow gives up. */
    record Ambiguous(String op, List<Registration> matching) implements Missing {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.ambiguous(this);
        }
    }
}
