package io.github.tfmobile.codegen.output;

import io.github.tfmobile.codegen.diagnosis.Diagnosis;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.common.problem.SettingNames;
import org.jspecify.annotations.Nullable;

/**
 * What outputs are made from.
 *
 * @param diagnosis what the final models require of the target, what is unregistered there and what can be done about it
 * @param javaPackage the package of generated Java; null when no Java is asked for
 * @param names how the user writes the settings that a remedy is about
 */
public record OutputRequest(Diagnosis diagnosis, @Nullable String javaPackage, SettingNames names) {

    /** With settings under their own names. */
    public OutputRequest(Diagnosis diagnosis, @Nullable String javaPackage) {
        this(diagnosis, javaPackage, SettingNames.PLAIN);
    }

    /** What the final models require of the target. */
    public Requirements requirements() {
        return diagnosis.requirements();
    }
}
