package org.thalweg.train;

import java.util.List;

/** Steps of {@link Optimizer.GradientDescent}, which has no state. */
record DescentRun() implements Optimizer.Run {

    @Override
    public void step(double[] theta, double[] gradient, double learningRate) {
        for (int i = 0; i < theta.length; i++) {
            theta[i] -= learningRate * gradient[i];
        }
    }

    @Override
    public List<Optimizer.State> state() {
        return List.of();
    }
}
