package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.runtime.TensorFlowRuntime;
import io.github.tfmobile.graph.testing.Graphs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What reads a ref variable lies in its memory: who waits for an update and reads an earlier {@code v/read} gets the updated
 * value. Each graph is run by TensorFlow with its variables and without.
 */
class RefVariablesTest {

    private static final String SHAPE = " attr { key: \"shape\" value { shape { dim { size: 3 } } } }";
    private static final String ONE_TO_THREE = constant("dim { size: 3 }", "float_val: [1, 2, 3]");

    /** The nodes between the reads of {@code v} and {@code w}, {@code v/read} and {@code w/read}, and the output. */
    @Tag("runtime")
    @ParameterizedTest
    @ValueSource(
            strings = {
                // the reader itself waits
                "u = AssignAdd(v, x); out = Mul(v/read, x, ^u)",
                "u = AssignSub(v, x, ^v/read); out = Mul(v/read, x, ^u)",
                "u = Assign(v, x, ^v/read); out = Add(v/read, x, ^u)",
                // it waits by what it computes with
                "u = AssignAdd(v, x); y = Identity(x, ^u); out = Mul(v/read, y)",
                // through other ops that leave the value where it is
                "r = Identity(v/read); u = AssignAdd(v, x, ^r); out = Mul(r, x, ^u)",
                "r = StopGradient(v/read); s = CheckNumerics(r) attr { key: \"message\" value { s: \"no\" } };"
                        + " u = AssignAdd(v, x, ^s); out = Mul(s, x, ^u)",
                "d = Const() INT_0; r = ExpandDims(v/read, d); s = Squeeze(r); u = AssignAdd(v, x, ^s); out = Mul(s, x, ^u)",
                "d = Const() INT_0; r = ExpandDims(v, d); u = AssignAdd(v, x, ^r); out = Mul(r, x, ^u); other = Neg(r)",
                // one after the other
                "u = AssignAdd(v, x, ^v/read); t = Identity(v, ^u); w1 = AssignSub(v, v/read, ^t); out = Sub(v/read, t, ^w1)",
                "u = AssignAdd(v, x, ^v/read); u2 = AssignAdd(v, v/read, ^u); out = Mul(v/read, x, ^u2)",
                // in a branch
                "r = Identity(v/read); p = Const() TRUE; q = PlaceholderWithDefault(p) OF_BOOL; s = RefSwitch(v, q);"
                        + " u = AssignAdd(s:1, x); rs = Switch(r, q); y = Mul(rs:1, x, ^u); n = Neg(rs);"
                        + " out = Merge(n, y) TWO",
                // by another update
                "u = AssignAdd(v, x, ^v/read); u2 = Assign(w, v/read, ^u); out = Mul(u2, x)",
                // what is before the update keeps what it has read
                "s = Mul(v/read, x); u = AssignAdd(v, x, ^s); out = Add(s, v/read, ^u)"
            })
    void readsWhatIsThereWhenItReads(String nodes) throws ProblemException {
        Graph graph = graph(nodes);
        FreezeResult frozen = freeze(graph);
        FreezeTesting.assertFrozen(frozen.graph());
        Map<NodeInput, TensorProto> feeds = Map.of(new NodeInput("x", 0), values(10, 20, 30));
        assertThat(run(frozen.graph(), List.of(), feeds)).isEqualTo(run(graph, List.of("init"), feeds));
    }

    private static List<TensorProto> run(Graph graph, List<String> first, Map<NodeInput, TensorProto> feeds)
            throws ProblemException {
        try (TensorFlowRuntime.RuntimeSession session = TensorFlowRuntime.load().open(graph)) {
            if (!first.isEmpty()) {
                session.run(Map.of(), List.of(), first);
            }
            return session.run(feeds, List.of(new NodeInput("out", 0)));
        }
    }

    /** Conds that feeds or variables decide, within one that stays open, in which a variable is assigned. */
    @Tag("runtime")
    @ParameterizedTest
    @ValueSource(
            strings = {
                // read in the cond that is decided, whose condition is the feed, or computed of it within the open one
                "t1 = Switch(t, p) BOOL",
                "ts = Switch(t, p) BOOL; t1 = LogicalNot(ts:1)",
                // a variable decides
                "flag/read = Identity(flag) BOOL; t1 = Switch(flag/read, p) BOOL",
                "flag/read = Identity(flag) BOOL; ts = Switch(flag/read, p) BOOL; t1 = LogicalNot(ts:1)"
            })
    void decidesWithinABranchWhetherAVariableIsChanged(String nodes) throws ProblemException {
        String decides = nodes.contains("LogicalNot") ? "t1" : "t1:1";
        Graph graph = graph(("p = Placeholder() DTYPE_BOOL; t = Placeholder() DTYPE_BOOL;" + nodes
                        + "; x1 = Switch(x, p); v1 = RefSwitch(v, p); r1 = Switch(v/read, p);"
                        + "; v2 = RefSwitch(v1:1, DECIDES); x2 = Switch(x1:1, DECIDES); u = Assign(v2:1, x2:1); n = Neg(x2);"
                        + " m = Merge(n, u) TWO; y = Mul(r1:1, x1:1, ^m); z = Neg(x1); out = Merge(z, y) TWO")
                .replace("DECIDES", decides));
        for (String value : new String[] {"true", "false"}) {
            FreezeResult frozen = FreezeTesting.freeze(
                    new OpenModel.GraphModel(graph, Path.of("graph.pb"), null),
                    List.of(new NodeInput("out", 0)),
                    options().withFeeds(Map.of("t", value)));
            FreezeTesting.assertFrozen(frozen.graph());
            for (boolean taken : new boolean[] {true, false}) {
                Map<NodeInput, TensorProto> feeds = new LinkedHashMap<>();
                feeds.put(new NodeInput("x", 0), values(10, 20, 30));
                feeds.put(new NodeInput("p", 0), Constants.scalar(taken));
                Map<NodeInput, TensorProto> all = new LinkedHashMap<>(feeds);
                all.put(new NodeInput("t", 0), Constants.scalar(value.equals("true")));
                assertThat(run(frozen.graph(), List.of(), feeds)).isEqualTo(run(graph, List.of("init"), all));
            }
        }
    }

    /** Where the memory is shared for some shapes only, or by a loop or branch, or the update may take other memory. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "p = Const() INTS_0; r = Transpose(v/read, p); u = AssignAdd(v, x, ^r); out = Mul(r, x, ^u)",
                "r = Identity(v/read); u = Assign(v, x, ^r) attr { key: \"validate_shape\" value { b: false } };"
                        + " out = Mul(r, x, ^u)",
                "p = Placeholder() DTYPE_BOOL; r = Switch(v/read, p); n = Neg(r:1); m = Merge(n, r) TWO;"
                        + " u = AssignAdd(v, x, ^m); out = Mul(m, x, ^u)",
                "e = Enter(v/read) attr { key: \"frame_name\" value { s: \"loop\" } }; u = AssignAdd(v, x, ^v/read);"
                        + " y = Enter(u) attr { key: \"frame_name\" value { s: \"loop\" } };"
                        + " z = Mul(e, y); out = Exit(z)",
                "r = Mul(v/read, x); u = ApplyGradientDescent(v, one, r); out = Mul(v/read, x, ^u)"
            })
    void refusesWhatCannotBeSaid(String nodes) {
        assertThatThrownBy(() -> freeze(graph(nodes)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("it reads variable \"v\" after node \"u\" has changed it");
    }

    private static Graph graph(String nodes) {
        List<String> lines = new ArrayList<>(List.of(
                "x = Placeholder()" + SHAPE,
                "one = Const()",
                "start = Const()" + ONE_TO_THREE,
                "v = VariableV2()" + SHAPE + dtype("FLOAT"),
                "w = VariableV2()" + SHAPE + dtype("FLOAT"),
                "v/Assign = Assign(v, start)",
                "w/Assign = Assign(w, start)",
                "init = NoOp(^v/Assign, ^w/Assign, ^flag/Assign)",
                "v/read = Identity(v)",
                "w/read = Identity(w)",
                "true = Const()" + dtype("BOOL")
                        + " attr { key: \"value\" value { tensor { dtype: DT_BOOL tensor_shape { } bool_val: true } } }",
                "flag = VariableV2() attr { key: \"shape\" value { shape { } } }" + dtype("BOOL"),
                "flag/Assign = Assign(flag, true) BOOL"));
        lines.replaceAll(RefVariablesTest::inFull);
        for (String node : nodes.split(";", -1)) {
            if (!node.isBlank()) {
                lines.add(inFull(node.strip()));
            }
        }
        return Graphs.of(lines.toArray(new String[0]));
    }

    private static String inFull(String node) {
        return node.replace("INT_0", integers("", "int_val: 0"))
                .replace("INTS_0", integers("dim { size: 1 }", "int_val: 0"))
                .replace("DTYPE_BOOL", "attr { key: \"dtype\" value { type: DT_BOOL } }")
                .replace(") BOOL", ") attr { key: \"T\" value { type: DT_BOOL } }")
                .replace(
                        "TRUE",
                        dtype("BOOL") + " attr { key: \"value\" value { tensor { dtype: DT_BOOL"
                                + " tensor_shape { } bool_val: true } } }")
                .replace(
                        "OF_BOOL",
                        "attr { key: \"dtype\" value { type: DT_BOOL } } attr { key: \"shape\" value { shape { } } }")
                .replace("TWO", "attr { key: \"N\" value { i: 2 } }");
    }

    private static FreezeResult freeze(Graph graph) throws ProblemException {
        return FreezeTesting.freeze(
                new OpenModel.GraphModel(graph, Path.of("graph.pb"), null),
                List.of(new NodeInput("out", 0)),
                options());
    }

    private static FreezeOptions options() {
        return FreezeOptions.DEFAULTS.withInitializerNodes(Set.of("v/Assign", "w/Assign", "flag/Assign"));
    }

    private static String constant(String dims, String values) {
        return dtype("FLOAT") + " attr { key: \"value\" value { tensor { dtype: DT_FLOAT tensor_shape { " + dims + " } "
                + values + " } } }";
    }

    private static String integers(String dims, String values) {
        return dtype("INT32") + " attr { key: \"value\" value { tensor { dtype: DT_INT32 tensor_shape { " + dims + " } "
                + values + " } } }";
    }

    private static String dtype(String name) {
        return " attr { key: \"dtype\" value { type: DT_" + name + " } }";
    }

    private static TensorProto values(float... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .setTensorShape(TensorShapeProto.newBuilder()
                        .addDim(TensorShapeProto.Dim.newBuilder().setSize(values.length)));
        for (float value : values) {
            tensor.addFloatVal(value);
        }
        return tensor.build();
    }
}
