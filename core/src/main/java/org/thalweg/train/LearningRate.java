package org.thalweg.train;

import java.util.List;
import org.thalweg.linalg.kernels.Kernels;

/**
 * The learning rate as a function of the step, counted from 0. It needs nothing but the step, so a resumed run has the
 * rates of an unbroken one; and it gives the same bits on every machine.
 */
public sealed interface LearningRate {

    /**
     * The rate of a step.
     *
     * @param step the step, from 0
     * @return the learning rate
     */
    double at(long step);

    /**
     * Always the same.
     *
     * @param rate the learning rate, above 0
     */
    record Constant(double rate) implements LearningRate {
        /**
         * Checks the rate.
         *
         * @param rate the learning rate
         * @throws IllegalArgumentException if it is out of its range
         */
        public Constant {
            requireRate("learning rate", rate);
        }

        @Override
        public String toString() {
            return "constant " + rate;
        }

        @Override
        public double at(long step) {
            return rate;
        }
    }

    /**
     * Multiplied by a factor at given steps: {@code rate factor^j} when {@code j} of the steps have been reached.
     *
     * @param rate the rate of step 0, above 0
     * @param factor what the rate is multiplied by, above 0
     * @param steps the steps from which on a multiplication holds, ascending
     */
    record StepDecay(double rate, double factor, List<Long> steps) implements LearningRate {
        /**
         * Checks the numbers and copies the list.
         *
         * @param rate the rate of step 0
         * @param factor what the rate is multiplied by
         * @param steps when
         * @throws IllegalArgumentException if one is out of its range
         */
        public StepDecay {
            requireRate("learning rate", rate);
            requireRate("factor of the step decay", factor);
            steps = List.copyOf(steps);
            for (int j = 0; j < steps.size(); j++) {
                if (steps.get(j) <= (j == 0 ? 0 : steps.get(j - 1))) {
                    throw new IllegalArgumentException(
                            "steps of the step decay: " + steps + ", expected ascending numbers above 0");
                }
            }
        }

        @Override
        public String toString() {
            return rate + ", times " + factor + " at steps " + steps;
        }

        @Override
        public double at(long step) {
            double result = rate;
            for (int j = 0; j < steps.size() && step >= steps.get(j); j++) {
                result *= factor;
            }
            return result;
        }
    }

    /**
     * Half a period of a cosine: {@code lowest + (rate - lowest) (1 + cos(pi t / T)) / 2}, and {@code lowest} from step T on
     * (I. Loshchilov, F. Hutter, <em>SGDR</em>, 2017, equation 5 without restarts, arXiv:1608.03983).
     *
     * @param rate the rate of step 0, above 0
     * @param lowest the rate at the end, from 0 to {@code rate}
     * @param steps T, at least 1
     */
    record Cosine(double rate, double lowest, long steps) implements LearningRate {
        /**
         * Checks the numbers.
         *
         * @param rate the rate of step 0
         * @param lowest the rate at the end
         * @param steps T
         * @throws IllegalArgumentException if one is out of its range
         */
        public Cosine {
            requireRate("learning rate", rate);
            if (!(lowest >= 0 && lowest <= rate)) {
                throw new IllegalArgumentException("lowest learning rate: " + lowest + ", expected 0 to " + rate);
            }
            requireSteps("steps of the cosine", steps);
        }

        @Override
        public String toString() {
            return "cosine from " + rate + " to " + lowest + " over " + steps + " steps";
        }

        @Override
        public double at(long step) {
            if (step >= steps) {
                return lowest;
            }
            double[] sinCos = new double[2];
            double[] turns = {step / (2.0 * steps)};
            Kernels.selected().functions().sinCosTwoPi(1, turns, 0, sinCos, 0, sinCos, 1);
            return lowest + (rate - lowest) * (1 + sinCos[1]) / 2;
        }
    }

    /**
     * Linear warm-up, then decay with the inverse square root: {@code rate min(s / w, sqrt(w / s))} with {@code s = step + 1}
     * (A. Vaswani et al., <em>Attention is all you need</em>, 2017, equation 3, arXiv:1706.03762; there {@code rate} is
     * {@code 1 / sqrt(d w)} with the width d of the model).
     *
     * @param rate the highest rate, reached at the end of the warm-up, above 0
     * @param warmUpSteps w, at least 1
     */
    record WarmUp(double rate, long warmUpSteps) implements LearningRate {
        /**
         * Checks the numbers.
         *
         * @param rate the highest rate
         * @param warmUpSteps w
         * @throws IllegalArgumentException if one is out of its range
         */
        public WarmUp {
            requireRate("learning rate", rate);
            requireSteps("steps of the warm-up", warmUpSteps);
        }

        @Override
        public String toString() {
            return "warm-up to " + rate + " over " + warmUpSteps + " steps, then inverse square root";
        }

        @Override
        public double at(long step) {
            double s = step + 1.0;
            return rate * Math.min(s / warmUpSteps, Math.sqrt(warmUpSteps / s));
        }
    }

    private static void requireRate(String what, double rate) {
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(what + ": " + rate + ", expected a finite number above 0");
        }
    }

    private static void requireSteps(String what, long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException(what + ": " + steps + ", expected at least 1");
        }
    }
}
