package io.github.tfmobile.graph.transform;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.analysis.Frames;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;

/**
 * Puts the constants that a transform made into the loops that read them. A Const without inputs runs outside of all
 * loops, and TensorFlow refuses a node that reads from two frames (tensorflow/core/graph/control_flow.cc); so in a loop
 * of v1 control flow such a Const waits for something that its reader reads. One that is read in several frames is left
 * alone.
 */
final class FramePlacement {

    private final GraphIndex index;
    private final BitSet made;
    private final Frames frames;
    private final TreeMap<Integer, Integer> waits = new TreeMap<>();

    private FramePlacement(Graph graph, Graph before) {
        this.index = graph.index();
        this.made = made(before.index());
        this.frames = Frames.of(graph);
    }

    /** The graph with what the transform made of the one before placed. */
    static Graph of(Graph graph, Graph before) {
        if (graph.index().ops().stream().noneMatch(OpTrait.ENTER::includes)) {
            return graph;
        }
        FramePlacement placement = new FramePlacement(graph, before);
        placement.place();
        return placement.waits.isEmpty() ? graph : graph.with(placement.nodes());
    }

    /** What is not as it was: new nodes, and constants with another value. */
    @SuppressWarnings("ReferenceEquality") // a value that a transform leaves alone is the very same message
    private BitSet made(GraphIndex before) {
        BitSet found = new BitSet();
        int[] known = index.numbersIn(before);
        for (int i = 0; i < known.length; i++) {
            if (known[i] == GraphIndex.NONE) {
                Node node = index.node(i);
                int old = before.number(node.name());
                found.set(
                        i,
                        old == GraphIndex.NONE
                                || !before.node(old).op().equals(node.op())
                                || before.node(old).attr("value") != node.attr("value"));
            }
        }
        return found;
    }

    private void place() {
        for (int reader : index.runOrder()) {
            String op = index.node(reader).op();
            if (frames.frame(reader) == Frames.ROOT || OpTrait.ENTER.includes(op) || OpTrait.EXIT.includes(op)) {
                continue;
            }
            int[] sources = sources(reader);
            Arrays.stream(sources)
                    .filter(source -> frames.frame(source) == frames.frame(reader))
                    .findFirst()
                    .ifPresent(inLoop -> {
                        for (int source : sources) {
                            place(source, inLoop, frames.frame(reader));
                        }
                    });
        }
    }

    /** Lets a node wait, and what it reads, where it is made of constants and read in that frame alone. */
    private void place(int node, int inLoop, int wanted) {
        if (frames.frame(node) == wanted || !made.get(node) || waits.containsKey(node)) {
            return;
        }
        boolean[] elsewhere = {false};
        index.readers(node, (reader, input) -> {
            elsewhere[0] |= frames.frame(reader) != wanted && !waits.containsKey(reader);
            return !elsewhere[0];
        });
        if (elsewhere[0] || (index.inputs(node) == 0 && !index.node(node).op().equals("Const"))) {
            return;
        }
        waits.put(node, inLoop);
        for (int source : sources(node)) {
            place(source, inLoop, wanted);
        }
    }

    private int[] sources(int node) {
        int[] sources = new int[index.inputs(node)];
        for (int k = 0; k < sources.length; k++) {
            sources[k] = index.source(node, k);
        }
        return Arrays.stream(sources).filter(source -> source >= 0).toArray();
    }

    private List<Node> nodes() {
        List<Node> nodes = new ArrayList<>(index.size());
        for (int i = 0; i < index.size(); i++) {
            Integer inLoop = waits.get(i);
            nodes.add(
                    inLoop == null
                            ? index.node(i)
                            : index.node(i).toBuilder()
                                    .control(index.node(inLoop).name())
                                    .build());
        }
        return nodes;
    }
}
