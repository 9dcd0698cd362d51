package io.github.tfmobile.engine;

import java.nio.file.Path;
import java.util.List;

/**
 * What a run of the engine left.
 *
 * @param models the names of the models
 * @param files the files that hold its results, those that were up to date too, sorted
 * @param upToDate whether nothing had to be done
 */
public record TfmobileResult(List<String> models, List<Path> files, boolean upToDate) {

    /** Copies the lists. */
    public TfmobileResult {
        models = List.copyOf(models);
        files = List.copyOf(files);
    }
}
