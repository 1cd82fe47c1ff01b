package org.thalweg.autodiff;

import java.util.Arrays;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;

/**
 * Where dropout gets its masks from. An entry of a mask multiplies an activation: 0, or {@code 1 / keepProbability}
 * (inverted dropout), or 1 where there is no dropout.
 */
@FunctionalInterface
public interface Masks {

    /** No dropout: every entry is one. */
    Masks NONE = (request, to, offset) -> Arrays.fill(to, offset, offset + request.rows() * request.width(), 1.0);

    /**
     * Which mask is asked for.
     *
     * @param layer the index of the dropout layer in its network, from 0
     * @param keepProbability the probability of an activation to be kept
     * @param shared whether all rows have the same mask
     * @param firstRow the first row, counted among the samples
     * @param rows how many rows
     * @param width entries of a row
     */
    record Request(int layer, double keepProbability, boolean shared, int firstRow, int rows, int width) {

        /** The same of some of the rows. */
        Request part(int first, int count) {
            return new Request(layer, keepProbability, shared, firstRow + first, count, width);
        }
    }

    /**
     * Writes the masks of some rows. Called by several threads at once.
     *
     * @param request which rows of which mask
     * @param to where to write, {@code [rows x width]}
     * @param offset where to begin
     */
    void fill(Request request, double[] to, int offset);

    /**
     * Random masks. The mask of a row depends on nothing but seed, step, layer and row (for a shared mask: not on the row),
     * so it is the same for any number of threads and any order.
     *
     * @param seed the seed
     * @param step the step of training, or the number of a sample of masks
     * @return masks of independent entries, each kept with its layer's probability
     */
    static Masks drawn(long seed, long step) {
        return new DrawnMasks(seed, step);
    }

    /**
     * Given masks.
     *
     * @param byLayer for each layer its mask, {@code [n x width]}, or {@code [1 x width]} if shared
     * @return these masks
     */
    static Masks given(Map<Integer, DMatrixRMaj> byLayer) {
        Map<Integer, DMatrixRMaj> masks = Map.copyOf(byLayer);
        return (request, to, offset) -> {
            DMatrixRMaj mask = masks.get(request.layer());
            int rows = request.shared() ? 1 : request.firstRow() + request.rows();
            if (mask == null || mask.numCols != request.width() || mask.numRows < rows) {
                throw new IllegalArgumentException("mask of dropout layer " + request.layer() + ": "
                        + (mask == null ? "none" : "[" + mask.numRows + " x " + mask.numCols + "]") + ", expected ["
                        + (request.shared() ? "1" : "n") + " x " + request.width() + "]");
            }
            for (int i = 0; i < request.rows(); i++) {
                int row = request.shared() ? 0 : request.firstRow() + i;
                System.arraycopy(mask.data, row * mask.numCols, to, offset + i * mask.numCols, mask.numCols);
            }
        };
    }
}
