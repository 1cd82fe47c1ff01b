package org.thalweg.experiments.cli;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets work end well when the JVM is asked to end (Ctrl-C, SIGTERM). */
final class GracefulEnd {

    /**
     * The status of a command that was asked to end, as shells have it for SIGINT. Where the JVM ends because of a signal it
     * has its own, 128 plus the number of that signal.
     */
    static final int INTERRUPTED = 130;

    /** Work that cannot stop by then, a large dense eigenproblem say, is ended as if it were killed. */
    private static final long MOST_SECONDS = 60;

    private GracefulEnd() {}

    /** Work that ends with an exit code. */
    @FunctionalInterface
    interface Work {
        int run() throws IOException;
    }

    /**
     * Does the work. If the JVM is asked to end meanwhile, it asks the work to stop and waits until it has, for a
     * minute at most.
     *
     * @param stop asks the work to stop, from another thread
     * @param work the work
     * @return the exit code of the work
     * @throws IOException if the work throws it
     */
    static int during(Runnable stop, Work work) throws IOException {
        CountDownLatch done = new CountDownLatch(1);
        Thread hook = new Thread(() -> stopAndWait(stop, done), "thalweg-end");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.run();
        } finally {
            done.countDown();
            remove(hook);
        }
    }

    private static void stopAndWait(Runnable stop, CountDownLatch done) {
        stop.run();
        try {
            boolean unused = done.await(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The JVM ends already; the hook has what it waits for.
            return;
        }
    }
}
