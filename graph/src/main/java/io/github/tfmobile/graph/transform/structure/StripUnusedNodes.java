package io.github.tfmobile.graph.transform.structure;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.problem.Suggestions;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Endpoints;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.Placeholders;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.tensor.TensorShapes;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * {@code strip_unused_nodes}: keeps what the outputs need, and makes each input a Placeholder
 * (tensorflow/tools/graph_transforms/strip_unused_nodes.cc).
 *
 * <p>Dtype and shape of a new Placeholder come from the arguments {@code name} with {@code type_for_name} and
 * {@code shape_for_name}, then {@code type} and {@code shape}, then from what the model's inputs declare; without any
 * it has the dtype of the node it replaces where that is known, otherwise float, and the shape of a scalar. An input
 * that is a Placeholder already stays, narrowed to the shape that the model's inputs declare. A shape without dims is that
 * of a scalar; the original refuses it.
 */
@AutoService(Transform.class)
public final class StripUnusedNodes implements Transform {

    @Override
    public String name() {
        return "strip_unused_nodes";
    }

    @Override
    public Set<String> arguments() {
        return Set.of("type", "shape", "name", "type_for_name", "shape_for_name");
    }

    @Override
    public boolean dropsUnreachable() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        List<Problem> problems = new ArrayList<>();
        GraphIndex index = graph.index();
        BitSet inputs = numbers(index, context.inputNodes());
        BitSet needed = reachable(graph, context, inputs, problems);
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        boolean changed = needed.cardinality() < index.size();
        List<Node> kept = new ArrayList<>(needed.cardinality());
        for (int i = needed.nextSetBit(0); i >= 0; i = needed.nextSetBit(i + 1)) {
            Node node = index.node(i);
            Node last = inputs.get(i)
                    ? placeholder(graph, node, context).filtered(input -> isIn(needed, index.number(input.node())))
                    : node;
            changed |= inputs.get(i) && !last.equals(node);
            kept.add(last);
        }
        return changed ? graph.with(kept) : graph;
    }

    private static boolean isIn(BitSet nodes, int number) {
        return number >= 0 && nodes.get(number);
    }

    private static BitSet numbers(GraphIndex index, Set<String> names) {
        BitSet numbers = new BitSet(index.size());
        for (String name : names) {
            int number = index.number(name);
            if (number >= 0) {
                numbers.set(number);
            }
        }
        return numbers;
    }

    /** The inputs, and the nodes that the outputs need, not looking past the inputs. */
    private static BitSet reachable(Graph graph, TransformContext context, BitSet inputs, List<Problem> problems) {
        GraphIndex index = graph.index();
        Suggestions nodes = new Suggestions(graph::names);
        for (String output : context.outputNodes()) {
            if (index.number(output) < 0 && !context.inputNodes().contains(output)) {
                problems.add(Endpoints.unknown(context.transform() + ": " + Setting.OUTPUTS, output, nodes));
            }
        }
        BitSet from = numbers(index, context.protectedNodes());
        return index.upstream(from, (reader, source, port) -> !inputs.get(reader));
    }

    private static Node placeholder(Graph graph, Node node, TransformContext context) throws ProblemException {
        InputSpec declared = null;
        for (InputSpec input : context.inputs()) {
            if (input.tensor().node().equals(node.name())) {
                declared = input;
                if (input.tensor().port() > 0) {
                    throw context.problem(
                            TransformProblem.PLACEHOLDER_OF_LATER_OUTPUT,
                            "cannot make a Placeholder of an output other than a node's first: \"" + input.tensor()
                                    + "\"",
                            "name a node that reads this output alone, such as an Identity behind it");
                }
            }
        }
        if (node.op().equals("Placeholder")) {
            return narrowed(graph, node, declared, context);
        }
        Dtype dtype = dtype(node, declared, context);
        TensorShapeProto shape = shape(node, declared, context);
        return Node.builder(node.name(), "Placeholder")
                .attr("dtype", Attrs.type(dtype))
                .attr("shape", Attrs.shape(shape))
                .build();
    }

    /** A Placeholder with the shape that is declared for it. */
    private static Node narrowed(Graph graph, Node node, @Nullable InputSpec declared, TransformContext context)
            throws ProblemException {
        if (declared == null) {
            return node;
        }
        AttrValue dtype = node.attr("dtype");
        if (declared.dtype() != null && dtype != null && !Dtype.of(dtype).equals(declared.dtype())) {
            throw context.problem(
                    TransformProblem.PLACEHOLDER_OF_OTHER_DTYPE,
                    "cannot give a Placeholder of " + Dtype.of(dtype).name() + " another dtype: \"" + declared + "\"",
                    "declare it as it is, or name a node behind it as the input");
        }
        if (declared.shape() == null) {
            return node;
        }
        TensorShapeProto own = Placeholders.shape(node, graph.versions());
        TensorShapeProto known =
                own == null ? TensorShapeProto.newBuilder().setUnknownRank(true).build() : own;
        TensorShapeProto merged = TensorShapes.merge(known, declared.shape());
        if (merged == null) {
            throw context.problem(
                    TransformProblem.PLACEHOLDER_OF_OTHER_SHAPE,
                    "cannot give a Placeholder of shape " + TensorShapes.text(known) + " another shape: \"" + declared
                            + "\"",
                    "declare a shape that agrees with it, ? for a dim that is not known");
        }
        if (merged.equals(known)) {
            return node;
        }
        return node.toBuilder()
                .attr("shape", Attrs.shape(merged))
                .removeAttr("_output_shapes")
                .build();
    }

    private static Dtype dtype(Node node, @Nullable InputSpec declared, TransformContext context)
            throws ProblemException {
        String forName = forName("type_for_name", node.name(), context);
        String text = forName == null ? context.string("type", "") : forName;
        if (forName != null || context.has("type")) {
            Dtype dtype = Dtype.parse(text);
            if (dtype == null) {
                throw new ProblemException(Dtype.unknown(context.transform(), text));
            }
            return dtype;
        }
        if (declared != null && declared.dtype() != null) {
            return declared.dtype();
        }
        OpDef op = context.ops().find(node.op());
        NodeSignature signature = op == null ? null : NodeSignature.of(node, op);
        Dtype first = signature == null ? null : signature.outputType(0);
        return first == null ? Dtype.of(DataType.DT_FLOAT) : first.withoutRef();
    }

    private static TensorShapeProto shape(Node node, @Nullable InputSpec declared, TransformContext context)
            throws ProblemException {
        String forName = forName("shape_for_name", node.name(), context);
        String text = forName == null ? context.string("shape", "") : forName;
        if (forName != null || context.has("shape")) {
            TensorShapeProto shape = TensorShapes.parse(text);
            if (shape == null) {
                throw new ProblemException(InputSpec.noShape(
                        context.transform(),
                        text,
                        "write dims separated by commas in double quotes, as in shape=\"1,299,299,3\""));
            }
            return shape;
        }
        if (declared != null && declared.shape() != null) {
            return declared.shape();
        }
        AttrValue own = node.attr("shape");
        if (node.op().equals("PlaceholderWithDefault") && own != null) {
            return own.getShape();
        }
        context.warn()
                .accept(context.transform() + ": input " + node.name()
                        + " becomes a Placeholder with the shape of a scalar; declare it as in " + node.name()
                        + "=float[1,299,299,3]");
        return TensorShapeProto.getDefaultInstance();
    }

    /** What is given for one name, null when nothing is; the last one counts. */
    private static @Nullable String forName(String argument, String node, TransformContext context)
            throws ProblemException {
        List<String> names = context.strings("name");
        List<String> values = context.strings(argument);
        if (values.isEmpty()) {
            return null;
        }
        if (names.size() != values.size()) {
            throw context.problem(
                    TransformProblem.NAMES_AND_VALUES_DIFFER,
                    "takes a \"" + argument + "\" for every \"name\", but found " + values.size() + " for "
                            + names.size(),
                    argument.equals("type_for_name")
                            ? "for example strip_unused_nodes(name=foo, type_for_name=float, name=bar,"
                                    + " type_for_name=quint8)"
                            : "for example strip_unused_nodes(name=foo, shape_for_name=\"2,2,1\", name=bar,"
                                    + " shape_for_name=\"1\")");
        }
        String found = null;
        for (int i = 0; i < names.size(); i++) {
            if (NodeInput.parse(names.get(i)).node().equals(node)) {
                found = values.get(i);
            }
        }
        return found;
    }
}
