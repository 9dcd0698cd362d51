package io.github.tfmobile.codegen.find;

import io.github.tfmobile.registry.scan.RegisteringLine;
import io.github.tfmobile.registry.target.Platform;
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
 * @param lines the lines of the kernels' sources that name it, as {@code grep} prints them; empty when there are no sources
 */
public record FoundOp(
        OpDef def,
        String file,
        int line,
        List<TargetProfile> profiles,
        boolean inTarget,
        List<FoundKernel> kernels,
        List<OpHistory> history,
        List<RegisteringLine> lines) {

    /** Copies the lists. */
    public FoundOp {
        profiles = List.copyOf(profiles);
        kernels = List.copyOf(kernels);
        history = List.copyOf(history);
        lines = List.copyOf(lines);
    }

    /** Whether a line is the place of a kernel that was found. */
    boolean registers(RegisteringLine line) {
        return kernels.stream()
                .anyMatch(kernel -> kernel.registration().line() == line.line()
                        && kernel.registration().file().equals(line.file()));
    }

    /** Whether some build for a platform has a kernel of this line. */
    boolean registers(RegisteringLine line, Platform platform) {
        return kernels.stream()
                .anyMatch(kernel -> kernel.registration().line() == line.line()
                        && kernel.registration().file().equals(line.file())
                        && kernel.profiles().stream().anyMatch(profile -> profile.platform() == platform));
    }

    FoundOp withLines(List<RegisteringLine> found) {
        return new FoundOp(def, file, line, profiles, inTarget, kernels, history, found);
    }
}
