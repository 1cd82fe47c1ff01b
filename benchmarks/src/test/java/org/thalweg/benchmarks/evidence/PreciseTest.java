package org.thalweg.benchmarks.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class PreciseTest {

    /** The error is at most {@code u |s| + n^2 u^2 sum |x_i y_i|}, roughly; here the second is 1e-30. */
    @Test
    void dotIsThatOfTwiceThePrecision() {
        SplittableRandom random = new SplittableRandom(1);
        int n = 40;
        double[] x = random.doubles(2 * n, -1, 1).toArray();
        double[] y = random.doubles(n, -1, 1).toArray();
        BigDecimal exact = BigDecimal.ZERO;
        for (int i = 0; i < n; i++) {
            exact = exact.add(new BigDecimal(x[2 * i]).multiply(new BigDecimal(y[i])));
        }
        double nearest = exact.doubleValue();
        double rest = exact.subtract(new BigDecimal(nearest)).doubleValue();
        assertEquals(rest, Precise.dot(n, x, 0, 2, y, 0, 1, -nearest), 1e-28);
    }

    @Test
    void normsNeitherOverflowNorUnderflow() {
        double[] x = {3e300, 7, 4e300, 7};
        assertEquals(5e300, Precise.norm(2, x, 0, 2), 5e285);
        assertEquals(
                Math.scalb(5, -1070), Precise.norm(2, new double[] {Math.scalb(3, -1070), Math.scalb(4, -1070)}, 0, 1));
        assertEquals(0, Precise.norm(2, new double[2], 0, 1));
    }

    @Test
    void departuresAreRowSums() {
        DMatrixRMaj x = new DMatrixRMaj(new double[][] {{1, 0.25}, {0, 1}});
        assertEquals(0.0625 + 0.25, Precise.departureOfRows(x));
        assertEquals(0.0625 + 0.25, Precise.departureOfColumns(x));
        x.data[1] = Double.NaN;
        assertEquals(Double.NaN, Precise.departureOfRows(x));
    }
}
