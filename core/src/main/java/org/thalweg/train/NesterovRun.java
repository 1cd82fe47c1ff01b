package org.thalweg.train;

import java.util.List;
import org.thalweg.linalg.Slices;
import org.thalweg.linalg.Workers;

/** Steps of {@link Optimizer.Nesterov}. */
final class NesterovRun implements Optimizer.Run {

    private final double momentum;
    private final Workers workers;
    private final Workers.Task update = this::update;
    private final double[] velocity;
    private double[] theta;
    private double[] gradient;
    private double learningRate;

    NesterovRun(double momentum, int dimension, Workers workers) {
        this.momentum = momentum;
        this.workers = workers;
        this.velocity = new double[dimension];
    }

    @Override
    public void step(double[] theta, double[] gradient, double learningRate) {
        this.theta = theta;
        this.gradient = gradient;
        this.learningRate = learningRate;
        workers.run(Slices.count(theta.length), update);
    }

    private void update(int slice, int worker) {
        update(Slices.start(slice), Slices.end(slice, theta.length), theta, gradient, velocity);
    }

    private void update(int from, int to, double[] theta, double[] gradient, double[] velocity) {
        double mu = momentum;
        double rate = learningRate;
        for (int i = from; i < to; i++) {
            double g = gradient[i];
            double v = mu * velocity[i] + g;
            velocity[i] = v;
            theta[i] -= rate * (g + mu * v);
        }
    }

    @Override
    public List<Optimizer.State> state() {
        return List.of(new Optimizer.State("velocity", velocity));
    }
}
