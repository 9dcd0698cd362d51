package io.github.tfmobile.lite.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.lite.Samples;
import io.github.tfmobile.lite.model.LiteModel;
import io.github.tfmobile.lite.model.ModelReader;
import io.github.tfmobile.lite.model.OperatorCode;
import io.github.tfmobile.lite.runtime.RuntimeCheck.Unsupported;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RuntimeCheckTest {

    static Set<String> releases() {
        return Samples.object(Samples.json("runtimes/op-versions.json").get("releases"))
                .keySet();
    }

    /** Tables that were read from sources hold what the runtimes of these releases answered. */
    @ParameterizedTest
    @MethodSource("releases")
    void tableIsWhatTheRuntimeAnswers(String release) throws Exception {
        RegisteredOps ops = LiteReleases.runtime(release).before().ops();
        Map<String, Object> answers = Samples.object(
                Samples.object(Samples.json("runtimes/op-versions.json").get("releases"))
                        .get(release));
        Map<String, Object> versions = new TreeMap<>();
        ops.builtin().forEach((op, range) -> versions.put(op, List.of(range.lowest(), range.highest())));
        assertThat(versions).isEqualTo(new TreeMap<>(Samples.object(answers.get("builtin"))));
        assertThat(ops.custom().keySet()).isEqualTo(new TreeSet<>((List<?>) answers.get("custom")));
    }

    /** A runtime makes no interpreter of a model just where a builtin op is unsupported. */
    @ParameterizedTest
    @MethodSource("models")
    void agreesWithEachRuntime(String name) throws Exception {
        LiteModel model = Samples.model(name);
        Map<String, Object> runtimes = Samples.object(Samples.answers(name).get("runtimes"));
        assertThat(runtimes.keySet()).isEqualTo(releases());
        runtimes.forEach((release, answer) -> assertThat(builtins(model, release))
                .as("builtin ops that %s lacks", release)
                .matches(missing -> missing.isEmpty()
                        != Samples.object(answer).get("result").equals("interpreter not created")));
    }

    static List<String> models() {
        return Samples.models();
    }

    private static List<Unsupported> builtins(LiteModel model, String release) {
        try {
            return RuntimeCheck.of(model, LiteReleases.runtime(release), Set.of()).stream()
                    .filter(op -> op.code().custom() == null)
                    .toList();
        } catch (ProblemException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anUnusedBuiltinOpStandsInTheWayAndAnUnusedCustomOpDoesNot() throws Exception {
        LiteRuntime runtime = LiteReleases.runtime("2.18.0");
        LiteModel builtin = ModelReader.read(Samples.damaged("unused-operator-code.tflite"));
        assertThat(RuntimeCheck.of(builtin, runtime, Set.of()))
                .extracting(op -> op.text(runtime))
                .containsExactly(
                        "FULLY_CONNECTED version 99 is not among the versions of TensorFlow Lite 2.18, 1 to 13");
        LiteModel custom = ModelReader.read(Samples.damaged("unused-custom-code.tflite"));
        assertThat(RuntimeCheck.of(custom, runtime, Set.of())).isEmpty();
        LiteModel differ = ModelReader.read(Samples.damaged("codes-differ.tflite"));
        assertThat(RuntimeCheck.of(differ, runtime, Set.of())).isEmpty();
    }

    @Test
    void saysWhereTheOpIsUsedAndWhichReleaseHasIt() throws Exception {
        LiteRuntime runtime = LiteReleases.runtime("2.15.0");
        List<Unsupported> ops = RuntimeCheck.of(Samples.model("dynamic-range"), runtime, Set.of());
        assertThat(ops).hasSize(1);
        assertThat(ops.get(0).operators()).isNotEmpty().allMatch(operator -> operator.contains(" of subgraph 0 ("));
        assertThat(ops.get(0).text(runtime)).endsWith("; TensorFlow Lite 2.18 is the first known one that has it");
    }

    @Test
    void aCustomOpNeedsToBeRegisteredByTheRuntimeOrTheApp() throws Exception {
        LiteModel model = Samples.model("custom-ops");
        LiteRuntime runtime = LiteReleases.runtime("2.18.0");
        assertThat(RuntimeCheck.of(model, runtime, Set.of()))
                .extracting(op -> op.text(runtime))
                .containsExactly(
                        "FractionalAvgPool, a custom op, is not among those that TensorFlow Lite 2.18 registers"
                                + " itself");
        assertThat(RuntimeCheck.of(model, runtime, Set.of("FractionalAvgPool"))).isEmpty();
    }

    @Test
    void aReleaseBetweenTwoKnownOnesIsKnownAsFarAsTheyAgree() throws Exception {
        LiteRuntime between = LiteReleases.runtime("2.17.0");
        assertThat(between.exact()).isFalse();
        assertThat(between.before().name()).isEqualTo("2.15");
        assertThat(between.after().name()).isEqualTo("2.18");
        OperatorCode fullyConnected = new OperatorCode(9, null, 12);
        assertThat(between.has(fullyConnected)).isEqualTo(LiteRuntime.Answer.UNKNOWN);
        assertThat(between.has(new OperatorCode(9, null, 1))).isEqualTo(LiteRuntime.Answer.REGISTERED);
        assertThat(between.has(new OperatorCode(9, null, 99))).isEqualTo(LiteRuntime.Answer.MISSING);
        assertThat(RuntimeCheck.of(Samples.model("dynamic-range"), between, Set.of())
                        .get(0)
                        .text(between))
                .isEqualTo("FULLY_CONNECTED version 12: TensorFlow Lite 2.15 and TensorFlow Lite 2.18 differ, and what"
                        + " lies between is not known");
    }

    @Test
    void tensorFlowLiteAndLiteRtHaveNumbersOfTheirOwn() throws Exception {
        assertThat(LiteReleases.runtime("2.5.3").before().toString()).isEqualTo("TensorFlow Lite 2.5");
        LiteRuntime litert = LiteReleases.runtime("litert-2.1.0");
        assertThat(litert.text()).isEqualTo("LiteRT 2.1.0");
        assertThat(litert.exact()).isTrue();
        assertThat(LiteReleases.runtime("2.18.0").before().litert()).isFalse();
        for (String unknown :
                List.of("litert-1.0.1", "litert-9.9.9", "2.21.0-dev", "1.15.0", "2.99.0", "latest", "", "2.5.0.1")) {
            assertThatThrownBy(() -> LiteReleases.runtime(unknown))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("\"" + unknown + "\"")
                    .hasMessageContaining("2.18");
        }
    }

    /** Unlike those of TensorFlow Lite, patch releases of LiteRT differ: 2.1.2 has what 2.1.1 lacks. */
    @Test
    void eachPatchReleaseOfLiteRtHasATableOfItsOwn() throws Exception {
        OperatorCode concatenation = new OperatorCode(2, null, 5);
        assertThat(LiteReleases.all())
                .filteredOn(LiteRelease::litert)
                .filteredOn(release -> LiteRuntime.of(release).has(concatenation) == LiteRuntime.Answer.REGISTERED)
                .extracting(LiteRelease::name)
                .containsExactly(
                        "litert-2.1.2", "litert-2.1.3", "litert-2.1.4", "litert-2.1.5", "litert-2.1.6", "litert-2.2.0");
        assertThat(LiteReleases.runtime("litert-2.1").text()).isEqualTo("LiteRT 2.1.6");
        LiteRuntime between = LiteReleases.runtime("litert-2.0.0");
        assertThat(between.exact()).isFalse();
        assertThat(between.text()).isEqualTo("LiteRT 2.0.0");
        assertThat(between.after().name()).isEqualTo("litert-2.0.2");
    }

    /** Where no source could be had, the table is what the runtime answered, and says so. */
    @Test
    void tablesSayWhatTheyAreMadeOf() {
        assertThat(LiteReleases.all())
                .filteredOn(release -> !release.fromSources())
                .extracting(LiteRelease::name)
                .containsExactly("2.15", "2.18", "2.20", "2.21");
    }
}
