package org.thalweg.experiments.cli;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;

/** Whether somebody wants a command to end before its time (Ctrl-C, SIGTERM), which the work looks at now and then. */
final class Interruption {

    private volatile boolean asked;
    private volatile boolean seen;
    private final BooleanSupplier reason;

    private Interruption(BooleanSupplier reason) {
        this.reason = reason;
    }

    /** Waits to be {@linkplain #ask asked}. */
    static Interruption unasked() {
        return when(() -> false);
    }

    /** Ends the work for a reason too, which every look looks at, in the thread that works. */
    static Interruption when(BooleanSupplier reason) {
        return new Interruption(reason);
    }

    /** Asks, from any thread. */
    void ask() {
        asked = true;
    }

    /** Whether the work is to end now. For the thread that works. */
    boolean isAsked() {
        seen |= asked || reason.getAsBoolean();
        return seen;
    }

    /** Whether the work was told to end, and so may not be all that was wanted. */
    boolean happened() {
        return seen;
    }

    /**
     * Ends the work if that was asked for.
     *
     * @throws CancellationException if so
     */
    void check() {
        if (isAsked()) {
            throw new CancellationException("asked to end");
        }
    }

    /** The same operator, whose products throw {@link CancellationException} once the work is to end. */
    LinearOperator of(LinearOperator operator) {
        return new LinearOperator() {
            @Override
            public int dimension() {
                return operator.dimension();
            }

            @Override
            public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
                check();
                operator.apply(vectors, products);
            }

            /** In the operator's own way, which may be far faster than products. */
            @Override
            public DMatrixRMaj toMatrix(IntConsumer rowsDone) {
                check();
                return operator.toMatrix(rows -> {
                    check();
                    rowsDone.accept(rows);
                });
            }
        };
    }
}
