package org.thalweg.experiments.cli;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/** What distinguishes the names of files, for legends: {@code a} and {@code b} for {@code run/a/w.npz} and {@code run/b/w.npz}. */
final class ShortNames {

    private static final int LONGEST = 48;

    private ShortNames() {}

    /** A short name for each path; no two are equal. */
    static List<String> of(List<String> paths) {
        List<List<String>> parts = paths.stream()
                .map(path -> Arrays.asList(path.split("[/\\\\]+")))
                .toList();
        int longest = parts.stream().mapToInt(List::size).max().orElse(0);
        for (int count = 1; count <= longest; count++) {
            int last = count;
            List<List<String>> ends = parts.stream()
                    .map(path -> path.subList(Math.max(0, path.size() - last), path.size()))
                    .toList();
            if (distinct(ends)) {
                List<String> names = withoutCommonEnd(ends).stream()
                        .map(end -> fitting(String.join("/", end)))
                        .toList();
                return distinct(names) ? names : numbered(names);
            }
        }
        return numbered(paths.stream().map(ShortNames::fitting).toList());
    }

    private static boolean distinct(List<?> things) {
        return new HashSet<>(things).size() == things.size();
    }

    /** Without the name of the file, if it is the same for all and not all there is. */
    private static List<List<String>> withoutCommonEnd(List<List<String>> paths) {
        List<List<String>> rest = paths;
        while (rest.size() > 1
                && rest.stream().allMatch(path -> path.size() > 1)
                && rest.stream()
                                .map(path -> path.get(path.size() - 1))
                                .distinct()
                                .count()
                        == 1) {
            rest = rest.stream().map(path -> path.subList(0, path.size() - 1)).toList();
        }
        return rest;
    }

    /** The end of a long name, which tells more than its beginning. */
    private static String fitting(String name) {
        return name.length() <= LONGEST ? name : "\u2026" + name.substring(name.length() - LONGEST + 1);
    }

    /** For one file that is given twice. */
    private static List<String> numbered(List<String> names) {
        return IntStream.range(0, names.size())
                .mapToObj(i -> (i + 1) + ": " + names.get(i))
                .toList();
    }
}
