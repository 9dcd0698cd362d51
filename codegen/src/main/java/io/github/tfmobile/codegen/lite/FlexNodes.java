package io.github.tfmobile.codegen.lite;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfmobile.codegen.problem.BuildProblem;
import io.github.tfmobile.codegen.text.Names;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.lite.flex.FlexOp;
import io.github.tfmobile.lite.flex.FlexOps;
import io.github.tfmobile.lite.model.LiteModel;
import io.github.tfmobile.lite.model.Operator;
import io.github.tfmobile.lite.model.OperatorCode;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.TreeSet;
import org.tensorflow.proto.NodeDef;

/**
 * The nodes that TensorFlow's kernels run in a TensorFlow Lite model. Each has the name of its operator, no device (the
 * delegate runs all on the CPU) and no inputs: those of the NodeDef are empty strings.
 *
 * @param graph the nodes
 * @param warnings what is legal but surprising, one line each
 */
record FlexNodes(Graph graph, List<String> warnings) {

    /**
     * Reads the nodes.
     *
     * @param name the name of the model
     * @throws ProblemException with every op that the delegate cannot read
     */
    static FlexNodes of(String name, LiteModel model) throws ProblemException {
        List<Problem> problems = new ArrayList<>();
        List<NodeDef> nodes = new ArrayList<>();
        IdentityHashMap<Operator, NodeDef> byOperator = new IdentityHashMap<>();
        FlexWarnings warnings = new FlexWarnings(name);
        for (FlexOp flex : FlexOps.of(model, problems::add)) {
            String operator = flex.subgraph().text(flex.operator());
            try {
                NodeDef node = NodeDef.parseFrom(flex.nodeDef()).toBuilder()
                        .setName(operator)
                        .clearDevice()
                        .clearInput()
                        .build();
                warnings.op(flex, node.getOp());
                NodeDef run = node.toBuilder().setOp(flex.runs()).build();
                nodes.add(run);
                byOperator.put(flex.operator(), run);
                if (!node.getOp().equals(flex.runs())) {
                    // The delegate takes the defaults of its attrs from this op, so it has to be there.
                    nodes.add(node);
                }
            } catch (InvalidProtocolBufferException e) {
                problems.add(Problem.of(
                        BuildProblem.FLEX_NODE_DAMAGED,
                        OperatorCode.FLEX + Names.plain(flex.op()) + " has a NodeDef that cannot be parsed (" + operator
                                + ")",
                        Place.at(model.file(), flex.operator().options().offset()),
                        "convert the model again"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        warnings.readFirst(FlexVariables.readFirst(model, byOperator));
        return new FlexNodes(Graph.ofNodes(nodes), List.copyOf(new TreeSet<>(warnings.lines())));
    }
}
