package org.thalweg.linalg;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed team of threads that share out numbered tasks, the caller being one of them.
 *
 * <p>Tasks are taken in ascending order by whoever is free, so which thread does what is left open; what a task computes
 * must not depend on it. A run allocates nothing. Idle threads spin for some ten microseconds before they sleep, because
 * sweeps follow each other closely. A run returns when its tasks are done; it does not wait for threads that have not begun
 * one, so that short runs lose little where other programs hold the processors.
 *
 * <p>One run at a time: {@link #run} may be called from any thread, but not from two at once and not from inside a task.
 * Only a run of a single task leaves the team free, so that this task may run others.
 */
public final class Workers implements AutoCloseable {

    /** One numbered piece of work. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does piece {@code index}.
         *
         * @param index which piece, from 0
         * @param worker which worker does it, from 0 to {@code threads() - 1}; a key to the worker's own work space
         */
        void run(int index, int worker);
    }

    private static final int SPINS = 4_000;
    private static final int CLOSED = 1 << 30;

    private final Thread[] helpers;
    private final AtomicInteger next = new AtomicInteger();
    /** How many helpers take tasks of the run under way, and {@link #CLOSED} when none may join any more. */
    private final AtomicInteger joined = new AtomicInteger(CLOSED);

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger epoch = new AtomicInteger();
    private volatile boolean closed;
    private Task task;
    private int count;
    private Thread caller;
    private Throwable failure;

    private Workers(int threads) {
        helpers = new Thread[threads - 1];
        for (int h = 0; h < helpers.length; h++) {
            int worker = h + 1;
            helpers[h] = new Thread(() -> serve(worker), "thalweg-worker-" + worker);
            helpers[h].setDaemon(true);
            helpers[h].start();
        }
    }

    /**
     * A team of the given size.
     *
     * @param threads how many threads work, the caller among them; at least 1
     * @return the team, to be closed after use
     * @throws IllegalArgumentException if {@code threads < 1}
     */
    public static Workers of(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + ", expected at least 1");
        }
        return new Workers(threads);
    }

    /**
     * A team as large as the machine.
     *
     * @return {@code of(availableProcessors())}
     */
    public static Workers ofAllProcessors() {
        return of(Runtime.getRuntime().availableProcessors());
    }

    /**
     * The size of the team.
     *
     * @return the number of threads, the caller among them
     */
    public int threads() {
        return helpers.length + 1;
    }

    /**
     * Runs tasks {@code 0 ... count - 1} and returns when all are done.
     *
     * @param count how many tasks there are
     * @param work what a task does
     * @throws IllegalStateException if a run is under way or the team is closed
     * @throws RuntimeException whatever a task threw first; tasks not yet begun are then left out
     */
    public void run(int count, Task work) {
        if (closed) {
            throw new IllegalStateException("workers are closed");
        }
        if (count <= 1) {
            runAlone(count, work);
            return;
        }
        if (!running.compareAndSet(0, 1)) {
            throw new IllegalStateException("workers run already: one run at a time");
        }
        try {
            if (helpers.length == 0) {
                runAlone(count, work);
            } else {
                runTogether(count, work);
            }
        } finally {
            running.set(0);
        }
    }

    private static void runAlone(int count, Task work) {
        for (int i = 0; i < count; i++) {
            work.run(i, 0);
        }
    }

    private void runTogether(int tasks, Task work) {
        task = work;
        count = tasks;
        failure = null;
        caller = Thread.currentThread();
        next.set(0);
        joined.set(0);
        epoch.incrementAndGet();
        for (Thread helper : helpers) {
            LockSupport.unpark(helper);
        }
        takeTasks(0);
        joined.getAndAdd(CLOSED);
        int spins = 0;
        while (joined.get() != CLOSED) {
            if (spins++ < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
        task = null;
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    private void serve(int worker) {
        int seen = 0;
        while (true) {
            int spins = 0;
            while (epoch.get() == seen) {
                if (closed) {
                    return;
                }
                if (spins++ < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            // Whoever comes late may see, and join, a later run than the one it was woken for; it then finds no tasks
            // left.
            seen = epoch.get();
            if (join()) {
                takeTasks(worker);
                if (joined.decrementAndGet() == CLOSED) {
                    LockSupport.unpark(caller);
                }
            }
        }
    }

    private boolean join() {
        int count = joined.get();
        while (count < CLOSED) {
            if (joined.compareAndSet(count, count + 1)) {
                return true;
            }
            count = joined.get();
        }
        return false;
    }

    private void takeTasks(int worker) {
        try {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                task.run(i, worker);
            }
        } catch (RuntimeException | Error e) {
            next.set(count);
            synchronized (this) {
                if (failure == null) {
                    failure = e;
                }
            }
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        closed = true;
        for (Thread helper : helpers) {
            LockSupport.unpark(helper);
        }
    }
}
