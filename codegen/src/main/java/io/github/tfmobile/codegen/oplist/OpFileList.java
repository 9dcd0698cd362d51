package io.github.tfmobile.codegen.oplist;

import io.github.tfmobile.codegen.requirement.Requirements;

/**
 * {@code tf_op_files.txt}: one source file a line, sorted and unique, kernels and ops with all that they need to link;
 * takes the place of tensorflow/contrib/makefile/tf_op_files.txt, which the makefile reads with {@code cat}.
 */
public final class OpFileList {

    private OpFileList() {}

    /** The whole file. */
    public static String render(Requirements requirements) {
        StringBuilder text = new StringBuilder();
        requirements.files().forEach(file -> text.append(file).append('\n'));
        return text.toString();
    }
}
