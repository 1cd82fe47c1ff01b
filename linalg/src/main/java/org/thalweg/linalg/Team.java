package org.thalweg.linalg;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The threads of {@link Workers} and what they share. It knows nothing of the workers, so that those can be forgotten. */
final class Team {

    private static final int SPINS = 4_000;
    private static final int CLOSED = 1 << 30;

    private final Thread[] helpers;
    private final AtomicInteger next = new AtomicInteger();
    /** How many helpers take tasks of the run under way, and {@link #CLOSED} when none may join any more. */
    private final AtomicInteger joined = new AtomicInteger(CLOSED);

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger epoch = new AtomicInteger();
    private volatile boolean closed;
    private Workers.Task task;
    private int count;
    private Thread caller;
    private Throwable failure;

    private Team(int threads) {
        helpers = new Thread[threads - 1];
        for (int h = 0; h < helpers.length; h++) {
            int worker = h + 1;
            helpers[h] = new Thread(() -> serve(worker), "thalweg-worker-" + worker);
            helpers[h].setDaemon(true);
        }
    }

    /** A team whose threads run; if the system does not start them all, none stays. */
    static Team of(int threads) {
        Team team = new Team(threads);
        int started = 1;
        try {
            for (Thread helper : team.helpers) {
                helper.start();
                started++;
            }
            return team;
        } catch (OutOfMemoryError refused) {
            throw new IllegalArgumentException(
                    "threads: " + threads + ", expected at most " + started + ", as the system starts no more",
                    refused);
        } finally {
            if (started < threads) {
                team.close();
            }
        }
    }

    int threads() {
        return helpers.length + 1;
    }

    void run(int count, Workers.Task work) {
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

    private static void runAlone(int count, Workers.Task work) {
        for (int i = 0; i < count; i++) {
            work.run(i, 0);
        }
    }

    private void runTogether(int tasks, Workers.Task work) {
        task = work;
        count = tasks;
        failure = null;
        caller = Thread.currentThread();
        next.set(0);
        joined.set(0);
        epoch.incrementAndGet();
        for (int h = 0; h < helpers.length && h + 1 < tasks; h++) {
            LockSupport.unpark(helpers[h]);
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
        caller = null;
        Throwable thrown = failure;
        failure = null;
        if (thrown != null) {
            throwAsIs(thrown);
        }
    }

    /** Throws anything: a task may throw checked exceptions that it does not declare, and the caller is to see those too. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void throwAsIs(Throwable thrown) throws T {
        throw (T) thrown;
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
                Thread waiting = caller;
                if (worker < count) {
                    takeTasks(worker);
                }
                if (joined.decrementAndGet() == CLOSED) {
                    LockSupport.unpark(waiting);
                }
            }
        }
    }

    private boolean join() {
        int present = joined.get();
        while (present < CLOSED) {
            if (joined.compareAndSet(present, present + 1)) {
                return true;
            }
            present = joined.get();
        }
        return false;
    }

    private void takeTasks(int worker) {
        try {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                task.run(i, worker);
            }
        } catch (Throwable e) {
            next.set(count);
            synchronized (this) {
                if (failure == null) {
                    failure = e;
                }
            }
        }
    }

    /** Ends the threads, once they have done what they are at. */
    void close() {
        closed = true;
        for (Thread helper : helpers) {
            LockSupport.unpark(helper);
        }
    }
}
