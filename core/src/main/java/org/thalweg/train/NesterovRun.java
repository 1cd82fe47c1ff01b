package org.thalweg.train;

import java.util.List;

/** Steps of {@link Optimizer.Nesterov}. */
@SuppressWarnings("ArrayRecordComponent")
record NesterovRun(double momentum, double[] velocity) implements Optimizer.Run {

    @Override
    public void step(double[] theta, double[] gradient, double learningRate) {
        for (int i = 0; i < theta.length; i++) {
            double g = gradient[i];
            velocity[i] = momentum * velocity[i] + g;
            theta[i] -= learningRate * (g + momentum * velocity[i]);
        }
    }

    @Override
    public List<Optimizer.State> state() {
        return List.of(new Optimizer.State("velocity", velocity));
    }
}
