package io.github.tfmobile.codegen.target;

import io.github.tfmobile.codegen.problem.KernelProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why the build of a platform cannot have a source file as it is.
 *
 * @param kind what the file wants
 * @param file the file, relative to the root of the tree
 * @param name the library, as in {@code re2}; the line that the makefile's list of protos lacks; the
 *     proto; or the file itself
 */
public record BuildGap(Kind kind, String file, String name) {

    private static final String MAKEFILE = "tensorflow/contrib/makefile/";

    /** What a file wants, the hardest to give first. */
    public enum Kind {
        /** A library that the build neither includes nor links. */
        LIBRARY,
        /** A header that the makefile generates from no proto. */
        PROTO,
        /** The header of a proto that Bazel's mobile library does not depend on. */
        BAZEL_PROTO,
        /** To be compiled: the makefile leaves it out of its library. */
        LEFT_OUT;

        /** Whether it is the header of a proto, which the build can be given. */
        public boolean isProto() {
            return this == PROTO || this == BAZEL_PROTO;
        }

        /** The reason that it is for a kernel not to be there. */
        public KernelProblem code() {
            return switch (this) {
                case LIBRARY -> KernelProblem.NEEDS_LIBRARY;
                case PROTO, BAZEL_PROTO -> KernelProblem.NEEDS_PROTO;
                case LEFT_OUT -> KernelProblem.LEFT_OUT;
            };
        }
    }

    /** The list of the makefile that lacks the line of a proto. */
    private String list() {
        return MAKEFILE + (name.endsWith(".proto") ? "tf_proto_files.txt" : "tf_pb_text_files.txt");
    }

    /** What a build has to be given that has some gaps, as a list of steps. */
    public static String steps(List<BuildGap> gaps) {
        List<String> steps = new ArrayList<>();
        String libraries = names(gaps, Kind.LIBRARY);
        if (!libraries.isEmpty()) {
            steps.add("build " + libraries + " for the device and link it");
        }
        gaps.stream()
                .filter(gap -> gap.kind == Kind.PROTO)
                .map(gap -> "add the line " + gap.name + " to " + gap.list())
                .distinct()
                .sorted()
                .forEach(steps::add);
        String protos = names(gaps, Kind.BAZEL_PROTO);
        if (!protos.isEmpty()) {
            steps.add("give tfmobile_library the deps that make the headers of " + protos);
        }
        String leftOut = names(gaps, Kind.LEFT_OUT);
        if (!leftOut.isEmpty()) {
            steps.add("have the makefile compile " + leftOut);
        }
        return String.join(", ", steps);
    }

    /** What some gaps of one kind are about, each once, sorted: {@code libjpeg, libpng}. */
    public static String names(List<BuildGap> gaps, Kind kind) {
        return gaps.stream()
                .filter(gap -> gap.kind == kind)
                .map(BuildGap::name)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
