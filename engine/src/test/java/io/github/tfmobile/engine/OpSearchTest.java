package io.github.tfmobile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.request.TargetSettings;
import io.github.tfmobile.engine.request.TfmobileRequest;
import io.github.tfmobile.engine.setting.SettingValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where an op is implemented. */
class OpSearchTest {

    @TempDir
    Path output;

    private final HeardLines heard = new HeardLines();

    @Test
    void tellsWhereAnOpIsImplementedInTextAndJson() throws Exception {
        TfmobileResult result = find(SettingValues.of(Setting.OP, "Softmax"));

        assertThat(result.files()).containsExactly(output.resolve("find/Softmax.json"));
        assertThat(heard.notes())
                .contains("TensorFlow 1.15.0, target ios-selective")
                .anyMatch(note -> note.contains("tensorflow/core/kernels/softmax_op.cc:"))
                .contains("Written to find" + java.io.File.separator + "Softmax.json");
        Map<String, Object> json = JSON.std.mapFrom(Files.readString(output.resolve("find/Softmax.json")));
        assertThat(json).containsEntry("target", "ios-selective").containsKey("ops");
    }

    @Test
    void looksForKernelClassesAndFilesToo() throws Exception {
        assertThat(ops(SettingValues.of(Setting.KERNEL_CLASS, "SoftmaxOp<CPUDevice, float>")))
                .containsExactly("LogSoftmax", "Softmax", "SparseSoftmax", "_MklSoftmax");
        assertThat(ops(SettingValues.of(Setting.FILE, "core/kernels/softmax_op.cc")))
                .containsExactly("LogSoftmax", "Softmax");
    }

    @Test
    void saysTheSameOnceMoreWithoutSearching() throws Exception {
        TfmobileResult first = find(SettingValues.of(Setting.OP, "Softmax"));
        List<String> said = List.copyOf(heard.notes());
        FileTime written = Files.getLastModifiedTime(first.files().get(0));
        heard.clear();

        assertThat(find(SettingValues.of(Setting.OP, "Softmax"))).isEqualTo(first);
        assertThat(heard.notes()).isEqualTo(said);
        assertThat(Files.getLastModifiedTime(first.files().get(0))).isEqualTo(written);

        Files.writeString(first.files().get(0), "{}");
        find(SettingValues.of(Setting.OP, "Softmax"));

        assertThat(first.files().get(0)).content().contains("softmax_op.cc");
    }

    @Test
    void saysSinceWhenAnOpIsThere() throws Exception {
        find(SettingValues.of(Setting.OP, "BatchMatMulV2").with(Setting.SINCE, "TRUE"));

        assertThat(heard.notes()).anyMatch(note -> note.startsWith("  since 1.14.0: the op; T = "));
    }

    @Test
    void saysWhatIsNearAMistypedName() {
        assertThatThrownBy(() -> find(SettingValues.of(Setting.OP, "Sofmax")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("op is not in TensorFlow 1.15.0: \"Sofmax\"")
                .hasMessageContaining("Softmax");
    }

    @Test
    void wantsOneThingToLookFor() {
        assertThatThrownBy(() -> find(SettingValues.NONE))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("nothing is said to look for");
        assertThatThrownBy(() -> find(SettingValues.of(Setting.OP, "Mul")
                        .with(Setting.FILE, "a.cc")
                        .with(Setting.SINCE, "yes")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("cannot be looked for at once")
                .hasMessageContaining("since is neither true nor false: \"yes\"");
    }

    @Test
    void tellsOfAWrongForceToo() {
        TfmobileRequest request = TfmobileRequest.in(output, output)
                .run(SettingValues.of(Setting.FORCE, "ja"))
                .target(TargetSettings.of(SettingValues.of(Setting.PLATFORM, "iso")));

        assertThatThrownBy(() -> new Tfmobile(heard).find(request, SettingValues.of(Setting.OP, "Softmax")))
                .hasMessageContaining("force is neither true nor false: \"ja\"")
                .hasMessageContaining("platform is unknown: \"iso\"");
    }

    private List<String> ops(SettingValues wanted) throws Exception {
        Map<String, Object> json =
                JSON.std.mapFrom(Files.readString(find(wanted).files().get(0)));
        assertThat(json).extractingByKey("ops").isInstanceOf(List.class);
        return ((List<?>) json.get("ops"))
                .stream().map(op -> String.valueOf(((Map<?, ?>) op).get("op"))).toList();
    }

    private TfmobileResult find(SettingValues wanted) throws Exception {
        TfmobileRequest request =
                TfmobileRequest.in(output, output).target(TargetSettings.of(SettingValues.of(Setting.PLATFORM, "ios")));
        return new Tfmobile(heard).find(request, wanted);
    }
}
