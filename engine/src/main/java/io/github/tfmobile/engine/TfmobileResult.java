package io.github.tfmobile.engine;

import java.nio.file.Path;
import java.util.List;

/**
 * What a run of the engine left.
 *
 * @param resources where the final model of each lies, if the goal makes it, from the output folder on, as in {@code models/inception.pb}, and what
 *     goes with it, as in {@code models/inception.assets/**}
 * @param files the files that hold its results, those that were up to date too, sorted
 * @param upToDate whether nothing had to be done
 */
public record TfmobileResult(List<String> resources, List<Path> files, boolean upToDate) {

    /** Copies the lists. */
    public TfmobileResult {
        resources = List.copyOf(resources);
        files = List.copyOf(files);
    }
}
