package org.thalweg.linalg.pca;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.internal.PowersOfTwo;

/**
 * Means of columns of rows that come in blocks, and their removal, for finite numbers of any size.
 *
 * <p>Blocks of b rows are centred at their own mean and merged into the n rows before (T. F. Chan, G. H. Golub and R. J.
 * LeVeque 1983, DOI 10.2307/2683386), {@code S = S + S_b + n b/(n + b) (mu_b - mu)(mu_b - mu)'}.
 *
 * <p>A column whose largest element is very large or small is worked with in units of a power of two of its own, and so is its mean.
 * What is left of all columns is brought to one unit {@code 2^e}, which grows with what comes, so that squares neither
 * overflow nor underflow that matter: S comes in units of {@code 2^2e}. Numbers of a moderate size have the unit 1.
 */
final class Centring {

    /** Numbers with exponents up to here may be squared, as for variances, and squared again, as for residuals of these. */
    private static final int MODERATE = 200;
    /** The exponent of zeros. */
    private static final int NOTHING = -10_000;

    private final int columns;
    /** In units of {@code 2^exponents[j]}. */
    private final double[] mean;

    private final int[] exponents;
    private final double[] shift;
    private double shiftWeight;
    private int exponent = NOTHING;
    private int grown;
    private long rows;

    /** No rows yet. */
    Centring(int columns) {
        this.columns = columns;
        mean = new double[columns];
        exponents = new int[columns];
        Arrays.fill(exponents, NOTHING);
        shift = new double[columns];
    }

    static void checkFinite(DMatrixRMaj rows, int count, long firstRow) {
        int columns = rows.numCols;
        for (int i = 0; i < count * columns; i++) {
            if (!(Math.abs(rows.data[i]) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException("samples: " + rows.data[i] + " in row " + (firstRow + i / columns)
                        + ", column " + i % columns + ", expected finite numbers");
            }
        }
    }

    /** The power of two that numbers up to a size are taken in units of. */
    static int unit(double largest) {
        int exponent = PowersOfTwo.exponent(largest);
        return Math.abs(exponent) <= MODERATE ? 0 : exponent;
    }

    /** Takes a block up: its rows become what is left of them without the block's mean, in the unit of S. */
    void add(DMatrixRMaj block, int count) {
        int[] units = units(block, count);
        scaleColumns(block, count, -1, units, 0);
        double[] blockMean = mean(block, count);
        subtract(blockMean, block, count);
        merge(blockMean, units, count);
        int before = exponent;
        grow(largestExponent(block, count, units));
        grown = before == NOTHING ? 0 : 2 * (before - exponent);
        scaleColumns(block, count, 1, units, exponent());
        for (int j = 0; j < columns; j++) {
            shift[j] = Math.scalb(shift[j], exponents[j] - exponent());
        }
    }

    private double[] largest(DMatrixRMaj block, int count) {
        double[] largest = new double[columns];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < columns; j++) {
                largest[j] = Math.max(largest[j], Math.abs(block.data[i * columns + j]));
            }
        }
        return largest;
    }

    private int[] units(DMatrixRMaj block, int count) {
        double[] largest = largest(block, count);
        int[] units = new int[columns];
        for (int j = 0; j < columns; j++) {
            units[j] = largest[j] == 0 ? NOTHING : unit(largest[j]);
        }
        return units;
    }

    /** Column j times {@code 2^(sign units[j] - less)}. */
    private void scaleColumns(DMatrixRMaj block, int count, int sign, int[] units, int less) {
        for (int j = 0; j < columns; j++) {
            int by = sign * units[j] - less;
            for (int i = j; by != 0 && units[j] != NOTHING && i < count * columns; i += columns) {
                block.data[i] = Math.scalb(block.data[i], by);
            }
        }
    }

    /** The mean of rows, then the mean of what its removal leaves, so that rounding of the first is made good. */
    private static double[] mean(DMatrixRMaj rows, int count) {
        int columns = rows.numCols;
        double[] mean = new double[columns];
        for (int pass = 0; pass < 2; pass++) {
            double[] rest = new double[columns];
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < columns; j++) {
                    rest[j] += rows.data[i * columns + j] - mean[j];
                }
            }
            for (int j = 0; j < columns; j++) {
                mean[j] += rest[j] / count;
            }
        }
        return mean;
    }

    private void subtract(double[] from, DMatrixRMaj rows, int count) {
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < columns; j++) {
                rows.data[i * columns + j] -= from[j];
            }
        }
    }

    private void merge(double[] blockMean, int[] units, int count) {
        double share = (double) count / (rows + count);
        shiftWeight = rows * share;
        for (int j = 0; j < columns; j++) {
            int unit = Math.max(units[j], exponents[j]);
            mean[j] = Math.scalb(mean[j], exponents[j] - unit);
            exponents[j] = unit;
            double difference = Math.scalb(blockMean[j], units[j] - unit) - mean[j];
            shift[j] = rows == 0 ? 0 : difference;
            mean[j] += share * difference;
        }
        rows += count;
    }

    private int largestExponent(DMatrixRMaj block, int count, int[] units) {
        double[] largest = largest(block, count);
        int most = NOTHING;
        for (int j = 0; j < columns; j++) {
            if (largest[j] > 0) {
                most = Math.max(most, PowersOfTwo.exponent(largest[j]) + units[j]);
            }
            if (shift[j] != 0) {
                most = Math.max(most, PowersOfTwo.exponent(shift[j]) + exponents[j]);
            }
        }
        return most;
    }

    private void grow(int most) {
        if (most != NOTHING) {
            exponent = Math.max(exponent, Math.abs(most) <= MODERATE ? 0 : most);
        }
    }

    /** Takes the mean of all off rows that were added before, which then are in the unit of S. */
    void centre(DMatrixRMaj block, int count) {
        scaleColumns(block, count, -1, exponents, 0);
        subtract(mean, block, count);
        scaleColumns(block, count, 1, exponents, exponent());
    }

    /** The exponent e of the unit that S is the square of. */
    int exponent() {
        return exponent == NOTHING ? 0 : exponent;
    }

    /** What S of the rows before the last block is to be multiplied by, as the unit has grown: an exponent. */
    int grown() {
        return grown;
    }

    /** {@code mu_b - mu} of the last block, in the unit of S. */
    double[] shift() {
        return shift;
    }

    /** {@code n b/(n + b)} of the last block. */
    double shiftWeight() {
        return shiftWeight;
    }

    /** A copy of the mean of all rows. */
    double[] mean() {
        double[] copy = new double[columns];
        for (int j = 0; j < columns; j++) {
            copy[j] = Math.scalb(mean[j], exponents[j]);
        }
        return copy;
    }

    /** How many rows were added. */
    long rows() {
        return rows;
    }
}
