package io.github.tfmobile.graph.transform.flow;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.ConstantValues;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.function.FunctionBody;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.function.Inliner;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NameAttrList;

/**
 * {@code decide_control_flow}: an If or Case of which the condition is known becomes the branch that it takes, written out,
 * and a While that never starts goes.
 */
@AutoService(Transform.class)
public final class DecideControlFlow implements Transform {

    @Override
    public String name() {
        return "decide_control_flow";
    }

    /** What a function of the user's model holds is not the fault of who writes it out. */
    @Override
    public boolean mayBreakOpDefinitions() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        FunctionLibrary library = new FunctionLibrary(graph.library(), context.ops(), null);
        Inliner inliner = new Inliner(library, null);
        Graph result = graph;
        for (int depth = 1; ; depth++) {
            Graph decided = new Round(result, library, context).decide();
            if (decided == null) {
                return result;
            }
            // Each round goes one function deeper: what decides in a branch may be an argument of its function.
            library.checkDepth(firstCalled(decided.all(), inliner), depth);
            result = inliner.inline(decided, context.protectedNodes());
        }
    }

    private static String firstCalled(List<Node> nodes, Inliner inliner) {
        return nodes.stream()
                .map(inliner::called)
                .filter(Objects::nonNull)
                .map(NameAttrList::getName)
                .findFirst()
                .orElse("");
    }

    /** The decisions that can be made without those before. */
    private static final class Round {

        private final Graph graph;
        private final FunctionLibrary library;
        private final TransformContext context;
        private final ConstantValues values;
        private final GraphEditor editor;

        Round(Graph graph, FunctionLibrary library, TransformContext context) {
            this.graph = graph;
            this.library = library;
            this.context = context;
            this.editor = new GraphEditor(graph);
            this.values = ConstantValues.of(graph, context.ops(), context.evaluator());
        }

        /** The graph with a call of the branch in place of each decided node; null when none is. */
        @Nullable
        Graph decide() throws ProblemException {
            GraphIndex index = graph.index();
            BitSet functional = index.opsWhere(OpTraits::isFunctionalControlFlow);
            for (int i = 0; i < graph.size(); i++) {
                if (!functional.get(index.op(i))) {
                    continue;
                }
                Node node = graph.node(i);
                Node decided = decide(node);
                if (decided == null) {
                    editor.remove(i);
                } else if (!decided.equals(node)) {
                    editor.replace(i, decided);
                }
            }
            return editor.isEmpty() ? null : editor.build();
        }

        private @Nullable Node decide(Node node) throws ProblemException {
            List<NodeInput> data = node.dataInputs();
            if (OpTrait.WHILE.includes(node.op())) {
                NameAttrList condition = function(node, "cond");
                if (condition == null || !Boolean.FALSE.equals(always(condition))) {
                    return node;
                }
                List<String> waits = new ArrayList<>(node.controls());
                for (int i = 0; i < data.size(); i++) {
                    editor.reroute(new NodeInput(node.name(), i), data.get(i));
                    waits.add(data.get(i).node());
                }
                editor.rerouteControls(node.name(), waits);
                return null;
            }
            NameAttrList taken = data.isEmpty() ? null : taken(node, data.get(0));
            return taken == null ? node : call(node, taken, data.subList(1, data.size()));
        }

        private @Nullable NameAttrList taken(Node node, NodeInput decides) {
            if (OpTrait.IF.includes(node.op())) {
                Boolean condition = values.condition(decides);
                return condition == null ? null : function(node, condition ? "then_branch" : "else_branch");
            }
            Integer index = values.index(decides);
            AttrValue branches = node.attr("branches");
            if (index == null || branches == null || branches.getList().getFuncCount() == 0) {
                return null;
            }
            int last = branches.getList().getFuncCount() - 1;
            return branches.getList().getFunc(index < 0 || index > last ? last : index);
        }

        private Node call(Node node, NameAttrList function, List<NodeInput> arguments) {
            boolean pure = OpTraits.isPure(context.ops().find(node.op()));
            Node.Builder call = Node.builder(node.name(), pure ? "PartitionedCall" : "StatefulPartitionedCall")
                    .device(node.device())
                    .attr("f", AttrValue.newBuilder().setFunc(function).build())
                    .attr("Tin", node.attr("Tin", AttrValue.getDefaultInstance()))
                    .attr("Tout", node.attr("Tout", AttrValue.getDefaultInstance()));
            return call.addInputs(arguments).addInputs(node.controlInputs()).build();
        }

        private @Nullable Boolean always(NameAttrList condition) throws ProblemException {
            FunctionBody body = library.body(condition);
            return body.results().size() != 1
                    ? null
                    : ConstantValues.of(Graph.of(body.nodes()), context.ops(), context.evaluator())
                            .condition(body.results().get(0).tensor());
        }

        private static @Nullable NameAttrList function(Node node, String attr) {
            AttrValue value = node.attr(attr);
            return value != null && value.hasFunc() ? value.getFunc() : null;
        }
    }
}
