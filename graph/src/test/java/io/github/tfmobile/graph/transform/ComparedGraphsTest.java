package io.github.tfmobile.graph.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.GraphComparison;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A sample of random graphs that were given to the Graph Transform Tool of TensorFlow 2.21, with its answers; ours are
 * equal. The rest of some thousands is not kept.
 */
@Tag("corpus")
class ComparedGraphsTest {

    private static final int CASES = 46;

    static Stream<CorpusCase> cases() {
        return IntStream.range(0, CASES).mapToObj(i -> Corpus.at("compared/" + i));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesWhatTheGraphTransformToolGives(CorpusCase test) throws ProblemException {
        Graph ours =
                TransformPipeline.parse(test.text("transforms")).apply(test.graph("in.pb"), TransformContexts.of(test));
        String name = test.text("transforms");
        GraphComparison comparison = name.startsWith("add_default") || name.contains("_attribute")
                ? GraphComparison.exact().withExplicitDefaults()
                : GraphComparison.exact()
                        .withFoldedNames()
                        .withTolerance(1e-5, 1e-6)
                        .withCodeTolerance(1);

        assertThat(comparison.differences(ours, test.graph("out.pb"))).isEmpty();
    }
}
