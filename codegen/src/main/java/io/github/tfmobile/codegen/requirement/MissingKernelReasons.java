package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.problem.KernelProblem;
import io.github.tfmobile.codegen.text.Names;
import io.github.tfmobile.registry.lookup.Answer;
import io.github.tfmobile.registry.target.Target;

/** Says in words what a look-up answered. */
final class MissingKernelReasons {

    private MissingKernelReasons() {}

    static MissingKernelReason of(Answer answer, String release, Target target) {
        String where = "target " + target;
        if (answer instanceof Answer.UnknownOp unknown) {
            return MissingKernelReason.unknownOp(
                    answer,
                    unknown.elsewhere().isEmpty()
                            ? "TensorFlow " + release + " has no op of this name"
                            : where + " has no op of this name, though the source tree of TensorFlow " + release
                                    + " has one");
        }
        if (answer instanceof Answer.UnknownAttrs unknown) {
            return new MissingKernelReason.NotFound(
                    answer,
                    KernelProblem.UNKNOWN_ATTRS,
                    "TensorFlow " + release + " does not know "
                            + (unknown.attrs().size() == 1 ? "attr " : "attrs ") + Names.and(unknown.attrs())
                            + " of this op, and no newer release is known that has the value for a default");
        }
        if (answer instanceof Answer.InvalidAttrs invalid) {
            return new MissingKernelReason.NotFound(
                    answer,
                    KernelProblem.INVALID_ATTRS,
                    "TensorFlow " + release + " refuses the node: " + String.join("; ", invalid.reasons()));
        }
        if (answer instanceof Answer.RetiredOp retired) {
            return new MissingKernelReason.NotFound(
                    answer,
                    KernelProblem.RETIRED_OP,
                    "TensorFlow " + release + " refuses this op in graphs of version " + retired.since()
                            + " and later, and this graph is of version " + retired.producer() + ": "
                            + Names.plain(retired.explanation()));
        }
        if (answer instanceof Answer.MalformedDevice malformed) {
            return new MissingKernelReason.NotFound(
                    answer,
                    KernelProblem.MALFORMED_DEVICE,
                    "its device is not one: " + Names.quoted(malformed.device()));
        }
        if (answer instanceof Answer.NoKernelOnDevice device) {
            return new MissingKernelReason.NotFound(
                    answer,
                    KernelProblem.NO_KERNEL_ON_DEVICE,
                    where + " has no kernel of it on device " + Names.plain(device.device()) + ", only on "
                            + String.join(", ", device.devices()));
        }
        if (answer instanceof Answer.NoKernelForAttrs attrs) {
            return new MissingKernelReason.NotFound(
                    answer,
                    KernelProblem.NO_KERNEL_FOR_ATTRS,
                    attrs.label().isEmpty()
                            ? where + " registers kernels of it, but none for these attrs"
                            : where + " registers no kernel of it with _kernel = '" + Names.plain(attrs.label()) + "'");
        }
        if (answer instanceof Answer.Ambiguous ambiguous) {
            return new MissingKernelReason.NotFound(
                    answer,
                    KernelProblem.AMBIGUOUS,
                    ambiguous.matching().size() + " kernels match in " + where + ", at which TensorFlow gives up");
        }
        return new MissingKernelReason.NotFound(
                answer,
                KernelProblem.NO_KERNEL,
                answer instanceof Answer.NotInProfile
                        ? where + " registers no kernel of it at all"
                        : where + " has no kernel for it");
    }
}
