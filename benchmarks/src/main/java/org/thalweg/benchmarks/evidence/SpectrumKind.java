package org.thalweg.benchmarks.evidence;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Kinds of spectra whose ends are hard to find, or hard to be sure of.
 *
 * @param name its name
 * @param maker makes eigenvalues, in any order
 */
record SpectrumKind(String name, Maker maker) {

    /** Makes spectra. */
    interface Maker {
        double[] make(int n, SplittableRandom random);
    }

    /** An eigenvalue by its number. */
    private interface Eigenvalue {
        double at(int i);
    }

    /** Eigenvalues, largest first. */
    double[] eigenvalues(int n, SplittableRandom random) {
        double[] values =
                Arrays.stream(maker.make(n, random)).map(x -> -x).sorted().toArray();
        Arrays.setAll(values, i -> -values[i]);
        return values;
    }

    private static double[] values(int n, Eigenvalue eigenvalue) {
        double[] values = new double[n];
        Arrays.setAll(values, eigenvalue::at);
        return values;
    }

    /** {@code 10^-x}, x uniform. */
    private static double power(SplittableRandom random, double from, double to) {
        return Math.pow(10, -(from + (to - from) * random.nextDouble()));
    }

    private static double signed(SplittableRandom random) {
        return 2 * random.nextDouble() - 1;
    }

    static List<SpectrumKind> all() {
        return List.of(
                new SpectrumKind("uniform", (n, random) -> values(n, i -> signed(random))),
                new SpectrumKind("arithmetic", (n, random) -> values(n, i -> i - n / 3.0)),
                new SpectrumKind("1/i", (n, random) -> values(n, i -> 1.0 / (i + 1))),
                new SpectrumKind("geometric", (n, random) -> {
                    double ratio = 0.1 + 0.89 * random.nextDouble();
                    return values(n, i -> Math.pow(ratio, i));
                }),
                new SpectrumKind("over 20 orders of magnitude", (n, random) -> values(n, i -> power(random, 0, 20))),
                new SpectrumKind("heavy tails", (n, random) -> values(n, i -> signed(random) / random.nextDouble())),
                new SpectrumKind("outliers above a bulk", (n, random) -> {
                    int outliers = 1 + random.nextInt(8);
                    return values(n, i -> i < outliers ? 2 + 3 * random.nextDouble() : random.nextDouble());
                }),
                new SpectrumKind("an outlier on either side", (n, random) -> {
                    double distance = power(random, 0, 3);
                    return values(n, i -> i == 0 ? 1 + distance : i == 1 ? -1 - distance : signed(random));
                }),
                new SpectrumKind("largest repeated", (n, random) -> {
                    int copies = 2 + random.nextInt(4);
                    return values(n, i -> i < copies ? 1.2 : signed(random));
                }),
                new SpectrumKind("some repeated", (n, random) -> {
                    double[] few = random.doubles(Math.max(1, n / 3), -1, 1).toArray();
                    return values(n, i -> few[random.nextInt(few.length)]);
                }),
                new SpectrumKind("two values", (n, random) -> values(n, i -> random.nextInt(3) == 0 ? 1 : -0.5)),
                new SpectrumKind("-1, 0 and 1", (n, random) -> values(n, i -> random.nextInt(3) - 1)),
                new SpectrumKind("multiple of the identity", (n, random) -> {
                    double value = random.nextInt(3) - 1;
                    return values(n, i -> value);
                }),
                new SpectrumKind("low rank", (n, random) -> {
                    int rank = random.nextInt(8);
                    return values(n, i -> i < rank ? signed(random) : 0);
                }),
                new SpectrumKind("a pair close together", (n, random) -> {
                    double gap = power(random, 2, 15);
                    return values(n, i -> i == 0 ? 1.1 + gap : i == 1 ? 1.1 : signed(random));
                }),
                new SpectrumKind("a cluster at the end", (n, random) -> {
                    int size = 2 + random.nextInt(10);
                    double width = power(random, 2, 15);
                    return values(n, i -> i < size ? 1 + width * random.nextDouble() : 0.9 * signed(random));
                }),
                new SpectrumKind("clusters", (n, random) -> {
                    double width = power(random, 2, 15);
                    return values(n, i -> i % 5 - 2 + width * random.nextDouble());
                }),
                new SpectrumKind("negative, decaying", (n, random) -> values(n, i -> -power(random, 0, 8))),
                new SpectrumKind("semicircle", (n, random) -> values(n, i -> Math.cos(Math.PI * (i + 0.5) / n))),
                new SpectrumKind("huge", (n, random) -> values(n, i -> 0x1p1000 * signed(random))),
                new SpectrumKind("tiny", (n, random) -> values(n, i -> 0x1p-1000 * signed(random))));
    }
}
