package io.github.tfmobile.registry.problem;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The names that somebody may have meant by a wrong one. */
public final class NearestNames {

    /** How many names are looked at with the quadratic measure; a graph may have a hundred thousand. */
    private static final int MEASURED = 20_000;

    /** Longer names are compared by their ends alone. */
    private static final int LONGEST = 200;

    private NearestNames() {}

    private record Scored(String name, int score) {}

    /**
     * The nearest names, best first: the same name in other case or scope, then those with few edits.
     *
     * @param wrong what was given
     * @param names what there is
     * @param most how many are wanted at most
     */
    public static List<String> of(String wrong, Collection<String> names, int most) {
        String low = tail(wrong.toLowerCase(Locale.ROOT));
        int allowed = Math.max(1, low.length() / 3);
        List<Scored> scored = new ArrayList<>();
        int measured = 0;
        for (String name : names) {
            String other = tail(name.toLowerCase(Locale.ROOT));
            int score;
            if (other.equals(low)) {
                score = 0;
            } else if (other.endsWith("/" + low) || low.endsWith("/" + other)) {
                score = 1;
            } else if (Math.abs(other.length() - low.length()) > allowed || ++measured > MEASURED) {
                continue;
            } else {
                score = 1 + distance(low, other, allowed);
            }
            if (score <= allowed + 1) {
                scored.add(new Scored(name, score));
            }
        }
        return scored.stream()
                .sorted(Comparator.comparingInt(Scored::score).thenComparing(Scored::name))
                .limit(most)
                .map(Scored::name)
                .distinct()
                .toList();
    }

    /** {@code did you mean "a" or "b"?}, empty when no name is near. */
    public static String question(String wrong, Collection<String> names) {
        List<String> near = of(wrong, names, 3);
        if (near.isEmpty()) {
            return "";
        }
        return near.stream().map(name -> '"' + name + '"').collect(Collectors.joining(" or ", "did you mean ", "?"));
    }

    private static String tail(String name) {
        return name.length() <= LONGEST ? name : name.substring(name.length() - LONGEST);
    }

    /** The number of characters to insert, remove, replace or swap with a neighbour; past {@code most} it is more. */
    private static int distance(String a, String b, int most) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            int least = i;
            for (int j = 1; j <= b.length(); j++) {
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + same);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
                least = Math.min(least, row[j]);
            }
            if (least > most) {
                return most + 1;
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
