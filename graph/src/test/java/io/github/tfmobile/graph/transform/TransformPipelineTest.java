package io.github.tfmobile.graph.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.testing.Graphs;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.NodeDef;

class TransformPipelineTest {

    private static final String FRAME = " attr { key: \"frame_name\" value { s: \"loop\" } }";

    private static final Graph GRAPH = Graphs.of("x = Placeholder()", "relu = Relu(x)", "out = Identity(relu)");

    @Test
    void tellsWhichTransformItIsAtAndHowFarThatIs() throws Exception {
        List<String> told = new ArrayList<>();
        Progress progress = (what, unit, total) -> new Progress.Task() {
            @Override
            public void done(long count) {
                told.add(what + " " + count + "/" + total + " " + unit);
            }

            @Override
            public void doing(String part) {
                told.add(what + ": " + part);
            }
        };

        TransformPipeline.parse("strip_unused_nodes round_weights")
                .apply(GRAPH, TransformContexts.of("x", "out"), progress);

        assertThat(told)
                .containsExactly(
                        "transforming: strip_unused_nodes",
                        "transforming 1/2 transforms",
                        "transforming: round_weights",
                        "round_weights 0/3 nodes",
                        "round_weights 1/3 nodes",
                        "round_weights 2/3 nodes",
                        "transforming 2/2 transforms");
    }

    /** A user's transform: drops the nodes of a name, which leaves their readers dangling. */
    public static final class Drop implements Transform {
        @Override
        public String name() {
            return "drop";
        }

        @Override
        public Set<String> arguments() {
            return Set.of("node");
        }

        @Override
        public Graph apply(Graph graph, TransformContext context) throws ProblemException {
            List<String> dropped = context.strings("node");
            return graph.withNodes(graph.nodes().stream()
                    .filter(node -> !dropped.contains(node.getName()))
                    .toList());
        }
    }

    /** A user's transform with a mistake in it. */
    public static final class Faulty implements Transform {
        @Override
        public String name() {
            return "faulty";
        }

        @Override
        public Graph apply(Graph graph, TransformContext context) {
            throw new IllegalStateException("oops");
        }
    }

    /** A user's transform that makes an attr another kind of value. */
    public static final class Spoil implements Transform {
        @Override
        public String name() {
            return "spoil";
        }

        @Override
        public Graph apply(Graph graph, TransformContext context) {
            return graph.withNodes(graph.nodes().stream()
                    .map(node -> node.toBuilder().removeAttr("T").build())
                    .toList());
        }
    }

    /** A user's transform that has the name of one of ours. */
    public static final class Usurper implements Transform {
        @Override
        public String name() {
            return "remove_device";
        }

        @Override
        public Graph apply(Graph graph, TransformContext context) {
            return graph;
        }
    }

    private static TransformCatalog catalog(Path directory, Class<?>... added) throws Exception {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        StringBuilder names = new StringBuilder();
        for (Class<?> type : added) {
            names.append(type.getName()).append('\n');
        }
        Files.writeString(services.resolve(Transform.class.getName()), names);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, TransformPipelineTest.class.getClassLoader())) {
            return TransformCatalog.load(loader);
        }
    }

    private static Graph apply(TransformCatalog catalog, String transforms) throws ProblemException {
        return TransformPipeline.parse(transforms, catalog).apply(GRAPH, TransformContexts.of("x", "out"));
    }

    @Test
    void findsTransformsThatUsersAdd(@TempDir Path directory) throws Exception {
        TransformCatalog catalog = catalog(directory, Drop.class);

        assertThat(catalog.names()).contains("drop", "strip_unused_nodes");
        assertThat(apply(catalog, "remove_nodes(op=Relu) drop(node=nothing)").nodes())
                .extracting(NodeDef::getName)
                .containsExactly("x", "out");
    }

    @Test
    void namesTheTransformThatBreaksTheGraph(@TempDir Path directory) throws Exception {
        TransformCatalog catalog = catalog(directory, Drop.class);

        assertThatThrownBy(() -> apply(catalog, "remove_device drop(node=relu)"))
                .isInstanceOf(ProblemException.class)
                .hasMessage("""
                        transform drop breaks the graph
                          leave it out, or put a transform before it that removes what it cannot cope with
                        node "out" reads from a node that the graph does not have: "relu\"""");
    }

    @Test
    void namesTheTransformThatDropsAnOutput(@TempDir Path directory) throws Exception {
        TransformCatalog catalog = catalog(directory, Drop.class);

        assertThatThrownBy(() -> apply(catalog, "drop(node=out)"))
                .hasMessageStartingWith("transform drop breaks the graph\n")
                .hasMessageContaining("outputs names a node that the graph does not have: \"out\"");
    }

    @Test
    void namesTheTransformThatLeavesANodeWithoutItsAttrs(@TempDir Path directory) throws Exception {
        TransformCatalog catalog = catalog(directory, Spoil.class);

        assertThatThrownBy(() -> apply(catalog, "spoil")).hasMessage("""
                        transform spoil breaks the graph
                          leave it out, or put a transform before it that removes what it cannot cope with
                        node "relu" of op Relu lacks the attr "T"
                        node "out" of op Identity lacks the attr "T\"""");
    }

    /** A user's transform that takes a node out of its loop and lets it read from both sides. */
    public static final class ReadFromLoop implements Transform {
        @Override
        public String name() {
            return "read_from_loop";
        }

        @Override
        public boolean mayBreakOpDefinitions() {
            return true;
        }

        @Override
        public Graph apply(Graph graph, TransformContext context) {
            return graph.withNodes(graph.nodes().stream()
                    .map(node -> node.getName().equals("out")
                            ? node.toBuilder().setOp("Add").addInput("body").build()
                            : node)
                    .toList());
        }
    }

    @Test
    void namesTheTransformThatLetsANodeReadFromTwoFrames() {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "go = Placeholder() attr { key: \"dtype\" value { type: DT_BOOL } }",
                "enter = Enter(x)" + FRAME,
                "enter_go = Enter(go)" + FRAME + " attr { key: \"T\" value { type: DT_BOOL } }",
                "merge = Merge(enter, next) attr { key: \"N\" value { i: 2 } }",
                "switch = Switch(merge, enter_go)",
                "body = Neg(switch:1)",
                "next = NextIteration(body)",
                "exit = Exit(switch)",
                "out = Neg(exit)");

        assertThatThrownBy(() -> TransformPipeline.of(List.of(new ReadFromLoop()))
                        .apply(graph, TransformContexts.of("x", "out")))
                .hasMessageStartingWith("transform read_from_loop breaks the graph\n")
                .hasMessageContaining("node \"out\" reads from two frames");
    }

    @Test
    void blamesNoTransformForWhatTheUserAskedAnotherFor() throws ProblemException {
        Graph result = TransformPipeline.parse("remove_attribute(attribute_name=T) set_device(device=\"/cpu:0\")")
                .apply(GRAPH, TransformContexts.of("x", "out"));

        assertThat(result.find("relu")).isNotNull().satisfies(node -> {
            assertThat(node.getAttrMap()).isEmpty();
            assertThat(node.getDevice()).isEqualTo("/cpu:0");
        });
    }

    @Test
    void tellsOfATransformsOwnError(@TempDir Path directory) throws Exception {
        TransformCatalog catalog = catalog(directory, Faulty.class);

        assertThatThrownBy(() -> apply(catalog, "faulty"))
                .isInstanceOf(ProblemException.class)
                .hasMessage("transform faulty ended in an error of its own: \"java.lang.IllegalStateException: oops\"\n"
                        + "  this is a mistake in " + Faulty.class.getName() + ", leave the transform out")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesTwoTransformsOfOneName(@TempDir Path directory) {
        assertThatThrownBy(() -> catalog(directory, Usurper.class))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("two transforms have the name \"remove_device\": ");
    }

    @Test
    void refusesAServiceThatIsNotThere(@TempDir Path directory) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(Transform.class.getName()), "com.example.Missing\n");

        assertThatThrownBy(() -> {
                    try (URLClassLoader loader = new URLClassLoader(
                            new URL[] {directory.toUri().toURL()}, TransformPipelineTest.class.getClassLoader())) {
                        TransformCatalog.load(loader);
                    }
                })
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("a transform could not be loaded: ")
                .hasMessageContaining("com.example.Missing");
    }

    @Test
    void collectsUnknownTransformsAndArguments() {
        assertThatThrownBy(() -> TransformPipeline.parse(
                        "strip_unused_node\nset_device(devise=a, if_default=true) sort_by_execution_order(x=1)"))
                .isInstanceOf(ProblemException.class)
                .hasMessage("""
                        transforms names an unknown transform: "strip_unused_node"
                          at line 1, column 1:
                          strip_unused_node
                          ^
                          Did you mean "strip_unused_nodes"?
                        transforms set_device has no argument "devise"
                          at line 2, column 12:
                          set_device(devise=a, if_default=true) sort_by_execution_order(x=1)
                                     ^
                          Did you mean "device"?
                        transforms sort_by_execution_order has no argument "x"
                          at line 2, column 63:
                          set_device(devise=a, if_default=true) sort_by_execution_order(x=1)
                                                                                        ^
                          arguments: ignore_errors""");
    }

    @Test
    void refusesAGraphThatIsBrokenFromTheStart() {
        Graph broken = Graphs.of("x = Placeholder()", "x = Placeholder()", "out = Identity(gone)");

        assertThatThrownBy(
                        () -> TransformPipeline.parse("remove_device").apply(broken, TransformContexts.of("x", "out")))
                .hasMessage("""
                        the graph has a node twice: "x"
                          remove or rename one
                        node "out" reads from a node that the graph does not have: "gone\"""");
    }

    @Test
    void stripsABrokenPartThatNothingNeeds() throws ProblemException {
        Graph broken = Graphs.of("x = Placeholder()", "out = Identity(x)", "junk = Identity(gone)");

        assertThat(TransformPipeline.parse("strip_unused_nodes")
                        .apply(broken, TransformContexts.of("x", "out"))
                        .nodes())
                .extracting(NodeDef::getName)
                .containsExactly("x", "out");
    }

    @Test
    void goesOnUnchangedWhereErrorsAreIgnored() throws ProblemException {
        assertThat(TransformPipeline.parse("rename_node(ignore_errors=true, old_node_name=a) remove_device")
                        .apply(GRAPH, TransformContexts.of("x", "out")))
                .isSameAs(GRAPH);
    }

    @Test
    void dropsColocationsWithRemovedNodes() throws ProblemException {
        String colocated = "attr { key: \"_class\" value { list { s: \"loc:@relu\" s: \"loc:@x\" } } }";
        Graph graph = Graphs.of("x = Placeholder()", "relu = Relu(x)", "out = Identity(relu) " + colocated);

        Graph result = TransformPipeline.parse("remove_nodes(op=Relu)").apply(graph, TransformContexts.of("x", "out"));

        assertThat(result.find("out"))
                .isNotNull()
                .satisfies(node -> assertThat(
                                node.getAttrOrThrow("_class").getList().getSList())
                        .extracting(entry -> entry.toStringUtf8())
                        .containsExactly("loc:@x"));
    }
}
