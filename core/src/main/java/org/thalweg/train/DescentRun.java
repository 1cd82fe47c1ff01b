package org.thalweg.train;

import java.util.List;
import org.thalweg.linalg.Workers;

/** Steps of {@link Optimizer.GradientDescent}, which has no state. */
final class DescentRun extends SharedRun {

    DescentRun(Workers workers) {
        super(workers);
    }

    @Override
    void update(int from, int to, double[] theta, double[] gradient, double learningRate) {
        for (int i = from; i < to; i++) {
            theta[i] -= learningRate * gradient[i];
        }
    }

    @Override
    public List<Optimizer.State> state() {
        return List.of();
    }
}
