package org.thalweg.linalg.eigen;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.ejml.data.DMatrixRMaj;

/** Symmetric matrices on which eigensolvers have failed. */
final class SymmetricMatrices {

    private SymmetricMatrices() {}

    /** All of them by name, of sizes around n. */
    static Map<String, DMatrixRMaj> hard(int n) {
        Map<String, DMatrixRMaj> all = new LinkedHashMap<>();
        all.put("zero", new DMatrixRMaj(n, n));
        all.put("identity", withSpectrum(n, i -> 1, 1));
        all.put("random", random(n, 2));
        all.put("scaled by 1e150", scaled(random(n, 3), 1e150));
        all.put("scaled by 1e-150", scaled(random(n, 3), 1e-150));
        all.put("scaled by 1e-307", scaled(random(n, 3), 1e-307));
        all.put("one cluster at 1", withSpectrum(n, i -> 1 + i * 1e-15, 4));
        all.put("clusters", withSpectrum(n, i -> i % 5 + i * 1e-14, 5));
        all.put("all but one tiny", withSpectrum(n, i -> i == 0 ? 1 : 1e-16 * (i + 1), 6));
        all.put("all but one at 1", withSpectrum(n, i -> i == 0 ? 1e-16 : 1, 7));
        all.put("repeated", withSpectrum(n, i -> i % 3 - 1, 8));
        all.put("geometric", withSpectrum(n, i -> Math.scalb(1.0, -(60 * i) / n), 9));
        all.put("arithmetic", withSpectrum(n, i -> 1 - (double) i / n, 10));
        all.put("indefinite", withSpectrum(n, i -> (i % 2 == 0 ? 1 : -1) * (1 + i / 2), 11));
        all.put("plus and minus a cluster", withSpectrum(n, i -> (i % 2 == 0 ? 1 : -1) * (1 + i * 1e-15), 12));
        all.put("rank one", rankOne(n, 13));
        all.put("low rank", withSpectrum(n, i -> i < 5 ? 10 - i : 0, 14));
        all.put("graded up", graded(n, false));
        all.put("graded down", graded(n, true));
        all.put("laplacian", laplacian(n));
        all.put("wilkinson", glued(1, n | 1, 0));
        all.put("glued wilkinson 1e-14", glued(Math.max(1, n / 21), 21, 1e-14));
        all.put("glued wilkinson 1e-7", glued(Math.max(1, n / 21), 21, 1e-7));
        all.put("diagonal", diagonal(n, i -> (i * 7919) % 31 - 15));
        all.put("ones", ones(n));
        all.put("arrow", arrow(n));
        all.put("blocks", blocks(n));
        return all;
    }

    /** Near both ends of the range of doubles. */
    static Map<String, DMatrixRMaj> ofExtremeSize(int n) {
        Map<String, DMatrixRMaj> all = new LinkedHashMap<>();
        all.put("scaled by 1e306", scaled(random(n, 3), 1e306));
        all.put("scaled by 1e-310", scaled(random(n, 3), 1e-310));
        all.put("scaled by 1e-315", scaled(random(n, 3), 1e-315));
        all.put("scaled by 1e-320", scaled(random(n, 3), 1e-320));
        all.put("clusters, subnormal", scaled(withSpectrum(n, i -> i % 5 + 1e-5 * i, 5), 1e-315));
        all.put("geometric, subnormal", scaled(withSpectrum(n, i -> Math.scalb(1.0, -(60 * i) / n), 9), 1e-317));
        all.put("graded, subnormal", scaled(graded(n, true), 1e-315));
        all.put("laplacian, subnormal", scaled(laplacian(n), Double.MIN_VALUE));
        return all;
    }

    static DMatrixRMaj random(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                a.data[i * n + j] = random.nextDouble(-1, 1);
                a.data[j * n + i] = a.data[i * n + j];
            }
        }
        return a;
    }

    static DMatrixRMaj diagonal(int n, IntToDoubleFunction eigenvalue) {
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            a.data[i * n + i] = eigenvalue.applyAsDouble(i);
        }
        return a;
    }

    /** A diagonal matrix between random reflectors, {@code H A H} with {@code H = I - 2 v v' / v'v}, four times. */
    static DMatrixRMaj withSpectrum(int n, IntToDoubleFunction eigenvalue, long seed) {
        DMatrixRMaj a = diagonal(n, eigenvalue);
        SplittableRandom random = new SplittableRandom(seed);
        for (int reflector = 0; reflector < 4; reflector++) {
            double[] v = random.doubles(n, -1, 1).toArray();
            double square = 0;
            for (double x : v) {
                square += x * x;
            }
            double[] w = new double[n];
            double product = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    w[i] += 2 / square * a.data[i * n + j] * v[j];
                }
                product += w[i] * v[i] / square;
            }
            for (int i = 0; i < n; i++) {
                w[i] -= product * v[i];
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    double x = a.data[i * n + j] - (v[i] * w[j] + w[i] * v[j]);
                    a.data[i * n + j] = x;
                    a.data[j * n + i] = x;
                }
            }
        }
        return a;
    }

    static DMatrixRMaj scaled(DMatrixRMaj a, double factor) {
        for (int i = 0; i < a.data.length; i++) {
            a.data[i] *= factor;
        }
        return a;
    }

    private static DMatrixRMaj rankOne(int n, long seed) {
        double[] v = new SplittableRandom(seed).doubles(n, -1, 1).toArray();
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        for (int i = 0; i < n * n; i++) {
            a.data[i] = v[i / n] * v[i % n];
        }
        return a;
    }

    /** Entries fall, or rise, by 300 orders of magnitude along the diagonal. */
    private static DMatrixRMaj graded(int n, boolean down) {
        DMatrixRMaj a = random(n, 20);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                int place = down ? i + j : 2 * n - 2 - i - j;
                a.data[i * n + j] = Math.scalb(a.data[i * n + j], -500 * place / Math.max(1, n));
            }
        }
        return a;
    }

    /** The second difference, eigenvalues {@code 2 - 2 cos(pi j / (n + 1))}. */
    static DMatrixRMaj laplacian(int n) {
        DMatrixRMaj a = diagonal(n, i -> 2);
        for (int i = 1; i < n; i++) {
            a.data[i * n + i - 1] = -1;
            a.data[(i - 1) * n + i] = -1;
        }
        return a;
    }

    /** Copies of Wilkinson's W+ of an odd size, diagonal |i - middle| and 1 beside it, glued by a small number. */
    static DMatrixRMaj glued(int copies, int size, double glue) {
        int n = copies * size;
        DMatrixRMaj a = diagonal(n, i -> Math.abs(i % size - size / 2));
        for (int i = 1; i < n; i++) {
            double x = i % size == 0 ? glue : 1;
            a.data[i * n + i - 1] = x;
            a.data[(i - 1) * n + i] = x;
        }
        return a;
    }

    /** EJML 0.44 does not converge on this one for n = 42 and 105. */
    private static DMatrixRMaj ones(int n) {
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        a.fill(1);
        return a;
    }

    /** A tridiagonal matrix of one of eight kinds: few distinct elements, twenty orders of magnitude, near ties, signs. */
    static DMatrixRMaj tridiagonal(int n, int kind, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            double tiny = Math.scalb(1.0, -random.nextInt(66));
            boolean coin = random.nextBoolean();
            double beside = random.nextBoolean() ? 1 : -1;
            switch (kind) {
                case 0 -> {
                    a.data[i * n + i] = random.nextInt(3);
                    beside *= random.nextInt(2);
                }
                case 1 -> {
                    a.data[i * n + i] = random.nextDouble(-1, 1);
                    beside *= tiny;
                }
                case 2 -> {
                    a.data[i * n + i] = Math.scalb(1.0, -random.nextInt(66));
                    beside *= tiny;
                }
                case 3 -> {
                    a.data[i * n + i] = 1;
                    beside *= 1e-16 * random.nextDouble(10);
                }
                case 4 -> beside += 1e-15 * random.nextInt(5);
                case 5 -> {
                    a.data[i * n + i] = coin ? 1e-8 : 0;
                    beside *= random.nextBoolean() ? 1e-8 : 1;
                }
                case 6 -> {
                    a.data[i * n + i] = Math.scalb(1.0, -i);
                    beside *= Math.scalb(1.0, -i - random.nextInt(3));
                }
                default -> {
                    a.data[i * n + i] = i % 2 == 0 ? 1 : -1;
                    beside *= 1e-9 * random.nextDouble();
                }
            }
            if (i < n - 1) {
                a.data[i * n + i + 1] = beside;
                a.data[(i + 1) * n + i] = beside;
            }
        }
        return a;
    }

    private static DMatrixRMaj arrow(int n) {
        DMatrixRMaj a = diagonal(n, i -> i % 7);
        for (int i = 0; i < n; i++) {
            a.data[i] = 1;
            a.data[i * n] = 1;
        }
        return a;
    }

    /** Two blocks that do not know of each other, with the same eigenvalues. */
    private static DMatrixRMaj blocks(int n) {
        int half = n / 2;
        DMatrixRMaj block = random(half, 21);
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        for (int i = 0; i < 2 * half; i++) {
            for (int j = 0; j < 2 * half; j++) {
                if (i / half == j / half) {
                    a.data[i * n + j] = block.data[i % half * half + j % half];
                }
            }
        }
        return a;
    }
}
