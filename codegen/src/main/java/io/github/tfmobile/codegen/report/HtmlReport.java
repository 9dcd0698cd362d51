package io.github.tfmobile.codegen.report;

import com.google.auto.service.AutoService;
import io.github.tfmobile.codegen.diagnosis.Diagnosis;
import io.github.tfmobile.codegen.output.GeneratedFile;
import io.github.tfmobile.codegen.output.OutputGenerator;
import io.github.tfmobile.codegen.output.OutputRequest;
import io.github.tfmobile.common.problem.SettingNames;
import java.util.List;

/** {@code report/index.html}: the report as one page that needs no other file and no network. */
@AutoService(OutputGenerator.class)
public final class HtmlReport implements OutputGenerator {

    @Override
    public String name() {
        return "report-html";
    }

    @Override
    public Kind kind() {
        return Kind.REPORT;
    }

    @Override
    public List<GeneratedFile> generate(OutputRequest request) {
        return List.of(GeneratedFile.of("report/index.html", render(request.diagnosis(), request.names())));
    }

    /** The whole file. */
    public static String render(Diagnosis diagnosis, SettingNames names) {
        return HtmlPage.render(diagnosis, names);
    }
}
