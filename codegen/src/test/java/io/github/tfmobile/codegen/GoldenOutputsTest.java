package io.github.tfmobile.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.codegen.bazel.BazelFile;
import io.github.tfmobile.codegen.diagnosis.Diagnosis;
import io.github.tfmobile.codegen.header.OpsListJson;
import io.github.tfmobile.codegen.header.OpsToRegisterHeader;
import io.github.tfmobile.codegen.java.JavaRegistry;
import io.github.tfmobile.codegen.oplist.MakefileFragment;
import io.github.tfmobile.codegen.oplist.OpFileList;
import io.github.tfmobile.codegen.output.GeneratedFile;
import io.github.tfmobile.codegen.report.HtmlReport;
import io.github.tfmobile.codegen.report.JsonReport;
import io.github.tfmobile.codegen.testing.GeneratedClass;
import io.github.tfmobile.codegen.testing.Golden;
import io.github.tfmobile.codegen.testing.Samples;
import io.github.tfmobile.common.problem.SettingNames;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoldenOutputsTest {

    @Test
    void opFileList() throws Exception {
        Golden.assertEqual("tf_op_files.txt", OpFileList.render(Samples.good()));
    }

    @Test
    void header() throws Exception {
        Golden.assertEqual("ops_to_register.h", OpsToRegisterHeader.render(Samples.good()));
    }

    @Test
    void opsList() throws Exception {
        Golden.assertEqual("ops_list.json", OpsListJson.render(Samples.good()));
    }

    @Test
    void makefileFragment() throws Exception {
        Golden.assertEqual("tfmobile.mk", MakefileFragment.render(Samples.good()));
    }

    @Test
    void bazelFile() throws Exception {
        Golden.assertEqual("tfmobile.bzl", BazelFile.render(Samples.good()));
    }

    @Test
    void javaRegistry() throws Exception {
        List<GeneratedFile> sources = JavaRegistry.files(Samples.good(), "com.example.models");

        Golden.assertEqual("KernelRegistry.java.txt", sources.get(0).text());
        assertThat(GeneratedClass.compile("com.example.models.KernelRegistry", sources)
                        .isRegistered("Relu", "float"))
                .isTrue();
    }

    @Test
    void reportOfACheckThatPasses() throws Exception {
        Golden.assertEqual("passed/report.json", JsonReport.render(Samples.goodDiagnosis()));
        Golden.assertEqual("passed/index.html", HtmlReport.render(Samples.goodDiagnosis(), SettingNames.PLAIN));
    }

    @Test
    void reportOfACheckThatFails() throws Exception {
        Golden.assertEqual("failed/report.json", JsonReport.render(Samples.bad()));
        Golden.assertEqual("failed/index.html", HtmlReport.render(Samples.bad(), SettingNames.PLAIN));
    }

    @Test
    void theSameInputsGiveTheSameBytes() throws Exception {
        Diagnosis first = Samples.bad();
        Diagnosis second = Samples.bad();

        assertThat(JsonReport.render(first)).isEqualTo(JsonReport.render(second));
        assertThat(HtmlReport.render(first, SettingNames.PLAIN))
                .isEqualTo(HtmlReport.render(second, SettingNames.PLAIN));
        assertThat(JavaRegistry.files(first.requirements(), "a.b"))
                .isEqualTo(JavaRegistry.files(second.requirements(), "a.b"));
    }

    @Test
    void thePageRunsNoScriptOfAModel() throws Exception {
        assertThat(HtmlReport.render(Samples.goodDiagnosis(), SettingNames.PLAIN))
                .doesNotContain("<script>alert")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;");
    }
}
