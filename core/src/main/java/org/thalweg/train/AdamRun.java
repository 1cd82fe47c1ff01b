package org.thalweg.train;

import java.util.List;
import org.thalweg.linalg.Workers;

/** Steps of {@link Optimizer.Adam}; {@code powers} holds beta1^t and beta2^t, by repeated multiplication. */
final class AdamRun extends SharedRun {

    private final Optimizer.Adam rule;
    private final double[] mean;
    private final double[] square;
    private final double[] powers = {1, 1};

    AdamRun(Optimizer.Adam rule, int dimension, Workers workers) {
        super(workers);
        this.rule = rule;
        this.mean = new double[dimension];
        this.square = new double[dimension];
    }

    @Override
    public void step(double[] theta, double[] gradient, double learningRate) {
        powers[0] *= rule.beta1();
        powers[1] *= rule.beta2();
        super.step(theta, gradient, learningRate);
    }

    @Override
    void update(int from, int to, double[] theta, double[] gradient, double learningRate) {
        double beta1 = rule.beta1();
        double beta2 = rule.beta2();
        double epsilon = rule.epsilon();
        double rate = learningRate / (1 - powers[0]);
        double root = Math.sqrt(1 - powers[1]);
        double[] means = mean;
        double[] squares = square;
        for (int i = from; i < to; i++) {
            double g = gradient[i];
            double m = beta1 * means[i] + (1 - beta1) * g;
            double v = beta2 * squares[i] + (1 - beta2) * g * g;
            means[i] = m;
            squares[i] = v;
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
