package io.github.tfmobile.registry;

import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.List;

/**
 * The configuration of a target: one that the registry holds, or one that differs from it in changes of which each is held and
 * none has to do with another, so that whatever is different is what one of them makes different.
 *
 * @param index the configuration, as sets of configurations name it
 * @param changed the configurations that the changes lead to, one by one
 */
public record ResolvedConfiguration(int index, List<Integer> changed) {

    /** Copies the list; a configuration with a single change is the one that it leads to. */
    public ResolvedConfiguration {
        if (changed.size() == 1) {
            index = changed.get(0);
            changed = List.of();
        }
        changed = List.copyOf(changed);
    }

    /** Whether something that exists in a set of configurations exists in this one. */
    public boolean isIn(PresenceCondition presence) {
        boolean here = presence.holdsIn(index);
        for (int change : changed) {
            if (presence.holdsIn(change) != here) {
                return !here;
            }
        }
        return here;
    }
}
