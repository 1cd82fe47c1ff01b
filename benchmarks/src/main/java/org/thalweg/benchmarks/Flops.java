package org.thalweg.benchmarks;

/**
 * The flops that work needs, all else left out. Those of a multilayer perceptron are those of its matrix products. A layer of a inputs, b outputs and
 * n samples needs {@code 2 n a b} for its values; its adjoints by inputs and by weights as much each, and the first layer
 * none by inputs. Tangents of values and adjoints are sums of two such products where the layer's input has a tangent.
 * What is kept from before is free.
 */
final class Flops {

    private Flops() {}

    static double product(int m, int k, int n) {
        return 2.0 * m * k * n;
    }

    static double gradient(int samples, int... widths) {
        return layers(2, 3, samples, widths);
    }

    static double hessian(int samples, int... widths) {
        return layers(2, 6, samples, widths);
    }

    static double gaussNewton(int samples, int... widths) {
        return layers(2, 4, samples, widths);
    }

    /** A product with each sample's gradient, and their weighted sum. */
    static double gradientCovariance(int samples, int... widths) {
        return layers(2, 2, samples, widths);
    }

    /** The Hessian's block of one weight, whose layer reads no tangent: two products there, two in each layer above. */
    static double hessianOfWeight(int layer, int samples, int... widths) {
        double flops = 0;
        for (int above = layer; above < widths.length - 1; above++) {
            flops += 2 * product(samples, widths[above], widths[above + 1]);
        }
        return flops;
    }

    /** All of that block, by pairs of outputs and pairs of inputs, the second derivatives by the outputs being known. */
    static double matrixOfLayer(int samples, int inputs, int outputs) {
        return product(outputs * (outputs + 1) / 2, samples, inputs * (inputs + 1) / 2);
    }

    /** The reduction of a symmetric matrix to tridiagonal form. */
    static double eigenvalues(int n) {
        return 4.0 / 3 * n * n * n;
    }

    /** Reduction, divide and conquer without deflation, and the transformation of the vectors. */
    static double eigenvectors(int n) {
        return eigenvalues(n) + 4.0 / 3 * n * n * n + 2.0 * n * n * n;
    }

    private static double layers(int first, int other, int samples, int... widths) {
        double flops = first * product(samples, widths[0], widths[1]);
        for (int layer = 1; layer < widths.length - 1; layer++) {
            flops += other * product(samples, widths[layer], widths[layer + 1]);
        }
        return flops;
    }
}
