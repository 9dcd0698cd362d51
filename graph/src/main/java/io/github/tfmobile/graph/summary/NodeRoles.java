package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.graph.summary.LikelyNames.Feed;
import io.github.tfmobile.registry.Dtype;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/** What a node of a training graph is for, as its op or its name tells. */
final class NodeRoles {

    private static final Pattern GRADIENT_SCOPE = Pattern.compile("(^|.*/)gradients(_\\d+)?/.*");
    private static final Pattern GRADIENT_OF = Pattern.compile("(?:.*/)?gradients(?:_\\d+)?/(.*?)_grad/.*");
    private static final Set<OpTrait> SOURCES = EnumSet.of(
            OpTrait.PLACEHOLDER,
            OpTrait.ARGUMENT,
            OpTrait.DEQUEUE,
            OpTrait.ITERATOR_NEXT,
            OpTrait.SELF_INITIALIZED_ITERATOR,
            OpTrait.READER_READ);

    private static final Set<OpTrait> HOST_PREPROCESSING = EnumSet.of(
            OpTrait.DECODER,
            OpTrait.QUEUE,
            OpTrait.DEQUEUE,
            OpTrait.ITERATOR,
            OpTrait.ITERATOR_NEXT,
            OpTrait.READER,
            OpTrait.READER_READ,
            OpTrait.DATASET,
            OpTrait.EXAMPLE_PARSER,
            OpTrait.FILE_READ,
            OpTrait.PYTHON,
            OpTrait.SAMPLE_CROP);

    private static final Set<OpTrait> TRAINING = EnumSet.of(
            OpTrait.GRADIENT,
            OpTrait.LOSS,
            OpTrait.VARIABLE_UPDATE,
            OpTrait.VARIABLE_QUERY,
            OpTrait.ACCUMULATOR,
            OpTrait.SUMMARY,
            OpTrait.CHECKPOINT,
            OpTrait.ENQUEUE,
            OpTrait.ASSERTION);

    private static final Set<OpTrait> CARRIERS = EnumSet.of(OpTrait.SWITCH, OpTrait.ENTER, OpTrait.NEXT_ITERATION);

    private static final Pattern TRAINING_SWITCH =
            Pattern.compile("(?i).*(is_?train|training|train_?(mode|phase)|phase(_train)?$|learning_phase).*");
    private static final Pattern KEEP_PROB = Pattern.compile("(?i).*keep_?prob.*");
    private static final Pattern DROP_RATE = Pattern.compile("(?i).*drop(out|_?rate|_?prob).*");

    private NodeRoles() {}

    /** Where values come from at run time. */
    static boolean isSource(Node node) {
        return SOURCES.stream().anyMatch(trait -> trait.includes(node.op()));
    }

    /** Reads files, records or encoded media: the part of a training graph that an app does in its own way. */
    static boolean isHostPreprocessing(Node node) {
        return HOST_PREPROCESSING.stream().anyMatch(trait -> trait.includes(node.op()));
    }

    /** Computes gradients, by its name. */
    static boolean isGradient(String name) {
        return GRADIENT_SCOPE.matcher(name).matches();
    }

    /** The node whose gradient a node of this name computes; null when it computes none. */
    static @Nullable String gradientOf(String name) {
        Matcher matcher = GRADIENT_OF.matcher(name);
        return matcher.matches() ? matcher.group(1) : null;
    }

    /** Serves training alone: gradients, losses, updates, summaries, savers. */
    static boolean isTraining(Node node) {
        return isGradient(node.name()) || TRAINING.stream().anyMatch(trait -> trait.includes(node.op()));
    }

    /** Writes to a variable. */
    static boolean isUpdate(Node node) {
        return OpTrait.VARIABLE_UPDATE.includes(node.op());
    }

    /** May stand between the result of a model and the scalar that training minimises. */
    static boolean isReduction(Node node) {
        return OpTrait.LOSS_PART.includes(node.op());
    }

    /** Turns results into something to count. */
    static boolean isMetric(Node node) {
        return OpTrait.METRIC.includes(node.op());
    }

    /** Carries a value on as it is, or as another dtype. */
    static boolean isCarrier(Node node) {
        return CARRIERS.stream().anyMatch(trait -> trait.includes(node.op()))
                || switch (node.op()) {
                    case "Identity", "RefIdentity", "Cast", "ReadVariableOp" -> true;
                    default -> false;
                };
    }

    /** Belongs to the frame of a cond or a loop. */
    static boolean isControlFlow(Node node) {
        return OpTraits.isControlFlow(node.op());
    }

    /** The constant that a placeholder of this name and type should become; null when it should be fed. */
    static @Nullable Feed constant(String name, @Nullable Dtype dtype) {
        boolean bool = dtype != null && dtype.is(DataType.DT_BOOL);
        if (bool && TRAINING_SWITCH.matcher(name).matches()) {
            return new Feed(name, "false", "a bool that by its name switches training on");
        }
        if (!bool && KEEP_PROB.matcher(name).matches()) {
            return new Feed(name, "1.0", "by its name the share of values that dropout keeps");
        }
        if (!bool && DROP_RATE.matcher(name).matches()) {
            return new Feed(name, "0.0", "by its name the share of values that dropout drops");
        }
        return null;
    }
}
