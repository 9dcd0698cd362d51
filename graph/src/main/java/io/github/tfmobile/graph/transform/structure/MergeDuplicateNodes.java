package io.github.tfmobile.graph.transform.structure;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.graph.tensor.ContentKey;
import io.github.tfmobile.graph.tensor.WholeMessages;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.OpDef;

/**
 * {@code merge_duplicate_nodes}: of nodes with the same op, inputs, device and attrs one is left, the one that comes
 * first in the file (tensorflow/tools/graph_transforms/quantize_nodes.cc, MergeDuplicateNodes). Inputs and
 * outputs of the model, Placeholders and nodes of stateful or unknown ops stay apart.
 */
@AutoService(Transform.class)
public final class MergeDuplicateNodes implements Transform {

    @Override
    public String name() {
        return "merge_duplicate_nodes";
    }

    /** What two nodes have in common that are the same; large contents of tensors count by their bytes. */
    private record Content(
            String op,
            String device,
            List<NodeInput> inputs,
            Map<String, AttrValue> attrs,
            List<ContentKey> contents) {}

    @Override
    public boolean appliesToFunctions() {
        return true;
    }

    /** Whether two nodes of an op with the same inputs give the same; a reference that is passed on is the same, too. */
    private static boolean isAlwaysTheSame(@Nullable OpDef op) {
        return OpTraits.isPure(op) || (op != null && OpTrait.REF_FORM.includes(op.getName()));
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        Set<String> kept = context.protectedNodes();
        Map<Content, Integer> first = new HashMap<>();
        Map<String, String> merged = new HashMap<>();
        boolean inOrder = true; // the first to run is the first in the file
        GraphEditor editor = new GraphEditor(graph); // says what two nodes read when their own inputs are merged
        GraphIndex index = graph.index();
        BitSet alwaysTheSame =
                index.opsWhere(op -> isAlwaysTheSame(context.ops().find(op)));
        for (int number : index.runOrder()) {
            Node node = graph.node(number);
            if (!alwaysTheSame.get(index.op(number)) || kept.contains(node.name())) {
                continue;
            }
            List<NodeInput> inputs = new ArrayList<>(node.inputCount());
            for (NodeInput input : node.inputs()) {
                inputs.add(editor.resolve(input));
            }
            List<ContentKey> contents = new ArrayList<>();
            Map<String, AttrValue> attrs =
                    WholeMessages.change(node.attrs(), tensor -> ContentKey.takeOut(tensor, contents));
            Content content = new Content(node.op(), node.device(), inputs, attrs, contents);
            Integer other = first.putIfAbsent(content, number);
            if (other != null) {
                merged.put(node.name(), graph.node(other).name());
                editor.merge(number, graph.node(other).name());
                inOrder &= other < number;
            }
        }
        if (merged.isEmpty()) {
            return graph;
        }
        return inOrder ? editor.build() : withoutDuplicates(graph, merged);
    }

    /** Leaves of each node and its duplicates the one that comes first in the file. */
    private static Graph withoutDuplicates(Graph graph, Map<String, String> merged) throws ProblemException {
        Set<String> several = new HashSet<>(merged.values());
        Map<String, String> survivors = new HashMap<>();
        GraphEditor editor = new GraphEditor(graph);
        for (int i = 0; i < graph.size(); i++) {
            String name = graph.node(i).name();
            String group = merged.getOrDefault(name, name);
            if (several.contains(group)) {
                String survivor = survivors.putIfAbsent(group, name);
                if (survivor != null) {
                    editor.merge(i, survivor);
                }
            }
        }
        return editor.build();
    }
}
