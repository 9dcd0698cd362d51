package io.github.tfmobile.codegen.output;

import io.github.tfmobile.common.problem.ProblemException;
import java.util.List;

/**
 * One output of a build: files made from what a set of final models requires of the target. Implementations are
 * stateless, have a public constructor without arguments and give the same bytes for the same request. Users add their
 * own by {@link java.util.ServiceLoader}: a dependency of the plugin with a class that implements this and its name in
 * {@code META-INF/services}.
 */
public interface OutputGenerator {

    /** When an output is written. */
    enum Kind {
        /** Says what the check found; also written when it fails, then before the build does. */
        REPORT,
        /** What a build for the target takes in; not written when the check fails. */
        BUILD,
        /** The same, for a build of TensorFlow's kernels: not written either when no model needs one. */
        KERNELS
    }

    /** The output's name for messages: letters, digits and {@code -}. */
    String name();

    /** When it is written. */
    Kind kind();

    /**
     * Makes the files; none when the request asks for nothing that concerns this output.
     *
     * @throws ProblemException if what the request says cannot be put into this form
     */
    List<GeneratedFile> generate(OutputRequest request) throws ProblemException;
}
