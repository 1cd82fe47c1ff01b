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
            k.functions().tanh(n, x, xo, y, yo, d, d1, d2);
        }
    },

    /** {@code phi(x) = 1/(1 + e^-x)}, {@code phi' = phi (1 - phi)}, {@code phi'' = phi' (1 - 2 phi)}. */
    SIGMOID {
        @Override
        public void evaluate(Kernels k, int n, double[] x, int xo, double[] y, int yo, double[] d, int d1, int d2) {
            k.functions().sigmoid(n, x, xo, y, yo, d, d1, d2);
        }
    },

    /**
     * {@code phi(x) = x Phi(x)} with the normal distribution function Phi, {@code phi' = Phi(x) + x p(x)},
     * {@code phi'' = (2 - x^2) p(x)} with the normal density p; not the approximation by tanh. The slope has a zero at -0.75 and an
     * error of up to {@code 8 u (Phi(x) + |x| p(x))}.
     */
    GELU {
        @Override
        public void evaluate(Kernels k, int n, double[] x, int xo, double[] y, int yo, double[] d, int d1, int d2) {
            k.functions().normal(n, x, xo, d, d1, d, d2);
            for (int i = 0; i < n; i++) {
                double v = x[xo + i];
                double distribution = d[d1 + i];
                double density = d[d2 + i];
                // The density is 0 long before the square of x overflows, or x is infinite.
                double above = Math.max(v, -DENSITY_ZERO);
                double within = Math.min(above, DENSITY_ZERO);
                y[yo + i] = above * distribution;
                d[d1 + i] = Math.fma(within, density, distribution);
                d[d2 + i] = Math.fma(-within, within, 2) * density;
            }
        }
    },

    /** {@code phi(x) = log(1 + e^x)}, {@code phi' = s}, {@code phi'' = s (1 - s)} with the sigmoid s. */
    SOFTPLUS {
        @Override
        public void evaluate(Kernels k, int n, double[] x, int xo, double[] y, int yo, double[] d, int d1, int d2) {
            k.functions().softplus(n, x, xo, y, yo, d, d1, d2);
        }
    };

    /** From here on the normal density is 0, in doubles. */
    private static final double DENSITY_ZERO = 39;

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
