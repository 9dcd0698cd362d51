package io.github.tfmobile.graph.summary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.testing.TestOps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.GraphDef;

/**
 * The proposals for each graph of the corpus, whose {@code case.json} names inputs and outputs, against the rule of
 * {@code summarize_graph}: all Placeholders, and what nobody reads. A mistake is a name that is missing or too many. The
 * figures stand in docs/summarize.md.
 */
@Tag("corpus")
class CorpusProposalsTest {

    private static final Path CORPUS = Path.of("../testing/corpus");

    private record Counts(int graphs, int right, int inner, int mistakes) {

        Counts plus(int found, boolean onlyInner) {
            boolean isRight = found == 0;
            return new Counts(
                    graphs + 1, right + (isRight ? 1 : 0), inner + (onlyInner && !isRight ? 1 : 0), mistakes + found);
        }
    }

    @Test
    void areNoWorseThanTheRuleOfTheOriginal() throws IOException {
        Map<String, List<Path>> graphs = new java.util.TreeMap<>();
        try (Stream<Path> files = Files.walk(CORPUS)) {
            files.filter(file -> file.endsWith("case.json")).sorted().forEach(file -> {
                Path folder = file.getParent();
                for (String name : List.of("graph.pb", "frozen.pb", "in.pb")) {
                    if (Files.exists(folder.resolve(name))) {
                        graphs.computeIfAbsent(
                                        name.equals("graph.pb")
                                                ? "training graphs"
                                                : name.equals("frozen.pb") ? "frozen graphs" : "small graphs",
                                        kind -> new ArrayList<>())
                                .add(folder.resolve(name));
                    }
                }
            });
        }
        String docs = Files.readString(Path.of("../docs/summarize.md"));
        List<String> worse = new ArrayList<>();
        for (Map.Entry<String, List<Path>> kind : graphs.entrySet()) {
            Counts ours = new Counts(0, 0, 0, 0);
            Counts original = new Counts(0, 0, 0, 0);
            for (Path file : kind.getValue()) {
                Map<String, Object> json = JSON.std.mapFrom(Files.readString(file.resolveSibling("case.json")));
                Set<String> inputs = names(json.get("inputs"));
                Set<String> outputs = names(json.get("outputs"));
                if (outputs.isEmpty()) {
                    continue;
                }
                Graph graph = Graph.of(GraphDef.parseFrom(Files.readAllBytes(file)));
                LikelyNames likely = LikelyNames.of(graph, TestOps.get());
                GraphSummary summary = GraphSummary.of(graph);
                int mine =
                        mistakes(inputs, candidates(likely.inputs())) + mistakes(outputs, candidates(likely.outputs()));
                int theirs = mistakes(
                                inputs,
                                summary.inputs().stream()
                                        .filter(input -> input.op().equals("Placeholder"))
                                        .map(GraphSummary.Endpoint::name)
                                        .collect(Collectors.toSet()))
                        + mistakes(
                                outputs,
                                summary.outputs().stream()
                                        .map(GraphSummary.Endpoint::name)
                                        .collect(Collectors.toSet()));
                ours = ours.plus(mine, lacksOnlyInner(graph, inputs, outputs, likely));
                original = original.plus(theirs, false);
                if (mine > theirs) {
                    worse.add(CORPUS.relativize(file) + ": " + mine + " instead of " + theirs + ": " + likely);
                }
            }
            assertThat(docs)
                    .contains("| " + ours.graphs() + " " + kind.getKey()
                            + (kind.getKey().startsWith("small") ? " for transforms" : "") + " | " + ours.right()
                            + " | "
                            + ours.inner() + " | " + ours.mistakes() + " | " + original.right() + " | "
                            + original.mistakes() + " |");
            System.out.println("Proposals for " + ours.graphs() + " " + kind.getKey() + ": right " + ours.right()
                    + ", " + ours.inner() + " more but for inner results, wrong names " + ours.mistakes()
                    + "; by the original's rule: right " + original.right()
                    + ", wrong names " + original.mistakes());
        }
        assertThat(graphs).hasSize(3);
        assertThat(worse).isEmpty();
    }

    /**
     * Whether a proposal lacks nothing but outputs that others are computed of, {@code logits} beside {@code softmax}:
     * the model is the same.
     */
    private static boolean lacksOnlyInner(Graph graph, Set<String> inputs, Set<String> outputs, LikelyNames likely) {
        Set<String> found = candidates(likely.outputs());
        BitSet ends = new BitSet();
        found.forEach(
                name -> ends.set(graph.index().number(NodeInput.parse(name).node())));
        BitSet model = graph.index().upstream(ends, (reader, source, port) -> port >= 0);
        return candidates(likely.inputs()).equals(inputs)
                && outputs.containsAll(found)
                && outputs.stream()
                        .allMatch(name -> graph.named(NodeInput.parse(name).node()) != null
                                && model.get(graph.index()
                                        .number(NodeInput.parse(name).node())));
    }

    private static Set<String> candidates(List<LikelyNames.Candidate> candidates) {
        return candidates.stream().map(LikelyNames.Candidate::name).collect(Collectors.toSet());
    }

    private static int mistakes(Set<String> wanted, Set<String> found) {
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(found);
        Set<String> extra = new TreeSet<>(found);
        extra.removeAll(wanted);
        return missing.size() + extra.size();
    }

    private static Set<String> names(Object list) {
        Set<String> names = new TreeSet<>();
        if (list instanceof Collection<?> all) {
            for (Object one : all) {
                Object name = one instanceof Map<?, ?> map ? map.get("name") : one;
                names.add(NodeInput.parse(String.valueOf(name)).toString());
            }
        }
        return names;
    }
}
