package io.github.tfmobile.codegen.report;

import com.google.auto.service.AutoService;
import io.github.tfmobile.codegen.diagnosis.DiagnosedProblem;
import io.github.tfmobile.codegen.diagnosis.Diagnosis;
import io.github.tfmobile.codegen.diagnosis.Remedy;
import io.github.tfmobile.codegen.diagnosis.SharedRemedy;
import io.github.tfmobile.codegen.model.Call;
import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.model.ModelTensor;
import io.github.tfmobile.codegen.model.NodeUse;
import io.github.tfmobile.codegen.output.GeneratedFile;
import io.github.tfmobile.codegen.output.OutputGenerator;
import io.github.tfmobile.codegen.output.OutputRequest;
import io.github.tfmobile.codegen.requirement.Requirement;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.requirement.Unregistered;
import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.common.text.Json;
import io.github.tfmobile.graph.summary.GraphSummary;
import io.github.tfmobile.lite.runtime.LiteRuntime;
import io.github.tfmobile.lite.summary.LiteSummary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code report/report.json}: the requirements, who asks for them, and what is unregistered and why. */
@AutoService(OutputGenerator.class)
public final class JsonReport implements OutputGenerator {

    /** Goes up when a reader of the file would have to change. */
    private static final int FORMAT = 2;

    @Override
    public String name() {
        return "report-json";
    }

    @Override
    public Kind kind() {
        return Kind.REPORT;
    }

    @Override
    public List<GeneratedFile> generate(OutputRequest request) {
        return List.of(GeneratedFile.of("report/report.json", render(request.diagnosis())));
    }

    /** The whole file. It is the same whether the check passes or fails, but for what is in {@code unregistered}. */
    public static String render(Diagnosis diagnosis) {
        Requirements requirements = diagnosis.requirements();
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("format", FORMAT);
        report.put("tensorflowVersion", requirements.release());
        report.put("revision", requirements.revision());
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("platform", requirements.target().platform().id());
        target.put("types", requirements.target().types().id());
        target.put("defines", requirements.target().defines());
        target.put("kernels", requirements.list().name());
        if (!requirements.liteModels().isEmpty()) {
            target.put("lite", requirements.lite().text());
            LiteRuntime runtime = requirements.lite().runtime();
            if (runtime != null) {
                target.put("liteOps", runtime.fromSources() ? "sources" : "runtime");
            }
        }
        report.put("target", target);
        report.put("passed", requirements.unregistered().isEmpty());
        report.put("models", map(requirements.models(), JsonReport::model));
        report.put("unregistered", map(diagnosis.problems(), JsonReport::problem));
        report.put("remedies", map(diagnosis.shared(), JsonReport::shared));
        report.put("warnings", requirements.warnings());
        report.put("requirements", map(requirements.required(), JsonReport::requirement));
        report.put("opsWithoutKernel", requirements.kernelFree());
        report.put("files", requirements.files());
        report.put("bazelTargets", requirements.bazel().targets());
        report.put("bazelGroups", requirements.bazel().groups());
        report.put("bazelGroupAdditions", requirements.bazel().additions());
        return Json.pretty(report);
    }

    private static Map<String, Object> model(FinalModel model) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", model.name());
        json.put("resource", model.resourcePath());
        json.put("sha256", model.sha256());
        if (model.frozenBytes() > 0) {
            json.put("frozen_bytes", model.frozenBytes());
        }
        json.put("nodes", model.graph().nodes().size());
        json.put("functions", model.graph().library().getFunctionCount());
        json.put("inputs", map(model.inputs(), JsonReport::tensor));
        json.put("outputs", map(model.outputs(), JsonReport::tensor));
        if (model.isGraph()) {
            Map<String, Object> summary = new LinkedHashMap<>();
            if (model.source() != null) {
                summary.put("source", model.source().json());
            }
            summary.put("final", GraphSummary.of(model.graph()).counts().json());
            json.put("summary", summary);
        }
        if (model.lite() != null) {
            json.put("lite", LiteSummary.of(model.lite().model()).json());
        }
        return json;
    }

    private static Map<String, Object> tensor(ModelTensor tensor) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", tensor.name());
        json.put("dtype", tensor.dtypeText());
        json.put("shape", tensor.shapeText());
        return json;
    }

    private static Map<String, Object> problem(DiagnosedProblem diagnosed) {
        Unregistered problem = diagnosed.unregistered();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("op", problem.op());
        json.put("attrs", problem.attrs());
        json.put("reason", problem.why().kind());
        json.put("text", SettingNames.PLAIN.render(problem.why().text()));
        json.put("models", problem.models());
        json.put("registered", problem.registered());
        json.put("remedies", map(diagnosed.remedies(), JsonReport::remedy));
        json.put("nodeCount", problem.uses().size());
        json.put("nodes", map(problem.uses(), JsonReport::use));
        return json;
    }

    private static Map<String, Object> shared(SharedRemedy shared) {
        Map<String, Object> json = remedy(shared.remedy());
        json.put("solves", shared.solves().size());
        json.put(
                "ops", shared.solves().stream().map(Unregistered::op).distinct().toList());
        return json;
    }

    private static Map<String, Object> remedy(Remedy remedy) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", remedy.kind());
        json.put("tried", remedy.tried());
        json.put("text", SettingNames.PLAIN.render(remedy.text()));
        if (remedy.model() != null) {
            json.put("model", remedy.model());
        }
        json.put("settings", map(remedy.settings(), change -> {
            Map<String, Object> setting = new LinkedHashMap<>();
            setting.put("setting", change.setting());
            setting.put("value", change.value());
            setting.put("replaces", change.replaces());
            return setting;
        }));
        return json;
    }

    private static Map<String, Object> requirement(Requirement requirement) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("op", requirement.op());
        json.put("attrs", requirement.attrs());
        json.put("kernelClass", requirement.kernelClass());
        json.put(
                "registeredAt",
                requirement.registration().file() + ":"
                        + requirement.registration().line());
        json.put("kernelFiles", requirement.kernelFiles());
        json.put("opFiles", requirement.opFiles());
        json.put("reasons", requirement.reasons());
        json.put("nodeCount", requirement.uses().size());
        json.put("nodes", map(requirement.uses(), JsonReport::use));
        return json;
    }

    private static Map<String, Object> use(NodeUse use) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", use.model());
        json.put("node", use.node());
        if (!use.path().isEmpty()) {
            json.put("calls", map(use.path(), JsonReport::call));
        }
        return json;
    }

    private static Map<String, Object> call(Call call) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("node", call.node());
        json.put("op", call.op());
        json.put("function", call.function());
        return json;
    }

    private static <T> List<Object> map(Collection<T> values, Function<T, Map<String, Object>> mapper) {
        List<Object> mapped = new ArrayList<>();
        values.forEach(value -> mapped.add(mapper.apply(value)));
        return mapped;
    }
}
