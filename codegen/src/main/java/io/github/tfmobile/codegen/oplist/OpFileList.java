package io.github.tfmobile.codegen.oplist;

import com.google.auto.service.AutoService;
import io.github.tfmobile.codegen.output.GeneratedFile;
import io.github.tfmobile.codegen.output.OutputGenerator;
import io.github.tfmobile.codegen.output.OutputRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import java.util.List;

/**
 * {@code tf_op_files.txt}: one source file a line, sorted and unique, kernels and ops with all that they need to link;
 * takes the place of tensorflow/contrib/makefile/tf_op_files.txt, which the makefile reads with {@code cat}.
 */
@AutoService(OutputGenerator.class)
public final class OpFileList implements OutputGenerator {

    @Override
    public String name() {
        return "op-list";
    }

    @Override
    public Kind kind() {
        return Kind.KERNELS;
    }

    @Override
    public List<GeneratedFile> generate(OutputRequest request) {
        return List.of(GeneratedFile.of("tf_op_files.txt", render(request.requirements())));
    }

    /** The whole file. */
    public static String render(Requirements requirements) {
        StringBuilder text = new StringBuilder();
        requirements.files().forEach(file -> text.append(file).append('\n'));
        return text.toString();
    }
}
