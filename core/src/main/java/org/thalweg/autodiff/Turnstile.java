package org.thalweg.autodiff;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets one call in at a time. A second one, from whatever thread, is an error before it has changed anything; so two threads
 * that share an objective learn of it instead of reading each other's numbers. What one call has written the next one sees,
 * in whatever thread.
 */
final class Turnstile {

    private final AtomicReference<Thread> inside = new AtomicReference<>();

    /**
     * Begins a call, which ends with {@link #leave}.
     *
     * @throws IllegalStateException if another is under way
     */
    void enter() {
        Thread present = inside.compareAndExchange(null, Thread.currentThread());
        if (present != null) {
            throw new IllegalStateException("objective: called by thread "
                    + Thread.currentThread().getName() + " during a call by thread " + present.getName()
                    + ", expected one call at a time; make an objective, and workers, for each thread");
        }
    }

    void leave() {
        inside.set(null);
    }
}
