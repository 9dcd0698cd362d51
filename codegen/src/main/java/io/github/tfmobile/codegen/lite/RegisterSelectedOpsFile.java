package io.github.tfmobile.codegen.lite;

import com.google.auto.service.AutoService;
import io.github.tfmobile.codegen.output.GeneratedFile;
import io.github.tfmobile.codegen.output.OutputGenerator;
import io.github.tfmobile.codegen.output.OutputRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.target.LiteTarget;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.lite.generate.RegisterSelectedOps;
import io.github.tfmobile.lite.runtime.UsedOps;
import java.util.List;

/** {@code register_selected_ops.cc}: the builtin and custom ops of the models, as {@code gen_op_registration} registers them. */
@AutoService(OutputGenerator.class)
public final class RegisterSelectedOpsFile implements OutputGenerator {

    @Override
    public String name() {
        return "register-selected-ops";
    }

    @Override
    public Kind kind() {
        return Kind.BUILD;
    }

    @Override
    public List<GeneratedFile> generate(OutputRequest request) throws ProblemException {
        Requirements requirements = request.requirements();
        LiteTarget target = requirements.lite();
        UsedOps ops = UsedOps.declared(requirements.liteModels());
        if (target.micro() != null || requirements.liteModels().isEmpty()) {
            return List.of();
        }
        return List.of(GeneratedFile.of(
                "register_selected_ops.cc",
                RegisterSelectedOps.text(ops, target.layout().folder(), target.namespace())));
    }
}
