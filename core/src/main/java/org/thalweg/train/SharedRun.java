package org.thalweg.train;

import org.thalweg.linalg.Slices;
import org.thalweg.linalg.Workers;

/** Steps that change each element of theta by itself: the workers share its slices, and the bits do not depend on them. */
abstract class SharedRun implements Optimizer.Run {

    private final Workers workers;
    private final Workers.Task slice = this::slice;
    private double[] theta;
    private double[] gradient;
    private double learningRate;

    SharedRun(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void step(double[] theta, double[] gradient, double learningRate) {
        this.theta = theta;
        this.gradient = gradient;
        this.learningRate = learningRate;
        workers.run(Slices.count(theta.length), slice);
    }

    private void slice(int slice, int worker) {
        update(Slices.start(slice), Slices.end(slice, theta.length), theta, gradient, learningRate);
    }

    /** Changes the elements of a slice. The compiler makes vectors of a loop that reads arguments and local variables alone. */
    abstract void update(int from, int to, double[] theta, double[] gradient, double learningRate);
}
