package org.thalweg.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.experiments.plot.Pictures;

class GrowthTest {

    private static Measurements.Measured measured(String work, String choice, double value, double products) {
        return new Measurements.Measured("CostSweep." + work, choice, 2, value, 0, 1, products);
    }

    /** Times {@code n^2 / 1000}, of which {@code n / 100} products, given in no order. */
    private static final Measurements SQUARES = new Measurements(IntStream.of(4000, 1000, 2000, 8000)
            .mapToObj(n -> measured("lanczos", "samples " + n, 1e-3 * n * n, n / 100.0))
            .toList());

    @Test
    void aPowerIsFoundExactly() {
        Growth growth = Growth.of("lanczos", Sizes.Growing.SAMPLES, SQUARES);
        assertEquals(2, growth.slope().value(), 1e-12);
        assertEquals(2, growth.slope().upper(), 1e-9);
        assertEquals("no", growth.slope().linear());
        assertEquals(1, growth.slopeOfProduct().value(), 1e-12);
        assertEquals("yes", growth.slopeOfProduct().linear());
        assertEquals("10.0 to 80.0", growth.productRange());
    }

    @Test
    void theIntervalIsStudents() {
        // log10 y = x + r with x = 0, 1, 2 and r = (e, -2e, e): slope 1, se = sqrt(6 e^2 / 1 / 2), t(1) = 12.706.
        double e = 0.01;
        double[] y = {Math.pow(10, e), Math.pow(10, 1 - 2 * e), Math.pow(10, 2 + e)};
        Growth.Slope slope = Growth.Slope.of(new double[] {1, 10, 100}, y);
        assertEquals(1, slope.value(), 1e-12);
        assertEquals(1 + 12.7062 * Math.sqrt(3) * e, slope.upper(), 1e-5);
        assertEquals(1 - 12.7062 * Math.sqrt(3) * e, slope.lower(), 1e-5);
        assertEquals("-", slope.linear());
    }

    @Test
    void twoPointsHaveNoInterval() {
        Growth.Slope slope = Growth.Slope.of(new double[] {1, 10}, new double[] {1, 10});
        assertEquals("1.00", slope.toString());
        assertEquals("-", slope.linear());
    }

    @Test
    void theFigureHasAPanelForEachSize(@TempDir Path folder) throws Exception {
        Measurements all = SQUARES.and(new Measurements(List.of(
                measured("lanczos", "eigenvalues 2", 10, 50),
                measured("lanczos", "eigenvalues 20", 50, 100),
                measured("product", "samples 1000", 1, Double.NaN),
                measured("product", "samples 10000", 10, Double.NaN))));
        List<Growth> growths = Cost.growths(all);
        assertEquals(3, growths.size());
        assertTrue(Pattern.compile("Lanczos +\\| eigenvalues k")
                .matcher(Cost.table(growths).toString())
                .find());
        assertEquals(2, Cost.figure(growths).panels().size());
        Pictures.write(Cost.figure(growths), folder, "cost");
        assertTrue(Files.size(folder.resolve("cost.svg")) > 1000);
    }

    @ParameterizedTest
    @CsvSource({
        "samples 1000, 1000, 40522, 10, 1000",
        "width 50, 4000, 42310, 10, 42310",
        "eigenvalues 32, 4000, 40522, 32, 32"
    })
    void sizes(String shape, int samples, int parameters, int eigenvalues, int abscissa) {
        Sizes sizes = Sizes.parse(shape);
        assertEquals(samples, sizes.samples());
        assertEquals(parameters, sizes.parameters());
        assertEquals(eigenvalues, sizes.eigenvalues());
        assertEquals(abscissa, sizes.abscissa());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "samples", "samples 0", "samples -1", "depth 3", "samples 1 2", "samples x"})
    void otherSizesAreRefused(String shape) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> Sizes.parse(shape));
        assertTrue(refused.getMessage().startsWith("shape: `" + shape + "`, expected"), refused.getMessage());
    }
}
