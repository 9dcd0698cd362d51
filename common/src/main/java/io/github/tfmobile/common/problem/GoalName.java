package io.github.tfmobile.common.problem;

import java.util.Locale;

/**
 * A goal that a message sends the user to. How it is run is known to the adapter alone: the text mentions it, and
 * {@link SettingNames} writes it out, as with a {@link Setting}.
 */
public enum GoalName {
    /** Reads a source tree of TensorFlow and writes a registry file. */
    SCAN,
    /** Lists what a model is likely fed and what it gives. */
    SUMMARIZE;

    /** Mentions the goal. */
    @Override
    public String toString() {
        return SettingNames.mention(SettingNames.GOAL, name().toLowerCase(Locale.ROOT), "");
    }
}
