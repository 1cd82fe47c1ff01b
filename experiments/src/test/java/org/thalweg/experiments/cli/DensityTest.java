package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.eigen.Interval;
import org.thalweg.linalg.estimate.Deflation;
import org.thalweg.linalg.estimate.SpectralDensity;

/** The curve is a density on the doubles, whatever the size and the spread of the spectrum, and an atom is called one. */
class DensityTest {

    private static final int N = 50;

    @TempDir
    Path folder;

    @SuppressWarnings("ArrayRecordComponent")
    private record Diagonals(double... eigenvalues) implements LinearOperator {

        @Override
        public int dimension() {
            return eigenvalues.length;
        }

        @Override
        public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
            for (int i = 0; i < vectors.numRows * N; i++) {
                products.data[i] = eigenvalues[i % N] * vectors.data[i];
            }
        }
    }

    private static Density estimated(IntToDoubleFunction eigenvalue) {
        Diagonals operator =
                new Diagonals(IntStream.range(0, N).mapToDouble(eigenvalue).toArray());
        return Density.of(SpectralDensity.estimate(operator, 8, 20, 1), N);
    }

    /** Known with the error that the dense solver and products allow at least. */
    private static Density complete(IntToDoubleFunction eigenvalue) {
        double[] values = IntStream.range(0, N).mapToDouble(eigenvalue).sorted().toArray();
        double norm = Math.max(Math.abs(values[0]), Math.abs(values[N - 1]));
        List<Eigenvalue> list = IntStream.range(0, N)
                .mapToObj(i -> {
                    double value = values[N - 1 - i];
                    double error = 64 * 0x1p-53 * norm;
                    Interval interval = new Interval(value - error, value + error);
                    return new Eigenvalue(i + 1L, value, interval, interval, error, true, 0);
                })
                .toList();
        return Density.of(new Eigenvalues(list, N, "given", N, true, N, N, 0, norm, Deflation.none(N)));
    }

    /** On distinct points, and of integral 1. */
    private static void assertIsDensity(Density density) {
        double[] x = density.points();
        double[] y = density.values();
        double integral = 0;
        for (int i = 0; i < x.length; i++) {
            assertTrue(Math.abs(x[i]) <= Double.MAX_VALUE && y[i] >= 0 && y[i] <= Double.MAX_VALUE);
            assertTrue(density.standardErrors()[i] >= 0 && density.standardErrors()[i] <= Double.MAX_VALUE);
            if (i > 0) {
                assertTrue(x[i - 1] < x[i], () -> Arrays.toString(x));
                integral += (x[i] - x[i - 1]) * (0.5 * y[i] + 0.5 * y[i - 1]);
            }
        }
        assertEquals(1001, x.length);
        assertEquals(1, integral, 1e-5, "the trapezoidal rule");
    }

    /** At both ends of the doubles, and where all numbers on the axis look the same. */
    @Test
    void everyDensityCanBeDrawn() throws IOException {
        List<Density> densities = List.of(
                estimated(i -> 0),
                estimated(i -> 1e-310),
                estimated(i -> 1 + 1e-12 * i),
                estimated(i -> 1e-310 * (i % 2)),
                estimated(i -> 1e307 * (i % 2)));
        for (Density density : densities) {
            Estimates estimates = new Estimates(Optional.empty(), Optional.empty(), Optional.of(density), true);
            Figure figure = SpectrumFigure.of("spectrum", Eigenvalues.none(N), estimates)
                    .orElseThrow();
            assertEquals(density.atom().isPresent(), figure.description().contains("spectral density: one atom"));
            assertEquals(Optional.empty(), new ResultFolder(folder).draw("spectrum", figure));
            BufferedImage image = ImageIO.read(folder.resolve("spectrum.png").toFile());
            assertTrue(IntStream.range(0, image.getWidth()).anyMatch(x -> IntStream.range(0, image.getHeight())
                    .anyMatch(y -> (image.getRGB(x, y) & 0xFFFFFF) == 0x0072B2)));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, -3, 0, 1e-310, 1e-200, 1e200, 1e300})
    void oneEigenvalueIsAnAtom(double eigenvalue) {
        for (Density density : List.of(estimated(i -> eigenvalue), complete(i -> eigenvalue))) {
            assertEquals(eigenvalue, density.atom().orElseThrow(), density.rounding());
            assertEquals(eigenvalue == 0 ? 1 : 0, density.bulk());
            assertEquals(0, Arrays.stream(density.standardErrors()).max().orElseThrow());
            assertIsDensity(density);
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            density.putTo(node);
            assertEquals(eigenvalue, node.at("/atom/eigenvalue").doubleValue(), density.rounding());
            assertEquals(1, node.at("/atom/weight").doubleValue());
        }
    }

    /** Far above rounding a spread is one; near it the curve is as wide as rounding; below it there is an atom. */
    @ParameterizedTest
    @CsvSource({"1e-15, true", "1e-13, true", "1e-12, false", "1e-11, false", "1e-9, false", "1, false"})
    void spreadsNearRounding(double spread, boolean atom) {
        for (double size : new double[] {1, -1e-5, 1e200, 1e300, 1e-200}) {
            Density density = estimated(i -> size * (1 + spread * i / (N - 1)));
            assertEquals(atom, density.atom().isPresent());
            assertIsDensity(density);
            assertTrue(density.width() >= density.rounding());
            Density known = complete(i -> size * (1 + spread * i / (N - 1)));
            assertEquals(spread < 1e-14, known.atom().isPresent());
            assertIsDensity(known);
        }
    }

    /** Spectra of two and of many numbers at both ends of the doubles. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-322, 1e-310, 1e-200, 1, 1e200, 1e300, 1e307})
    void widerSpectraAreNone(double size) {
        for (IntToDoubleFunction eigenvalue :
                List.<IntToDoubleFunction>of(i -> i == 0 ? size : 0, i -> size * ((i - 20.0) / N))) {
            Density density = estimated(eigenvalue);
            assertEquals(OptionalDouble.empty(), density.atom());
            assertIsDensity(density);
            assertIsDensity(complete(eigenvalue));
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            density.putTo(node);
            assertTrue(node.get("atom").isNull());
        }
    }
}
