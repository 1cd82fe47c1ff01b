package org.thalweg.experiments.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.knowm.xchart.XYChart;

class AxesTest {

    private static String label(Axis.Scale scale, double lower, double upper, double number) {
        return new TickLabels(scale, new Limits(lower, upper)).of(number);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0.2, 0.2",
        "0, 1, 0.30000000000000004, 0.3",
        "-3, 3, -1, −1",
        "0, 0.0002, 0.00005, 0.5·10⁻⁴",
        "0, 30000, 10000, 1·10⁴",
        "0, 30000, 5000, 0.5·10⁴",
        "0, 0.002, 0.0005, 0.0005",
        "0, 30000, 25000, 2.5·10⁴",
        "1, 1.00001, 1.000002, 1.000002",
        "-1, 1, -0.0, 0"
    })
    void linearLabels(double lower, double upper, double number, String expected) {
        assertEquals(expected, label(Axis.Scale.LINEAR, lower, upper, number));
    }

    @ParameterizedTest
    @CsvSource({
        "0.01, 10, 0.01, 0.01",
        "0.01, 10, 1, 1",
        "0.01, 10, 10, 10",
        "0.01, 10, 0.2, ' '",
        "0.5, 20, 0.5, 0.5",
        "0.5, 20, 20, 20",
        "0.5, 20, 3, ' '",
        "1e-14, 1e6, 1e-12, 10⁻¹²",
        "1e-14, 1e6, 1, 10⁰",
        "1e-4, 1e-1, 1e-2, 10⁻²",
        "2e-4, 4e-3, 1e-3, 10⁻³",
        "2e-4, 4e-3, 2e-3, 2·10⁻³",
        "100, 20000, 500, 5·10²",
        "0.2, 0.5, 0.3, 0.3"
    })
    void logarithmicLabels(double lower, double upper, double number, String expected) {
        assertEquals(expected, label(Axis.Scale.LOGARITHMIC, lower, upper, number));
    }

    /** Whole powers alone; the ends differ, as XChart takes an axis with equal ends for one of a single number. */
    @Test
    void axesOfExponentsHaveWholePowers() {
        TickLabels labels = new TickLabels(Axis.Scale.LOGARITHMIC, new Limits(5e-7, 2));
        assertEquals("10⁻³", labels.ofExponent(-3));
        assertEquals("10⁰", labels.ofExponent(0));
        assertEquals("", labels.ofExponent(-3.5).strip());
        assertEquals("", labels.ofExponent(0.3).strip());
        assertNotEquals(labels.ofExponent(-6.3), labels.ofExponent(0.3));
    }

    @Test
    void limitsHoldAllNumbersWithAMargin() {
        double[] numbers = {Double.NaN, 2, -3, 10, Double.POSITIVE_INFINITY};
        Limits linear = Limits.of(Axis.linear("x"), Stream.of(numbers));
        assertEquals(-3 - 0.04 * 13, linear.lower(), 1e-12);
        assertEquals(10 + 0.04 * 13, linear.upper(), 1e-12);
        Limits logarithmic = Limits.of(Axis.logarithmic("x"), Stream.of(numbers));
        assertEquals(2 / Math.pow(5, 0.04), logarithmic.lower(), 1e-12);
        assertEquals(10 * Math.pow(5, 0.04), logarithmic.upper(), 1e-12);
        assertEquals(
                new Limits(0, 10 + 0.04 * (10 - 2)),
                Limits.of(Axis.linear("x").between(0, Double.NaN), Stream.of(numbers)));
    }

    @ParameterizedTest
    @CsvSource({"0, NaN, NaN", "5, NaN, NaN", "-5, NaN, NaN", "1, 3, NaN", "1, NaN, -2", "0, 0, NaN"})
    void limitsAreNeverEmpty(double number, double lower, double upper) {
        Limits limits = Limits.of(Axis.linear("x").between(lower, upper), Stream.of(new double[] {number}));
        assertTrue(limits.lower() < limits.upper(), limits::toString);
        assertTrue(Double.isNaN(lower) || limits.lower() == lower);
        assertTrue(Double.isNaN(upper) || limits.upper() == upper);
    }

    /** XChart does not end if a label is longer than 20 characters. */
    @Test
    void labelsOfNearlyEqualNumbersAreShort() {
        double[] numbers = {999.123456789, Math.nextUp(999.123456789)};
        Limits limits = Limits.of(Axis.linear("x"), Stream.of(numbers));
        assertTrue(limits.upper() - limits.lower() > 1e-3);
        String label = new TickLabels(Axis.Scale.LINEAR, new Limits(numbers[0], numbers[1])).of(numbers[0]);
        assertEquals("999.123457", label);
    }

    /** Of 1.57 to 2.65 a logarithmic axis would show the number 2 alone. */
    @ParameterizedTest
    @CsvSource({"1.57, 2.65, false", "25, 38, false", "1.5, 4.5, true", "0.9, 9.5, true", "1, 100, true"})
    void shortLogarithmicAxesAreDrawnLinear(double least, double most, boolean ratios) {
        double[] numbers = {least, most};
        Ruler ruler = Ruler.of(Axis.logarithmic("y"), Stream.of(numbers));
        assertEquals(ratios, ruler.showsRatios());
        assertEquals(ratios, ruler.logarithmic());
        assertEquals("2", ruler.label(2));
        Panel panel = new Panel(
                "",
                Axis.linear("x"),
                Axis.logarithmic("y"),
                Panel.Legend.NONE,
                List.of(new Series.Points("", Hue.BLUE, numbers, numbers)));
        assertEquals("y against x" + (ratios ? " (vertical axis logarithmic)" : ""), panel.description());
    }

    @ParameterizedTest
    @CsvSource({"1, 520", "2, 520", "4, 1040", "4, 347", "10, 520", "60, 520"})
    void axesOfWholeNumbersHaveNoOtherTicks(int most, int width) {
        double[] x = IntStream.rangeClosed(1, most).mapToDouble(i -> i).toArray();
        Panel panel = new Panel(
                "",
                Axis.whole("index"),
                Axis.linear("y"),
                Panel.Legend.NONE,
                List.of(new Series.Points("", Hue.BLUE, x, x)));
        XYChart chart = Painter.chart(panel, width, 400);
        Set<Double> ticks = new TreeSet<>();
        chart.getStyler().setXAxisTickLabelsFormattingFunction(tick -> {
            ticks.add(tick);
            return tick.toString();
        });
        chart.paint(new BufferedImage(width, 400, BufferedImage.TYPE_INT_RGB).createGraphics(), width, 400);
        // XChart also asks for the labels of the ends, which it does not draw.
        Ruler ruler = panel.horizontal();
        ticks.removeIf(tick -> tick <= ruler.lower() || tick >= ruler.upper());
        assertTrue(ticks.size() >= Math.min(most, 2), ticks::toString);
        ticks.forEach(tick -> assertEquals(Math.rint(tick), tick, 1e-9, ticks::toString));
    }

    @Test
    void equalNumbersOfALogarithmicAxisHaveRoom() {
        Limits limits = Limits.of(Axis.logarithmic("y"), Stream.of(new double[] {6.3, 6.3 * (1 + 1e-13)}));
        assertTrue(limits.upper() / limits.lower() > 1.5, limits::toString);
    }

    @Test
    void powerLawFindsItsExponent() {
        double[] x = {1, 2, 5, 30};
        double[] y = new double[4];
        for (int i = 0; i < 4; i++) {
            y[i] = 3 / Math.pow(x[i], 1.5);
        }
        PowerLaw exact = PowerLaw.fit(x, y);
        assertEquals(-1.5, exact.slope(), 1e-14);
        assertEquals(3, exact.factor(), 1e-13);
        assertEquals(0, exact.standardError(), 1e-14);
        Series.Line line = exact.line("fit", Hue.BLACK, 1, 4);
        assertEquals(3.0 / 8, line.y()[1], 1e-13);
        // Abscissae e^-1, e^0, e^1 and logarithms 0, 1, 0 of the ordinates: slope 0, residuals -1/3, 2/3, -1/3.
        double e = Math.E;
        PowerLaw flat = PowerLaw.fit(new double[] {1 / e, 1, e}, new double[] {1, e, 1});
        assertEquals(0, flat.slope(), 1e-14);
        assertEquals(Math.sqrt(6.0 / 9 / 1 / 2), flat.standardError(), 1e-14);
        assertThrows(IllegalArgumentException.class, () -> PowerLaw.fit(new double[] {1, 1}, new double[] {1, 2}));
        assertThrows(IllegalArgumentException.class, () -> PowerLaw.fit(new double[] {1, 2}, new double[] {1, 0}));
    }
}
