package org.thalweg.nn;

import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The order in which people count names: runs of digits compare as numbers, so {@code 2.weight} comes before
 * {@code 10.weight}; and at the end of a name {@code weight} comes before {@code bias}.
 */
final class NaturalOrder implements Comparator<String> {
    private static final Pattern RUN = Pattern.compile("\\d+|\\D+");

    @Override
    public int compare(String left, String right) {
        List<String> a = runs(left);
        List<String> b = runs(right);
        int i = firstDifference(a, b);
        if (i == a.size() || i == b.size()) {
            // Runs may agree where names do not: 01 and 1.
            return a.size() != b.size() ? Integer.compare(a.size(), b.size()) : left.compareTo(right);
        }
        return isNumber(a.get(i)) && isNumber(b.get(i))
                ? compareNumbers(a.get(i), b.get(i))
                : a.get(i).compareTo(b.get(i));
    }

    /**
     * Whether the first difference of two names is one of numbers, or of weight and bias, or a number that only one of them has,
     * and not one of words.
     */
    boolean isClear(String left, String right) {
        List<String> a = runs(left);
        List<String> b = runs(right);
        int i = firstDifference(a, b);
        boolean byNumber = i < a.size() && i < b.size() && isNumber(a.get(i)) && isNumber(b.get(i));
        String first = compare(left, right) < 0 ? left : right;
        return byNumber || isNumbered(first, first.equals(left) ? right : left);
    }

    /**
     * Whether a name is another one with a number, as programs call the second of a kind: {@code dense_1/kernel} after
     * {@code dense/kernel}, {@code W2} after {@code W}; not where letters put the numbered one first, {@code l_1w} before
     * {@code lw}.
     */
    private static boolean isNumbered(String first, String later) {
        int from = 0;
        while (from < Math.min(first.length(), later.length()) && first.charAt(from) == later.charAt(from)) {
            from++;
        }
        String rest = first.substring(from);
        return later.substring(from).matches((rest.isEmpty() ? "_?" : "_") + "\\d+" + Pattern.quote(rest));
    }

    /** A role counts as a number, so that two roles of one module have an order. */
    private static List<String> runs(String name) {
        String counted = name.replaceFirst("(?<![^./])weight$", "0").replaceFirst("(?<![^./])bias$", "1");
        return RUN.matcher(counted).results().map(MatchResult::group).toList();
    }

    private static int firstDifference(List<String> a, List<String> b) {
        int i = 0;
        while (i < a.size() && i < b.size() && same(a.get(i), b.get(i))) {
            i++;
        }
        return i;
    }

    private static boolean same(String a, String b) {
        return a.equals(b) || (isNumber(a) && isNumber(b) && compareNumbers(a, b) == 0);
    }

    private static boolean isNumber(String run) {
        return Character.isDigit(run.charAt(0));
    }

    /** Numbers of any length, without leading zeros the longer one is larger. */
    private static int compareNumbers(String a, String b) {
        String left = a.replaceFirst("^0+(?=.)", "");
        String right = b.replaceFirst("^0+(?=.)", "");
        return left.length() != right.length() ? Integer.compare(left.length(), right.length()) : left.compareTo(right);
    }
}
