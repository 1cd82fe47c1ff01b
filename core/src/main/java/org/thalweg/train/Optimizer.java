package org.thalweg.train;

import java.util.List;
import org.thalweg.linalg.Workers;

/**
 * A rule by which a gradient changes the parameters. Formulas and defaults are those of PyTorch, without weight decay.
 *
 * <p>This is the rule; {@link #start} begins a run of it, which holds its state.
 */
public sealed interface Optimizer {

    /**
     * Begins a run with the state all zero.
     *
     * @param dimension the length of theta
     * @param workers who shares the elements of a step; no other run of theirs may be under way when it is made
     * @return a run
     */
    Run start(int dimension, Workers workers);

    /** An optimizer at work. Steps allocate nothing, and their bits do not depend on the workers. Not thread safe. */
    interface Run {

        /**
         * Makes one step.
         *
         * @param theta the parameters; changed in place
         * @param gradient the gradient at theta
         * @param learningRate the learning rate of this step
         */
        void step(double[] theta, double[] gradient, double learningRate);

        /**
         * The state, in the order in which files hold it.
         *
         * @return the arrays themselves, by name; whoever fills them restores a state
         */
        List<State> state();
    }

    /**
     * A part of the state of a run.
     *
     * @param name its name
     * @param values the numbers; the array in use, not a copy
     */
    @SuppressWarnings("ArrayRecordComponent")
    record State(String name, double[] values) {}

    /** Gradient descent, {@code theta <- theta - eta g}; stochastic if g is the gradient of a minibatch. */
    record GradientDescent() implements Optimizer {
        @Override
        public String toString() {
            return "gradient descent";
        }

        @Override
        public Run start(int dimension, Workers workers) {
            return new DescentRun(workers);
        }
    }

    /**
     * Gradient descent with Nesterov momentum in PyTorch's form: {@code v <- mu v + g}, {@code theta <- theta - eta (g + mu v)}.
     *
     * @param momentum mu, in [0, 1)
     */
    record Nesterov(double momentum) implements Optimizer {
        /** The usual momentum. */
        public static final double USUAL_MOMENTUM = 0.9;

        /**
         * Checks the momentum.
         *
         * @param momentum mu
         * @throws IllegalArgumentException if it is out of its range
         */
        public Nesterov {
            requireFraction("momentum", momentum);
        }

        @Override
        public String toString() {
            return "Nesterov momentum " + momentum;
        }

        @Override
        public Run start(int dimension, Workers workers) {
            return new NesterovRun(momentum, dimension, workers);
        }
    }

    /**
     * Adam (D. P. Kingma, J. Ba, 2015, algorithm 1, arXiv:1412.6980), element by element, in step {@code t = 1, 2, ...}:
     *
     * <pre>{@code
     * m <- beta1 m + (1 - beta1) g          v <- beta2 v + (1 - beta2) g^2
     * theta <- theta - eta / (1 - beta1^t)  m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
     * }</pre>
     *
     * @param beta1 decay of the mean of gradients, in [0, 1)
     * @param beta2 decay of the mean of their squares, in [0, 1)
     * @param epsilon added to the root, above 0
     */
    record Adam(double beta1, double beta2, double epsilon) implements Optimizer {
        /**
         * Checks the numbers.
         *
         * @param beta1 decay of the mean of gradients
         * @param beta2 decay of the mean of their squares
         * @param epsilon added to the root
         * @throws IllegalArgumentException if one is out of its range
         */
        public Adam {
            requireFraction("beta1", beta1);
            requireFraction("beta2", beta2);
            if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("epsilon: " + epsilon + ", expected a finite number above 0");
            }
        }

        /** The defaults: 0.9, 0.999 and 1e-8. */
        public Adam() {
            this(0.9, 0.999, 1e-8);
        }

        @Override
        public String toString() {
            return "Adam with beta " + beta1 + " and " + beta2 + ", epsilon " + epsilon;
        }

        @Override
        public Run start(int dimension, Workers workers) {
            return new AdamRun(this, dimension, workers);
        }
    }

    private static void requireFraction(String what, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(what + ": " + value + ", expected 0 <= " + what + " < 1");
        }
    }
}
