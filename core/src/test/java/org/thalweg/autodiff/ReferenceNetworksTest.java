package org.thalweg.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;

/** Every sweep against PyTorch in double precision. */
class ReferenceNetworksTest {

    static Stream<ReferenceNetwork> networks() {
        return ReferenceNetwork.all().stream();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void valuesAndGradients(ReferenceNetwork reference) {
        try (Workers workers = Workers.of(1)) {
            Objective objective = reference.objective(workers, Objective.DEFAULT_MEMORY_BUDGET);
            double loss = reference.numbers("loss")[0];
            assertEquals(loss, objective.loss(), 1e-13 * Math.abs(loss));
            assertClose("outputs", reference.numbers("outputs"), objective.outputs().data, 1e-13);
            double scale = reference.has("per_sample_norms")
                    ? Arrays.stream(reference.numbers("per_sample_norms")).max().getAsDouble()
                    : largest(reference.numbers("gradient"));
            double[] gradient = objective.gradient();
            double[] expected = reference.numbers("gradient");
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], gradient[i], 1e-12 * scale, "gradient element " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void perSampleNorms(ReferenceNetwork reference) {
        if (reference.has("per_sample_norms")) {
            try (Workers workers = Workers.of(1)) {
                Objective objective = reference.objective(workers, Objective.DEFAULT_MEMORY_BUDGET);
                String weighted = reference.has("weights") ? "weighted_" : "";
                assertClose(
                        "norms",
                        reference.numbers(weighted + "per_sample_norms"),
                        objective.sampleGradientNorms(),
                        1e-12);
            }
        }
    }

    /** With all numbers kept between the sweeps, and with all of them computed again. */
    @ParameterizedTest
    @MethodSource("networks")
    void products(ReferenceNetwork reference) {
        for (long budget : new long[] {Objective.DEFAULT_MEMORY_BUDGET, 0}) {
            try (Workers workers = Workers.of(2)) {
                Objective objective = reference.objective(workers, budget);
                String weighted = reference.has("weights") ? "weighted_" : "";
                assertProducts(reference, objective.operator(Curvature.HESSIAN), "hessian_products");
                if (reference.has("gauss_newton_products")) {
                    assertProducts(reference, objective.operator(Curvature.GAUSS_NEWTON), "gauss_newton_products");
                    assertProducts(
                            reference, objective.operator(Curvature.EMPIRICAL_FISHER), weighted + "fisher_products");
                    assertProducts(
                            reference,
                            objective.operator(Curvature.GRADIENT_COVARIANCE),
                            weighted + "covariance_products");
                }
            }
        }
    }

    private static void assertProducts(ReferenceNetwork reference, LinearOperator operator, String name) {
        DMatrixRMaj directions = reference.matrix("directions");
        DMatrixRMaj expected = reference.matrix(name);
        DMatrixRMaj products = new DMatrixRMaj(directions.numRows, directions.numCols);
        operator.apply(directions, products);
        for (int j = 0; j < directions.numRows; j++) {
            double norm = 0;
            double error = 0;
            for (int i = 0; i < directions.numCols; i++) {
                norm = Math.hypot(norm, expected.get(j, i));
                error = Math.hypot(error, expected.get(j, i) - products.get(j, i));
            }
            assertTrue(error <= 1e-11 * norm, reference + " " + name + " " + j + ": error " + error + " of " + norm);
        }
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    private static void assertClose(String what, double[] expected, double[] found, double relative) {
        assertEquals(expected.length, found.length, what);
        double scale = largest(expected);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[i], relative * scale, what + " element " + i);
        }
    }
}
