package org.thalweg.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.thalweg.autodiff.operations.Dropout.Sharing;
import org.thalweg.curvature.DropoutCovariance;
import org.thalweg.curvature.GradientCovariance;
import org.thalweg.curvature.RandomGradients;
import org.thalweg.data.Dataset;
import org.thalweg.landscape.ExpectedSharpness;
import org.thalweg.landscape.FilterNormalized;
import org.thalweg.landscape.Lines;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Initialization;
import org.thalweg.nn.Sequential;
import org.thalweg.train.Checkpoints;
import org.thalweg.train.Goal;
import org.thalweg.train.LearningRate;
import org.thalweg.train.Optimizer;
import org.thalweg.train.RandomTrajectory;
import org.thalweg.train.Trainer;
import org.thalweg.train.TrainingSettings;

/** Wherever parameters are chosen, vectors hold them in the order of theta, and a parameter is chosen once. */
class ChosenParametersTest {

    private static final Graph NETWORK = Sequential.of(3)
            .affine(4)
            .tanh()
            .dropout(0.7, Sharing.BATCH)
            .affine(2)
            .build();
    private static final Dataset DATA =
            Dataset.of("few", new double[][] {{1, 2, 3}, {-1, 0.5, 2}, {0, 1, -1}, {2, -2, 0.5}}, new double[][] {
                {1, 0}, {0, 1}, {1, 1}, {-1, 2}
            });
    private static final double[] THETA = new Initialization.FanIn().theta(NETWORK, 5);
    private static final Parameter LATER = NETWORK.parameter("2.weight");
    private static final Parameter EARLIER = NETWORK.parameter("0.bias");

    /** By name, what each of the ways to choose makes of the choice. */
    private static Map<String, Function<Parameter[], double[]>> ways(Workers workers) {
        Objective objective =
                Objective.of(NETWORK, Loss.meanSquaredError(), DATA, workers).at(THETA);
        Map<String, Function<Parameter[], double[]>> ways = new LinkedHashMap<>();
        for (Curvature matrix : Curvature.values()) {
            ways.put(matrix.toString(), chosen -> product(objective.operator(matrix, chosen)));
        }
        ways.put("Jacobian", chosen -> {
            double[] tangents = new double[DATA.size() * NETWORK.output().width()];
            Jacobian jacobian = objective.jacobian(NETWORK.output(), chosen);
            jacobian.multiply(1, ascending(jacobian.dimension()).data, 0, tangents);
            return tangents;
        });
        ways.put("weighted gradients", chosen -> {
            DMatrixRMaj sums = new DMatrixRMaj(1, size(chosen));
            objective.weightedGradients(ascending(DATA.size()), sums, chosen);
            return sums.data;
        });
        ways.put("gradient covariance", chosen -> product(GradientCovariance.of(objective, chosen)));
        for (Sharing sharing : Sharing.values()) {
            ways.put("dropout " + sharing, chosen -> product(DropoutCovariance.of(objective, 0.7, sharing, chosen)));
            ways.put(
                    "sampled dropout " + sharing,
                    chosen -> product(DropoutCovariance.sampled(objective, 0.7, sharing, 5, 1, chosen)));
        }
        ways.put("random gradients", chosen -> {
            DMatrixRMaj samples = new DMatrixRMaj(2, size(chosen));
            RandomGradients.of(objective, 3, chosen).sample(0, samples);
            return samples.data;
        });
        ways.put("random trajectory", chosen -> trajectory(workers, chosen));
        ways.put("lines", chosen -> {
            Lines lines = Lines.through(NETWORK, Loss.meanSquaredError(), DATA, workers, THETA, chosen);
            lines.aim(ascending(lines.dimension()), 0);
            return new double[] {lines.loss(0.1)};
        });
        ways.put(
                "filter-normalised",
                chosen -> FilterNormalized.direction(NETWORK, THETA, FilterNormalized.Vectors.SCALED, 1, 0, chosen));
        ways.put("equal noise", chosen -> ExpectedSharpness.equal(NETWORK, 0.1, chosen));
        ways.put("relative noise", chosen -> ExpectedSharpness.relative(NETWORK, THETA, 0.1, chosen));
        return ways;
    }

    private static int size(Parameter... chosen) {
        int size = 0;
        for (Parameter parameter : chosen) {
            size += parameter.size();
        }
        return size;
    }

    private static DMatrixRMaj ascending(int length) {
        DMatrixRMaj vector = new DMatrixRMaj(1, length);
        for (int i = 0; i < length; i++) {
            vector.data[i] = i + 1;
        }
        return vector;
    }

    private static double[] product(LinearOperator operator) {
        DMatrixRMaj product = new DMatrixRMaj(1, operator.dimension());
        operator.apply(ascending(operator.dimension()), product);
        return product.data;
    }

    private static double[] trajectory(Workers workers, Parameter... chosen) {
        TrainingSettings settings = new TrainingSettings(
                new Optimizer.GradientDescent(), new LearningRate.Constant(0.1), TrainingSettings.FULL_BATCH, 1);
        Trainer trainer = Trainer.of(NETWORK, Loss.meanSquaredError(), DATA, settings, THETA, workers);
        RandomTrajectory trajectory = RandomTrajectory.of(trainer, NETWORK, 2, chosen);
        try {
            trainer.run(Goal.ofSteps(2), Checkpoints.NONE, trajectory);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return trajectory.samples().data;
    }

    @Test
    void vectorsHoldThemInTheOrderOfTheta() {
        try (Workers workers = Workers.of(1)) {
            ways(workers)
                    .forEach((name, way) -> assertArrayEquals(
                            way.apply(new Parameter[] {EARLIER, LATER}),
                            way.apply(new Parameter[] {LATER, EARLIER}),
                            name));
        }
        assertEquals(List.of(EARLIER, LATER), Parameter.chosen(NETWORK.parameters(), LATER, EARLIER));
        assertEquals(NETWORK.parameters(), Parameter.chosen(NETWORK.parameters()));
    }

    /** The Hessian's block is that of the whole matrix: which elements are where is not a matter of symmetry. */
    @Test
    void elementsAreThoseOfTheta() {
        try (Workers workers = Workers.of(1)) {
            Objective objective = Objective.of(NETWORK, Loss.meanSquaredError(), DATA, workers)
                    .at(THETA);
            DMatrixRMaj gradients = new DMatrixRMaj(1, LATER.size() + EARLIER.size());
            DMatrixRMaj ones = new DMatrixRMaj(1, DATA.size());
            ones.fill(1.0 / DATA.size());
            objective.weightedGradients(ones, gradients, LATER, EARLIER);
            double[] whole = objective.gradient();
            List<Double> expected = new ArrayList<>();
            for (Parameter parameter : List.of(EARLIER, LATER)) {
                for (int i = 0; i < parameter.size(); i++) {
                    expected.add(whole[parameter.offset() + i]);
                }
            }
            for (int i = 0; i < gradients.numCols; i++) {
                assertEquals(expected.get(i), gradients.data[i], 1e-15);
            }
        }
    }

    @Test
    void aParameterIsChosenOnce() {
        try (Workers workers = Workers.of(1)) {
            ways(workers)
                    .forEach((name, way) ->
                            assertRefused(name, () -> way.apply(new Parameter[] {LATER, EARLIER, LATER})));
        }
    }

    private static void assertRefused(String name, Supplier<double[]> choice) {
        assertEquals(
                "parameter 2.weight: chosen twice, expected once",
                assertThrows(IllegalArgumentException.class, choice::get, name).getMessage(),
                name);
    }
}
