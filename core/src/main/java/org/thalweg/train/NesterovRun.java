package org.thalweg.train;

import java.util.List;
import org.thalweg.linalg.Workers;

/** Steps of {@link Optimizer.Nesterov}. */
final class NesterovRun extends SharedRun {

    private final double momentum;
    private final double[] velocity;

    NesterovRun(double momentum, int dimension, Workers workers) {
        super(workers);
        this.momentum = momentum;
        this.velocity = new double[dimension];
    }

    @Override
    void update(int from, int to, double[] theta, double[] gradient, double learningRate) {
        double mu = momentum;
        double[] velocities = velocity;
        for (int i = from; i < to; i++) {
            double g = gradient[i];
            double v = mu * velocities[i] + g;
            velocities[i] = v;
            theta[i] -= learningRate * (g + mu * v);
        }
    }

    @Override
    public List<Optimizer.State> state() {
        return List.of(new Optimizer.State("velocity", velocity));
    }
}
