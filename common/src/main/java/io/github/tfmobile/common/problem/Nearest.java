package io.github.tfmobile.common.problem;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The names that someone who mistyped one may have meant. */
public final class Nearest {

    /** Names to look at closely; more would take long and help nobody. */
    private static final int LONGEST = 200;

    private Nearest() {}

    private record Candidate(String name, int distance) {}

    /**
     * Up to so many of the known names that are close to the wanted one, the nearest first, equally near ones in
     * alphabetical order; empty when none is close. Letter case and swapped neighbours count little, and a name of
     * which the other is a path segment or prefix counts as close.
     */
    public static List<String> of(String wanted, Collection<String> known, int count) {
        if (wanted.isEmpty() || wanted.length() > LONGEST) {
            return List.of();
        }
        String lower = wanted.toLowerCase(Locale.ROOT);
        int limit = Math.min(4, (wanted.length() + 2) / 3);
        List<Candidate> candidates = new ArrayList<>();
        for (String name : known) {
            if (name.length() > LONGEST || name.isEmpty()) {
                continue;
            }
            String other = name.toLowerCase(Locale.ROOT);
            int distance = Math.abs(name.length() - wanted.length()) > limit ? limit + 1 : distance(lower, other);
            if (distance <= limit) {
                candidates.add(new Candidate(name, distance));
            } else if (wanted.length() > 2 && related(lower, other)) {
                candidates.add(new Candidate(name, limit + Math.abs(name.length() - wanted.length())));
            }
        }
        candidates.sort(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name));
        return candidates.stream().limit(count).map(Candidate::name).distinct().toList();
    }

    /** {@code Did you mean "a", "b" or "c"?}, empty when no name is near. */
    public static String question(String wanted, Collection<String> known) {
        return question(of(wanted, known, 3));
    }

    /** {@link #question(String, Collection)}, or another text when no name is near. */
    public static String question(String wanted, Collection<String> known, String otherwise) {
        String question = question(wanted, known);
        return question.isEmpty() ? otherwise : question;
    }

    static String question(List<String> near) {
        if (near.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("Did you mean ");
        for (int i = 0; i < near.size(); i++) {
            text.append(i == 0 ? "" : i == near.size() - 1 ? " or " : ", ");
            text.append('"').append(near.get(i)).append('"');
        }
        return text.append('?').toString();
    }

    private static boolean related(String wanted, String name) {
        return name.endsWith("/" + wanted)
                || wanted.endsWith("/" + name)
                || name.startsWith(wanted)
                || (name.length() > 2 && wanted.startsWith(name));
    }

    /** Edit distance with insertion, deletion, substitution and the swap of neighbours. */
    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
