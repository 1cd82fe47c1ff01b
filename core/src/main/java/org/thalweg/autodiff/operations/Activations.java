package org.thalweg.autodiff.operations;

import java.util.Arrays;
import java.util.Locale;
import org.thalweg.linalg.kernels.Kernels;

/** The usual activation functions. */
public enum Activations implements Activation {

    /** {@code phi(x) = x}. */
    IDENTITY {
        @Override
        public void evaluate(Kernels k, int n, double[] x, int xo, double[] y, int yo, double[] d, int d1, int d2) {
            System.arraycopy(x, xo, y, yo, n);
            Arrays.fill(d, d1, d1 + n, 1);
        }

        @Override
        public boolean piecewiseLinear() {
            return true;
        }
    },

    /** {@code phi(x) = max(x, 0)}, with {@code phi'(0) = 0} as in PyTorch. NaN stays NaN. */
    RELU {
        @Override
        public void evaluate(Kernels k, int n, double[] x, int xo, double[] y, int yo, double[] d, int d1, int d2) {
            k.rows().rectify(n, x, xo, y, yo, d, d1);
        }

        @Override
        public boolean piecewiseLinear() {
            return true;
        }
    },

    /** {@code phi = tanh}, {@code phi' = 1 - phi^2}, {@code phi'' = -2 phi phi'}. */
    TANH {
        @Override
        public void evaluate(Kernels k, int n, double[] x, int xo, double[] y, int yo, double[] d, int d1, int d2) {
            k.functions().tanh(n, x, xo, y, yo);
            for (int i = 0; i < n; i++) {
                double t = y[yo + i];
                double slope = (1 - t) * (1 + t);
                d[d1 + i] = slope;
                d[d2 + i] = -2 * t * slope;
            }
        }
    },

    /** {@code phi(x) = 1/(1 + e^-x)}, {@code phi' = phi (1 - phi)}, {@code phi'' = phi' (1 - 2 phi)}. */
    SIGMOID {
        @Override
        public void evaluate(Kernels k, int n, double[] x, int xo, double[] y, int yo, double[] d, int d1, int d2) {
            k.functions().sigmoid(n, x, xo, y, yo);
            for (int i = 0; i < n; i++) {
                double s = y[yo + i];
                double slope = s * (1 - s);
                d[d1 + i] = slope;
                d[d2 + i] = slope * (1 - 2 * s);
            }
        }
    },

    /**
     * {@code phi(x) = x Phi(x)} with the normal distribution function Phi, {@code phi' = Phi(x) + x p(x)},
     * {@code phi'' = (2 - x^2) p(x)} with the normal density p; not the approximation by tanh.
     */
    GELU {
        @Override
        public void evaluate(Kernels k, int n, double[] x, int xo, double[] y, int yo, double[] d, int d1, int d2) {
            k.functions().normal(n, x, xo, d, d1, d, d2);
            for (int i = 0; i < n; i++) {
                double v = x[xo + i];
                double distribution = d[d1 + i];
                double density = d[d2 + i];
                y[yo + i] = v * distribution;
                d[d1 + i] = distribution + v * density;
                d[d2 + i] = (2 - v * v) * density;
            }
        }
    },

    /** {@code phi(x) = log(1 + e^x)}, {@code phi' = s}, {@code phi'' = s (1 - s)} with the sigmoid s. */
    SOFTPLUS {
        @Override
        public void evaluate(Kernels k, int n, double[] x, int xo, double[] y, int yo, double[] d, int d1, int d2) {
            k.functions().sigmoid(n, x, xo, d, d1);
            k.functions().softplus(n, x, xo, y, yo);
            for (int i = 0; i < n; i++) {
                double s = d[d1 + i];
                d[d2 + i] = s * (1 - s);
            }
        }
    };

    /**
     * The name on the command line and in files.
     *
     * @return the name in lower case
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
