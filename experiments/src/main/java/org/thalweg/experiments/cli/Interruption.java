package org.thalweg.experiments.cli;

import java.util.concurrent.CancellationException;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;

/** Whether somebody wants a command to end before its time (Ctrl-C, SIGTERM), which the work looks at now and then. */
final class Interruption {

    private volatile boolean asked;
    private volatile boolean seen;
    private long looks;

    private Interruption(long looks) {
        this.looks = looks;
    }

    /** Waits to be {@linkplain #ask asked}. */
    static Interruption unasked() {
        return new Interruption(Long.MAX_VALUE);
    }

    /** Is asked by itself at a look, from 1. */
    static Interruption atLook(long number) {
        return new Interruption(number);
    }

    /** Asks, from any thread. */
    void ask() {
        asked = true;
    }

    /** Whether the work is to end now. For the thread that works. */
    boolean isAsked() {
        looks--;
        seen |= asked || looks <= 0;
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
        };
    }
}
