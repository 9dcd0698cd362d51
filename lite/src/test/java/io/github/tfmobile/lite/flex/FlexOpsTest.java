package io.github.tfmobile.lite.flex;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.lite.Samples;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Flex ops of each model are those that the real delegate sees. */
class FlexOpsTest {

    static List<String> models() {
        return Samples.models();
    }

    @ParameterizedTest
    @MethodSource("models")
    void readsFlexOps(String name) throws Exception {
        List<FlexOp> ops = FlexOps.of(Samples.model(name), problem -> {});
        List<Map<String, Object>> expected = Samples.list(Samples.answers(name).get("flex_nodes"));
        assertThat(ops).hasSameSizeAs(expected);
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < expected.size(); i++) {
            FlexOp op = ops.get(i);
            assertThat(op.op()).isEqualTo(expected.get(i).get("op"));
            assertThat(op.runs()).isEqualTo(expected.get(i).get("vector_name"));
            assertThat(op.subgraph().index()).isEqualTo(expected.get(i).get("subgraph"));
            assertThat(op.operator().index()).isEqualTo(expected.get(i).get("operator"));
            assertThat(op.outside()).isEqualTo(expected.get(i).get("options_outside_flatbuffer"));
            // Field 2 of a NodeDef is its op.
            assertThat(new String(op.nodeDef(), StandardCharsets.ISO_8859_1))
                    .contains("\u0012" + (char) op.op().length() + op.op());
            counts.merge(op.op(), 1, Integer::sum);
        }
        List<List<Object>> all = counts.entrySet().stream()
                .map(count -> List.<Object>of(count.getKey(), count.getValue()))
                .toList();
        Object wanted = Samples.answers(name).get("flex_ops");
        assertThat(all).isEqualTo(wanted == null ? List.of() : wanted);
    }
}
