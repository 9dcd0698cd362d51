package io.github.tfmobile.codegen.find;

import io.github.tfmobile.registry.target.TargetProfile;
import java.util.List;
import org.tensorflow.proto.OpDef;

/**
 * One op that was found.
 *
 * @param def its definition, without descriptions
 * @param file the source file with its {@code REGISTER_OP}, relative to the root of the tree, with {@code /}
 * @param line the line in that file, from 1; 0 when not known
 * @param profiles the target profiles that define it, without further defines
 * @param inTarget whether the target defines it
 * @param kernels its kernels that were asked for, in the order of files and lines
 * @param history when it came, where that was asked for; empty otherwise
 */
public record FoundOp(
        OpDef def,
        String file,
        int line,
        List<TargetProfile> profiles,
        boolean inTarget,
        List<FoundKernel> kernels,
        List<OpHistory> history) {

    /** Copies the lists. */
    public FoundOp {
        profiles = List.copyOf(profiles);
        kernels = List.copyOf(kernels);
        history = List.copyOf(history);
    }
}
