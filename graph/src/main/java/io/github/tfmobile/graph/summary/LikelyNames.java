package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.NodeInput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The inputs and outputs that a user most likely wants for inference, each with the reason. Made for training graphs,
 * where most of what nobody reads is gradients, optimiser slots and summaries.
 *
 * @param inputs what to feed
 * @param outputs what to fetch
 * @param feeds placeholders that only matter in training, with the constant to put in their place
 */
public record LikelyNames(List<Candidate> inputs, List<Candidate> outputs, List<Feed> feeds) {

    /**
     * A proposed input or output.
     *
     * @param name the tensor, as in {@code softmax} or {@code queue_Dequeue:1}
     * @param dtype its type; null when not known
     * @param shape its shape; null when nothing is known of it
     * @param reason why it is proposed, one clause without a full stop
     */
    public record Candidate(
            String name, @Nullable DataType dtype, @Nullable TensorShapeProto shape, String reason) {

        /** The entry for {@code inputs} in the configuration: {@code Mul=float[1,299,299,3]}. */
        public String spec() {
            TensorShapeProto known = shape == null || shape.getUnknownRank() ? null : shape;
            return new InputSpec(NodeInput.parse(name), dtype, known).toString();
        }
    }

    /**
     * A placeholder to replace by a constant.
     *
     * @param name the placeholder
     * @param value the constant, as {@code tfmobile.feeds} takes it
     * @param reason why, one clause without a full stop
     */
    public record Feed(String name, String value, String reason) {}

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

    /** Looks at a graph. */
    public static LikelyNames of(Graph graph) {
        return new Search(graph).run();
    }

    private static final class Search {

        private final Graph graph;
        private final Map<String, List<NodeDef>> readers = new HashMap<>();

        Search(Graph graph) {
            this.graph = graph;
            for (NodeDef node : graph.nodes()) {
                for (String text : node.getInputList()) {
                    NodeInput input = NodeInput.parse(text);
                    if (!input.isControl()) {
                        readers.computeIfAbsent(input.toString(), key -> new ArrayList<>())
                                .add(node);
                    }
                }
            }
        }

        LikelyNames run() {
            Map<NodeInput, Set<String>> reach = new LinkedHashMap<>();
            for (NodeInput source : sources()) {
                reach.put(source, descendants(readers.getOrDefault(source.toString(), List.of())));
            }
            Set<String> weights = names(this::isWeight);
            Set<String> weighted = descendants(weights.stream()
                    .flatMap(name -> graph.consumers(name).stream())
                    .toList());
            Set<String> training = descendantsAndSelf(
                    names(node -> GRADIENT_SCOPE.matcher(node.getName()).matches()
                            || LOSS.matcher(node.getOp()).matches()
                            || UPDATE.matcher(node.getOp()).matches()
                            || MACHINERY.matcher(node.getOp()).matches()));
            markLabels(reach, weighted, training);
            markLoss(training);
            Set<String> forward = new LinkedHashSet<>();
            reach.values().forEach(forward::addAll);
            if (!weights.isEmpty()) {
                forward.retainAll(weighted);
            }
            forward.removeAll(training);
            dropUpdates(forward);
            List<Candidate> outputs = outputs(forward, training);
            Set<String> needed = ancestors(outputs.stream().map(Candidate::name).toList());
            List<Feed> feeds = new ArrayList<>();
            Map<String, Candidate> inputs = new LinkedHashMap<>();
            reach.forEach((source, reached) -> {
                if (needed.contains(source.node())) {
                    Feed feed = feed(source);
                    if (feed != null) {
                        feeds.add(feed);
                    } else {
                        inputsFrom(source, reached, weighted, needed)
                                .forEach(input -> inputs.putIfAbsent(input.name(), input));
                    }
                }
            });
            return new LikelyNames(List.copyOf(inputs.values()), outputs, List.copyOf(feeds));
        }

        /** The tensors that values come from at run time, in file order; one for each output that is read. */
        private List<NodeInput> sources() {
            List<NodeInput> sources = new ArrayList<>();
            for (NodeDef node : graph.nodes()) {
                if (!SOURCE.matcher(node.getOp()).matches()) {
                    continue;
                }
                Set<Integer> ports = new TreeSet<>();
                for (NodeDef reader : graph.consumers(node.getName())) {
                    for (String text : reader.getInputList()) {
                        NodeInput input = NodeInput.parse(text);
                        if (input.node().equals(node.getName()) && !input.isControl()) {
                            ports.add(input.port());
                        }
                    }
                }
                ports.forEach(port -> sources.add(new NodeInput(node.getName(), port)));
            }
            return sources;
        }

        private boolean isWeight(NodeDef node) {
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

        /**
         * Labels reach the loss, but nothing that reads weights. Values that come with them (a metric, a loss written
         * out by hand) belong to training.
         */
        private void markLabels(Map<NodeInput, Set<String>> reach, Set<String> weighted, Set<String> training) {
            Set<NodeInput> labels = new LinkedHashSet<>();
            boolean other = false;
            for (Map.Entry<NodeInput, Set<String>> source : reach.entrySet()) {
                if (feed(source.getKey()) != null) {
                    continue;
                }
                boolean feedsLayer = source.getValue().stream()
                        .filter(name -> !training.contains(name))
                        .map(graph::find)
                        .anyMatch(node -> node != null && readsWeightDirectly(node, source.getValue(), weighted));
                if (feedsLayer) {
                    other = true;
                } else {
                    labels.add(source.getKey());
                }
            }
            if (other) {
                for (NodeInput label : labels) {
                    Set<String> reached = reach.remove(label);
                    if (reached != null) {
                        training.addAll(reached);
                    }
                }
            }
        }

        /** Whether a node has an input that comes from weights, but not from this source. */
        private boolean readsWeightDirectly(NodeDef node, Set<String> reached, Set<String> weighted) {
            boolean fromWeights = false;
            boolean fromValues = false;
            for (String text : node.getInputList()) {
                NodeInput input = NodeInput.parse(text);
                NodeDef producer = input.isControl() ? null : graph.find(input.node());
                if (producer == null) {
                    continue;
                }
                boolean isParameter = isParameter(producer, weighted);
                fromWeights |= isParameter;
                fromValues |= !isParameter;
            }
            return fromWeights && fromValues && reached.contains(node.getName());
        }

        /** A weight, something computed from weights alone, or a weight on its way into a branch or loop. */
        private boolean isParameter(NodeDef node, Set<String> weighted) {
            NodeDef at = node;
            for (int depth = 0; depth < 64; depth++) {
                if (isWeight(at) || (weighted.contains(at.getName()) && !dependsOnSource(at.getName()))) {
                    return true;
                }
                NodeDef from = CARRIER.matcher(at.getOp()).matches() && at.getInputCount() > 0
                        ? graph.find(NodeInput.parse(at.getInput(0)).node())
                        : null;
                if (from == null) {
                    return false;
                }
                at = from;
            }
            return false;
        }

        private final Map<String, Boolean> sourceDependent = new HashMap<>();

        private boolean dependsOnSource(String name) {
            if (sourceDependent.isEmpty()) {
                graph.nodes().forEach(node -> sourceDependent.put(node.getName(), false));
                descendantsAndSelf(names(node -> SOURCE.matcher(node.getOp()).matches()))
                        .forEach(reached -> sourceDependent.put(reached, true));
            }
            return sourceDependent.getOrDefault(name, false);
        }

        /**
         * The loss is what gradients start from: TensorFlow names the gradient of {@code x} {@code gradients/x_grad}
         * (tensorflow/python/ops/gradients_util.py). What reduces the result to it is no result either.
         */
        private void markLoss(Set<String> training) {
            Set<String> withGradient = new LinkedHashSet<>();
            for (NodeDef node : graph.nodes()) {
                Matcher matcher = GRADIENT_OF.matcher(node.getName());
                if (matcher.matches()) {
                    withGradient.add(matcher.group(1));
                }
            }
            Deque<NodeDef> open = new ArrayDeque<>();
            for (String name : withGradient) {
                NodeDef node = graph.find(name);
                if (node != null
                        && graph.consumers(name).stream()
                                .noneMatch(reader -> withGradient.contains(reader.getName()))) {
                    open.add(node);
                }
            }
            while (!open.isEmpty()) {
                NodeDef node = open.remove();
                boolean squared = node.getOp().equals("Mul") && node.getInput(0).equals(node.getInput(1));
                if (!squared && !REDUCTION.matcher(node.getOp()).matches()) {
                    continue;
                }
                training.add(node.getName());
                for (String text : node.getInputList()) {
                    NodeDef producer = graph.find(NodeInput.parse(text).node());
                    if (producer != null && !training.contains(producer.getName())) {
                        open.add(producer);
                    }
                }
            }
        }

        /** A port of an If or While that only carries something through, or the predicate of a cond. */
        private boolean isControlFlowPort(NodeDef node) {
            if (CONTROL_FLOW_PORT.matcher(node.getOp()).matches()
                    || ShapeGuess.dtype(node, 0) == DataType.DT_RESOURCE) {
                return true;
            }
            if (!node.getOp().equals("Identity") || node.getInputCount() == 0) {
                return false;
            }
            NodeDef producer = graph.find(NodeInput.parse(node.getInput(0)).node());
            return producer != null
                    && (producer.getOp().equals("Switch") || node.getName().startsWith(producer.getName() + "/"));
        }

        /** Nodes that only serve to update variables are no results. */
        private void dropUpdates(Set<String> forward) {
            Deque<NodeDef> open = new ArrayDeque<>();
            Set<String> updates = new LinkedHashSet<>();
            graph.nodes().stream()
                    .filter(node -> UPDATE.matcher(node.getOp()).matches())
                    .forEach(node -> {
                        updates.add(node.getName());
                        open.add(node);
                    });
            while (!open.isEmpty()) {
                for (String text : open.remove().getInputList()) {
                    String name = NodeInput.parse(text).node();
                    NodeDef producer = graph.find(name);
                    if (producer != null
                            && !updates.contains(name)
                            && graph.consumers(name).stream().allMatch(reader -> updates.contains(reader.getName()))) {
                        updates.add(name);
                        open.add(producer);
                    }
                }
            }
            forward.removeAll(updates);
        }

        private List<Candidate> outputs(Set<String> forward, Set<String> training) {
            boolean again = true;
            while (again) {
                List<String> metrics = forward.stream()
                        .filter(name -> isEnd(name, forward))
                        .filter(name -> {
                            NodeDef node = graph.find(name);
                            return node != null
                                    && METRIC.matcher(node.getOp()).matches()
                                    && !graph.consumers(name).isEmpty();
                        })
                        .toList();
                again = forward.removeAll(metrics);
            }
            List<Candidate> outputs = new ArrayList<>();
            for (NodeDef node : graph.nodes()) {
                if (forward.contains(node.getName()) && isEnd(node.getName(), forward)) {
                    List<String> loss = graph.consumers(node.getName()).stream()
                            .map(NodeDef::getName)
                            .filter(training::contains)
                            .filter(name -> !GRADIENT_SCOPE.matcher(name).matches())
                            .limit(2)
                            .toList();
                    String reason = "depends on the inputs and the weights and "
                            + (loss.isEmpty()
                                    ? "nothing reads it"
                                    : "only training reads it (" + String.join(", ", loss) + ")");
                    outputs.add(new Candidate(node.getName(), ShapeGuess.dtype(node, 0), null, reason));
                }
            }
            List<Candidate> results = outputs.stream()
                    .filter(output -> {
                        NodeDef node = graph.find(output.name());
                        return node != null && !isControlFlowPort(node);
                    })
                    .toList();
            return results.isEmpty() ? List.copyOf(outputs) : results;
        }

        private boolean isEnd(String name, Set<String> forward) {
            return graph.consumers(name).stream().noneMatch(reader -> forward.contains(reader.getName()));
        }

        private static @Nullable Feed constant(String name, @Nullable DataType dtype) {
            if (dtype == DataType.DT_BOOL && TRAINING_SWITCH.matcher(name).matches()) {
                return new Feed(name, "false", "a bool that by its name switches training on");
            }
            if (dtype != DataType.DT_BOOL && KEEP_PROB.matcher(name).matches()) {
                return new Feed(name, "1.0", "by its name the share of values that dropout keeps");
            }
            if (dtype != DataType.DT_BOOL && DROP_RATE.matcher(name).matches()) {
                return new Feed(name, "0.0", "by its name the share of values that dropout drops");
            }
            return null;
        }

        private @Nullable Feed feed(NodeInput source) {
            NodeDef node = graph.find(source.node());
            return node == null || !node.getOp().startsWith("Placeholder")
                    ? null
                    : constant(node.getName(), ShapeGuess.dtype(node, 0));
        }

        /** The source itself, or, when encoded media or a queue come first, the last tensors before the weights. */
        private List<Candidate> inputsFrom(
                NodeInput source, Set<String> reached, Set<String> weighted, Set<String> needed) {
            NodeDef node = graph.find(source.node());
            if (node == null) {
                return List.of();
            }
            ShapeGuess shapes = new ShapeGuess(graph);
            List<String> preprocessing = new ArrayList<>();
            if (HOST_PREPROCESSING.matcher(node.getOp()).matches()) {
                preprocessing.add(node.getOp());
            }
            reached.stream()
                    .filter(name -> !weighted.contains(name) && needed.contains(name))
                    .map(graph::find)
                    .filter(each -> each != null
                            && HOST_PREPROCESSING.matcher(each.getOp()).matches())
                    .forEach(each -> preprocessing.add(each.getOp()));
            if (preprocessing.isEmpty()) {
                return List.of(new Candidate(
                        source.toString(),
                        ShapeGuess.dtype(node, source.port()),
                        shapes.of(source),
                        "a " + node.getOp() + " that the outputs depend on"));
            }
            List<Candidate> border = new ArrayList<>();
            for (NodeDef last : graph.nodes()) {
                String name = last.getName();
                if (reached.contains(name)
                        && !weighted.contains(name)
                        && needed.contains(name)
                        && graph.consumers(name).stream()
                                .anyMatch(reader ->
                                        weighted.contains(reader.getName()) && needed.contains(reader.getName()))) {
                    NodeInput tensor = new NodeInput(name, 0);
                    border.add(new Candidate(
                            name,
                            ShapeGuess.dtype(last, 0),
                            shapes.of(tensor),
                            "the last node before the weights; feeding it cuts off "
                                    + preprocessing.stream().distinct().collect(Collectors.joining(", "))));
                }
            }
            return border;
        }

        private Set<String> names(Predicate<NodeDef> which) {
            return graph.nodes().stream()
                    .filter(which)
                    .map(NodeDef::getName)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }

        private Set<String> descendantsAndSelf(Set<String> seeds) {
            return descendants(seeds.stream()
                    .map(graph::find)
                    .filter(java.util.Objects::nonNull)
                    .toList());
        }

        /** The given nodes and all that read them, directly or not, through data edges. */
        private Set<String> descendants(Collection<? extends @Nullable NodeDef> seeds) {
            Set<String> seen = new LinkedHashSet<>();
            Deque<NodeDef> open = new ArrayDeque<>();
            for (NodeDef seed : seeds) {
                if (seed != null && seen.add(seed.getName())) {
                    open.add(seed);
                }
            }
            while (!open.isEmpty()) {
                String name = open.remove().getName();
                for (NodeDef reader : graph.consumers(name)) {
                    boolean data = reader.getInputList().stream()
                            .map(NodeInput::parse)
                            .anyMatch(
                                    input -> !input.isControl() && input.node().equals(name));
                    if (data && seen.add(reader.getName())) {
                        open.add(reader);
                    }
                }
            }
            return seen;
        }

        private Set<String> ancestors(List<String> names) {
            Set<String> seen = new LinkedHashSet<>(names);
            Deque<String> open = new ArrayDeque<>(names);
            while (!open.isEmpty()) {
                NodeDef node = graph.find(open.remove());
                if (node != null) {
                    for (String text : node.getInputList()) {
                        String input = NodeInput.parse(text).node();
                        if (seen.add(input)) {
                            open.add(input);
                        }
                    }
                }
            }
            return seen;
        }
    }
}
