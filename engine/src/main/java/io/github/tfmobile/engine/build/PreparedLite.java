package io.github.tfmobile.engine.build;

import io.github.tfmobile.codegen.lite.LiteModels;
import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.lite.model.ModelReader;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The copy of a TensorFlow Lite model.
 *
 * @param name the model's name
 * @param file the file
 * @param sha256 SHA-256 of the file in lower-case hex
 */
public record PreparedLite(String name, Path file, String sha256) implements PreparedModel {

    @Override
    public FinalModel read() throws ProblemException, IOException {
        return LiteModels.of(name, ModelReader.read(file), sha256, "models/" + file.getFileName());
    }
}
