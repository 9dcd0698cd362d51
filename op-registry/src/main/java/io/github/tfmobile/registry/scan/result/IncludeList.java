package io.github.tfmobile.registry.scan.result;

import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.List;

/**
 * The headers of the tree that a translation unit includes, directly or not, in the configurations where they are the same.
 *
 * @param presence indices into {@link TreeScan#configurations()}
 * @param headers paths relative to the root of the tree, sorted
 */
public record IncludeList(PresenceCondition presence, List<String> headers) {

    /** Copies the list. */
    public IncludeList {
        headers = List.copyOf(headers);
    }
}
