package io.github.tfmobile.engine.build;

import io.github.tfmobile.codegen.lite.LiteModels;
import io.github.tfmobile.common.output.OutputFile;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.engine.request.LiteRequest;
import io.github.tfmobile.engine.state.Digest;
import io.github.tfmobile.engine.state.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Copies TensorFlow Lite models, each only when it has changed. */
public final class LiteBuild {

    private static final String SHA256 = "sha256";

    private final BuildContext context;
    private final Steps steps;

    /** Does its steps by {@code steps}. */
    public LiteBuild(BuildContext context, Steps steps) {
        this.context = context;
        this.steps = steps;
    }

    /**
     * Reads a model and copies it to {@code models/<name>.tflite}.
     *
     * @throws ProblemException if it is no model, is damaged, or has Flex ops that the delegate cannot read
     */
    public PreparedLite copy(LiteRequest request) throws ProblemException, IOException {
        Path source = request.source().file();
        Path file = context.output().resolve("models").resolve(request.name() + ".tflite");
        String asked = Digest.of(context.identity(), request);
        Step done = steps.run("copy " + request.name(), asked, step -> {
            LiteModels.of(request.name(), request.source().read(), "", "");
            step.plan(List.of(file));
            OutputFile.Written written = FileCopy.copy(context, request.name(), source, file);
            step.wrote(written);
            step.fact(SHA256, String.valueOf(written.sha256()));
            step.later(request.name() + " is up to date: " + context.display(file));
            context.note(request.name() + ": a TensorFlow Lite model, copied as it is: " + context.display(file));
        });
        return new PreparedLite(request.name(), file, done.facts().getOrDefault(SHA256, ""));
    }
}
