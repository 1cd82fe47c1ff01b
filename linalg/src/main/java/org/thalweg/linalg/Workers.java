package org.thalweg.linalg;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/**
 * A fixed team of threads that share out numbered tasks, the caller being one of them.
 *
 * <p>Tasks are taken in ascending order by whoever is free, so which thread does what is left open; what a task computes
 * must not depend on it. A run allocates nothing. Idle threads spin for some ten microseconds before they sleep, because
 * sweeps follow each other closely. A run returns when its tasks are done; it does not wait for threads that have not begun
 * one, so that short runs lose little where other programs hold the processors. No more threads take part than there are
 * tasks, always those of the lowest numbers: work space for each worker need be no larger than the work.
 *
 * <p>One run at a time: {@link #run} may be called from any thread, but not from two at once and not from inside a task.
 * Only a run of a single task leaves the team free, so that this task may run others.
 *
 * <p>A team that is forgotten instead of closed ends its threads some time after the last reference to it has gone.
 */
public final class Workers implements AutoCloseable {

    /** One numbered piece of work. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does piece {@code index}.
         *
         * @param index which piece, from 0
         * @param worker which worker does it, from 0 on, less than {@code threads()} and than the number of tasks; a key to
         *     the worker's own work space
         */
        void run(int index, int worker);
    }

    /** Ends the threads of forgotten teams; made by the first team that has any. */
    private static final class Forgotten {
        private static final Cleaner CLEANER = Cleaner.create();
    }

    private final Team team;

    private Workers(Team team) {
        this.team = team;
    }

    /**
     * A team of the given size.
     *
     * @param threads how many threads work, the caller among them; at least 1
     * @return the team, to be closed after use
     * @throws IllegalArgumentException if {@code threads < 1}, or the system refuses to start so many
     */
    public static Workers of(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + ", expected at least 1");
        }
        Team team = Team.of(threads);
        Workers workers = new Workers(team);
        if (threads > 1) {
            Forgotten.CLEANER.register(workers, team::close);
        }
        return workers;
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
        return team.threads();
    }

    /**
     * Runs tasks {@code 0 ... count - 1} and returns when all are done.
     *
     * @param count how many tasks there are
     * @param work what a task does
     * @throws IllegalStateException if a run is under way or the team is closed
     * @throws RuntimeException whatever a task threw first, as it was, errors and checked exceptions that it did not declare
     *     included; tasks not yet begun are then left out
     */
    public void run(int count, Task work) {
        try {
            team.run(count, work);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        team.close();
    }
}
