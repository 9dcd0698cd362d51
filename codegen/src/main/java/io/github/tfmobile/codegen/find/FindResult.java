package io.github.tfmobile.codegen.find;

import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.TargetProfile;
import java.util.List;

/**
 * What was found.
 *
 * @param query what was looked for
 * @param release the TensorFlow release
 * @param revision the commit of its source tree; empty when not known
 * @param target the target
 * @param profiles the target profiles that the release has
 * @param ops the ops, by name
 * @param nearest names that are close, when nothing was found
 */
public record FindResult(
        FindQuery query,
        String release,
        String revision,
        Target target,
        List<TargetProfile> profiles,
        List<FoundOp> ops,
        List<String> nearest) {

    /** Copies the lists. */
    public FindResult {
        profiles = List.copyOf(profiles);
        ops = List.copyOf(ops);
        nearest = List.copyOf(nearest);
    }

    FindResult withOps(List<FoundOp> others) {
        return new FindResult(query, release, revision, target, profiles, others, nearest);
    }
}
