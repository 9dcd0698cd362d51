package io.github.tfmobile.engine.build;

import io.github.tfmobile.codegen.lite.LiteModels;
import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.output.OutputFile;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.engine.request.LiteRequest;
import io.github.tfmobile.engine.state.Digest;
import io.github.tfmobile.engine.state.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** Copies TensorFlow Lite models, each only when it has changed. */
public final class LiteBuild {

    private static final int BUFFER = 1 << 18;
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
            OutputFile.Written written = copied(request.name(), source, file);
            step.wrote(written);
            step.fact(SHA256, String.valueOf(written.sha256()));
            step.later(request.name() + " is up to date: " + context.display(file));
            context.note(request.name() + ": a TensorFlow Lite model, copied as it is: " + context.display(file));
        });
        return new PreparedLite(request.name(), file, done.facts().getOrDefault(SHA256, ""));
    }

    private OutputFile.Written copied(String name, Path source, Path file) throws IOException {
        try (FileChannel in = InputFiles.open(source);
                OutputFile out = OutputFile.openHashed(file);
                Progress.Task task = context.progress().on(name).start("copying", "bytes", in.size())) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            while (in.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                task.done(in.position());
                buffer.clear();
            }
            return out.commit();
        }
    }
}
