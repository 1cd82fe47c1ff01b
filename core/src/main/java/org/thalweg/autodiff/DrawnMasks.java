package org.thalweg.autodiff;

import org.thalweg.linalg.random.Draws;

/**
 * Random masks from a counter-based generator: a layer has one stream for each step, and the entry of row i and column j its
 * place {@code i width + j}, so that any block of rows may be drawn by itself.
 */
record DrawnMasks(long seed, long step) implements Masks {

    /** Keeps these draws apart from all others with the same seed. */
    private static final long PURPOSE = 0x64726f706f757473L;

    @Override
    public void fill(Request request, double[] to, int offset) {
        int width = request.width();
        double kept = 1 / request.keepProbability();
        int drawn = request.shared() ? Math.min(1, request.rows()) : request.rows();
        long from = request.shared() ? 0 : (long) request.firstRow() * width;
        new Draws(seed, PURPOSE)
                .bernoulli(0, step, request.layer(), request.keepProbability(), kept, from, to, offset, drawn * width);
        for (int i = drawn; i < request.rows(); i++) {
            System.arraycopy(to, offset, to, offset + i * width, width);
        }
    }
}
