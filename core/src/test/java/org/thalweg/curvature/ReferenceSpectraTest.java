package org.thalweg.curvature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.ReferenceNetwork;
import org.thalweg.autodiff.operations.Dropout;
import org.thalweg.io.SafeTensorsFile;
import org.thalweg.io.Tensor;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.eigen.Lanczos;
import org.thalweg.linalg.eigen.LanczosResult;
import org.thalweg.linalg.eigen.SymmetricEigen;

/** Spectra of every matrix against SciPy on matrices formed by PyTorch; see {@code src/test/python/reference_spectra.py}. */
class ReferenceSpectraTest {

    private static final double KEEP_PROBABILITY = 0.8;

    static Stream<ReferenceNetwork> networks() {
        return ReferenceNetwork.all().stream().filter(network -> file(network) != null);
    }

    private static URL file(ReferenceNetwork network) {
        return ReferenceSpectraTest.class.getResource("spectra/" + network + ".safetensors");
    }

    @ParameterizedTest
    @MethodSource("networks")
    void everyMatrix(ReferenceNetwork network) throws IOException, URISyntaxException {
        Map<String, Tensor> spectra =
                SafeTensorsFile.read(Path.of(file(network).toURI())).tensors();
        assertTrue(spectra.size() >= 4);
        try (Workers workers = Workers.of(1)) {
            Objective objective = network.objective(workers, Objective.DEFAULT_MEMORY_BUDGET);
            for (Map.Entry<String, Tensor> spectrum : spectra.entrySet()) {
                String what = network + " " + spectrum.getKey();
                LinearOperator matrix = operator(spectrum.getKey(), objective);
                whole(what, matrix, spectrum.getValue().values());
                ends(what, matrix, spectrum.getValue().values());
            }
        }
    }

    private static LinearOperator operator(String name, Objective objective) {
        return switch (name) {
            case "hessian" -> objective.operator(Curvature.HESSIAN);
            case "gauss_newton" -> objective.operator(Curvature.GAUSS_NEWTON);
            case "fisher" -> objective.operator(Curvature.EMPIRICAL_FISHER);
            case "covariance" -> objective.operator(Curvature.GRADIENT_COVARIANCE);
            case "dropout_batch" -> DropoutCovariance.of(objective, KEEP_PROBABILITY, Dropout.Sharing.BATCH);
            case "dropout_sample" -> DropoutCovariance.of(objective, KEEP_PROBABILITY, Dropout.Sharing.SAMPLE);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** All eigenvalues, to 1e-9 of themselves or 1e-13 of the largest: those that are zero are known no better. */
    private static void whole(String what, LinearOperator matrix, double... expected) {
        int n = matrix.dimension();
        assertEquals(expected.length, n, what);
        DMatrixRMaj identity = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            identity.set(i, i, 1);
        }
        DMatrixRMaj dense = new DMatrixRMaj(n, n);
        matrix.apply(identity, dense);
        double[] found = SymmetricEigen.of()
                .decompose(dense, SymmetricEigen.Settings.values())
                .eigenvalues();
        for (int i = 0; i < n; i++) {
            double tolerance = Math.max(1e-9 * Math.abs(expected[i]), 1e-13 * largest(expected));
            assertEquals(expected[i], found[i], tolerance, what + " eigenvalue " + i);
        }
    }

    /** The ends; at the bottom of the others are zeros. */
    private static void ends(String what, LinearOperator matrix, double... expected) {
        int n = expected.length;
        int bottom = what.endsWith("hessian") ? 3 : 0;
        LanczosResult result = Lanczos.of(matrix).seed(3).ends(5, bottom);
        assertTrue(result.converged(), what);
        for (int i = 0; i < 5 + bottom; i++) {
            double truth = expected[i < 5 ? i : n - 5 - bottom + i];
            double tolerance = Math.max(1e-9 * Math.abs(truth), 1e-13 * largest(expected));
            assertEquals(truth, result.eigenvalues()[i], tolerance, what + " end " + i);
            double reference = 1e-14 * largest(expected);
            assertTrue(
                    result.likely().get(i).lower() - reference <= truth
                            && truth <= result.likely().get(i).upper() + reference,
                    what + " end " + i + ": " + truth + " not in "
                            + result.likely().get(i));
        }
    }

    private static double largest(double... values) {
        return Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1]));
    }
}
