package io.github.tfmobile.lite.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.lite.Samples;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read of each model is what the object API of the schema reads. */
class ModelReaderTest {

    static List<String> models() {
        return Samples.models();
    }

    @ParameterizedTest
    @MethodSource("models")
    void readsOperatorCodes(String name) throws Exception {
        LiteModel model = Samples.model(name);
        List<Map<String, Object>> expected = Samples.list(Samples.answers(name).get("operator_codes"));
        assertThat(model.operatorCodes()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            OperatorCode code = model.operatorCodes().get(i);
            Object custom = expected.get(i).get("custom_code");
            assertThat(code.custom()).isEqualTo(custom);
            assertThat(code.name())
                    .isEqualTo(
                            custom != null
                                    ? custom
                                    : String.valueOf(expected.get(i).get("name")));
            assertThat(code.version()).isEqualTo(expected.get(i).get("version"));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void readsSubgraphs(String name) throws Exception {
        LiteModel model = Samples.model(name);
        Map<String, Object> answers = Samples.answers(name);
        List<Map<String, Object>> expected = Samples.list(answers.get("subgraphs"));
        assertThat(model.subgraphs()).hasSameSizeAs(expected);
        Map<String, Integer> types = new TreeMap<>();
        for (int i = 0; i < expected.size(); i++) {
            Subgraph subgraph = model.subgraphs().get(i);
            assertThat(subgraph.operators()).hasSize((Integer) expected.get(i).get("operators"));
            assertThat(subgraph.tensors()).hasSize((Integer) expected.get(i).get("tensors"));
            assertTensors(subgraph, subgraph.inputs(), expected.get(i).get("inputs"));
            assertTensors(subgraph, subgraph.outputs(), expected.get(i).get("outputs"));
            subgraph.tensors().forEach(tensor -> types.merge(tensor.type().name(), 1, Integer::sum));
        }
        assertThat(types).isEqualTo(new TreeMap<>(Samples.object(answers.get("tensor_types"))));
    }

    private static void assertTensors(Subgraph subgraph, List<Integer> numbers, Object expected) {
        List<List<Object>> read = new ArrayList<>();
        subgraph.tensors(numbers)
                .forEach(tensor -> read.add(fields(
                        tensor.index(), tensor.name(), tensor.type().name(), tensor.shape(), tensor.shapeSignature())));
        List<List<Object>> wanted = new ArrayList<>();
        Samples.list(expected)
                .forEach(tensor -> wanted.add(fields(
                        tensor.get("index"),
                        tensor.get("name"),
                        tensor.get("dtype"),
                        tensor.get("shape"),
                        tensor.get("shape_signature"))));
        assertThat(read).isEqualTo(wanted);
    }

    private static List<Object> fields(Object... fields) {
        List<Object> list = new ArrayList<>();
        for (Object field : fields) {
            list.add(Objects.requireNonNullElse(field, "none"));
        }
        return list;
    }

    @ParameterizedTest
    @MethodSource("models")
    void readsSignatures(String name) throws Exception {
        List<Map<String, Object>> expected = Samples.list(Samples.answers(name).get("signatures"));
        List<Signature> signatures = Samples.model(name).signatures();
        assertThat(signatures).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            Signature signature = signatures.get(i);
            assertThat(signature.key()).isEqualTo(expected.get(i).get("key"));
            assertThat(signature.subgraph()).isEqualTo(expected.get(i).get("subgraph"));
            assertThat(signature.inputs()).isEqualTo(names(expected.get(i).get("inputs")));
            assertThat(signature.outputs()).isEqualTo(names(expected.get(i).get("outputs")));
        }
    }

    private static Map<String, Object> names(Object list) {
        Map<String, Object> names = new LinkedHashMap<>();
        Samples.list(list).forEach(tensor -> names.put((String) tensor.get("name"), tensor.get("tensor")));
        return names;
    }

    @ParameterizedTest
    @MethodSource("models")
    void readsBuffersAndMetadata(String name) throws Exception {
        LiteModel model = Samples.model(name);
        Map<String, Object> answers = Samples.answers(name);
        Map<String, Object> buffers = Samples.object(answers.get("buffers"));
        assertThat(model.buffers()).hasSize((Integer) buffers.get("count"));
        List<List<Integer>> outside = new ArrayList<>();
        for (int i = 0; i < model.buffers().size(); i++) {
            ByteRange range = model.buffers().get(i);
            if (range.outside()) {
                outside.add(List.of(i, (int) range.offset(), (int) range.size()));
            }
        }
        assertThat(outside).isEqualTo(buffers.get("outside"));
        List<Map<String, Object>> expected = Samples.list(answers.get("metadata"));
        assertThat(model.metadata()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            Metadata metadata = model.metadata().get(i);
            byte[] bytes = model.bytes(model.buffers().get(metadata.buffer()));
            assertThat(metadata.name()).isEqualTo(expected.get(i).get("name"));
            assertThat(bytes).hasSize((Integer) expected.get(i).get("size"));
            if (metadata.name().equals("min_runtime_version")) {
                assertThat(new String(bytes, StandardCharsets.UTF_8).replaceAll("\0+$", ""))
                        .isEqualTo(answers.get("min_runtime_version"));
            }
        }
        assertThat(model.associatedFiles())
                .isEqualTo(Samples.list(answers.get("associated_files")).stream()
                        .map(file -> file.get("name"))
                        .toList());
    }
}
