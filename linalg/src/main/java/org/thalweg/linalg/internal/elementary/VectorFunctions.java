package org.thalweg.linalg.internal.elementary;

import static org.thalweg.linalg.internal.vector.Species.DOUBLE;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import org.thalweg.linalg.kernels.ElementaryFunctions;

/**
 * The elementary functions of arrays with the Vector API: whole vectors by {@link VectorTwin}, the remaining elements
 * by {@link PortableFunctions}, which has the same bits.
 *
 * <p>Each function has a loop of its own. One loop that is handed the function would be compiled once for all of them,
 * call through an interface, and allocate a vector an iteration. A function too long for the compiler to inline whole
 * (see {@link VectorTwin}) has two loops; the first leaves its values in the output.
 *
 * <p>The loops are called through method handles that the compiler cannot know, because they come from an array. Inlined
 * into a long method of a caller, a loop would meet the compiler's limits sooner than on its own, and then every vector of
 * it becomes an object.
 */
public final class VectorFunctions implements ElementaryFunctions {

    static final int LANES = DOUBLE.length();
    private static final ElementaryFunctions REMAINDER = new PortableFunctions();

    private static final MethodType ONE_OUTPUT =
            MethodType.methodType(void.class, int.class, double[].class, int.class, double[].class, int.class);
    private static final MethodType THREE_ARRAYS = ONE_OUTPUT.appendParameterTypes(double[].class, int.class);
    private static final MethodType WITH_DERIVATIVES = THREE_ARRAYS.appendParameterTypes(int.class);
    private static final MethodHandle[] LOOPS = Arrays.stream(Loop.values())
            .map(loop -> handle(loop.method, loop.type))
            .toArray(MethodHandle[]::new);

    private enum Loop {
        EXP("exp", ONE_OUTPUT),
        EXP_OF_SUM("expOfSum", THREE_ARRAYS),
        EXPM1("expm1", ONE_OUTPUT),
        LOG("log", ONE_OUTPUT),
        LOG1P("log1p", ONE_OUTPUT),
        TANH("tanh", ONE_OUTPUT),
        DOUBLE_DECAY_AND_REST("doubleDecay", THREE_ARRAYS),
        TANH_WITH_DERIVATIVES("tanh", WITH_DERIVATIVES),
        SIGMOID("sigmoid", ONE_OUTPUT),
        DECAY_AND_REST("decay", THREE_ARRAYS),
        SIGMOID_WITH_DERIVATIVES("sigmoid", WITH_DERIVATIVES),
        DECAY("decay", ONE_OUTPUT),
        SOFTPLUS("softplus", ONE_OUTPUT),
        SOFTPLUS_DERIVATIVES("softplusDerivatives", WITH_DERIVATIVES),
        ERFCX("erfcx", ONE_OUTPUT),
        ERF("erf", ONE_OUTPUT),
        ERFC("erfc", ONE_OUTPUT),
        NORMAL_ERFCX("normalErfcx", ONE_OUTPUT),
        NORMAL("normal", THREE_ARRAYS);

        private final String method;
        private final MethodType type;

        Loop(String method, MethodType type) {
            this.method = method;
            this.type = type;
        }
    }

    private static MethodHandle handle(String method, MethodType type) {
        try {
            return MethodHandles.lookup().findStatic(VectorLoops.class, method, type);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(method, e);
        }
    }

    private static void loop(Loop loop, int bound, double[] x, int xo, double[] y, int yo) {
        try {
            LOOPS[loop.ordinal()].invokeExact(bound, x, xo, y, yo);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static void loop(Loop loop, int bound, double[] x, int xo, double[] y, int yo, double[] z, int zo) {
        try {
            LOOPS[loop.ordinal()].invokeExact(bound, x, xo, y, yo, z, zo);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static void loop(Loop loop, int bound, double[] x, int xo, double[] y, int yo, double[] d, int d1, int d2) {
        try {
            LOOPS[loop.ordinal()].invokeExact(bound, x, xo, y, yo, d, d1, d2);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static RuntimeException rethrown(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return (RuntimeException) thrown;
    }

    @Override
    public void exp(int n, double[] x, int xo, double[] y, int yo) {
        int bound = DOUBLE.loopBound(n);
        loop(Loop.EXP, bound, x, xo, y, yo);
        REMAINDER.exp(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void expOfSum(int n, double[] x, int xo, double[] tail, int to, double[] y, int yo) {
        int bound = DOUBLE.loopBound(n);
        loop(Loop.EXP_OF_SUM, bound, x, xo, tail, to, y, yo);
        REMAINDER.expOfSum(n - bound, x, xo + bound, tail, to + bound, y, yo + bound);
    }

    @Override
    public void expm1(int n, double[] x, int xo, double[] y, int yo) {
        int bound = DOUBLE.loopBound(n);
        loop(Loop.EXPM1, bound, x, xo, y, yo);
        REMAINDER.expm1(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void log(int n, double[] x, int xo, double[] y, int yo) {
        int bound = DOUBLE.loopBound(n);
        loop(Loop.LOG, bound, x, xo, y, yo);
        REMAINDER.log(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void log1p(int n, double[] x, int xo, double[] y, int yo) {
        int bound = DOUBLE.loopBound(n);
        loop(Loop.LOG1P, bound, x, xo, y, yo);
        REMAINDER.log1p(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void tanh(int n, double[] x, int xo, double[] y, int yo) {
        int bound = DOUBLE.loopBound(n);
        loop(Loop.TANH, bound, x, xo, y, yo);
        REMAINDER.tanh(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void sigmoid(int n, double[] x, int xo, double[] y, int yo) {
        int bound = DOUBLE.loopBound(n);
        loop(Loop.SIGMOID, bound, x, xo, y, yo);
        REMAINDER.sigmoid(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void softplus(int n, double[] x, int xo, double[] y, int yo) {
        PortableFunctions.requireApart(n, x, xo, y, yo);
        int bound = DOUBLE.loopBound(n);
        loop(Loop.DECAY, bound, x, xo, y, yo);
        loop(Loop.SOFTPLUS, bound, x, xo, y, yo);
        REMAINDER.softplus(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void tanh(int n, double[] x, int xo, double[] y, int yo, double[] d, int slope, int curvature) {
        PortableFunctions.requireApart(n, x, xo, y, yo, d, slope, curvature);
        int bound = DOUBLE.loopBound(n);
        loop(Loop.DOUBLE_DECAY_AND_REST, bound, x, xo, d, slope, d, curvature);
        loop(Loop.TANH_WITH_DERIVATIVES, bound, x, xo, y, yo, d, slope, curvature);
        REMAINDER.tanh(n - bound, x, xo + bound, y, yo + bound, d, slope + bound, curvature + bound);
    }

    @Override
    public void sigmoid(int n, double[] x, int xo, double[] y, int yo, double[] d, int slope, int curvature) {
        PortableFunctions.requireApart(n, x, xo, y, yo, d, slope, curvature);
        int bound = DOUBLE.loopBound(n);
        loop(Loop.DECAY_AND_REST, bound, x, xo, d, slope, d, curvature);
        loop(Loop.SIGMOID_WITH_DERIVATIVES, bound, x, xo, y, yo, d, slope, curvature);
        REMAINDER.sigmoid(n - bound, x, xo + bound, y, yo + bound, d, slope + bound, curvature + bound);
    }

    @Override
    public void softplus(int n, double[] x, int xo, double[] y, int yo, double[] d, int slope, int curvature) {
        PortableFunctions.requireApart(n, x, xo, y, yo, d, slope, curvature);
        int bound = DOUBLE.loopBound(n);
        loop(Loop.DECAY_AND_REST, bound, x, xo, y, yo, d, curvature);
        loop(Loop.SOFTPLUS_DERIVATIVES, bound, x, xo, y, yo, d, slope, curvature);
        loop(Loop.SOFTPLUS, bound, x, xo, y, yo);
        REMAINDER.softplus(n - bound, x, xo + bound, y, yo + bound, d, slope + bound, curvature + bound);
    }

    @Override
    public void erf(int n, double[] x, int xo, double[] y, int yo) {
        PortableFunctions.requireApart(n, x, xo, y, yo);
        int bound = DOUBLE.loopBound(n);
        loop(Loop.ERFCX, bound, x, xo, y, yo);
        loop(Loop.ERF, bound, x, xo, y, yo);
        REMAINDER.erf(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void erfc(int n, double[] x, int xo, double[] y, int yo) {
        PortableFunctions.requireApart(n, x, xo, y, yo);
        int bound = DOUBLE.loopBound(n);
        loop(Loop.ERFCX, bound, x, xo, y, yo);
        loop(Loop.ERFC, bound, x, xo, y, yo);
        REMAINDER.erfc(n - bound, x, xo + bound, y, yo + bound);
    }

    @Override
    public void normal(int n, double[] x, int xo, double[] cdf, int co, double[] pdf, int po) {
        PortableFunctions.requireApart(n, x, xo, cdf, co);
        PortableFunctions.requireApart(n, x, xo, pdf, po);
        int bound = DOUBLE.loopBound(n);
        loop(Loop.NORMAL_ERFCX, bound, x, xo, cdf, co);
        loop(Loop.NORMAL, bound, x, xo, cdf, co, pdf, po);
        REMAINDER.normal(n - bound, x, xo + bound, cdf, co + bound, pdf, po + bound);
    }

    /** In portable code: its price is that of one of the long functions, and Box-Muller needs it once for two draws. */
    @Override
    public void sinCosTwoPi(int n, double[] u, int uo, double[] sin, int so, double[] cos, int co) {
        REMAINDER.sinCosTwoPi(n, u, uo, sin, so, cos, co);
    }
}
