package io.github.tfmobile.lite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.lite.flex.FlexOp;
import io.github.tfmobile.lite.flex.FlexOps;
import io.github.tfmobile.lite.model.LiteModel;
import io.github.tfmobile.lite.model.ModelReader;
import io.github.tfmobile.lite.runtime.LiteReleases;
import io.github.tfmobile.lite.runtime.RuntimeCheck;
import io.github.tfmobile.lite.summary.LiteSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged and hostile files end in one message that names the place, and what a runtime runs is read. */
@Tag("corpus")
class DamagedFilesTest {

    /** Nothing is wrong with these before TensorFlow's kernels or a release's table of ops are asked. */
    private static final Set<String> READ = Set.of(
            "aliased-operators.tflite",
            "codes-differ.tflite",
            "custom-code-flex-only.tflite",
            "flex-nodedef-attr-missing.tflite",
            "flex-nodedef-attr-not-allowed.tflite",
            "flex-nodedef-deep.tflite",
            "flex-nodedef-garbage.tflite",
            "flex-nodedef-other-op.tflite",
            "flex-nodedef-truncated.tflite",
            "flex-options-format.tflite",
            "flex-options-three-elements.tflite",
            "flex-unknown-op.tflite",
            "flex-vector-other-op.tflite",
            "unused-custom-code.tflite",
            "unused-operator-code.tflite");

    private static final int SCALE = Integer.getInteger("tfmobile.fuzz", 1);

    static List<String> files() {
        return Samples.damaged().stream().map(file -> (String) file.get("file")).toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void endsInAMessageWithTheFile(String file) throws IOException {
        String message = message(Samples.damaged(file));
        if (READ.contains(file)) {
            assertThat(message).isNull();
        } else {
            assertThat(message).contains(file).contains("@ byte ").hasLineCount(3);
        }
    }

    @Test
    void readsEveryDeclarationOfAFlexOp() throws Exception {
        assertThat(only("flex-vector-other-op.tflite").runs()).isEqualTo("Cholesky");
        assertThat(only("flex-vector-other-op.tflite").op()).isEqualTo("MatrixInverse");
        assertThat(only("flex-options-three-elements.tflite").furtherElements()).isEqualTo(1);
        assertThat(only("flex-options-format.tflite").format()).isEqualTo(1);
    }

    private static FlexOp only(String file) throws Exception {
        List<FlexOp> ops = FlexOps.of(ModelReader.read(Samples.damaged(file)), problem -> {});
        assertThat(ops).hasSize(1);
        return ops.get(0);
    }

    @Test
    void namesWhatIsWrong() throws IOException {
        assertThat(message(Samples.damaged("opcode-index.tflite"))).contains("names operator code 99");
        assertThat(message(Samples.damaged("tensor-index.tflite"))).contains("names tensor 12345");
        assertThat(message(Samples.damaged("self-offset.tflite"))).contains("offset of subgraph 0 is 0");
        assertThat(message(Samples.damaged("recursive-circle.tflite"))).contains("run by a subgraph that it runs");
        assertThat(message(Samples.damaged("buffer-offset-beyond-end.tflite"))).contains("lie outside the file");
        assertThat(message(Samples.damaged("signature-tensor.tflite"))).contains("names tensor 4444");
    }

    @Test
    void refusesAnEndThatOverflows(@TempDir Path folder) throws Exception {
        byte[] good = Files.readAllBytes(Path.of("../testing/lite/models/buffer-offset/model.tflite"));
        for (int at = 0; at + 16 <= 1328; at++) {
            // The offset and the size of the first buffer that lies outside, as two longs.
            if ((int64(good, at) == 1328 && int64(good, at + 8) == 64)
                    || (int64(good, at) == 64 && int64(good, at + 8) == 1328)) {
                int offset = int64(good, at) == 1328 ? at : at + 8;
                byte[] bad = good.clone();
                for (int i = 0; i < 8; i++) {
                    bad[offset + i] = (byte) (i == 0 ? 0xf0 : 0xff);
                }
                Path file = Files.write(folder.resolve("overflow.tflite"), bad);
                assertThat(message(file)).contains("18446744073709551600").contains("lie outside the file");
                return;
            }
        }
        throw new AssertionError("the model has no buffer at byte 1328");
    }

    private static long int64(byte[] bytes, int at) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = (value << 8) | (bytes[at + i] & 0xff);
        }
        return value;
    }

    @Test
    void anyChangedByteIsReadOrRefused(@TempDir Path folder) throws Exception {
        Random random = new Random(17);
        List<String> refused = new ArrayList<>();
        for (String name : Samples.models()) {
            byte[] good = Files.readAllBytes(Path.of("../testing/lite/models", name, "model.tflite"));
            for (int run = 0; run < 60 * SCALE; run++) {
                byte[] bad = good.clone();
                for (int change = 0; change <= run % 4; change++) {
                    bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
                }
                int length = run % 7 == 0 ? random.nextInt(bad.length) : bad.length;
                Path file = Files.write(folder.resolve("changed.tflite"), Arrays.copyOf(bad, length));
                String message = message(file);
                if (message != null) {
                    refused.add(message);
                }
            }
        }
        assertThat(refused).isNotEmpty().allMatch(message -> message.contains("changed.tflite"));
    }

    @Test
    void aModelThatIsCutAnywhereIsReadOrRefused(@TempDir Path folder) throws Exception {
        for (String name : Samples.models()) {
            byte[] good = Files.readAllBytes(Path.of("../testing/lite/models", name, "model.tflite"));
            for (int length = 0; length < good.length; length += Math.max(1, 31 / SCALE)) {
                Path file = Files.write(folder.resolve("cut.tflite"), Arrays.copyOf(good, length));
                String message = message(file);
                assertThat(message == null || message.contains("cut.tflite"))
                        .as("%s, %s", name, length)
                        .isTrue();
            }
        }
    }

    private static @Nullable String message(Path file) throws IOException {
        try {
            List<Problem> refused = new ArrayList<>();
            LiteModel model = ModelReader.read(file);
            FlexOps.of(model, refused::add);
            assertThat(LiteSummary.of(model).lines()).isNotEmpty();
            RuntimeCheck.of(model, LiteReleases.newest(), Set.of())
                    .forEach(unsupported ->
                            assertThat(unsupported.text(LiteReleases.newest())).isNotEmpty());
            return refused.isEmpty() ? null : new ProblemException(refused).getMessage();
        } catch (ProblemException e) {
            return e.getMessage();
        }
    }
}
