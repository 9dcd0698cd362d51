package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.OutputSpecs;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.summary.LikelyNames.Candidate;
import io.github.tfmobile.graph.summary.LikelyNames.Feed;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;

/**
 * Finds the model in a graph: the outputs first, then what they need. A graph with variables comes from a training
 * program and holds more than the model; one without was cut down to its outputs when it was frozen.
 */
final class ModelSearch {

    private final Graph graph;
    private final OpDefs ops;
    private final ValueFlow flow;
    private final NodeRoles roles;
    private final Sources sources;
    private final BitSet service;
    private final BitSet holders;

    ModelSearch(Graph graph, OpDefs ops) {
        this.graph = graph;
        this.ops = ops;
        this.flow = new ValueFlow(graph, ops);
        this.roles = new NodeRoles(graph);
        this.sources = new Sources(flow, roles);
        this.holders = roles.holders();
        this.service = roles.service();
        service.or(sources.saver());
    }

    LikelyNames names() {
        boolean frozen =
                flow.where(node -> flow.node(node).is(OpTrait.VARIABLE)).isEmpty();
        List<Source> used = frozen ? sources.primary() : sources(dependents(service));
        BitSet ends = frozen ? new LikelyOutputs(flow).ofFrozen(union(service, holders), nodes(used)) : ends(used);
        if (ends.isEmpty()) {
            List<Source> fed = used.stream()
                    .filter(source -> source.kind() == Source.Kind.FED && isData(source))
                    .toList();
            return new LikelyNames(
                    new LikelyInputs(graph, flow, ops, flow.readers(fed)).of(fed, roles), List.of(), List.of());
        }
        BitSet needed = graph.index().upstream(ends, (reader, source, port) -> true);
        if (frozen && used.stream().noneMatch(source -> isData(source) && needed.get(source.node()))) {
            used = new ArrayList<>(used);
            used.addAll(sources.random());
        }
        List<Feed> feeds = new ArrayList<>();
        List<Source> fed = new ArrayList<>();
        for (Source source : used) {
            Feed feed = sources.feed(source);
            if (feed == null && !sources.isSet(source)) {
                fed.add(source);
            } else if (feed != null && needed.get(source.node())) {
                feeds.add(feed);
            }
        }
        return new LikelyNames(new LikelyInputs(graph, flow, ops, ends).of(fed, roles), outputs(ends), feeds);
    }

    /** Whether a source gives data, and does not only switch training. */
    private boolean isData(Source source) {
        return sources.feed(source) == null && !sources.isSet(source);
    }

    /** Whether a node computes something, and does not hold or take it. */
    private boolean isComputed(int node) {
        return !flow.weights().get(node)
                && !flow.node(node).is("Const")
                && !flow.node(node).is(OpTrait.PLACEHOLDER);
    }

    /** These nodes and what depends on them. */
    private BitSet dependents(BitSet nodes) {
        return flow.downstream(nodes);
    }

    /** Where the model's values come from; where nothing is fed, random numbers or a variable. */
    private List<Source> sources(BitSet aside) {
        List<Source> primary = sources.primary();
        if (reachModel(primary, aside)) {
            return primary;
        }
        for (List<Source> others : List.of(sources.random(), sources.variables())) {
            if (reachModel(others, aside)) {
                List<Source> all = new ArrayList<>(primary);
                all.addAll(others);
                return all;
            }
        }
        return primary;
    }

    /** Whether values of sources meet weights, or, where there are none, anything. */
    private boolean reachModel(List<Source> from, BitSet aside) {
        BitSet reached =
                flow.downstream(flow.readers(from.stream().filter(this::isData).toList()));
        reached.andNot(aside);
        return flow.weighted().isEmpty() ? !reached.isEmpty() : reached.intersects(flow.weighted());
    }

    /** The ends of the model among all that a training program needs. */
    private BitSet ends(List<Source> used) {
        BitSet learning = roles.learning();
        // What depends on an update is a metric as a rule; where nothing else is left, it is a state of the model.
        for (BitSet aside : List.of(dependents(service), service)) {
            BitSet without = union(aside, holders);
            without.or(dependents(learning));
            BitSet ends = ends(used, without, learning);
            if (!ends.isEmpty()) {
                return ends;
            }
        }
        return new BitSet();
    }

    private BitSet ends(List<Source> used, BitSet aside, BitSet learning) {
        List<Source> data = flow.read(used.stream().filter(this::isData).toList(), reader -> !aside.get(reader));
        BitSet given = dependents(flow.readers(data));
        // The norms of weights that a graph for inference still has teach nothing.
        boolean learns = learning.stream()
                .anyMatch(node ->
                        data.isEmpty() || given.get(node) || !flow.node(node).is(OpTrait.LOSS));
        BitSet differentiated = roles.differentiated();
        TrainingParts training = new TrainingParts(flow, aside, differentiated);
        if (learns) {
            training.markLabels(data, given, learning);
        }
        List<Source> model = new ArrayList<>(data);
        model.removeAll(new HashSet<>(training.labels()));
        BitSet forward = model.isEmpty() ? flow.where(this::isComputed) : dependents(flow.readers(model));
        if (!learns) {
            forward.or(flow.withCounts(forward));
        }
        if (learns && flow.weighted().intersects(forward)) {
            forward.and(flow.weighted());
        }
        forward.andNot(aside);
        if (learns) {
            given.or(nodes(data));
            training.add(new Critics(flow, given, differentiated).nodes(forward));
        }
        BitSet compared = (BitSet) training.nodes().clone();
        training.markShown(forward, compared);
        training.growBackwards(forward, learns);
        forward.andNot(training.nodes());
        Regions regions = new Regions(forward, training.nodes(), compared, differentiated);
        return new LikelyOutputs(flow).within(regions, nodes(model));
    }

    private static BitSet union(BitSet a, BitSet b) {
        BitSet union = (BitSet) a.clone();
        union.or(b);
        return union;
    }

    private static BitSet nodes(List<Source> sources) {
        BitSet nodes = new BitSet();
        sources.forEach(source -> nodes.set(source.node()));
        return nodes;
    }

    private List<Candidate> outputs(BitSet ends) {
        List<InputSpec> specs = ends.stream()
                .mapToObj(end -> new InputSpec(flow.tensor(end), null, null))
                .toList();
        List<Candidate> outputs = new ArrayList<>();
        for (InputSpec spec : OutputSpecs.of(graph, specs, ops)) {
            outputs.add(new Candidate(spec.tensor().toString(), spec.dtype(), spec.shape(), reason(spec.tensor())));
        }
        return outputs;
    }

    private String reason(NodeInput output) {
        List<String> readers = graph.readers(output.node()).stream()
                .filter(reader -> !NodeRoles.isGradient(reader.name()))
                .map(reader -> reader.name())
                .limit(2)
                .toList();
        int node = graph.index().number(output.node());
        String depends = flow.weighted().get(node) ? "depends on the weights and " : "";
        return depends
                + (readers.isEmpty()
                        ? "nothing reads it"
                        : "only training reads it (" + String.join(", ", readers) + ")");
    }
}
