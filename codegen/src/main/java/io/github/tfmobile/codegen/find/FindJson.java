package io.github.tfmobile.codegen.find;

import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.scan.RegisteringLine;
import io.github.tfmobile.registry.target.TargetProfile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tensorflow.proto.OpDef;

/** What was found, for a program. */
public final class FindJson {

    /** Goes up when a reader of the file would have to change. */
    private static final int FORMAT = 1;

    private FindJson() {}

    /** The result as an object of JSON. */
    public static Map<String, Object> of(FindResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("tensorflowVersion", result.release());
        json.put("revision", result.revision());
        json.put("target", result.target().toString());
        json.put(
                "query",
                Map.of(
                        result.query().by().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        result.query().text()));
        json.put("ops", result.ops().stream().map(FindJson::op).toList());
        json.put("nearest", result.nearest());
        return json;
    }

    private static Map<String, Object> op(FoundOp op) {
        OpDef def = op.def();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("op", def.getName());
        json.put(
                "inputs",
                def.getInputArgList().stream().map(OpDefText::argument).toList());
        json.put(
                "outputs",
                def.getOutputArgList().stream().map(OpDefText::argument).toList());
        json.put("attrs", def.getAttrList().stream().map(OpDefText::attr).toList());
        if (def.hasDeprecation()) {
            Map<String, Object> deprecation = new LinkedHashMap<>();
            deprecation.put("version", def.getDeprecation().getVersion());
            deprecation.put("explanation", def.getDeprecation().getExplanation());
            json.put("deprecation", deprecation);
        }
        json.put("stateful", def.getIsStateful());
        json.put("file", op.file());
        json.put("line", op.line());
        json.put("profiles", profiles(op.profiles()));
        json.put("inTarget", op.inTarget());
        json.put("kernels", op.kernels().stream().map(FindJson::kernel).toList());
        json.put("lines", op.lines().stream().map(line -> line(op, line)).toList());
        json.put("since", op.history().stream().map(FindJson::history).toList());
        return json;
    }

    private static Map<String, Object> kernel(FoundKernel kernel) {
        Registration registration = kernel.registration();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("device", registration.device());
        json.put("label", registration.label());
        json.put("priority", registration.priority());
        Map<String, Object> constraints = new LinkedHashMap<>();
        registration.constraints().forEach(constraint -> constraints.put(constraint.attr(), constraint.allowed()));
        json.put("constraints", constraints);
        json.put("host", registration.hostMemory());
        json.put("class", registration.kernelClass());
        json.put("file", registration.file());
        json.put("line", registration.line());
        json.put("profiles", profiles(kernel.profiles()));
        json.put("inTarget", kernel.inTarget());
        if (kernel.stock() != null) {
            json.put("inStockBuild", kernel.stock());
        }
        if (kernel.notBuilt() != null) {
            json.put("notBuilt", kernel.notBuilt());
        }
        json.put("files", kernel.files());
        json.put("bazelTargets", kernel.bazel().targets().keySet());
        json.put("bazelGroups", kernel.bazel().groups());
        json.put("bazelGroupAdditions", kernel.bazel().additions());
        return json;
    }

    private static Map<String, Object> line(FoundOp op, RegisteringLine line) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", line.file());
        json.put("line", line.line());
        json.put("kernel", op.registers(line));
        if (!line.macro().isEmpty()) {
            json.put("macro", line.macro());
            json.put("macroUsedInLines", line.uses());
        }
        RegisteringLine.Excluding excludedBy = line.excludedBy();
        if (excludedBy != null) {
            json.put("excludedBy", excludedBy.text());
            json.put("excludedByLine", excludedBy.line());
        }
        return json;
    }

    private static Map<String, Object> history(OpHistory came) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("release", came.release());
        json.put("defined", came.defined());
        json.put("values", came.values());
        return json;
    }

    private static List<String> profiles(List<TargetProfile> profiles) {
        return profiles.stream().map(TargetProfile::id).toList();
    }
}
