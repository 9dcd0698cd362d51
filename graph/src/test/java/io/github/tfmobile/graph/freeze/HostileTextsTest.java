package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What users write in a POM: any text ends in a result or in problems. */
@Tag("corpus")
class HostileTextsTest {

    private static final long SEED = 20_261_124;
    private static final int RUNS = 20_000;

    /** Pieces that mean something somewhere. */
    private static final List<String> PIECES = List.of(
            ",",
            "=",
            ":",
            "[",
            "]",
            "(",
            ")",
            "\"",
            "'",
            "?",
            "-1",
            "^",
            "/",
            "\\",
            "\n",
            " ",
            "float",
            "DT_INT2",
            "int4[]",
            "x",
            "strip_unused_nodes",
            "type_for_name",
            "99999999999999999999",
            "2147483648",
            "\u0000",
            "\uD800",
            "é",
            ";",
            "..",
            "true",
            "#",
            "%s",
            "$1",
            "fold_constants");

    private interface Reading {
        Object read(String text) throws ProblemException;
    }

    @Test
    void survivesAnyInputs() {
        survives(InputSpec::parse, true);
    }

    @Test
    void survivesAnyNames() {
        survives(NodeInput::parse, false);
    }

    @Test
    void survivesAnyFeeds() throws ProblemException {
        CorpusCase model = Corpus.find("bad_inputs/no_output_node");
        OpenModel source = new OpenModel.GraphModel(model.graph("graph.pb"), model.path("graph.pb"), null);
        int[] number = {0};
        survives(
                text -> {
                    if (number[0]++ > RUNS / 20) {
                        return text;
                    }
                    Map<String, String> feeds = new TreeMap<>(Map.of("x", text));
                    feeds.put(text, "1");
                    return FreezeTesting.freeze(
                            source, List.of(NodeInput.parse("x")), FreezeOptions.DEFAULTS.withFeeds(feeds));
                },
                true);
    }

    private static void survives(Reading reading, boolean somethingIsRefused) {
        Random random = new Random(SEED);
        int refused = 0;
        for (int run = 0; run < RUNS; run++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(8); i >= 0; i--) {
                text.append(
                        random.nextInt(10) == 0
                                ? String.valueOf((char) random.nextInt(0x10000))
                                : PIECES.get(random.nextInt(PIECES.size())));
            }
            try {
                assertThat(reading.read(text.toString())).isNotNull();
            } catch (ProblemException e) {
                assertThat(new ArrayList<>(e.problems())).isNotEmpty();
                refused++;
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("\"" + text + "\"", e);
            }
        }
        if (somethingIsRefused) {
            assertThat(refused).isPositive();
        }
    }
}
