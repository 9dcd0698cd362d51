package io.github.tfmobile.codegen.header;

import com.google.auto.service.AutoService;
import io.github.tfmobile.codegen.output.GeneratedFile;
import io.github.tfmobile.codegen.output.OutputGenerator;
import io.github.tfmobile.codegen.output.OutputRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.requirement.Requirements.OpAndKernel;
import io.github.tfmobile.common.text.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code ops_list.json}: {@code [["Conv2D","Conv2DOp<CPUDevice, float>"], ...]}, as
 * {@code print_selective_registration_header --proto_fileformat=ops_list} reads it; one pair a line.
 */
@AutoService(OutputGenerator.class)
public final class OpsListJson implements OutputGenerator {

    @Override
    public String name() {
        return "ops-list";
    }

    @Override
    public Kind kind() {
        return Kind.KERNELS;
    }

    @Override
    public List<GeneratedFile> generate(OutputRequest request) {
        return List.of(GeneratedFile.of("ops_list.json", render(request.requirements())));
    }

    /**
     * The whole file. An op that needs no kernel is paired with null, as that tool has it. With TensorFlow Lite models alone
     * it is one line, as {@code list_flex_ops} prints it.
     */
    public static String render(Requirements requirements) {
        List<String> pairs = new ArrayList<>();
        for (OpAndKernel pair : requirements.opsAndKernels()) {
            pairs.add(Json.line(List.of(pair.op(), pair.kernelClass())));
        }
        requirements.kernelFree().keySet().forEach(op -> pairs.add(Json.line(Arrays.asList(op, null))));
        if (requirements.isLiteAlone()) {
            return "[" + String.join(",", pairs) + "]\n";
        }
        pairs.sort(null);
        return pairs.isEmpty() ? "[]\n" : "[\n" + String.join(",\n", pairs) + "\n]\n";
    }
}
