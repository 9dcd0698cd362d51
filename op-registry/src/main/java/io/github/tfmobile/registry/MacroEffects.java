package io.github.tfmobile.registry;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What macros do that a build defines or undefines beyond the configurations of a registry. A <em>change</em> is {@code NAME},
 * which defines it as 1, or {@code -UNAME}.
 *
 * @param macros the macros that were looked at in every configuration
 * @param leads for each configuration of {@link Registry#configurations()} the changes that lead to another configuration, with its index, which
 *     is beyond these configurations unless it is one of them; {@link #UNKNOWN} where the registry cannot hold what the change
 *     does. A change of a macro that was looked at and is not here has no effect
 * @param meeting for each macro those with which it meets: together they may do what neither does alone
 * @param valued macros whose value counts: it is not enough to know that they are defined
 * @param configurations how many configurations there are, those that changes lead to included
 */
public record MacroEffects(
        SortedSet<String> macros,
        List<SortedMap<String, Integer>> leads,
        SortedMap<String, SortedSet<String>> meeting,
        SortedSet<String> valued,
        int configurations) {

    /** Where a change leads whose effect the registry does not hold. */
    public static final int UNKNOWN = -1;

    /** Copies the collections. */
    public MacroEffects {
        macros = Collections.unmodifiableSortedSet(new TreeSet<>(macros));
        leads = leads.stream()
                .map(changes -> Collections.unmodifiableSortedMap(new TreeMap<>(changes)))
                .toList();
        SortedMap<String, SortedSet<String>> copy = new TreeMap<>();
        meeting.forEach((macro, others) -> copy.put(macro, Collections.unmodifiableSortedSet(new TreeSet<>(others))));
        meeting = Collections.unmodifiableSortedMap(copy);
        valued = Collections.unmodifiableSortedSet(new TreeSet<>(valued));
    }

    /**
     * Nothing is known of any macro.
     *
     * @param configurations how many configurations the registry has
     */
    public static MacroEffects none(int configurations) {
        return new MacroEffects(
                new TreeSet<>(),
                Collections.nCopies(configurations, new TreeMap<>()),
                new TreeMap<>(),
                new TreeSet<>(),
                configurations);
    }

    /** Whether two macros meet. */
    boolean meet(String one, String other) {
        SortedSet<String> others = meeting.get(one);
        return others != null && others.contains(other);
    }
}
