package org.thalweg.linalg;

import java.lang.reflect.Method;
import java.util.stream.Stream;

/** How much the calling thread and all workers allocate. By reflection, as no module here requires the management API. */
public final class Allocation {

    /** Bytes. */
    public static final int SMALLEST_OBJECT = 16;

    /** Nanoseconds after which a task that still allocates counts as one that always will. */
    private static final long PATIENCE = 10_000_000_000L;

    private final Object threads;
    private final Method bytes;
    private final Object[] ids;

    private Allocation() throws ReflectiveOperationException {
        threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        bytes = Class.forName("com.sun.management.ThreadMXBean").getMethod("getThreadAllocatedBytes", long[].class);
        Stream<Thread> workers = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("thalweg-worker-"));
        ids = new Object[] {
            Stream.concat(Stream.of(Thread.currentThread()), workers)
                    .mapToLong(Thread::getId)
                    .toArray()
        };
    }

    /**
     * Bytes that a call of a task allocates once it is warm: the least of many measurements of some calls, until one is
     * small. Until the compiler is done, vectors are objects and its work counts as the threads' own. The measurement itself
     * adds some hundred bytes in all, so a task allocates nothing if this is less than the smallest object,
     * {@value #SMALLEST_OBJECT} bytes.
     */
    public static double perCall(int calls, Runnable task) {
        try {
            run(calls, task);
            Allocation allocation = new Allocation();
            double least = Double.POSITIVE_INFINITY;
            long start = System.nanoTime();
            while (least >= SMALLEST_OBJECT && System.nanoTime() - start < PATIENCE) {
                long before = allocation.total();
                run(calls, task);
                least = Math.min(least, (double) (allocation.total() - before) / calls);
            }
            return least;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(int calls, Runnable task) {
        for (int i = 0; i < calls; i++) {
            task.run();
        }
    }

    private long total() throws ReflectiveOperationException {
        long sum = 0;
        for (long count : (long[]) bytes.invoke(threads, ids)) {
            sum += Math.max(0, count);
        }
        return sum;
    }
}
