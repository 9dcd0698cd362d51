package io.github.tfmobile.engine.build;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.output.OutputFile;
import io.github.tfmobile.common.progress.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Copies files of a model as they are. */
final class FileCopy {

    private static final int BUFFER = 1 << 18;

    private FileCopy() {}

    /** Copies a file; one with the same content is left alone. */
    static OutputFile.Written copy(BuildContext context, String model, Path source, Path target) throws IOException {
        try (FileChannel in = InputFiles.open(source);
                OutputFile out = OutputFile.openHashed(target);
                Progress.Task task = context.progress().on(model).start("copying", "bytes", in.size())) {
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
