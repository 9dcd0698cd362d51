package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.problem.KernelProblem;
import io.github.tfmobile.codegen.target.BuildGap;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.lookup.Answer;
import io.github.tfmobile.registry.target.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** Why a node has no kernel in the target. */
public sealed interface MissingKernelReason {

    /** The name of the reason. */
    KernelProblem code();

    /** The name of the reason as reports that a program reads have it. */
    default String kind() {
        return code().code();
    }

    /** One clause without a full stop. */
    String text();

    /** Whether it is the runtime of TensorFlow Lite that lacks it, and not the registry of TensorFlow's kernels. */
    default boolean ofLite() {
        return this instanceof LiteVersion || this instanceof CustomOp;
    }

    /** The look-up found none. */
    record NotFound(Answer.Missing answer, KernelProblem code, String text) implements MissingKernelReason {}

    /** The release or the target has no op of that name. */
    static MissingKernelReason unknownOp(Answer.Missing answer, String text) {
        return new NotFound(answer, KernelProblem.UNKNOWN_OP, text);
    }

    /**
     * The kernel exists, but the files that register it or its op are not in the list of what the build compiles.
     *
     * @param registration the kernel
     * @param files the files that the list lacks
     * @param list the list: {@code stock} or a path
     */
    record NotListed(Registration registration, SortedSet<String> files, String list) implements MissingKernelReason {
        @Override
        public KernelProblem code() {
            return KernelProblem.NOT_IN_KERNEL_LIST;
        }

        @Override
        public String text() {
            return "its kernel exists in the source tree, but the op list does not compile it: "
                    + String.join(", ", files);
        }
    }

    /**
     * The kernel is in a file that no build of the source tree compiles.
     *
     * @param registration the kernel
     */
    record NotCompiled(Registration registration) implements MissingKernelReason {
        @Override
        public KernelProblem code() {
            return KernelProblem.NOT_COMPILED;
        }

        @Override
        public String text() {
            return "its kernel is in " + registration.file() + ", which no build of the source tree compiles";
        }
    }

    /**
     * The kernel exists, but builds for the platform cannot have it as they are.
     *
     * @param registration the kernel
     * @param gaps what they lack, the hardest to give first; at least one
     * @param platform the platform
     */
    record NotBuildable(Registration registration, List<BuildGap> gaps, Platform platform)
            implements MissingKernelReason {

        /** Copies the list. */
        public NotBuildable {
            gaps = List.copyOf(gaps);
        }

        @Override
        public KernelProblem code() {
            return gaps.get(0).kind().code();
        }

        @Override
        public String text() {
            String libraries = BuildGap.names(gaps, BuildGap.Kind.LIBRARY);
            String protos = BuildGap.names(gaps, BuildGap.Kind.PROTO);
            String bazelProtos = BuildGap.names(gaps, BuildGap.Kind.BAZEL_PROTO);
            String leftOut = BuildGap.names(gaps, BuildGap.Kind.LEFT_OUT);
            List<String> needs = new ArrayList<>();
            if (!libraries.isEmpty()) {
                needs.add(libraries + ", which builds for " + platform.id() + " do not have");
            }
            if (!protos.isEmpty()) {
                needs.add("the headers of " + protos + ", which the makefile does not generate");
            }
            if (!bazelProtos.isEmpty()) {
                needs.add("the headers of " + bazelProtos + ", which the mobile library does not depend on");
            }
            if (!leftOut.isEmpty()) {
                needs.add(leftOut + ", which the makefile leaves out");
            }
            return "its kernel in " + registration.file() + " needs " + String.join(", and ", needs);
        }
    }

    /** The kernel exists, but waits for what never comes. */
    record NeverReady(String text) implements MissingKernelReason {
        @Override
        public KernelProblem code() {
            return KernelProblem.NEVER_READY;
        }
    }

    /** The kernel exists, but reads files that an app does not have. */
    record ReadsFiles(String text) implements MissingKernelReason {
        @Override
        public KernelProblem code() {
            return KernelProblem.READS_FILES;
        }
    }

    /** The runtime of TensorFlow Lite lacks a builtin op, or that version of it. */
    record LiteVersion(String text) implements MissingKernelReason {
        @Override
        public KernelProblem code() {
            return KernelProblem.LITE_VERSION;
        }
    }

    /** The runtime of TensorFlow Lite does not have a custom op, and the app is not said to bring it. */
    record CustomOp(String text) implements MissingKernelReason {
        @Override
        public KernelProblem code() {
            return KernelProblem.CUSTOM_OP;
        }
    }

    /** The known releases before and after the one that is wanted differ, and of this one nothing is known. */
    record ReleasesDiffer(String text) implements MissingKernelReason {
        @Override
        public KernelProblem code() {
            return KernelProblem.RELEASES_DIFFER;
        }
    }

    /**
     * What the runtime asks for by itself is not there.
     *
     * @param cause why it is not there
     * @param reason why the runtime needs it, a clause
     */
    record RuntimeNeeds(MissingKernelReason cause, String reason) implements MissingKernelReason {
        @Override
        public KernelProblem code() {
            return cause.code();
        }

        @Override
        public String text() {
            return "no model shows it, but " + reason + "; " + cause.text();
        }
    }
}
