package org.thalweg.experiments.cli;

import java.util.concurrent.atomic.AtomicLong;

/** Interrupts work that looks whether it is to end. */
final class AtLook {

    private AtLook() {}

    /** Is asked at a look, from 1. */
    static Interruption number(long number) {
        AtomicLong looks = new AtomicLong();
        return Interruption.when(() -> looks.incrementAndGet() >= number);
    }
}
