package org.thalweg.train;

import java.util.List;
import org.thalweg.linalg.Slices;
import org.thalweg.linalg.Workers;

/** Steps of {@link Optimizer.GradientDescent}, which has no state. */
final class DescentRun implements Optimizer.Run {

    private final Workers workers;
    private final Workers.Task update = this::update;
    private double[] theta;
    private double[] gradient;
    private double learningRate;

    DescentRun(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void step(double[] theta, double[] gradient, double learningRate) {
        this.theta = theta;
        this.gradient = gradient;
        this.learningRate = learningRate;
        workers.run(Slices.count(theta.length), update);
    }

    private void update(int slice, int worker) {
        update(Slices.start(slice), Slices.end(slice, theta.length), theta, gradient);
    }

    private void update(int from, int to, double[] theta, double[] gradient) {
        double rate = learningRate;
        for (int i = from; i < to; i++) {
            theta[i] -= rate * gradient[i];
        }
    }

    @Override
    public List<Optimizer.State> state() {
        return List.of();
    }
}
