package io.github.tfmobile.lite.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.lite.Samples;
import io.github.tfmobile.lite.model.ModelReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LiteSummaryTest {

    static List<String> models() {
        return Samples.models();
    }

    @ParameterizedTest
    @MethodSource("models")
    void countsTheOpsOfTheModel(String name) throws Exception {
        Map<String, Integer> counted = new TreeMap<>();
        LiteSummary summary = LiteSummary.of(Samples.model(name));
        summary.subgraphs()
                .forEach(part -> part.builtin().forEach((op, count) -> counted.merge(op, count, Integer::sum)));
        Map<String, Integer> expected = new TreeMap<>();
        for (Object op : (List<?>) Samples.answers(name).get("builtin_ops")) {
            List<?> fields = (List<?>) op;
            expected.put(fields.get(0) + " version " + fields.get(1), (Integer) fields.get(2));
        }
        assertThat(counted).isEqualTo(expected);
        assertThat(summary.firstFlex() != null).isEqualTo(name.startsWith("flex-") || name.equals("buffer-offset"));
    }

    @Test
    void saysWhatNeedsFlex() throws Exception {
        assertThat(LiteSummary.of(Samples.model("flex-while")).lines())
                .last()
                .asString()
                .startsWith("Needs kernels of TensorFlow (Flex), first for FlexMatrixInverse, operator ");
        assertThat(LiteSummary.of(Samples.model("float-cnn")).lines())
                .last()
                .isEqualTo("Needs no kernels of TensorFlow: the Flex library can be left out");
    }

    @Test
    void saysShapesSignaturesAndUnusedOps() throws Exception {
        assertThat(LiteSummary.of(Samples.model("signatures-dynamic")).lines())
                .anyMatch(
                        line -> line.startsWith("Signature encode of subgraph 1: (x=") && line.contains("FLOAT32[?,"));
        assertThat(LiteSummary.of(ModelReader.read(Samples.damaged("unused-operator-code.tflite")))
                        .lines())
                .contains("Declared and not used: FULLY_CONNECTED version 99");
    }
}
