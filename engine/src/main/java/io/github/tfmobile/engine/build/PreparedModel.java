package io.github.tfmobile.engine.build;

import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.common.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;

/** A model that lies in its file as it is shipped. Its text is different when what is known of it is. */
public sealed interface PreparedModel permits PreparedGraph, PreparedLite {

    /** The model's name. */
    String name();

    /** The file. */
    Path file();

    /** SHA-256 of the file in lower-case hex. */
    String sha256();

    /**
     * The model; read from its file where it is not in memory.
     *
     * @throws ProblemException if it cannot be read
     */
    FinalModel read() throws ProblemException, IOException;
}
