package io.github.tfmobile.common.problem;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What may have been meant by names that are not there: the nearest ones that are. Looking through many names takes time, and
 * where hundreds are wrong nobody reads hundreds of answers, so only the first few are answered. Not thread-safe.
 */
public final class Suggestions {

    /** How many names are answered. */
    public static final int MOST = 20;

    private static final int NEAREST = 3;

    private final Supplier<? extends Collection<String>> names;
    private @Nullable Collection<String> known;
    private int left = MOST;

    /**
     * Suggestions for names of one kind.
     *
     * @param names gives those that there are, when they are first asked for
     */
    public Suggestions(Supplier<? extends Collection<String>> names) {
        this.names = names;
    }

    /** {@link Nearest#question}, empty when no name is near or enough names were answered. */
    public String question(String wanted) {
        return Nearest.question(nearest(wanted, NEAREST));
    }

    /** The nearest names, empty when none is near or enough names were answered. */
    public List<String> nearest(String wanted, int count) {
        if (left == 0) {
            return List.of();
        }
        left--;
        Collection<String> all = known;
        if (all == null) {
            all = names.get();
            known = all;
        }
        return Nearest.of(wanted, all, count);
    }
}
