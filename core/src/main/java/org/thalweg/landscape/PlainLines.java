package org.thalweg.landscape;

import org.ejml.data.DMatrixRMaj;

/** Lines on which everything is computed anew at every step. */
final class PlainLines implements Lines {
    private final Landscape landscape;
    private final double[] theta;
    private final double[] direction;
    private final double[] moved;
    private final double lossAtPoint;

    PlainLines(Landscape landscape, double[] theta) {
        this.landscape = landscape;
        this.theta = theta.clone();
        this.direction = new double[theta.length];
        this.moved = theta.clone();
        this.lossAtPoint = landscape.loss(moved);
    }

    @Override
    public int dimension() {
        return theta.length;
    }

    @Override
    public double lossAtPoint() {
        return lossAtPoint;
    }

    @Override
    public void aim(DMatrixRMaj directions, int row) {
        requireDimension(directions, dimension());
        System.arraycopy(directions.data, row * dimension(), direction, 0, dimension());
    }

    static void requireDimension(DMatrixRMaj directions, int dimension) {
        if (directions.numCols != dimension) {
            throw new IllegalArgumentException("directions: length " + directions.numCols + ", expected " + dimension);
        }
    }

    @Override
    public double loss(double step) {
        for (int i = 0; i < moved.length; i++) {
            moved[i] = Math.fma(step, direction[i], theta[i]);
        }
        return landscape.loss(moved);
    }
}
