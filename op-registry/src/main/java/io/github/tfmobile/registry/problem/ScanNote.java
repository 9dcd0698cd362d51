package io.github.tfmobile.registry.problem;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import org.jspecify.annotations.Nullable;

/** What a scan of a source tree does not follow, and leaves out or takes as it stands. */
public final class ScanNote {

    private ScanNote() {}

    /** A note that asks for nothing. */
    public static Problem of(String what, @Nullable Place place) {
        return of(what, place, "");
    }

    /** A note with what can be done about it. */
    public static Problem of(String what, @Nullable Place place, String remedy) {
        return Problem.of(RegistryProblem.NOT_FOLLOWED, what, place, remedy);
    }
}
