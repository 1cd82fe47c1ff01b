package org.thalweg.linalg.internal.elementary;

import java.util.List;
import java.util.SplittableRandom;
import org.thalweg.linalg.kernels.ElementaryFunctions;

/**
 * One number for all bits the elementary functions give on a fixed set of inputs: every function, ordinary and special
 * arguments, enough calls for compiled code to take part. As a program it prints the vector length it found (0:
 * portable) and the number.
 */
final class ElementaryChecksum {

    /** The number, the same on every machine, JDK and vector width. It changes only if a function's bits change. */
    static final long EXPECTED = -4276197903975500285L;

    static final double[] SPECIAL = special();

    private static final int LENGTH = 101;
    private static final int ROUNDS = 1500;

    private ElementaryChecksum() {}

    @FunctionalInterface
    interface ArrayFunction {
        void apply(int n, double[] x, int xo, double[] y, int yo);
    }

    /** An array function with its derivatives. */
    @FunctionalInterface
    interface WithDerivatives {
        void apply(int n, double[] x, int xo, double[] y, int yo, double[] d, int slope, int curvature);

        /** Value (0), slope (1) or curvature (2) alone, by way of other arrays. */
        default ArrayFunction output(int which) {
            return (n, x, xo, y, yo) -> {
                double[] value = new double[n];
                double[] d = new double[2 * n];
                apply(n, x, xo, value, 0, d, 0, n);
                System.arraycopy(which == 0 ? value : d, which == 2 ? n : 0, y, yo, n);
            };
        }
    }

    /** An array function and whether its output may be its input; a function with two outputs appears as two. */
    record Subject(String name, boolean inPlace, ArrayFunction function) {}

    static List<Subject> all(ElementaryFunctions functions) {
        return List.of(
                new Subject("exp", true, functions::exp),
                new Subject("exp of a sum", true, (n, x, xo, y, yo) -> {
                    double[] tails = new double[n];
                    for (int i = 0; i < n; i++) {
                        tails[i] = tail(x[xo + i]);
                    }
                    functions.expOfSum(n, x, xo, tails, 0, y, yo);
                }),
                new Subject("expm1", true, functions::expm1),
                new Subject("log", true, functions::log),
                new Subject("log1p", true, functions::log1p),
                new Subject("tanh", true, functions::tanh),
                new Subject("sigmoid", true, functions::sigmoid),
                new Subject("softplus", false, functions::softplus),
                new Subject("tanh, slope", true, tanh(functions).output(1)),
                new Subject("tanh, curvature", true, tanh(functions).output(2)),
                new Subject("sigmoid, slope", true, sigmoid(functions).output(1)),
                new Subject("sigmoid, curvature", true, sigmoid(functions).output(2)),
                new Subject("erf", false, functions::erf),
                new Subject("erfc", false, functions::erfc),
                new Subject(
                        "normal, distribution",
                        false,
                        (n, x, xo, y, yo) -> functions.normal(n, x, xo, y, yo, new double[n], 0)),
                new Subject(
                        "normal, density",
                        false,
                        (n, x, xo, y, yo) -> functions.normal(n, x, xo, new double[n], 0, y, yo)),
                new Subject(
                        "sine", false, (n, x, xo, y, yo) -> functions.sinCosTwoPi(n, x, xo, y, yo, new double[n], 0)),
                new Subject(
                        "cosine",
                        false,
                        (n, x, xo, y, yo) -> functions.sinCosTwoPi(n, x, xo, new double[n], 0, y, yo)));
    }

    static WithDerivatives tanh(ElementaryFunctions functions) {
        return functions::tanh;
    }

    static WithDerivatives sigmoid(ElementaryFunctions functions) {
        return functions::sigmoid;
    }

    static WithDerivatives softplus(ElementaryFunctions functions) {
        return functions::softplus;
    }

    /** Something that rounding to {@code x} may have taken. */
    static double tail(double x) {
        return Double.isInfinite(x) ? Double.NaN : x * 0x1.3p-54;
    }

    static long of(ElementaryFunctions functions) {
        SplittableRandom random = new SplittableRandom(20240229);
        double[] x = new double[LENGTH];
        double[] y = new double[LENGTH];
        long sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            fill(x, round, random);
            for (Subject subject : all(functions)) {
                subject.function.apply(LENGTH, x, 0, y, 0);
                for (double value : y) {
                    sum = sum * 0x5851f42d4c957f2dL + Double.doubleToLongBits(value);
                }
            }
        }
        return sum;
    }

    /** Arguments by turns special, of ordinary size, and any bits at all. */
    static void fill(double[] x, int round, SplittableRandom random) {
        for (int i = 0; i < x.length; i++) {
            x[i] = switch (round % 3) {
                case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
                case 1 -> (random.nextDouble() - 0.5) * (1 << random.nextInt(12));
                default -> Double.longBitsToDouble(random.nextLong());
            };
        }
    }

    private static double[] special() {
        double[] sizes = {
            0,
            Double.MIN_VALUE,
            0x0.8p-1022,
            Double.MIN_NORMAL,
            0x1p-600,
            0x1p-54,
            0x1p-53,
            1e-8,
            0.125,
            0.25,
            Math.log(2) / 2,
            0.5,
            Math.sqrt(0.5),
            1,
            Math.sqrt(2),
            2,
            6,
            19.06,
            20,
            22,
            27.2,
            28,
            36.8,
            37.25,
            37.5,
            38.5,
            39,
            40,
            80,
            354,
            372.57,
            373,
            374,
            700,
            708.4,
            709.78,
            710,
            744.4,
            745.13,
            746,
            748,
            0x1p48,
            0x1p51,
            0x1p52,
            0x1p53,
            0x1p600,
            0x1p1023,
            Double.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NaN
        };
        double[] special = new double[sizes.length * 6];
        for (int i = 0; i < sizes.length; i++) {
            double[] near = {sizes[i], Math.nextUp(sizes[i]), Math.nextDown(sizes[i])};
            for (int j = 0; j < 3; j++) {
                special[6 * i + j] = near[j];
                special[6 * i + 3 + j] = -near[j];
            }
        }
        return special;
    }

    public static void main(String[] arguments) {
        boolean vector = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        ElementaryFunctions functions = vector ? new VectorFunctions() : new PortableFunctions();
        System.out.println((vector ? VectorFunctions.LANES : 0) + " " + of(functions));
    }
}
