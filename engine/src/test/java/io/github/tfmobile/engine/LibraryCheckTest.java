package io.github.tfmobile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.codegen.library.LibraryResult;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.event.BuildListener;
import io.github.tfmobile.engine.request.TargetSettings;
import io.github.tfmobile.engine.request.TfmobileRequest;
import io.github.tfmobile.engine.setting.SettingValues;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a native library has what models need. */
class LibraryCheckTest {

    /** What the graph needs: its op and what the runtime adds to every graph. */
    private static final List<String> NEEDED = List.of(
            "Softmax",
            "SoftmaxOp<CPUDevice, float>",
            "Placeholder",
            "PlaceholderOp",
            "NoOp",
            "Const",
            "ConstantOp",
            "_Arg",
            "ArgOp",
            "_Retval",
            "RetvalOp",
            "_Send",
            "SendOp",
            "_Recv",
            "RecvOp");

    private static final String GRAPH = """
            node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } } }
            node { name: "y" op: "Softmax" input: "x" attr { key: "T" value { type: DT_FLOAT } } }
            """;

    @TempDir
    Path folder;

    private final HeardLines heard = new HeardLines();

    @BeforeEach
    void writeTheGraph() throws Exception {
        Files.writeString(folder.resolve("graph.pbtxt"), GRAPH);
    }

    @Test
    void aLibraryThatHasEverythingPasses() throws Exception {
        LibraryResult result = check(sharedLibrary(0x4000, NEEDED), "android");

        assertThat(result.images()).singleElement().satisfies(image -> {
            assertThat(image.missing()).isEmpty();
            assertThat(image.open()).isEmpty();
            assertThat(image.kernels()).extracting(kernel -> kernel.op()).contains("Softmax", "_Arg");
        });
        assertThat(heard.notes())
                .anyMatch(note -> note.startsWith("libapp.so: shared library for arm64-v8a, with "))
                .contains("  its segments are aligned to 16 KB");
        assertThat(heard.warnings()).isEmpty();
    }

    @Test
    void tellsWhatIsMissingAndWhy() throws Exception {
        List<String> texts = new ArrayList<>(NEEDED);
        texts.remove("SoftmaxOp<CPUDevice, float>");
        texts.remove("_Recv");
        assertThatThrownBy(() -> check(sharedLibrary(0x4000, texts), "android"))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("library lacks 2 of the ")
                .hasMessageContaining("the op is not in the library: \"_Recv, RecvOp\"")
                .hasMessageContaining("build it with tensorflow/core/ops/sendrecv_ops.cc")
                .hasMessageContaining("the source file of the kernel is not linked into the library, needed by model:"
                        + " \"Softmax, SoftmaxOp<CPUDevice, float>\"")
                .hasMessageContaining("build it with tensorflow/core/kernels/softmax_op.cc");

        // Another kernel of the same file: the file is linked, and this one was left out.
        texts.add("SoftmaxOp<CPUDevice, double>");
        assertThatThrownBy(() -> check(sharedLibrary(0x4000, texts), "android"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("the kernel is not registered in the library, though its source file is linked");
        Map<String, Object> json = JSON.std.mapFrom(Files.readString(folder.resolve("library/libapp.so.arm64.json")));
        assertThat(json).containsEntry("target", "android-selective").containsEntry("kind", "shared library");
        assertThat(json.toString()).contains("presence=not-registered").contains("presence=no-op");
    }

    @Test
    void warnsOfPagesThatAreTooSmallForAndroid() throws Exception {
        byte[] library = sharedLibrary(0x1000, NEEDED);
        check(library, "android");
        assertThat(heard.warnings())
                .containsExactly("library (arm64-v8a) has segments that are aligned to 4 KB: Android devices with pages"
                        + " of 16 KB do not load it; link it with -Wl,-z,max-page-size=16384");
        heard.clear();
        check(library, "linux");
        assertThat(heard.warnings()).isEmpty();
    }

    @Test
    void warnsOfALibraryThatIsBuiltWithOtherTypes() throws Exception {
        List<String> texts = new ArrayList<>(NEEDED);
        texts.add("SoftmaxOp<CPUDevice, double>");
        SettingValues target = SettingValues.of(Setting.PLATFORM, "android").with(Setting.TYPES, "default");
        check(sharedLibrary(0x4000, texts), target);

        assertThat(heard.warnings())
                .singleElement()
                .asString()
                .contains(
                        "has 1 kernel classes that TensorFlow 1.15.0 does not register for android-default: it is built with"
                                + " other types, types=selective");
    }

    @Test
    void whatWasSaidOfALibraryThatIsNoMoreGoes() throws Exception {
        byte[] library = sharedLibrary(0x4000, NEEDED);
        check(library, "android");
        assertThat(folder.resolve("library")).isDirectoryContaining("glob:**/libapp.so.arm64.json");

        library[18] = 62; // x86-64
        check(library, "android");

        assertThat(folder.resolve("library")).isDirectoryNotContaining("glob:**/libapp.so.arm64.json");
        assertThat(folder.resolve("library").toFile().list()).hasSize(1);
    }

    @Test
    void saysWhenALibraryIsNone() {
        assertThatThrownBy(() -> check("text".getBytes(StandardCharsets.UTF_8), "android"))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("library is no native library");
        assertThatThrownBy(() -> check(sharedLibrary(0x4000, List.of("Mul")), "android"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("library has no kernel of TensorFlow 1.15.0");
        assertThatThrownBy(() ->
                        new Tfmobile(BuildListener.NONE).checkLibrary(request(SettingValues.NONE), SettingValues.NONE))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("library is missing");
    }

    @Test
    void saysWhatIsMissingWithAllElseBeforeTheModelsArePrepared() throws Exception {
        Files.writeString(folder.resolve("graph.pbtxt"), "no graph");
        SettingValues target = SettingValues.of(Setting.PLATFORM, "android").with(Setting.TENSORFLOW_ROOT, "tree");

        assertThatThrownBy(() -> new Tfmobile(heard)
                        .checkLibrary(request(target), SettingValues.of(Setting.LIBRARY, "libapp.so")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problems())
                                .extracting(Problem::text)
                                .containsExactly(
                                        "tensorflowRoot does not exist: \"" + folder.resolve("tree")
                                                + "\"\n  name the directory that holds tensorflow/ and WORKSPACE",
                                        "library does not exist: \"" + folder.resolve("libapp.so")
                                                + "\"\n  Relative paths start at the project's folder."));
    }

    private LibraryResult check(byte[] library, String platform) throws Exception {
        return check(library, SettingValues.of(Setting.PLATFORM, platform));
    }

    private LibraryResult check(byte[] library, SettingValues target) throws Exception {
        Files.write(folder.resolve("libapp.so"), library);
        return new Tfmobile(heard).checkLibrary(request(target), SettingValues.of(Setting.LIBRARY, "libapp.so"));
    }

    private TfmobileRequest request(SettingValues target) {
        return TfmobileRequest.in(folder, folder)
                .model(SettingValues.of(Setting.GRAPH, "graph.pbtxt").with(Setting.OUTPUTS, "y"))
                .target(TargetSettings.of(target));
    }

    /** A shared library of 64-bit ARM without section headers: an ELF header, one program header, texts. */
    private static byte[] sharedLibrary(long align, List<String> texts) {
        byte[] constants = ("\0" + String.join("\0", texts) + "\0").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer out = ByteBuffer.allocate(120 + constants.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        out.putShort(16, (short) 3).putShort(18, (short) 183).putLong(32, 64).putShort(54, (short) 56);
        out.putShort(56, (short) 1);
        out.putInt(64, 1).putInt(68, 4).putLong(96, 120L + constants.length).putLong(112, align);
        out.position(120);
        return out.put(constants).array();
    }
}
