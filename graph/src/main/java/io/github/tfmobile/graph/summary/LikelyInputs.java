package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.CutSearch;
import io.github.tfmobile.graph.analysis.InputShapes;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.summary.LikelyNames.Candidate;
import io.github.tfmobile.graph.summary.Source.Kind;
import io.github.tfmobile.registry.OpDefs;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What to feed: the sources of the outputs, or, where files, records or encoded media come first, what is made of them. */
final class LikelyInputs {

    private final Graph graph;
    private final ValueFlow flow;
    private final GraphIndex index;
    private final OpDefs ops;
    private final BitSet ends;
    private final BitSet needed;
    /** What is fed in place of something, with the reason. */
    private final Map<NodeInput, String> cuts = new LinkedHashMap<>();

    private @Nullable CutSearch search;

    /**
     * Looks at what the outputs need.
     *
     * @param ends the outputs
     */
    LikelyInputs(Graph graph, ValueFlow flow, OpDefs ops, BitSet ends) {
        this.graph = graph;
        this.flow = flow;
        this.index = graph.index();
        this.ops = ops;
        this.ends = ends;
        this.needed = index.upstream(ends, (reader, source, port) -> true);
    }

    /** What to feed in place of these sources. */
    List<Candidate> of(List<Source> sources, NodeRoles roles) {
        BitSet seeds = flow.readers(sources);
        for (Source source : sources) {
            seeds.set(source.node());
        }
        BitSet host = roles.hostPreprocessing();
        host.and(needed);
        host.and(flow.downstream(seeds));
        host.andNot(flow.weighted());
        host.andNot(ends);
        cutBehind(host);
        for (Source source : sources) {
            if (source.kind() == Kind.RANDOM && needed.get(source.node())) {
                cutAway(ValueFlow.single(source.node()), "random numbers, before the weights");
            }
        }
        return candidates(sources, host);
    }

    /** Finds what an app has in place of what reads records and decodes: pixels of the right size, parsed tensors. */
    private void cutBehind(BitSet host) {
        BitSet before = host.isEmpty() ? host : flow.upstream(sourcesOf(host), needed);
        BitSet arrays = new BitSet(index.size());
        BitSet others = new BitSet(index.size());
        for (int node = host.nextSetBit(0); node >= 0; node = host.nextSetBit(node + 1)) {
            Node at = index.node(node);
            boolean isArray = at.is(OpTrait.ARRAY_DECODER) || at.is(OpTrait.SAMPLE_CROP) || at.is(OpTrait.PYTHON);
            (before.get(node) ? new BitSet() : isArray ? arrays : others).set(node);
        }
        String last = flow.weights().isEmpty() ? "the next node" : "the last node before the weights";
        if (!cutAway(arrays, last)) {
            for (int node = arrays.nextSetBit(0); node >= 0; node = arrays.nextSetBit(node + 1)) {
                if (!cutAway(ValueFlow.single(node), last)) {
                    others.set(node);
                }
            }
        }
        for (int node = others.nextSetBit(0); node >= 0; node = others.nextSetBit(node + 1)) {
            for (int port : Ports.read(index, node, needed::get)) {
                cuts.put(
                        new NodeInput(index.node(node).name(), port),
                        "a result of " + index.node(node).op());
            }
        }
    }

    private BitSet sourcesOf(BitSet nodes) {
        BitSet sources = new BitSet(index.size());
        nodes.stream().forEach(node -> {
            for (int k = 0; k < index.inputs(node); k++) {
                if (index.source(node, k) >= 0 && flow.carries(node, k)) {
                    sources.set(index.source(node, k));
                }
            }
        });
        return sources;
    }

    /** Cuts nodes off with one new input, the last one before the weights; false when there is none. */
    private boolean cutAway(BitSet nodes, String reason) {
        if (nodes.isEmpty()) {
            return true;
        }
        CutSearch searched = search();
        List<CutSearch.Cut> found = searched.of(
                nodes.stream().mapToObj(node -> index.node(node).name()).toList());
        if (found.isEmpty()) {
            return false;
        }
        CutSearch.Cut chosen = found.get(flow.weights().isEmpty() ? 0 : found.size() - 1);
        cuts.put(chosen.input().tensor(), reason);
        return true;
    }

    private CutSearch search() {
        CutSearch found = search;
        if (found == null) {
            found = new CutSearch(
                    graph, ends.stream().mapToObj(end -> index.node(end).name()).toList(), ops);
            search = found;
        }
        return found;
    }

    /** The cuts and the sources that are needed besides them, in file order. */
    private List<Candidate> candidates(List<Source> sources, BitSet host) {
        BitSet cutNodes = new BitSet(index.size());
        cuts.keySet().forEach(tensor -> cutNodes.set(index.number(tensor.node())));
        BitSet still = index.upstream(
                ends,
                (reader, source, port) -> !cutNodes.get(source)
                        || port < 0
                        || !cuts.containsKey(new NodeInput(index.node(source).name(), port)));
        BitSet gone = (BitSet) host.clone();
        sources.stream()
                .filter(source -> source.kind() != Kind.FED && needed.get(source.node()))
                .forEach(source -> gone.set(source.node()));
        gone.andNot(still);
        String without = gone.isEmpty()
                ? ""
                : "; feeding it cuts off "
                        + gone.stream()
                                .mapToObj(node -> index.node(node).op())
                                .distinct()
                                .collect(Collectors.joining(", "));
        TreeMap<Integer, Map<Integer, Candidate>> found = new TreeMap<>();
        cuts.forEach((tensor, reason) -> add(found, tensor, reason + without));
        Map<Integer, Set<Integer>> ports = new HashMap<>();
        for (Source source : sources) {
            boolean read = ends.get(source.node())
                    || (needed.get(source.node())
                            && ports.computeIfAbsent(source.node(), node -> Ports.read(index, node, still::get))
                                    .contains(source.port()));
            if (read && !cuts.containsKey(source.tensor())) {
                String op = index.node(source.node()).op();
                add(
                        found,
                        source.tensor(),
                        source.kind() == Kind.FED
                                ? "a " + op + " that the outputs depend on"
                                : "what " + op + " gives: " + source.kind().reason());
            }
        }
        return found.values().stream()
                .flatMap(outputs -> outputs.values().stream())
                .toList();
    }

    private void add(Map<Integer, Map<Integer, Candidate>> to, NodeInput tensor, String reason) {
        Candidate candidate = new Candidate(
                tensor.toString(), flow.dtype(tensor), InputShapes.of(graph, flow.facts(), tensor), reason);
        to.computeIfAbsent(index.number(tensor.node()), node -> new TreeMap<>()).put(tensor.port(), candidate);
    }
}
