package org.thalweg.train;

import java.util.List;
import org.thalweg.linalg.Slices;
import org.thalweg.linalg.Workers;

/** Steps of {@link Optimizer.Adam}; {@code powers} holds beta1^t and beta2^t, by repeated multiplication. */
final class AdamRun implements Optimizer.Run {

    private final Optimizer.Adam rule;
    private final Workers workers;
    private final Workers.Task update = this::update;
    private final double[] mean;
    private final double[] square;
    private final double[] powers = {1, 1};
    private double[] theta;
    private double[] gradient;
    private double learningRate;

    AdamRun(Optimizer.Adam rule, int dimension, Workers workers) {
        this.rule = rule;
        this.workers = workers;
        this.mean = new double[dimension];
        this.square = new double[dimension];
    }

    @Override
    public void step(double[] theta, double[] gradient, double learningRate) {
        this.theta = theta;
        this.gradient = gradient;
        this.learningRate = learningRate;
        powers[0] *= rule.beta1();
        powers[1] *= rule.beta2();
        workers.run(Slices.count(theta.length), update);
    }

    private void update(int slice, int worker) {
        update(Slices.start(slice), Slices.end(slice, theta.length), theta, gradient, mean, square);
    }

    /** The loop that the compiler makes vectors of: everything it reads is an argument or a local variable. */
    private void update(int from, int to, double[] theta, double[] gradient, double[] mean, double[] square) {
        double beta1 = rule.beta1();
        double beta2 = rule.beta2();
        double epsilon = rule.epsilon();
        double rate = learningRate / (1 - powers[0]);
        double root = Math.sqrt(1 - powers[1]);
        for (int i = from; i < to; i++) {
            double g = gradient[i];
            double m = beta1 * mean[i] + (1 - beta1) * g;
            double v = beta2 * square[i] + (1 - beta2) * g * g;
            mean[i] = m;
            square[i] = v;
            theta[i] -= rate * m / (Math.sqrt(v) / root + epsilon);
        }
    }

    @Override
    public List<Optimizer.State> state() {
        return List.of(
                new Optimizer.State("mean", mean),
                new Optimizer.State("square", square),
                new Optimizer.State("powers", powers));
    }
}
