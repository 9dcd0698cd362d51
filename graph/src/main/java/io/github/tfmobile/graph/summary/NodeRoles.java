package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.function.CallGraph;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.FunctionDef;

/** What a node is for, as its op, the functions that it calls, or its name tells. */
final class NodeRoles {

    private static final Pattern GRADIENT_SCOPE = Pattern.compile("(^|.*/)gradients(_\\d+)?/.*");
    private static final Pattern GRADIENT_OF = Pattern.compile("(?:.*/)?gradients(?:_\\d+)?/(.*?)_grad/.*");

    /** How a scope ends that a loss or a measure is computed in, as in {@code a_loss} and {@code cross_entropy_1}. */
    private static final List<String> LOSSES = List.of(
            "loss",
            "losses",
            "cost",
            "error",
            "xent",
            "x_ent",
            "entropy",
            "accuracy",
            "metric",
            "metrics",
            "psnr",
            "ssim",
            "precision",
            "recall",
            "confusion_matrix",
            "absolute_difference",
            "cosine_distance");

    private static final Pattern COUNTED = Pattern.compile("_\\d+$");

    /** What serves a program around the model: neither it nor what is made of it is a result that a user asks for. */
    private static final Set<OpTrait> SERVICE = EnumSet.of(
            OpTrait.VARIABLE_UPDATE,
            OpTrait.VARIABLE_QUERY,
            OpTrait.ACCUMULATOR,
            OpTrait.SUMMARY,
            OpTrait.CHECKPOINT,
            OpTrait.ENQUEUE,
            OpTrait.ASSERTION);

    /** What is no result itself, but makes one possible: tables, and what holds the data of a pipeline. */
    private static final Set<OpTrait> HOLDERS = EnumSet.of(
            OpTrait.VARIABLE_LIFETIME,
            OpTrait.TABLE,
            OpTrait.TABLE_FROM_FILE,
            OpTrait.TABLE_FROM_TENSORS,
            OpTrait.QUEUE,
            OpTrait.ITERATOR,
            OpTrait.READER,
            OpTrait.DATASET);

    private static final Set<OpTrait> LEARNING = EnumSet.of(OpTrait.GRADIENT, OpTrait.LOSS, OpTrait.OPTIMIZER);

    /** Reads files, records or encoded media: the part of a graph that an app does in its own way. */
    private static final Set<OpTrait> HOST_PREPROCESSING = EnumSet.of(
            OpTrait.ARRAY_DECODER, OpTrait.DECODER, OpTrait.EXAMPLE_PARSER, OpTrait.PYTHON, OpTrait.SAMPLE_CROP);

    private static final Set<OpTrait> CARRIERS = EnumSet.of(OpTrait.SWITCH, OpTrait.ENTER, OpTrait.NEXT_ITERATION);

    private final GraphIndex index;
    private final Map<String, Set<OpTrait>> called = new HashMap<>();

    NodeRoles(Graph graph) {
        this.index = graph.index();
        Map<String, Set<OpTrait>> own = new HashMap<>();
        CallGraph calls = new CallGraph(graph.library());
        calls.functions().forEach((name, function) -> own.put(name, within(function)));
        for (String function : own.keySet()) {
            Set<OpTrait> all = EnumSet.noneOf(OpTrait.class);
            all.addAll(own.getOrDefault(function, Set.of()));
            calls.reached(function).forEach(reached -> all.addAll(own.getOrDefault(reached, Set.of())));
            called.put(function, all);
        }
    }

    /** Of what a function does besides computing: whether it saves and restores, or learns. */
    private static Set<OpTrait> within(FunctionDef function) {
        Set<OpTrait> found = EnumSet.noneOf(OpTrait.class);
        for (Node node : FunctionLibrary.nodes(function)) {
            for (OpTrait trait : List.of(OpTrait.CHECKPOINT, OpTrait.OPTIMIZER)) {
                if (node.is(trait)) {
                    found.add(trait);
                }
            }
        }
        return found;
    }

    private boolean has(int node, OpTrait trait) {
        Node at = index.node(node);
        if (at.is(trait)) {
            return true;
        }
        if (called.isEmpty() || (trait != OpTrait.CHECKPOINT && trait != OpTrait.OPTIMIZER)) {
            return false;
        }
        for (String name : CallGraph.called(at)) {
            if (called.getOrDefault(name, Set.of()).contains(trait)) {
                return true;
            }
        }
        return false;
    }

    private BitSet nodes(Set<OpTrait> traits) {
        BitSet found = new BitSet(index.size());
        for (int node = 0; node < index.size(); node++) {
            for (OpTrait trait : traits) {
                if (has(node, trait)) {
                    found.set(node);
                    break;
                }
            }
        }
        return found;
    }

    /** Tables, queues, iterators, readers, datasets, and what sets them up. */
    BitSet holders() {
        return nodes(HOLDERS);
    }

    /** What saves and restores, fills queues, updates variables, writes summaries, checks. */
    BitSet service() {
        BitSet service = nodes(SERVICE);
        for (int node = service.nextSetBit(0); node >= 0; node = service.nextSetBit(node + 1)) {
            // What draws from a generator changes its state, but for the numbers.
            if (index.node(node).is(OpTrait.RANDOM)) {
                service.clear(node);
            }
        }
        afterSaving(service);
        return service;
    }

    /** What a saver gives when it has saved: the file's name, behind a control edge. */
    private void afterSaving(BitSet service) {
        for (int node = 0; node < index.size(); node++) {
            for (int k = 0; index.node(node).is("Identity") && k < index.inputs(node); k++) {
                int source = index.source(node, k);
                if (source >= 0 && index.port(node, k) < 0 && index.node(source).is(OpTrait.CHECKPOINT)) {
                    service.set(node);
                }
            }
        }
    }

    /** What compares results with labels, computes gradients or applies them. */
    BitSet learning() {
        BitSet learning = nodes(LEARNING);
        for (int node = 0; node < index.size(); node++) {
            Node at = index.node(node);
            // A While takes the list that it keeps values in for its gradient: nothing comes with that.
            if (isGradient(at.name()) && !at.is("Const") && !at.is("EmptyTensorList")) {
                learning.set(node);
            }
        }
        return learning;
    }

    /** What saves or restores a checkpoint. */
    BitSet checkpoints() {
        return nodes(EnumSet.of(OpTrait.CHECKPOINT));
    }

    /** The nodes that read records or encoded media. */
    BitSet hostPreprocessing() {
        return nodes(HOST_PREPROCESSING);
    }

    /** Whether a node stands in a scope that is named after a loss or a measure. */
    static boolean isInLossScope(String name) {
        int end = name.lastIndexOf('/');
        if (end < 0) {
            return false;
        }
        for (String part : name.substring(0, end).split("/", -1)) {
            String scope = COUNTED.matcher(part).replaceFirst("").toLowerCase(Locale.ROOT);
            if (LOSSES.stream().anyMatch(scope::endsWith)) {
                return true;
            }
        }
        return false;
    }

    /** The nodes that gradients were made for, by the names of these ({@code gradients/x_grad/...}). */
    BitSet differentiated() {
        BitSet with = new BitSet(index.size());
        for (int node = 0; node < index.size(); node++) {
            String source = gradientOf(index.node(node).name());
            int number = source == null ? GraphIndex.NONE : index.number(source);
            if (number >= 0) {
                with.set(number);
            }
        }
        return with;
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

    /** Carries a value on as it is, or as another dtype. */
    static boolean isCarrier(Node node) {
        return CARRIERS.stream().anyMatch(node::is)
                || switch (node.op()) {
                    case "Identity", "RefIdentity", "Cast", "ReadVariableOp" -> true;
                    default -> false;
                };
    }
}
