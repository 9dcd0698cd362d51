package io.github.tfmobile.codegen.diagnosis;

import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.target.Types;
import java.util.List;

/** Other builds that a user could make in place of the one that was checked. Asked only when a check fails. */
public interface Alternatives {

    /** Knows none. */
    Alternatives NONE = new Alternatives() {
        @Override
        public List<Types> types(RequirementRequest request) {
            return List.of();
        }

        @Override
        public RequirementRequest withTypes(RequirementRequest request, Types types) {
            throw new IllegalArgumentException("no such types: " + types);
        }

        @Override
        public List<String> newerReleases(RequirementRequest request) {
            return List.of();
        }

        @Override
        public RequirementRequest withRelease(RequirementRequest request, String release) {
            throw new IllegalArgumentException("no such release: " + release);
        }
    };

    /** Values of {@code types} with which the platform's kernels are others than those of the request. */
    List<Types> types(RequirementRequest request);

    /**
     * The same models, release, platform and op list with one of those types.
     *
     * @throws ProblemException when there is no such target
     */
    RequirementRequest withTypes(RequirementRequest request, Types types) throws ProblemException;

    /** Releases newer than the request's, the oldest first. */
    List<String> newerReleases(RequirementRequest request);

    /**
     * The same models, target and kind of op list with one of those releases.
     *
     * @throws ProblemException when the release knows no such target, or has no op list of its own where one is asked for
     */
    RequirementRequest withRelease(RequirementRequest request, String release) throws ProblemException;
}
