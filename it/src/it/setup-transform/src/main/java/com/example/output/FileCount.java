package com.example.output;

import io.github.tfmobile.codegen.output.GeneratedFile;
import io.github.tfmobile.codegen.output.OutputGenerator;
import io.github.tfmobile.codegen.output.OutputRequest;
import java.util.List;

/** Says how many source files a build takes, as an example of an output of a user's own. */
public final class FileCount implements OutputGenerator {

    @Override
    public String name() {
        return "file-count";
    }

    @Override
    public Kind kind() {
        return Kind.KERNELS;
    }

    @Override
    public List<GeneratedFile> generate(OutputRequest request) {
        int count = request.requirements().files().size();
        return List.of(GeneratedFile.of("own/file_count.txt", count + "\n"));
    }
}
