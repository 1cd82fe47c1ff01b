package org.thalweg.experiments.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody who mistyped a name has probably meant. */
final class Nearest {
    private Nearest() {}

    /**
     * The known name, or its part behind a slash, that the fewest insertions, deletions and changes of letters lead to, whatever their
     * case: at most two, and no more than half of the letters; or that begins with what was typed.
     *
     * @param name what was typed
     * @param known what there is
     * @return the nearest, if any is near
     */
    static Optional<String> of(String name, Collection<String> known) {
        int most = Math.min(2, name.length() / 2);
        return known.stream()
                .filter(other -> nearness(name, other) <= most || (name.length() > 2 && other.startsWith(name)))
                .min(Comparator.comparingInt((String other) -> nearness(name, other))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The same as the end of a message: empty, or {@code ; did you mean relu?}. */
    static String hint(String name, Collection<String> known) {
        return of(name, known).map(nearest -> "; did you mean " + nearest + "?").orElse("");
    }

    private static int nearness(String name, String other) {
        return Math.min(distance(name, other), distance(name, other.substring(other.lastIndexOf('/') + 1)));
    }

    private static int distance(String from, String to) {
        String a = from.toLowerCase(Locale.ROOT);
        String b = to.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
