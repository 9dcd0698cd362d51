package io.github.tfmobile.registry;

import java.util.BitSet;
import java.util.List;

/**
 * The world of a target: one that the registry holds, or one that differs from it in changes of which each is held and
 * none has to do with another, so that whatever is different is what one of them makes different.
 *
 * @param index the world, as sets of worlds name it
 * @param changed the worlds that the changes lead to, one by one
 */
public record ResolvedConfiguration(int index, List<Integer> changed) {

    /** Copies the list; a world with a single change is the one that it leads to. */
    public ResolvedConfiguration {
        if (changed.size() == 1) {
            index = changed.get(0);
            changed = List.of();
        }
        changed = List.copyOf(changed);
    }

    /** Whether something that exists in a set of worlds exists in this one. */
    public boolean isIn(BitSet worlds) {
        boolean here = worlds.get(index);
        for (int change : changed) {
            if (worlds.get(change) != here) {
                return !here;
            }
        }
        return here;
    }
}
