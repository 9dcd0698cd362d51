package io.github.tfmobile.codegen.diagnosis;

import io.github.tfmobile.codegen.requirement.Unregistered;
import java.util.List;

/**
 * A remedy that several problems have in common.
 *
 * @param remedy the remedy
 * @param solves the problems that are gone with it
 */
public record SharedRemedy(Remedy remedy, List<Unregistered> solves) {

    /** Copies the list. */
    public SharedRemedy {
        solves = List.copyOf(solves);
    }
}
