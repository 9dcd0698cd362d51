package io.github.tfmobile.graph.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import com.google.protobuf.ByteString;
import io.github.tfmobile.graph.tensor.WholeMessages;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.registry.Dtype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.TensorProto;

/** Every tensor of every checkpoint in the corpus, against what TensorFlow read from it. */
@Tag("corpus")
class CorpusCheckpointsTest {

    static List<CorpusCase> cases() {
        return Corpus.cases("tf1").stream()
                .filter(one -> one.has("checkpoint.json"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsEveryTensorBitForBit(CorpusCase one) throws Exception {
        Map<String, Object> expected = JSON.std.mapFrom(Files.readString(one.path("checkpoint.json")));

        Checkpoint checkpoint = Checkpoints.open(one.path("model.ckpt"));

        assertThat(checkpoint.names()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        for (Map.Entry<String, Object> entry : expected.entrySet()) {
            Map<?, ?> tensor = (Map<?, ?>) entry.getValue();
            TensorProto value = checkpoint.read(entry.getKey());
            CheckpointTensor found = checkpoint.find(entry.getKey());
            assertThat(found).isNotNull();
            assertThat(found.dtype()).isEqualTo(Dtype.of(CorpusCase.dtype(String.valueOf(tensor.get("dtype")))));
            assertThat(value.getDtypeValue()).isEqualTo(found.dtype().number());
            List<Long> shape = value.getTensorShape().getDimList().stream()
                    .map(dim -> dim.getSize())
                    .toList();
            assertThat(shape.toString()).isEqualTo(String.valueOf(tensor.get("shape")));
            assertThat(found.shape()).isEqualTo(value.getTensorShape());
            assertThat(sha256(value)).as(entry.getKey()).isEqualTo(tensor.get("sha256"));
        }
    }

    private static String sha256(TensorProto value) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(WholeMessages.of(value).getTensorContent().asReadOnlyByteBuffer());
        for (ByteString text : value.getStringValList()) {
            digest.update(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(text.size())
                    .flip());
            digest.update(text.asReadOnlyByteBuffer());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
