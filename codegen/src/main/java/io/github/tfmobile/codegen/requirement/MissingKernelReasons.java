package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.codegen.problem.KernelProblem;
import io.github.tfmobile.codegen.text.Names;
import io.github.tfmobile.registry.lookup.Answer;
import io.github.tfmobile.registry.target.Target;

/** Says in words why a look-up found no kernel. */
final class MissingKernelReasons implements Answer.Cases<MissingKernelReason> {

    private final String release;
    private final String where;

    private MissingKernelReasons(String release, Target target) {
        this.release = "TensorFlow " + release;
        this.where = "target " + target;
    }

    static MissingKernelReason of(Answer.Missing answer, String release, Target target) {
        return answer.match(new MissingKernelReasons(release, target));
    }

    @Override
    public MissingKernelReason unknownOp(Answer.UnknownOp unknown) {
        return MissingKernelReason.unknownOp(
                unknown,
                unknown.elsewhere().isEmpty()
                        ? release + " has no op of this name"
                        : where + " has no op of this name, though the source tree of " + release + " has one");
    }

    @Override
    public MissingKernelReason unknownAttrs(Answer.UnknownAttrs unknown) {
        return new MissingKernelReason.NotFound(
                unknown,
                KernelProblem.UNKNOWN_ATTRS,
                release + " does not know " + (unknown.attrs().size() == 1 ? "attr " : "attrs ")
                        + Names.and(unknown.attrs())
                        + " of this op, and no newer release is known that has the value for a default");
    }

    @Override
    public MissingKernelReason invalidAttrs(Answer.InvalidAttrs invalid) {
        return new MissingKernelReason.NotFound(
                invalid,
                KernelProblem.INVALID_ATTRS,
                release + " refuses the node: " + String.join("; ", invalid.reasons()));
    }

    @Override
    public MissingKernelReason retiredOp(Answer.RetiredOp retired) {
        return new MissingKernelReason.NotFound(
                retired,
                KernelProblem.RETIRED_OP,
                release + " refuses this op in graphs of version " + retired.since()
                        + " and later, and this graph is of version " + retired.producer() + ": "
                        + Names.plain(retired.explanation()));
    }

    @Override
    public MissingKernelReason malformedDevice(Answer.MalformedDevice malformed) {
        return new MissingKernelReason.NotFound(
                malformed,
                KernelProblem.MALFORMED_DEVICE,
                "its device is not one: " + Names.quoted(malformed.device()));
    }

    @Override
    public MissingKernelReason noKernelOnDevice(Answer.NoKernelOnDevice none) {
        return new MissingKernelReason.NotFound(
                none,
                KernelProblem.NO_KERNEL_ON_DEVICE,
                where + " has no kernel of it on device " + Names.plain(none.device()) + ", only on "
                        + String.join(", ", none.devices()));
    }

    @Override
    public MissingKernelReason noKernelForAttrs(Answer.NoKernelForAttrs none) {
        return new MissingKernelReason.NotFound(
                none,
                KernelProblem.NO_KERNEL_FOR_ATTRS,
                none.label().isEmpty()
                        ? where + " registers kernels of it, but none for these attrs"
                        : where + " registers no kernel of it with _kernel = '" + Names.plain(none.label()) + "'");
    }

    @Override
    public MissingKernelReason notInProfile(Answer.NotInProfile none) {
        return new MissingKernelReason.NotFound(
                none, KernelProblem.NO_KERNEL, where + " registers no kernel of it at all");
    }

    @Override
    public MissingKernelReason ambiguous(Answer.Ambiguous ambiguous) {
        return new MissingKernelReason.NotFound(
                ambiguous,
                KernelProblem.AMBIGUOUS,
                ambiguous.matching().size() + " kernels match in " + where + ", at which TensorFlow gives up");
    }
}
