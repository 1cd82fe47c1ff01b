package org.thalweg.linalg.internal.eigen;

import static org.thalweg.linalg.kernels.SymmetricKernels.LANES;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.thalweg.linalg.PerWorker;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.internal.StridedProduct;
import org.thalweg.linalg.kernels.Kernels;

/**
 * Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer (Cuppen, 1981, DOI
 * 10.1007/BF01396757; Gu and Eisenstat, 1995, DOI 10.1137/S0895479892241287).
 *
 * <p>T is torn into two halves and a matrix of rank one, the halves are solved, and in the basis of their eigenvectors what
 * remains is {@code D + rho z z'}, z made of a row of eigenvector components next to the tear. Where a component of z is
 * negligible, or two elements of D are as good as the same, an eigenpair of a half is one of the whole (deflation). The rest
 * are the roots of the {@link SecularEquation}. Its vectors come from the {@code z} of which the computed roots are the
 * exact eigenvalues (Loewner), so that they are orthogonal to working accuracy however close the roots are, and those of T
 * are a product of matrices.
 *
 * <p>Eigenvectors are rows. Where only eigenvalues are wanted, two components of each eigenvector, the first and the last,
 * are all that the next merge needs: the same method on two columns, {@code O(n^2)} flops.
 */
public final class TridiagonalEigen {

    private static final double UNIT_ROUNDOFF = 0x1p-53;

    /** Problems up to this size are solved by QL steps. */
    private static final int LEAF = 40;
    /** Problems up to this size are solved by one thread each. */
    private static final int ALONE = 256;
    /** Roots to a task. */
    private static final int ROOTS = 32;
    /** Poles to a task. */
    private static final int POLES = 256;

    private final int n;
    private final double[] d;
    private final double[] e;
    private final boolean withVectors;
    private final int from;
    private final int to;
    private final double[] x;
    private final int stride;
    /** Row numbers, ascending by eigenvalue within each part that is solved. */
    private final int[] order;

    /** What merges need: threads, products, and work space that is kept from merge to merge. */
    private static final class Team {
        private final Workers workers;
        private final StridedProduct product;
        private final PerWorker<SecularEquation> equations;
        private final PerWorker<double[]> rows;
        private double[] secular = new double[0];
        private double[] left = new double[0];
        private double[] right = new double[0];
        private double[] deflated = new double[0];

        Team(Workers workers) {
            this.workers = workers;
            product = new StridedProduct(workers);
            equations = PerWorker.of(workers, SecularEquation::new);
            rows = PerWorker.of(workers, () -> new double[LANES * LANES]);
        }

        static double[] atLeast(double[] array, long length) {
            return array.length >= length ? array : new double[Math.toIntExact(length)];
        }
    }

    /**
     * Solves the eigenproblem.
     *
     * @param diagonal the diagonal, n elements; not changed
     * @param offDiagonal the elements beside it, at least n - 1; not changed
     * @param withVectors whether eigenvectors are wanted
     * @param from the first eigenvalue wanted, in ascending order
     * @param to the one after the last
     * @param workers who shares the work
     */
    public TridiagonalEigen(
            double[] diagonal, double[] offDiagonal, boolean withVectors, int from, int to, Workers workers) {
        n = diagonal.length;
        d = diagonal.clone();
        e = Arrays.copyOf(offDiagonal, n);
        this.withVectors = withVectors;
        this.from = from;
        this.to = to;
        stride = withVectors ? n : 2;
        x = new double[Math.toIntExact((long) n * stride)];
        order = new int[n];
        if (n > 0) {
            solve(workers);
        }
    }

    /**
     * An eigenvalue.
     *
     * @param i which of all, in ascending order
     * @return the eigenvalue
     */
    public double value(int i) {
        return d[order[i]];
    }

    /**
     * Copies a wanted eigenvector.
     *
     * @param i which of all, in ascending order
     * @param to where to write its n components
     * @param offset where to begin
     */
    public void copyVector(int i, double[] to, int offset) {
        System.arraycopy(x, order[i] * stride, to, offset, n);
    }

    private void solve(Workers workers) {
        double norm = 0;
        for (int i = 0; i < n; i++) {
            norm = Math.max(norm, Math.max(Math.abs(d[i]), Math.abs(e[i])));
        }
        for (int i = 0; i < n; i++) {
            if (Math.abs(e[i]) <= UNIT_ROUNDOFF * UNIT_ROUNDOFF * norm) {
                e[i] = 0;
            }
        }
        tear(0, n);
        int[] starts = IntStream.concat(starts(0, n), IntStream.of(n)).toArray();
        PerWorker<Team> alone = PerWorker.of(workers, () -> new Team(Workers.of(1)));
        workers.run(starts.length - 1, (index, worker) -> {
            conquer(starts[index], starts[index + 1], alone.get(worker), false);
        });
        if (n > ALONE) {
            conquer(0, n, new Team(workers), true);
        }
    }

    private static int middle(int low, int high) {
        return (low + high) >>> 1;
    }

    private void tear(int low, int high) {
        if (high - low > LEAF) {
            int middle = middle(low, high);
            double size = Math.abs(e[middle - 1]);
            d[middle - 1] -= size;
            d[middle] -= size;
            tear(low, middle);
            tear(middle, high);
        }
    }

    /** Where the parts begin that are solved by one thread each. */
    private static IntStream starts(int low, int high) {
        if (high - low <= ALONE) {
            return IntStream.of(low);
        }
        int middle = middle(low, high);
        return IntStream.concat(starts(low, middle), starts(middle, high));
    }

    /** Solves a part, or with {@code merging} merges the parts that have been solved alone. */
    private void conquer(int low, int high, Team team, boolean merging) {
        if (merging && high - low <= ALONE) {
            return;
        }
        if (high - low <= LEAF) {
            leaf(low, high);
            return;
        }
        int middle = middle(low, high);
        conquer(low, middle, team, merging);
        conquer(middle, high, team, merging);
        new Merge(low, middle, high, team).run();
    }

    /** QL steps with implicit shifts, on all columns of the part's eigenvectors, or on the first and the last. */
    private void leaf(int low, int high) {
        int size = high - low;
        int column = withVectors ? low : 0;
        int width = withVectors ? size : 2;
        if (withVectors) {
            for (int i = low; i < high; i++) {
                x[i * stride + i] = 1;
            }
        } else {
            x[low * stride] = 1;
            x[(high - 1) * stride + 1] = 1;
        }
        double[] beside = Arrays.copyOfRange(e, low, high);
        beside[size - 1] = 0;
        ImplicitQl.run(size, d, low, beside, width, x, low * stride + column, stride);
        sort(order, low, IntStream.range(low, high).toArray());
    }

    /** Writes rows in ascending order of their eigenvalues. */
    private void sort(int[] to, int offset, int[] rows) {
        int[] sorted = IntStream.of(rows)
                .boxed()
                .sorted((i, j) -> Double.compare(d[i], d[j]))
                .mapToInt(i -> i)
                .toArray();
        System.arraycopy(sorted, 0, to, offset, sorted.length);
    }

    /** Two solved halves become one. */
    private final class Merge {

        private final int low;
        private final int middle;
        private final int high;
        private final Team team;
        private final boolean whole;
        private final int leftColumn;
        private final int leftWidth;
        private final int rightColumn;
        private final int rightWidth;

        private final double[] z;
        /** Bit 0: the row has elements in the left columns; bit 1: in the right ones. */
        private final byte[] parts;

        private double rho;
        private int k;
        private int deflatedCount;
        private final int[] kept;
        private final int[] deflated;
        private double[] poles;
        private double[] weights;
        private double[] roots;
        /** Where a kept row comes to lie: rows of the left half first, then those of both, then those of the right. */
        private int[] place;

        private int leftCount;
        private int bothCount;

        Merge(int low, int middle, int high, Team team) {
            this.low = low;
            this.middle = middle;
            this.high = high;
            this.team = team;
            whole = high - low == n;
            leftColumn = withVectors ? low : 0;
            leftWidth = withVectors ? middle - low : 1;
            rightColumn = withVectors ? middle : 1;
            rightWidth = withVectors ? high - middle : 1;
            z = new double[high - low];
            parts = new byte[high - low];
            kept = new int[high - low];
            deflated = new int[high - low];
        }

        void run() {
            int[] sorted = update();
            deflate(sorted);
            if (k > 0) {
                findRoots();
                if (withVectors || !whole) {
                    findVectors();
                }
            }
            finish();
        }

        /** The vector z of the update, of norm one, and the rows of both halves in ascending order. */
        private int[] update() {
            double beside = e[middle - 1];
            double scale = Math.sqrt(0.5);
            for (int i = low; i < middle; i++) {
                int last = i * stride + leftColumn + (withVectors ? leftWidth - 1 : 1);
                z[i - low] = scale * x[last];
                parts[i - low] = 1;
            }
            for (int i = middle; i < high; i++) {
                z[i - low] = Math.copySign(scale, beside) * x[i * stride + (withVectors ? rightColumn : 0)];
                parts[i - low] = 2;
            }
            if (!withVectors) {
                for (int i = low; i < high; i++) {
                    x[i * stride + (i < middle ? 1 : 0)] = 0;
                }
            }
            rho = 2 * Math.abs(beside);
            int[] sorted = new int[high - low];
            int i = low;
            int j = middle;
            for (int s = 0; s < sorted.length; s++) {
                boolean first = j == high || (i < middle && d[order[i]] <= d[order[j]]);
                sorted[s] = order[first ? i++ : j++];
            }
            return sorted;
        }

        /** Sets aside the rows that are eigenvectors already, some of them after a rotation. */
        private void deflate(int[] sorted) {
            double largest = 0;
            for (int row : sorted) {
                largest = Math.max(largest, Math.max(Math.abs(d[row]), Math.abs(z[row - low])));
            }
            double tolerance = 8 * UNIT_ROUNDOFF * largest;
            int previous = -1;
            for (int row : sorted) {
                if (rho * Math.abs(z[row - low]) <= tolerance) {
                    deflated[deflatedCount++] = row;
                } else if (previous < 0) {
                    previous = row;
                } else if (!rotate(previous, row, tolerance)) {
                    kept[k++] = previous;
                    previous = row;
                } else {
                    deflated[deflatedCount++] = previous;
                    previous = row;
                }
            }
            if (previous >= 0) {
                kept[k++] = previous;
            }
        }

        /** If two diagonal elements are close, makes the first component of z zero by a rotation of the two rows. */
        private boolean rotate(int first, int second, double tolerance) {
            double s = z[first - low];
            double c = z[second - low];
            double length = Math.sqrt(c * c + s * s);
            c /= length;
            s /= -length;
            double gap = d[second] - d[first];
            if (Math.abs(gap * c * s) > tolerance) {
                return false;
            }
            z[second - low] = length;
            z[first - low] = 0;
            int both = parts[first - low] | parts[second - low];
            parts[first - low] = (byte) both;
            parts[second - low] = (byte) both;
            int begin = (both & 1) != 0 ? leftColumn : rightColumn;
            int end = (both & 2) != 0 ? rightColumn + rightWidth : leftColumn + leftWidth;
            int p = first * stride;
            int q = second * stride;
            for (int j = begin; j < end; j++) {
                double u = x[p + j];
                double v = x[q + j];
                x[p + j] = c * u + s * v;
                x[q + j] = c * v - s * u;
            }
            double old = d[first];
            d[first] = old * (c * c) + d[second] * (s * s);
            d[second] = old * (s * s) + d[second] * (c * c);
            return true;
        }

        /** Solves the secular equation; row j of {@code secular} becomes {@code d_i - lambda_j}. */
        private void findRoots() {
            poles = new double[k];
            weights = new double[k];
            roots = new double[k];
            for (int i = 0; i < k; i++) {
                poles[i] = d[kept[i]];
                weights[i] = z[kept[i] - low] * z[kept[i] - low];
            }
            boolean vectors = withVectors || !whole;
            if (vectors) {
                team.secular = Team.atLeast(team.secular, (long) k * k);
            }
            double[] secular = team.secular;
            team.workers.run((k + ROOTS - 1) / ROOTS, (index, worker) -> {
                SecularEquation equation = team.equations.get(worker);
                equation.set(k, poles, weights, rho);
                int end = Math.min(k, (index + 1) * ROOTS);
                for (int j = index * ROOTS; j < end; j++) {
                    equation.solve(j);
                    roots[j] = equation.root();
                    if (vectors) {
                        distances(equation.origin(), equation.shift(), secular, j * k);
                    }
                }
            });
        }

        private void distances(double origin, double shift, double[] to, int at) {
            for (int i = 0; i < k; i++) {
                to[at + i] = (poles[i] - origin) - shift;
            }
        }

        private void findVectors() {
            double[] exact = exactUpdate();
            arrange();
            double[] secular = team.secular;
            int first = 0;
            int end = k;
            if (whole) {
                first = wanted(true);
                end = wanted(false);
            }
            int begin = first;
            int count = end - begin;
            team.workers.run((count + ROOTS - 1) / ROOTS, (index, worker) -> {
                int last = Math.min(count, (index + 1) * ROOTS);
                double[] vector = new double[k];
                for (int j = index * ROOTS; j < last; j++) {
                    secularVector(exact, secular, (begin + j) * k, vector, team.rows.get(worker));
                }
            });
            copyRows();
            team.product.multiply(
                    count,
                    leftWidth,
                    leftCount + bothCount,
                    1,
                    secular,
                    begin * k,
                    k,
                    1,
                    team.left,
                    0,
                    leftWidth,
                    1,
                    0,
                    x,
                    (low + begin) * stride + leftColumn,
                    stride);
            team.product.multiply(
                    count,
                    rightWidth,
                    k - leftCount,
                    1,
                    secular,
                    begin * k + leftCount,
                    k,
                    1,
                    team.right,
                    0,
                    rightWidth,
                    1,
                    0,
                    x,
                    (low + begin) * stride + rightColumn,
                    stride);
        }

        /** The first kept root that is wanted, or the one after the last, as far as this is known: a bound that errs outwards. */
        private int wanted(boolean first) {
            // At most deflatedCount of the eigenvalues below a root are deflated ones.
            return first ? Math.max(0, from - deflatedCount) : Math.min(k, to);
        }

        /** The z whose roots are exactly those found, by Loewner's formula. */
        private double[] exactUpdate() {
            double[] exact = new double[k];
            double[] secular = team.secular;
            team.workers.run((k + POLES - 1) / POLES, (index, worker) -> {
                int begin = index * POLES;
                int end = Math.min(k, begin + POLES);
                for (int i = begin; i < end; i++) {
                    exact[i] = secular[i * k + i];
                }
                for (int j = 0; j < k; j++) {
                    multiply(exact, begin, Math.min(end, Math.max(begin, j)), secular, j * k, poles[j]);
                    multiply(exact, Math.max(begin, Math.min(end, j + 1)), end, secular, j * k, poles[j]);
                }
                for (int i = begin; i < end; i++) {
                    exact[i] = Math.copySign(Math.sqrt(Math.max(0, -exact[i])), z[kept[i] - low]);
                }
            });
            return exact;
        }

        private void multiply(double[] products, int begin, int end, double[] secular, int at, double pole) {
            for (int i = begin; i < end; i++) {
                products[i] *= secular[at + i] / (poles[i] - pole);
            }
        }

        /** {@code z_i / (d_i - lambda)} of norm one, at its place in a row. */
        private void secularVector(double[] exact, double[] secular, int at, double[] vector, double[] lanes) {
            for (int i = 0; i < k; i++) {
                vector[i] = exact[i] / secular[at + i];
            }
            double[] square = new double[1];
            Kernels.selected().symmetric().dots(1, k, vector, 0, k, vector, 0, square, 0, lanes);
            double factor = 1 / Math.sqrt(square[0]);
            for (int i = 0; i < k; i++) {
                secular[at + place[i]] = vector[i] * factor;
            }
        }

        private void arrange() {
            int[] counts = new int[4];
            for (int i = 0; i < k; i++) {
                counts[parts[kept[i] - low]]++;
            }
            leftCount = counts[1];
            bothCount = counts[3];
            int[] next = {0, 0, leftCount + bothCount, leftCount};
            place = new int[k];
            for (int i = 0; i < k; i++) {
                place[i] = next[parts[kept[i] - low]]++;
            }
        }

        /** Copies what the products need, packed, and the rows that have been set aside, to make room. */
        private void copyRows() {
            team.left = Team.atLeast(team.left, (long) (leftCount + bothCount) * leftWidth);
            team.right = Team.atLeast(team.right, (long) (k - leftCount) * rightWidth);
            for (int i = 0; i < k; i++) {
                int row = kept[i] * stride;
                if (place[i] < leftCount + bothCount) {
                    System.arraycopy(x, row + leftColumn, team.left, place[i] * leftWidth, leftWidth);
                }
                if (place[i] >= leftCount) {
                    int at = (place[i] - leftCount) * rightWidth;
                    System.arraycopy(x, row + rightColumn, team.right, at, rightWidth);
                }
            }
            int width = leftWidth + rightWidth;
            team.deflated = Team.atLeast(team.deflated, (long) deflatedCount * width);
            for (int i = 0; i < deflatedCount; i++) {
                System.arraycopy(x, deflated[i] * stride + leftColumn, team.deflated, i * width, width);
            }
            for (int i = 0; i < deflatedCount; i++) {
                System.arraycopy(team.deflated, i * width, x, (low + k + i) * stride + leftColumn, width);
            }
        }

        /** Eigenvalues at their rows, and the rows in order. */
        private void finish() {
            if (k == 0) {
                sort(order, low, deflated);
                return;
            }
            double[] aside = new double[deflatedCount];
            for (int i = 0; i < deflatedCount; i++) {
                aside[i] = d[deflated[i]];
            }
            System.arraycopy(roots, 0, d, low, k);
            System.arraycopy(aside, 0, d, low + k, deflatedCount);
            sort(order, low, IntStream.range(low, high).toArray());
        }
    }
}
