package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.io.GraphSize;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.graph.tensor.MessageSizes;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.FunctionDefLibrary;

/** Tells before anything is written that a frozen graph would not fit into a protocol buffer. */
final class SizeLimit {

    /** What a serialized message may have (https://protobuf.dev/programming-guides/proto-limits). */
    static final long MAX_BYTES = Integer.MAX_VALUE;

    private static final int SHOWN = 10;

    private SizeLimit() {}

    /**
     * Checks the size that the graph will have.
     *
     * @param variables the bytes of each variable's value
     * @throws ProblemException if it is too large; the message has the largest variables
     */
    static void check(Map<String, Long> variables, List<Node> nodes, FunctionDefLibrary library, @Nullable Path file)
            throws ProblemException {
        long weights = variables.values().stream().mapToLong(Long::longValue).sum();
        long rest = MessageSizes.of(library);
        for (Node node : nodes) {
            rest += GraphSize.of(node);
        }
        if (weights + rest <= MAX_BYTES) {
            return;
        }
        String largest = variables.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(SHOWN)
                .map(entry -> "  " + entry.getKey() + ": " + megabytes(entry.getValue()))
                .collect(Collectors.joining("\n"));
        throw new ProblemException(Problem.of(
                GraphProblem.FROZEN_GRAPH_TOO_LARGE,
                "frozen graph: it would take \"" + megabytes(weights + rest)
                        + "\", and a protocol buffer holds at most " + megabytes(MAX_BYTES),
                file == null ? null : Place.of(file),
                "Choose outputs that need less, or leave large variables out: " + Setting.VARIABLE_DENYLIST.inFull()
                        + ".\nThe largest variables:\n" + largest));
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
