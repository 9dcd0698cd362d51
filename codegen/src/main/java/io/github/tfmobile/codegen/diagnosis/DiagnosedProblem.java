package io.github.tfmobile.codegen.diagnosis;

import io.github.tfmobile.codegen.requirement.Unregistered;
import java.util.List;

/**
 * Something unregistered with what can be done about it.
 *
 * @param unregistered the nodes and why the target has no kernel for them
 * @param remedies what can be done, the most promising first: what was tried before hints
 */
public record DiagnosedProblem(Unregistered unregistered, List<Remedy> remedies) {

    /** Copies the list. */
    public DiagnosedProblem {
        remedies = List.copyOf(remedies);
    }
}
