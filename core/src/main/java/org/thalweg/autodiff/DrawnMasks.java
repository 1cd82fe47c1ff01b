package org.thalweg.autodiff;

import org.thalweg.linalg.random.Draws;

/** Random masks from a counter-based generator, whose counter is the step, the layer and the row. */
record DrawnMasks(long seed, long step) implements Masks {

    /** Keeps these draws apart from all others with the same seed. */
    private static final long PURPOSE = 0x64726f706f757473L;

    @Override
    public void fill(Request request, double[] to, int offset) {
        int width = request.width();
        Draws draws = new Draws(seed, PURPOSE);
        double kept = 1 / request.keepProbability();
        int drawn = request.shared() ? Math.min(1, request.rows()) : request.rows();
        for (int i = 0; i < drawn; i++) {
            int row = request.shared() ? 0 : request.firstRow() + i;
            draws.bernoulli(row, step, request.layer(), request.keepProbability(), kept, to, offset + i * width, width);
        }
        for (int i = drawn; i < request.rows(); i++) {
            System.arraycopy(to, offset, to, offset + i * width, width);
        }
    }
}
