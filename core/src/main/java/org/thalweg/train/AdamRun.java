package org.thalweg.train;

import java.util.List;

/** Steps of {@link Optimizer.Adam}; {@code powers} holds beta1^t and beta2^t, by repeated multiplication. */
@SuppressWarnings("ArrayRecordComponent")
record AdamRun(Optimizer.Adam rule, double[] mean, double[] square, double[] powers) implements Optimizer.Run {

    @Override
    public void step(double[] theta, double[] gradient, double learningRate) {
        double beta1 = rule.beta1();
        double beta2 = rule.beta2();
        powers[0] *= beta1;
        powers[1] *= beta2;
        double rate = learningRate / (1 - powers[0]);
        double root = Math.sqrt(1 - powers[1]);
        for (int i = 0; i < theta.length; i++) {
            double g = gradient[i];
            mean[i] = beta1 * mean[i] + (1 - beta1) * g;
            square[i] = beta2 * square[i] + (1 - beta2) * g * g;
            theta[i] -= rate * mean[i] / (Math.sqrt(square[i]) / root + rule.epsilon());
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
