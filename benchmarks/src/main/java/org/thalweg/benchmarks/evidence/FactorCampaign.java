package org.thalweg.benchmarks.evidence;

import dev.ludovic.netlib.lapack.JavaLAPACK;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.netlib.util.intW;
import org.thalweg.linalg.factor.Cholesky;
import org.thalweg.linalg.factor.SquareRoot;
import org.thalweg.linalg.factor.TallSvd;
import org.thalweg.linalg.factor.ThinQr;

/** The errors of QR, singular values, Cholesky and square roots. */
final class FactorCampaign implements Campaign {

    private static final int SMALL = 12;
    private static final int LARGE = 70;
    private static final int TALL = 1500;

    /** Terms of a sum beyond which the error bounds of QR and singular values do not grow. */
    private static final int TERMS = 1024;

    private static final MathContext DIGITS = new MathContext(60);

    /** Rounding of the bounds themselves. */
    private static final double JUST_ABOVE_ONE = 1.001;

    @Override
    public String name() {
        return "factorizations";
    }

    @Override
    public String description() {
        return "QR, singular values, Cholesky factors and square roots of matrices of 1 x 1 to " + LARGE + " x " + LARGE
                + " and "
                + TALL + " x 9, residuals summed up in twice the precision. e = max(n, min(m, " + TERMS
                + ")) u for m x n; a column, or a matrix, counts as at least the smallest normal number. k(B) is a "
                + "condition number.";
    }

    @Override
    public List<Row> run(Trials trials) {
        int cases = trials.scale().choose(16, 400);
        List<Family> families = new ArrayList<>();
        for (TallKind kind : TallKind.all()) {
            families.add(new Family(
                    "QR, " + kind.name(),
                    List.of(
                            Family.Quantity.largest("|a - Q r| / e |a|", 10),
                            Family.Quantity.largest("|Q'Q - I| / e", 10)),
                    cases,
                    (number, key) -> qr(kind, number, new SplittableRandom(key))));
        }
        for (TallKind kind : TallKind.all()) {
            families.add(new Family(
                    "SVD, " + kind.name(),
                    List.of(
                            Family.Quantity.largest("|A - U S V'| / e |A|", 10),
                            Family.Quantity.largest("|U'U - I| / e", 10),
                            Family.Quantity.largest("|V'V - I| / e", 10),
                            Family.Quantity.largest("dgesvd / e |A|", 20),
                            Family.Quantity.largest("not converged, or out of order", 0)),
                    cases,
                    (number, key) -> svd(kind, number, new SplittableRandom(key))));
        }
        families.add(new Family(
                "SVD, relative error of small singular values, columns graded",
                List.of(Family.Quantity.largest("product of singular values / determinant - 1, / n e k(B)", 10)),
                10 * cases,
                (number, key) -> determinant(new SplittableRandom(key))));
        for (PositiveKind kind : PositiveKind.values()) {
            families.add(new Family(
                    "Cholesky, " + kind.title,
                    List.of(
                            Family.Quantity.largest("|L L' - A| / (n + 1) u sqrt(a_ii a_jj)", JUST_ABOVE_ONE),
                            Family.Quantity.largest("|A x - b| / (3 n + 1) u |L| |L'| |x|", JUST_ABOVE_ONE)),
                    cases,
                    (number, key) -> cholesky(kind, number, new SplittableRandom(key))));
        }
        for (SymmetricKind kind : SymmetricKind.dense()) {
            families.add(new Family(
                    "square root of A A', " + kind.name(),
                    List.of(
                            Family.Quantity.largest("|B B - A| / n u |A|", 60),
                            Family.Quantity.largest("|F'F - A| / n u |A|", 60)),
                    cases,
                    (number, key) -> squareRoot(kind, number, new SplittableRandom(key))));
        }
        return Family.run(families, trials);
    }

    /** Symmetric positive definite matrices. */
    private enum PositiveKind {
        GRAM("random and well conditioned", 0, 1e-2),
        NEARLY_SINGULAR("nearly singular", 0, 1e-11),
        GRADED("graded by chance", 450, 1e-2),
        GRADED_NEARLY_SINGULAR("graded by chance, nearly singular", 450, 1e-11),
        HUGE("graded about 2^900", 100, 1e-2);

        final String title;
        private final int spread;
        private final double shift;

        PositiveKind(String title, int spread, double shift) {
            this.title = title;
            this.spread = spread;
            this.shift = shift;
        }

        /** {@code D (G G' / n + s I) D}, where D are powers of two. */
        DMatrixRMaj make(int n, SplittableRandom random) {
            int rank = 1 + random.nextInt(n);
            DMatrixRMaj g = TallKind.random(n, rank, random);
            int[] exponents = new int[n];
            int centre = this == HUGE ? 450 : 0;
            Arrays.setAll(exponents, i -> centre + (spread == 0 ? 0 : random.nextInt(-spread, spread) / 2));
            DMatrixRMaj a = new DMatrixRMaj(n, n);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    double sum = Precise.dot(rank, g.data, i * rank, 1, g.data, j * rank, 1, 0) / rank
                            + (i == j ? shift : 0);
                    a.data[i * n + j] = Math.scalb(sum, exponents[i] + exponents[j]);
                    a.data[j * n + i] = a.data[i * n + j];
                }
            }
            return a;
        }
    }

    /** The unit e of QR and singular values. */
    private static double unit(int m, int n) {
        return Math.max(n, Math.min(m, TERMS)) * Precise.U;
    }

    /** A matrix of a shape chosen by chance: small, square or tall; wide, if so wanted. */
    private static DMatrixRMaj matrix(TallKind kind, int number, SplittableRandom random) {
        int m;
        int n;
        if (number % 8 == 7) {
            m = 1 + random.nextInt(TALL);
            n = 1 + random.nextInt(9);
        } else {
            int most = number % 2 == 0 ? LARGE : SMALL;
            m = 1 + random.nextInt(most);
            n = random.nextInt(4) == 0 ? m : 1 + random.nextInt(most);
        }
        return kind.maker().make(m, n, random);
    }

    private static String shape(DMatrixRMaj a) {
        return a.numRows + " x " + a.numCols;
    }

    private static int exponent(double size) {
        return -Math.getExponent(Math.max(size, Double.MIN_NORMAL));
    }

    private static Family.Outcome qr(TallKind kind, int number, SplittableRandom random) {
        DMatrixRMaj a = matrix(kind, number, random);
        int m = a.numRows;
        int n = a.numCols;
        ThinQr.Decomposition found = ThinQr.of().decompose(a);
        DMatrixRMaj q = found.orthonormal();
        DMatrixRMaj r = found.triangular();
        double worst = 0;
        for (int j = 0; j < n; j++) {
            double[] column = column(a, j);
            int exponent = exponent(Precise.largest(column));
            double[] factor = scaled(column(r, j), exponent);
            double[] wanted = scaled(column, exponent);
            double[] rest = new double[m];
            for (int i = 0; i < m; i++) {
                rest[i] = Precise.dot(r.numRows, q.data, i * q.numCols, 1, factor, 0, 1, -wanted[i]);
            }
            double size = Math.max(Precise.norm(m, wanted, 0, 1), Math.scalb(Double.MIN_NORMAL, exponent));
            worst = larger(worst, Precise.norm(m, rest, 0, 1) / size);
        }
        double e = unit(m, n);
        return new Family.Outcome(shape(a), worst / e, Precise.departureOfColumns(q) / e);
    }

    private static Family.Outcome svd(TallKind kind, int number, SplittableRandom random) {
        DMatrixRMaj a = matrix(kind, number, random);
        int m = a.numRows;
        int n = a.numCols;
        TallSvd.Decomposition found = TallSvd.of().decompose(a);
        int exponent = exponent(Precise.largest(a.data));
        DMatrixRMaj wanted = Precise.scaled(a, exponent);
        double[] s = scaled(found.singularValues(), exponent);
        int c = s.length;
        double e = unit(Math.max(m, n), c);
        DMatrixRMaj left = found.left().copy();
        for (int i = 0; i < m * c; i++) {
            left.data[i] *= s[i % c];
        }
        double worst = 0;
        double[] rest = new double[m];
        double longest = 0;
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < m; i++) {
                rest[i] = Precise.dot(c, left.data, i * c, 1, found.right().data, j, n, -wanted.data[i * n + j]);
            }
            worst = larger(worst, Precise.norm(m, rest, 0, 1));
            longest = Math.max(longest, Precise.norm(m, wanted.data, j, n));
        }
        double size = Math.max(Math.max(s[0], longest), Math.scalb(Double.MIN_NORMAL, exponent));
        int wrong = found.converged() ? 0 : 1;
        for (int i = 1; i < c; i++) {
            wrong += s[i - 1] >= s[i] && s[i] >= 0 ? 0 : 1;
        }
        return new Family.Outcome(
                shape(a),
                worst / (e * size),
                Precise.departureOfColumns(found.left()) / e,
                Precise.departureOfRows(found.right()) / e,
                distance(s, lapack(wanted)) / (e * size),
                wrong);
    }

    /** {@code A = B D}: the product of the singular values against the determinant, which is that of B times D's. */
    private static Family.Outcome determinant(SplittableRandom random) {
        int n = 1 + random.nextInt(SMALL);
        DMatrixRMaj b = TallKind.random(n, n, random);
        int[] columns = random.ints(n, -400, 400).toArray();
        double[] s =
                TallSvd.of().decompose(TallKind.graded(b, new int[n], columns)).singularValues();
        BigDecimal product = BigDecimal.ONE;
        for (int i = 0; i < n; i++) {
            product = product.multiply(new BigDecimal(s[i]), DIGITS);
            BigDecimal power = BigDecimal.valueOf(2).pow(Math.abs(columns[i]));
            product = columns[i] > 0 ? product.divide(power, DIGITS) : product.multiply(power, DIGITS);
        }
        double error = product.divide(determinant(b).abs(), DIGITS)
                .subtract(BigDecimal.ONE)
                .doubleValue();
        double[] ofB = lapack(b);
        return new Family.Outcome("n = " + n, error / (n * unit(n, n) * ofB[0] / ofB[n - 1]));
    }

    /** By Gaussian elimination with exchanges in 60 digits. */
    private static BigDecimal determinant(DMatrixRMaj b) {
        int n = b.numRows;
        BigDecimal[][] a = new BigDecimal[n][n];
        for (int i = 0; i < n * n; i++) {
            a[i / n][i % n] = new BigDecimal(b.data[i]);
        }
        BigDecimal determinant = BigDecimal.ONE;
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                pivot = a[i][k].abs().compareTo(a[pivot][k].abs()) > 0 ? i : pivot;
            }
            BigDecimal[] row = a[pivot];
            a[pivot] = a[k];
            a[k] = row;
            determinant = determinant.multiply(row[k], DIGITS);
            for (int i = k + 1; i < n; i++) {
                BigDecimal factor = a[i][k].divide(row[k], DIGITS);
                for (int j = k; j < n; j++) {
                    a[i][j] = a[i][j].subtract(factor.multiply(row[j], DIGITS), DIGITS);
                }
            }
        }
        return determinant;
    }

    private static Family.Outcome cholesky(PositiveKind kind, int number, SplittableRandom random) {
        int n = 1 + random.nextInt(number % 2 == 0 ? LARGE : SMALL);
        DMatrixRMaj a = kind.make(n, random);
        Cholesky.Decomposition found = Cholesky.of().decompose(a);
        double[] l = found.lower().data;
        double[] roots = new double[n];
        Arrays.setAll(roots, i -> Math.sqrt(a.data[i * n + i]));
        double worst = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = Precise.dot(j + 1, l, i * n, 1, l, j * n, 1, -a.data[i * n + j]);
                worst = larger(worst, Math.abs(rest) / roots[i] / roots[j]);
            }
        }
        DMatrixRMaj b = TallKind.random(n, 1, random);
        for (int i = 0; i < n; i++) {
            b.data[i] *= roots[i];
        }
        DMatrixRMaj x = new DMatrixRMaj(n, 1);
        found.solve(b, x);
        double[] sizes = absolute(x.data);
        double[] half = new double[n];
        double[] lower = absolute(l);
        Arrays.setAll(half, i -> Precise.dot(n, lower, i, n, sizes, 0, 1, 0));
        double worstSolution = 0;
        for (int i = 0; i < n; i++) {
            double rest = Precise.dot(n, a.data, i * n, 1, x.data, 0, 1, -b.data[i]);
            double size = Precise.dot(n, lower, i * n, 1, half, 0, 1, 0);
            worstSolution = larger(worstSolution, rest == 0 ? 0 : Math.abs(rest) / size);
        }
        return new Family.Outcome("n = " + n, worst / ((n + 1) * Precise.U), worstSolution / ((3 * n + 1) * Precise.U));
    }

    private static double[] absolute(double... x) {
        return Arrays.stream(x).map(Math::abs).toArray();
    }

    private static Family.Outcome squareRoot(SymmetricKind kind, int number, SplittableRandom random) {
        int n = 1 + random.nextInt(number % 2 == 0 ? LARGE : SMALL);
        DMatrixRMaj a = semidefinite(kind.maker().make(n, random));
        SquareRoot.Decomposition found = SquareRoot.of().decompose(a);
        int half = exponent(Precise.largest(a.data)) / 2;
        DMatrixRMaj wanted = Precise.scaled(a, 2 * half);
        double size = Math.scalb(Double.MIN_NORMAL, 2 * half);
        for (int i = 0; i < n; i++) {
            size = Math.max(size, Precise.norm(n, wanted.data, i * n, 1));
        }
        double unit = n * Precise.U * size;
        return new Family.Outcome(
                "n = " + n,
                gramDistance(Precise.scaled(found.root(), half), wanted) / unit,
                gramDistance(Precise.scaled(found.factor(), half), wanted) / unit);
    }

    /** {@code A A'}, scaled so that its elements neither overflow nor are all lost: as large as those of A. */
    private static DMatrixRMaj semidefinite(DMatrixRMaj a) {
        int n = a.numRows;
        int exponent = exponent(Precise.largest(a.data));
        DMatrixRMaj scaled = Precise.scaled(a, exponent);
        DMatrixRMaj gram = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double element = Precise.dot(n, scaled.data, i * n, 1, scaled.data, j * n, 1, 0) / n;
                gram.data[i * n + j] = Math.scalb(element, -exponent);
                gram.data[j * n + i] = gram.data[i * n + j];
            }
        }
        return gram;
    }

    /** The length of the longest row of {@code F'F - A}, which is at most the spectral norm. */
    private static double gramDistance(DMatrixRMaj f, DMatrixRMaj a) {
        int n = a.numRows;
        double worst = 0;
        double[] rest = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                rest[j] = Precise.dot(f.numRows, f.data, i, n, f.data, j, n, -a.data[i * n + j]);
            }
            worst = larger(worst, Precise.norm(n, rest, 0, 1));
        }
        return worst;
    }

    private static double[] column(DMatrixRMaj a, int j) {
        double[] column = new double[a.numRows];
        Arrays.setAll(column, i -> a.data[i * a.numCols + j]);
        return column;
    }

    private static double[] scaled(double[] x, int exponent) {
        return Arrays.stream(x).map(value -> Math.scalb(value, exponent)).toArray();
    }

    /** The larger of two errors, or NaN if there is one. */
    private static double larger(double worst, double error) {
        return error <= worst ? worst : error;
    }

    private static double distance(double[] x, double[] y) {
        double worst = x.length == y.length ? 0 : Double.NaN;
        for (int i = 0; i < Math.min(x.length, y.length); i++) {
            worst = larger(worst, Math.abs(x[i] - y[i]));
        }
        return worst;
    }

    /** Singular values by LAPACK in Java, which sees the transposed matrix. */
    private static double[] lapack(DMatrixRMaj a) {
        int m = a.numCols;
        int n = a.numRows;
        double[] s = new double[Math.min(m, n)];
        double[] work = new double[10 * Math.max(m, n)];
        intW info = new intW(0);
        JavaLAPACK.getInstance()
                .dgesvd(
                        "N",
                        "N",
                        m,
                        n,
                        a.data.clone(),
                        m,
                        s,
                        new double[1],
                        1,
                        new double[1],
                        1,
                        work,
                        work.length,
                        info);
        return info.val == 0 ? s : new double[] {Double.NaN};
    }
}
