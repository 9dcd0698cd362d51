package io.github.tfmobile.codegen.lite;

import com.google.auto.service.AutoService;
import io.github.tfmobile.codegen.output.GeneratedFile;
import io.github.tfmobile.codegen.output.OutputGenerator;
import io.github.tfmobile.codegen.output.OutputRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.target.LiteTarget;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.lite.generate.MicroMethods;
import io.github.tfmobile.lite.generate.MicroOpResolver;
import io.github.tfmobile.lite.runtime.UsedOps;
import java.util.List;

/** {@code micro_op_resolver.h}: the {@code MicroMutableOpResolver} that has just the ops that operators of the models use. */
@AutoService(OutputGenerator.class)
public final class MicroOpResolverFile implements OutputGenerator {

    @Override
    public String name() {
        return "micro-op-resolver";
    }

    @Override
    public Kind kind() {
        return Kind.BUILD;
    }

    @Override
    public List<GeneratedFile> generate(OutputRequest request) throws ProblemException {
        Requirements requirements = request.requirements();
        LiteTarget target = requirements.lite();
        MicroMethods methods = target.micro();
        if (methods == null || requirements.liteModels().isEmpty()) {
            return List.of();
        }
        return List.of(GeneratedFile.of(
                "micro_op_resolver.h",
                MicroOpResolver.text(
                        UsedOps.used(requirements.liteModels()), methods, target.customOps(), target.namespace())));
    }
}
