package org.thalweg.linalg;

import java.lang.reflect.Method;
import java.util.stream.Stream;

/** How much the calling thread and all workers allocate. By reflection, as no module here requires the management API. */
public final class Allocation {

    /** Bytes. */
    public static final int SMALLEST_OBJECT = 16;

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
     * Bytes that a call of a task allocates after others have warmed it up. The least of several measurements, because a
     * compiler at work may still allocate on behalf of a thread; the measurement itself adds some hundred bytes in all, so
     * a task allocates nothing if this is less than the smallest object, {@value #SMALLEST_OBJECT} bytes.
     */
    public static double perCall(int warmUp, int calls, Runnable task) {
        try {
            run(warmUp, task);
            Allocation allocation = new Allocation();
            double least = Double.POSITIVE_INFINITY;
            for (int attempt = 0; attempt < 5 && least >= SMALLEST_OBJECT; attempt++) {
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
