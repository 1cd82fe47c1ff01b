package org.thalweg.benchmarks.evidence;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.eigen.SymmetricEigen;

/** A symmetric matrix with a name, and what is true of it, computed from its elements in {@link BigDecimal}. */
final class Matrix {

    private static final MathContext DIGITS = new MathContext(60);

    /**
     * A shift that makes the matrix positive definite.
     *
     * @param shift s
     * @param lowerBound a positive number that no eigenvalue of {@code A + s I} is below
     * @param logDeterminant {@code log det(A + s I)}
     */
    record Shift(double shift, double lowerBound, double logDeterminant) {}

    private final String name;
    private final DMatrixRMaj elements;
    private Shift shift;

    Matrix(String name, DMatrixRMaj elements) {
        this.name = name;
        this.elements = elements;
    }

    String name() {
        return name;
    }

    int dimension() {
        return elements.numRows;
    }

    /** A new operator with storage of its own. */
    LinearOperator operator() {
        long nonZero = Arrays.stream(elements.data).filter(a -> a != 0).count();
        return 8 * nonZero < elements.data.length ? new SparseOperator(elements) : new DenseOperator(elements);
    }

    double trace() {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < dimension(); i++) {
            sum = sum.add(new BigDecimal(elements.get(i, i)));
        }
        return sum.doubleValue();
    }

    double frobeniusNorm() {
        BigDecimal sum = BigDecimal.ZERO;
        for (double element : elements.data) {
            sum = sum.add(new BigDecimal(element).pow(2));
        }
        return sum.sqrt(DIGITS).doubleValue();
    }

    /** The shift that leaves the smallest eigenvalue at a hundredth of the largest; found once. */
    synchronized Shift shift() {
        if (shift == null) {
            DoubleSummaryStatistics eigenvalues = Arrays.stream(SymmetricEigen.of()
                            .decompose(elements, SymmetricEigen.Settings.values())
                            .eigenvalues())
                    .summaryStatistics();
            double size = Math.max(Math.max(-eigenvalues.getMin(), eigenvalues.getMax()), 1e-3);
            double s = 0.01 * size - eigenvalues.getMin();
            shift = new Shift(s, 0.0099 * size, logDeterminant(s));
        }
        return shift;
    }

    /** The logarithms of the pivots of Gaussian elimination in 60 digits, which needs no exchanges here. */
    private double logDeterminant(double s) {
        int n = dimension();
        BigDecimal[][] a = new BigDecimal[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                a[i][j] = new BigDecimal(elements.get(i, j)).add(i == j ? new BigDecimal(s) : BigDecimal.ZERO);
            }
        }
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += StrictMath.log(a[k][k].doubleValue());
            for (int i = k + 1; i < n; i++) {
                if (a[i][k].signum() == 0) {
                    continue;
                }
                BigDecimal factor = a[i][k].divide(a[k][k], DIGITS);
                for (int j = k; j < n; j++) {
                    a[i][j] = a[i][j].subtract(factor.multiply(a[k][j], DIGITS), DIGITS);
                }
            }
        }
        return sum;
    }
}
