package io.github.tfmobile.graph.controlflow;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.TensorFacts;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.DataType;

/**
 * Makes scalars of conditions that are none. {@code If} and {@code While} take a tensor that is no scalar as true when it has
 * elements (tensorflow/core/kernels/functional_ops.cc, ToBool), Switch and LoopCond refuse it. Where a condition's rank is
 * not known, and the exporter did not record that it is a scalar, the graph itself asks for the rank when it runs.
 */
final class SizedConditions {

    private static final Dtype INT32 = Dtype.of(DataType.DT_INT32);

    private SizedConditions() {}

    /**
     * The lowered graph with such conditions.
     *
     * @param anyRank the Switch and LoopCond nodes whose condition may be no scalar where its rank is not known
     */
    static Graph of(Graph lowered, OpDefs ops, Set<String> anyRank) {
        GraphIndex index = lowered.index();
        TensorFacts facts = lowered.analysis(TensorFacts.of(ops, TensorFacts.Basis.BRANCHES));
        TensorFacts recorded = lowered.analysis(TensorFacts.of(ops, TensorFacts.Basis.RECORDED));
        GraphEditor editor = new GraphEditor(lowered);
        Map<NodeInput, NodeInput> sized = new LinkedHashMap<>();
        Map<NodeInput, NodeInput> asked = new LinkedHashMap<>();
        for (int i = 0; i < lowered.size(); i++) {
            Node node = lowered.node(i);
            int at = node.is(OpTrait.SWITCH) && !node.is("_SwitchN") ? 1 : node.is(OpTrait.LOOP_CONDITION) ? 0 : -1;
            if (at < 0 || at >= node.inputCount() || node.input(at).isControl()) {
                continue;
            }
            NodeInput condition = node.input(at);
            PartialShape shape = facts.of(condition).shape();
            // What the branch is passed stays, also where it is the condition itself.
            if (shape.rank() > 0) {
                NodeInput scalar = sized.computeIfAbsent(condition, tensor -> sized(tensor, index, editor));
                editor.replace(i, node.withInput(at, scalar));
            } else if (!shape.hasRank()
                    && anyRank.contains(node.name())
                    && recorded.of(condition).shape().rank() != 0) {
                NodeInput scalar = asked.computeIfAbsent(condition, tensor -> asked(tensor, index, editor));
                editor.replace(i, node.withInput(at, scalar));
            }
        }
        return editor.build();
    }

    /** Whether a tensor has elements, as nodes in its frame. */
    private static NodeInput sized(NodeInput tensor, GraphIndex index, GraphEditor editor) {
        Node source = index.node(index.number(tensor.node()));
        NodeBuilder out = new NodeBuilder(source, editor.names());
        Node.Builder size = Node.builder(out.name("size"), "Size")
                .attr("T", Dtype.of(DataType.DT_BOOL).attr())
                .attr("out_type", INT32.attr());
        NodeInput elements = out.add(size, List.of(tensor), List.of());
        NodeInput zero = out.constant("zero", Constants.zero(INT32), List.of(tensor.node()));
        NodeInput result = out.add(out.name("has_elements"), "NotEqual", INT32, List.of(elements, zero), List.of());
        out.nodes().forEach(editor::append);
        return result;
    }

    /**
     * A tensor of unknown rank as a condition, in its frame: whether any element is true or, of no scalar, there is one.
     * ToBool does the same, but no TensorFlow 1.x has it.
     */
    private static NodeInput asked(NodeInput tensor, GraphIndex index, GraphEditor editor) {
        Node source = index.node(index.number(tensor.node()));
        NodeBuilder out = new NodeBuilder(source, editor.names());
        Dtype bool = Dtype.of(DataType.DT_BOOL);
        NodeInput rank = out.add(out.name("rank"), "Rank", bool, List.of(tensor), List.of());
        NodeInput zero = out.constant("zero", Constants.zero(INT32), List.of(tensor.node()));
        NodeInput one = out.constant("one", Constants.scalar(1), List.of(tensor.node()));
        NodeInput noScalar = out.add(out.name("is_no_scalar"), "NotEqual", INT32, List.of(rank, zero), List.of());
        NodeInput either = out.add(Node.builder(out.name("or"), "LogicalOr"), List.of(tensor, noScalar), List.of());
        NodeInput axes = out.add(
                Node.builder(out.name("axes"), "Range").attr("Tidx", INT32.attr()),
                List.of(zero, rank, one),
                List.of());
        Node.Builder any = Node.builder(out.name("to_bool"), "Any")
                .attr("Tidx", INT32.attr())
                .attr("keep_dims", Attrs.bool(false));
        NodeInput result = out.add(any, List.of(either, axes), List.of());
        out.nodes().forEach(editor::append);
        return result;
    }
}
