package org.thalweg.curvature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.data.BuiltInDigits;
import org.thalweg.data.Split;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.eigen.Lanczos;
import org.thalweg.linalg.eigen.LanczosResult;
import org.thalweg.nn.Initialization;
import org.thalweg.nn.Sequential;

/**
 * The top of a Hessian's spectrum, followed along a training from the eigenvectors of the point before. Counts of products are
 * those of {@code docs/numerics/lanczos.md}, on a smaller network.
 */
class FollowedSpectrumTest {

    private static final int WANTED = 10;
    private static final double RATE = 0.3;

    private int warmProducts;
    private int coldProducts;

    /** Every 100 steps: never more products than from a random vector, and the same spectrum. Every step: a tenth fewer. */
    @Test
    void fewerProductsThanFromARandomVector() {
        try (Workers workers = Workers.of(1)) {
            Objective objective = Objective.of(
                    Sequential.mlp(Activations.TANH, 784, 5, 10),
                    Loss.crossEntropy(),
                    BuiltInDigits.generate(1, Split.TRAIN, 100),
                    workers);
            double[] theta = new Initialization.FanIn().theta(objective.network(), 2);
            descend(objective, theta, 200);
            LanczosResult last = lanczos(objective, theta).largest(WANTED);
            for (int look = 0; look < 2; look++) {
                descend(objective, theta, 100);
                last = follow(objective, theta, last);
            }
            assertTrue(warmProducts < coldProducts, warmProducts + " against " + coldProducts);
            warmProducts = 0;
            coldProducts = 0;
            for (int look = 0; look < 2; look++) {
                descend(objective, theta, 1);
                last = follow(objective, theta, last);
            }
            assertTrue(warmProducts < 0.9 * coldProducts, warmProducts + " against " + coldProducts);
        }
    }

    private LanczosResult follow(Objective objective, double[] theta, LanczosResult last) {
        Lanczos lanczos = lanczos(objective, theta);
        LanczosResult cold = lanczos.largest(WANTED);
        LanczosResult warm = lanczos.startVectors(last.vectors()).largest(WANTED);
        assertTrue(warm.converged());
        assertTrue(warm.probabilityMissed() <= 0.001, "missed " + warm.probabilityMissed());
        assertTrue(warm.products() <= cold.products(), warm.products() + " against " + cold.products());
        for (int i = 0; i < WANTED; i++) {
            double apart = Math.abs(cold.eigenvalues()[i] - warm.eigenvalues()[i]);
            double bound = cold.residuals()[i] + warm.residuals()[i] + cold.allowance() + warm.allowance();
            assertEquals(0, apart, bound, "eigenvalue " + i);
        }
        warmProducts += warm.products();
        coldProducts += cold.products();
        return warm;
    }

    private static Lanczos lanczos(Objective objective, double[] theta) {
        LinearOperator hessian = objective.at(theta).operator(Curvature.HESSIAN);
        return Lanczos.of(hessian).seed(7);
    }

    private static void descend(Objective objective, double[] theta, int steps) {
        for (int step = 0; step < steps; step++) {
            double[] gradient = objective.at(theta).gradient();
            for (int j = 0; j < theta.length; j++) {
                theta[j] -= RATE * gradient[j];
            }
        }
    }
}
