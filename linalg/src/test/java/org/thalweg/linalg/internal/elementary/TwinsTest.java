package org.thalweg.linalg.internal.elementary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.linalg.internal.vector.Species;
import org.thalweg.linalg.kernels.ElementaryFunctions;

/** The portable and the vector functions give the same bits: at every length, for every argument, at every width. */
class TwinsTest {

    private static final ElementaryFunctions PORTABLE = new PortableFunctions();
    private static final ElementaryFunctions VECTOR = new VectorFunctions();
    private static final double UNTOUCHED = -12345.678;

    @Test
    void vectorFunctionsAreLoadedWithMoreThanOneLane() {
        assertTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(), "module jdk.incubator.vector");
        assertTrue(Species.DOUBLE.length() > 1, () -> "species " + Species.DOUBLE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7, 8, 9, 31, 64, 100, 1021})
    void sameBitsAtEveryLengthAndOffset(int n) {
        SplittableRandom random = new SplittableRandom(n);
        for (int round = 0; round < 30; round++) {
            double[] x = new double[n + 5];
            ElementaryChecksum.fill(x, round, random);
            assertTwins(n, x, 1 + round % 4);
        }
    }

    @Test
    void sameBitsForEverySpecialArgument() {
        assertTwins(ElementaryChecksum.SPECIAL.length, ElementaryChecksum.SPECIAL, 0);
    }

    private static void assertTwins(int n, double[] x, int offset) {
        List<ElementaryChecksum.Subject> portable = ElementaryChecksum.all(PORTABLE);
        List<ElementaryChecksum.Subject> vector = ElementaryChecksum.all(VECTOR);
        for (int f = 0; f < portable.size(); f++) {
            String name = portable.get(f).name();
            double[] before = x.clone();
            double[] expected = untouched(n + 9);
            double[] found = untouched(n + 9);
            portable.get(f).function().apply(n, x, offset, expected, 3);
            vector.get(f).function().apply(n, x, offset, found, 3);
            assertBits(expected, found, name);
            assertBits(before, x, "input of " + name);
            assertBits(untouched(3), Arrays.copyOf(found, 3), "before the output of " + name);
            assertBits(untouched(6), Arrays.copyOfRange(found, n + 3, n + 9), "after the output of " + name);

            if (portable.get(f).inPlace()) {
                double[] inPlace = x.clone();
                vector.get(f).function().apply(n, inPlace, offset, inPlace, offset);
                double[] whole = x.clone();
                System.arraycopy(expected, 3, whole, offset, n);
                assertBits(whole, inPlace, name + " in place");
            }
        }
    }

    private static double[] untouched(int n) {
        double[] array = new double[n];
        Arrays.fill(array, UNTOUCHED);
        return array;
    }

    private static void assertBits(double[] expected, double[] found, String what) {
        assertArrayEquals(bits(expected), bits(found), what);
    }

    private static long[] bits(double[] values) {
        return Arrays.stream(values).mapToLong(Double::doubleToLongBits).toArray();
    }

    @Test
    void arrayFunctionsAreTheScalarTwins() {
        double[] x = ElementaryChecksum.SPECIAL;
        double[] cdf = new double[x.length];
        double[] pdf = new double[x.length];
        double[] sin = new double[x.length];
        double[] cos = new double[x.length];
        VECTOR.normal(x.length, x, 0, cdf, 0, pdf, 0);
        VECTOR.sinCosTwoPi(x.length, x, 0, sin, 0, cos, 0);
        assertBits(Arrays.stream(x).map(ScalarTwin::normalDistribution).toArray(), cdf, "normal distribution");
        assertBits(Arrays.stream(x).map(ScalarTwin::normalDensity).toArray(), pdf, "normal density");
        assertBits(Arrays.stream(x).map(ScalarTwin::sinTwoPi).toArray(), sin, "sine");
        assertBits(Arrays.stream(x).map(ScalarTwin::cosTwoPi).toArray(), cos, "cosine");
    }

    /** A value has the same bits with its derivatives and without; those of softplus are the sigmoid and its slope. */
    @ParameterizedTest
    @ValueSource(ints = {3, 100, 1021})
    void derivativesDoNotChangeValues(int n) {
        SplittableRandom random = new SplittableRandom(n);
        double[] x = new double[n];
        for (int round = 0; round < 30; round++) {
            ElementaryChecksum.fill(x, round, random);
            for (ElementaryFunctions functions : List.of(PORTABLE, VECTOR)) {
                assertBits(
                        applied(functions::tanh, x),
                        applied(ElementaryChecksum.tanh(functions).output(0), x),
                        "tanh");
                assertBits(
                        applied(functions::sigmoid, x),
                        applied(ElementaryChecksum.sigmoid(functions).output(0), x),
                        "sigmoid");
                ElementaryChecksum.WithDerivatives softplus = ElementaryChecksum.softplus(functions);
                assertBits(applied(functions::softplus, x), applied(softplus.output(0), x), "softplus");
                assertBits(applied(functions::sigmoid, x), applied(softplus.output(1), x), "slope of softplus");
                assertBits(
                        applied(ElementaryChecksum.sigmoid(functions).output(1), x),
                        applied(softplus.output(2), x),
                        "curvature of softplus");
            }
        }
    }

    private static double[] applied(ElementaryChecksum.ArrayFunction function, double[] x) {
        double[] y = new double[x.length];
        function.apply(x.length, x, 0, y, 0);
        return y;
    }

    @Test
    void derivativesThatOverlapTheInputAreRefused() {
        for (ElementaryFunctions functions : List.of(PORTABLE, VECTOR)) {
            for (ElementaryChecksum.WithDerivatives function : List.of(
                    ElementaryChecksum.tanh(functions),
                    ElementaryChecksum.sigmoid(functions),
                    ElementaryChecksum.softplus(functions))) {
                double[] array = new double[80];
                function.apply(20, array, 0, array, 20, array, 40, 60);
                assertThrows(
                        IllegalArgumentException.class, () -> function.apply(20, array, 0, array, 0, array, 40, 60));
                assertThrows(
                        IllegalArgumentException.class, () -> function.apply(20, array, 0, array, 20, array, 19, 60));
                assertThrows(
                        IllegalArgumentException.class, () -> function.apply(20, array, 50, array, 20, array, 0, 60));
                assertThrows(
                        IndexOutOfBoundsException.class, () -> function.apply(20, array, 0, array, 20, array, 40, 61));
            }
        }
    }

    @Test
    void rangesBeyondAnArrayAreRefused() {
        for (ElementaryFunctions functions : List.of(PORTABLE, VECTOR)) {
            for (ElementaryChecksum.Subject subject : ElementaryChecksum.all(functions)) {
                assertThrows(
                        IndexOutOfBoundsException.class,
                        () -> subject.function().apply(20, new double[19], 0, new double[20], 0),
                        subject::name);
                assertThrows(
                        IndexOutOfBoundsException.class,
                        () -> subject.function().apply(20, new double[20], 0, new double[20], 1),
                        subject::name);
            }
        }
    }

    @Test
    void inputAndOutputThatOverlapAreRefusedWhereTheInputIsReadTwice() {
        for (ElementaryFunctions functions : List.of(PORTABLE, VECTOR)) {
            for (ElementaryChecksum.Subject subject : ElementaryChecksum.all(functions)) {
                double[] array = new double[40];
                subject.function().apply(20, array, 0, array, 20);
                if (!subject.inPlace()) {
                    String message = assertThrows(
                                    IllegalArgumentException.class,
                                    () -> subject.function().apply(20, array, 0, array, 19),
                                    subject::name)
                            .getMessage();
                    assertEquals(
                            "output: overlaps the input, offsets 19 and 0 of one array with 20 elements, "
                                    + "expected apart",
                            message);
                }
            }
        }
    }

    @Test
    void checksumIsTheCommittedOne() {
        assertEquals(ElementaryChecksum.EXPECTED, ElementaryChecksum.of(PORTABLE), "portable");
        assertEquals(ElementaryChecksum.EXPECTED, ElementaryChecksum.of(VECTOR), "vector, " + Species.DOUBLE);
    }

    @ParameterizedTest
    @CsvSource({"portable, 0", "vector-64, 1", "vector-128, 2", "vector-256, 4", "vector-512, 8"})
    void checksumIsTheSameAtEveryWidth(String kernels, int lanes) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (lanes > 0) {
            command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-D" + Species.PROPERTY + "=" + kernels));
        }
        String path = root(ElementaryFunctions.class) + System.getProperty("path.separator") + root(TwinsTest.class);
        command.addAll(List.of("-cp", path, ElementaryChecksum.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        assertTrue(process.waitFor(1, TimeUnit.MINUTES), "the child ends");
        assertEquals(lanes + " " + ElementaryChecksum.EXPECTED, output);
    }

    /** The directory a class file was loaded from. */
    private static Path root(Class<?> type) throws URISyntaxException {
        URI uri = type.getResource(type.getSimpleName() + ".class").toURI();
        Path root = Path.of(uri);
        for (int i = 0; i <= type.getPackageName().chars().filter(c -> c == '.').count() + 1; i++) {
            root = root.getParent();
        }
        return root;
    }
}
