package org.thalweg.linalg.kernels;

import java.util.Arrays;

/**
 * A sparse matrix by rows: of each row the entries that are not zero, in ascending columns. (Compressed sparse rows, CSR.)
 *
 * <p>The entries of row {@code i} are {@code e = starts[i], ..., starts[i + 1] - 1}, with columns {@code columns[e]} and values
 * {@code values[e]}. A matrix can be filled again and then allocates only if it has more entries than ever. Memory: 12 bytes an entry
 * and 4 a row. Reading is thread safe, filling is not.
 */
public final class CompressedRows {

    private int rows;
    private int width;
    private int[] starts = {0};
    private int[] columns = {};
    private double[] values = {};

    /** An empty matrix. */
    public CompressedRows() {}

    /**
     * Takes the entries of a dense matrix.
     *
     * @param rows rows
     * @param width columns
     * @param dense holds the matrix, rows one after the other
     * @param offset where it begins
     */
    public void take(int rows, int width, double[] dense, int offset) {
        this.rows = rows;
        this.width = width;
        reserve(rows, count(dense, offset, rows * width));
        int e = 0;
        for (int i = 0; i < rows; i++) {
            int row = offset + i * width;
            for (int j = 0; j < width; j++) {
                if (dense[row + j] != 0) {
                    columns[e] = j;
                    values[e] = dense[row + j];
                    e++;
                }
            }
            starts[i + 1] = e;
        }
    }

    /**
     * Becomes the transpose of another matrix.
     *
     * @param other the other matrix
     */
    public void takeTransposed(CompressedRows other) {
        int entries = other.entries();
        rows = other.width;
        width = other.rows;
        reserve(rows, entries);
        Arrays.fill(starts, 0, rows + 1, 0);
        for (int e = 0; e < entries; e++) {
            starts[other.columns[e] + 1]++;
        }
        for (int j = 0; j < rows; j++) {
            starts[j + 1] += starts[j];
        }
        for (int i = 0; i < other.rows; i++) {
            for (int e = other.starts[i]; e < other.starts[i + 1]; e++) {
                int to = starts[other.columns[e]]++;
                columns[to] = i;
                values[to] = other.values[e];
            }
        }
        System.arraycopy(starts, 0, starts, 1, rows);
        starts[0] = 0;
    }

    private void reserve(int rows, int entries) {
        if (starts.length < rows + 1) {
            starts = new int[rows + 1];
        }
        if (values.length < entries) {
            columns = new int[entries];
            values = new double[entries];
        }
        starts[0] = 0;
    }

    /**
     * Counts numbers that are not zero.
     *
     * @param numbers the numbers
     * @param offset where to begin
     * @param length how many to look at
     * @return how many of them are not zero
     */
    public static int count(double[] numbers, int offset, int length) {
        int count = 0;
        for (int i = offset; i < offset + length; i++) {
            count += numbers[i] != 0 ? 1 : 0;
        }
        return count;
    }

    /**
     * The size.
     *
     * @return rows
     */
    public int rows() {
        return rows;
    }

    /**
     * The size.
     *
     * @return columns
     */
    public int width() {
        return width;
    }

    /**
     * The size.
     *
     * @return entries of all rows
     */
    public int entries() {
        return starts[rows];
    }

    /**
     * Where rows begin.
     *
     * @return the array itself, at least one longer than there are rows
     */
    public int[] starts() {
        return starts;
    }

    /**
     * The columns of the entries.
     *
     * @return the array itself
     */
    public int[] columns() {
        return columns;
    }

    /**
     * The values of the entries.
     *
     * @return the array itself
     */
    public double[] values() {
        return values;
    }

    /**
     * What it takes.
     *
     * @return bytes held
     */
    public long memory() {
        return 4L * (starts.length + columns.length) + 8L * values.length;
    }
}
