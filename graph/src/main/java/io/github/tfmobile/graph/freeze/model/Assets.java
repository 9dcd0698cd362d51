package io.github.tfmobile.graph.freeze.model;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.savedmodel.SavedModelFolder;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that a SavedModel brings along. One that nobody asks for need not be there.
 *
 * @param names the name of the file that a node stands for, by node
 * @param folder where they are; null where there are none
 */
public record Assets(Map<String, String> names, @Nullable SavedModelFolder folder) {

    /** Those of a model that brings none. */
    static final Assets NONE = new Assets(Map.of(), null);

    /** Copies the map. */
    public Assets {
        names = Map.copyOf(names);
    }

    /**
     * The file that a node stands for; null when it is no asset.
     *
     * @throws ProblemException if the file is not there or lies outside the SavedModel
     */
    @Nullable
    public Path file(String node) throws ProblemException {
        String name = names.get(node);
        return name == null || folder == null ? null : folder.asset(name);
    }
}
