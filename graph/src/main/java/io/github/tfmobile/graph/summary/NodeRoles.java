package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.summary.LikelyNames.Feed;
import io.github.tfmobile.registry.Dtype;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/** What a node of a training graph is for, as its op or its name tells. */
final class NodeRoles {

    private static final Pattern GRADIENT_SCOPE = Pattern.compile("(^|.*/)gradients(_\\d+)?/.*");
    private static final Pattern GRADIENT_OF = Pattern.compile("(?:.*/)?gradients(?:_\\d+)?/(.*?)_grad/.*");
    private static final Pattern CONTROL_FLOW_PORT = Pattern.compile("(Ref)?(Switch|Exit|Enter|Merge|NextIteration)");
    private static final Pattern SOURCE = Pattern.compile(
            "Placeholder(V2|WithDefault)?|QueueDequeue.*|IteratorGetNext.*|ReaderRead.*|OneShotIterator|_Arg");
    /** Reads files, records or encoded media: the part of a training graph that an app does in its own way. */
    private static final Pattern HOST_PREPROCESSING = Pattern.compile(
            "Decode(?!Raw).*|Queue.*|Iterator.*|Reader.*"
                    + "|ParseExample.*|ParseSingleExample.*|ReadFile|.*Dataset.*|PyFunc.*|RandomCrop|SampleDistortedBounding.*");

    private static final Pattern LOSS =
            Pattern.compile(".*CrossEntropy.*|L2Loss|CTCLoss.*|.*CandidateSampler|InTopK.*");
    private static final Pattern UPDATE = Pattern.compile(
            "(Resource)?(Sparse)?Apply.*|Assign.*|.*Scatter(Nd)?" + "(Update|Add|Sub|Mul|Div|Min|Max)|CountUpTo");
    private static final Pattern MACHINERY = Pattern.compile(".*Grad(V\\d)?|.*Backprop.*|.*Summary.*|Save.*|Restore.*|"
            + "MergeV2Checkpoints|ShardedFilename|IsVariableInitialized|VarIsInitializedOp|QueueEnqueue.*|QueueClose.*|"
            + "Assert|Print.*|NoOp");
    private static final Pattern CARRIER =
            Pattern.compile("(Ref)?(Switch|Enter|Identity)|Cast|ReadVariableOp|NextIteration");
    /** What stands between the result of a model and the scalar that training minimises. */
    private static final Pattern REDUCTION =
            Pattern.compile("Mean|Sum|AddN|Square|SquaredDifference|Pow|Neg|Log|Log1p|Abs|Sub|RealDiv|Maximum");

    private static final Pattern METRIC = Pattern.compile("ArgMax|ArgMin|TopK.*|Round");
    private static final Pattern TRAINING_SWITCH =
            Pattern.compile("(?i).*(is_?train|training|train_?(mode|phase)|phase(_train)?$|learning_phase).*");
    private static final Pattern KEEP_PROB = Pattern.compile("(?i).*keep_?prob.*");
    private static final Pattern DROP_RATE = Pattern.compile("(?i).*drop(out|_?rate|_?prob).*");

    private NodeRoles() {}

    /** Where values come from at run time. */
    static boolean isSource(NodeDef node) {
        return SOURCE.matcher(node.getOp()).matches();
    }

    /** Reads files, records or encoded media: the part of a training graph that an app does in its own way. */
    static boolean isHostPreprocessing(NodeDef node) {
        return HOST_PREPROCESSING.matcher(node.getOp()).matches();
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
    static boolean isTraining(NodeDef node) {
        return isGradient(node.getName())
                || LOSS.matcher(node.getOp()).matches()
                || isUpdate(node)
                || MACHINERY.matcher(node.getOp()).matches();
    }

    /** Writes to a variable. */
    static boolean isUpdate(NodeDef node) {
        return UPDATE.matcher(node.getOp()).matches();
    }

    /** May stand between the result of a model and the scalar that training minimises. */
    static boolean isReduction(NodeDef node) {
        return REDUCTION.matcher(node.getOp()).matches();
    }

    /** Turns results into something to count. */
    static boolean isMetric(NodeDef node) {
        return METRIC.matcher(node.getOp()).matches();
    }

    /** Carries a value on as it is. */
    static boolean isCarrier(NodeDef node) {
        return CARRIER.matcher(node.getOp()).matches();
    }

    /** Belongs to the frame of a cond or a loop. */
    static boolean isControlFlow(NodeDef node) {
        return CONTROL_FLOW_PORT.matcher(node.getOp()).matches();
    }

    /** A variable, or a constant that is too large to be a parameter of an op. */
    static boolean isWeight(NodeDef node) {
        if (GraphSummary.VARIABLE_OPS.contains(node.getOp())) {
            return true;
        }
        if (!node.getOp().equals("Const")) {
            return false;
        }
        TensorShapeProto shape = node.getAttrOrDefault("value", AttrValue.getDefaultInstance())
                .getTensor()
                .getTensorShape();
        return shape.getDimCount() >= 2 && Shapes.elements(shape) > 4;
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
