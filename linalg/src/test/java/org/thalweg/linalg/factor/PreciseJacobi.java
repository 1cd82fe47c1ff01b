package org.thalweg.linalg.factor;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Comparator;
import org.ejml.data.DMatrixRMaj;

/**
 * Singular values by rotations of pairs of columns (Hestenes, 1958) in decimal numbers of 50 digits, whose exponents know no
 * bounds. Plain and slow.
 */
final class PreciseJacobi {

    private static final MathContext DIGITS = new MathContext(50);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    /** The square of the largest cosine that counts as none. */
    private static final BigDecimal ORTHOGONAL = new BigDecimal("1e-80");

    private PreciseJacobi() {}

    /** Largest first, rounded to doubles at the end. */
    static double[] singularValues(DMatrixRMaj a) {
        BigDecimal[][] columns = new BigDecimal[a.numCols][a.numRows];
        for (int j = 0; j < a.numCols; j++) {
            for (int i = 0; i < a.numRows; i++) {
                columns[j][i] = new BigDecimal(a.get(i, j));
            }
        }
        // The longest first, or rotations of columns of very different lengths take many sweeps.
        Arrays.sort(columns, Comparator.comparing((BigDecimal[] x) -> dot(x, x)).reversed());
        boolean rotated = true;
        while (rotated) {
            rotated = false;
            for (int p = 0; p < columns.length; p++) {
                for (int q = p + 1; q < columns.length; q++) {
                    rotated |= rotate(columns[p], columns[q]);
                }
            }
        }
        return Arrays.stream(columns)
                .map(x -> dot(x, x).sqrt(DIGITS))
                .sorted(Comparator.reverseOrder())
                .mapToDouble(BigDecimal::doubleValue)
                .toArray();
    }

    private static boolean rotate(BigDecimal[] x, BigDecimal[] y) {
        BigDecimal xx = dot(x, x);
        BigDecimal yy = dot(y, y);
        BigDecimal xy = dot(x, y);
        if (xy.multiply(xy).compareTo(ORTHOGONAL.multiply(xx.multiply(yy))) <= 0) {
            return false;
        }
        BigDecimal cotangent = yy.subtract(xx).divide(xy.multiply(TWO), DIGITS);
        BigDecimal root = BigDecimal.ONE.add(cotangent.multiply(cotangent)).sqrt(DIGITS);
        BigDecimal tangent = BigDecimal.ONE.divide(cotangent.abs().add(root), DIGITS);
        if (cotangent.signum() < 0) {
            tangent = tangent.negate();
        }
        BigDecimal cosine = BigDecimal.ONE.divide(
                BigDecimal.ONE.add(tangent.multiply(tangent)).sqrt(DIGITS), DIGITS);
        BigDecimal sine = cosine.multiply(tangent, DIGITS);
        for (int i = 0; i < x.length; i++) {
            BigDecimal u = x[i];
            BigDecimal v = y[i];
            x[i] = cosine.multiply(u, DIGITS).subtract(sine.multiply(v, DIGITS), DIGITS);
            y[i] = sine.multiply(u, DIGITS).add(cosine.multiply(v, DIGITS), DIGITS);
        }
        return true;
    }

    private static BigDecimal dot(BigDecimal[] x, BigDecimal[] y) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < x.length; i++) {
            sum = sum.add(x[i].multiply(y[i], DIGITS), DIGITS);
        }
        return sum;
    }
}
