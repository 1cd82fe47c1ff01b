package org.thalweg.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkersTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7})
    void everyTaskIsDoneOnceInEveryOfManyRuns(int threads) {
        try (Workers workers = Workers.of(threads)) {
            assertEquals(threads, workers.threads());
            AtomicIntegerArray done = new AtomicIntegerArray(17);
            int[] expected = new int[17];
            for (int run = 0; run < 2000; run++) {
                int count = run % 18;
                workers.run(count, (index, worker) -> {
                    assertTrue(worker >= 0 && worker < threads);
                    done.incrementAndGet(index);
                });
                for (int i = 0; i < 17; i++) {
                    expected[i] += i < count ? 1 : 0;
                    assertEquals(expected[i], done.get(i), "task " + i + " in run " + run);
                }
            }
        }
    }

    /** A worker's index is a key to its work space only if no two threads have it at once. */
    @Test
    void noTwoThreadsShareAWorkersIndex() {
        try (Workers workers = Workers.of(4)) {
            AtomicIntegerArray inside = new AtomicIntegerArray(4);
            for (int run = 0; run < 200; run++) {
                workers.run(16, (index, worker) -> {
                    assertEquals(0, inside.getAndIncrement(worker));
                    inside.decrementAndGet(worker);
                });
            }
        }
    }

    /** Each of two tasks waits for the other, so they must be in different threads. */
    @Test
    void tasksRunTogether() {
        try (Workers workers = Workers.of(2)) {
            CountDownLatch both = new CountDownLatch(2);
            workers.run(2, (index, worker) -> {
                both.countDown();
                await(both);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void anExceptionReachesTheCallerAndTheTeamLivesOn(int threads) {
        try (Workers workers = Workers.of(threads)) {
            for (int bad = 0; bad < 20; bad++) {
                int at = bad;
                RuntimeException thrown = new IllegalArgumentException("task " + at);
                assertSame(
                        thrown,
                        assertThrows(
                                IllegalArgumentException.class,
                                () -> workers.run(20, (index, worker) -> {
                                    if (index == at) {
                                        throw thrown;
                                    }
                                })));
                Error error = new AssertionError();
                assertSame(
                        error,
                        assertThrows(
                                AssertionError.class,
                                () -> workers.run(3, (index, worker) -> {
                                    throw error;
                                })));
                AtomicInteger sum = new AtomicInteger();
                workers.run(20, (index, worker) -> sum.addAndGet(index));
                assertEquals(190, sum.get());
            }
        }
    }

    @Test
    void tasksAfterAFailureAreLeftOut() {
        try (Workers workers = Workers.of(1)) {
            AtomicInteger begun = new AtomicInteger();
            assertThrows(
                    IllegalStateException.class,
                    () -> workers.run(100, (index, worker) -> {
                        begun.incrementAndGet();
                        throw new IllegalStateException();
                    }));
            assertEquals(1, begun.get());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRunInsideARunIsAnError(int threads) {
        try (Workers workers = Workers.of(threads)) {
            String message = assertThrows(
                            IllegalStateException.class,
                            () -> workers.run(2, (index, worker) -> workers.run(2, (i, w) -> {})))
                    .getMessage();
            assertEquals("workers run already: one run at a time", message);
            workers.run(2, (index, worker) -> {});
        }
    }

    /** So that one piece of work may share out its own parts. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void aSingleTaskLeavesTheTeamFree(int threads) {
        try (Workers workers = Workers.of(threads)) {
            AtomicInteger sum = new AtomicInteger();
            workers.run(1, (index, worker) -> workers.run(20, (i, w) -> sum.addAndGet(i)));
            assertEquals(190, sum.get());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aClosedTeamRunsNothing(int threads) {
        Workers workers = Workers.of(threads);
        workers.run(3, (index, worker) -> {});
        workers.close();
        workers.close();
        for (int count : new int[] {1, 5}) {
            assertEquals(
                    "workers are closed",
                    assertThrows(IllegalStateException.class, () -> workers.run(count, (index, worker) -> {}))
                            .getMessage());
        }
    }

    @Test
    void threadsEndWithTheTeam() throws InterruptedException {
        Thread[] helper = new Thread[1];
        try (Workers workers = Workers.of(2)) {
            CountDownLatch both = new CountDownLatch(2);
            workers.run(2, (index, worker) -> {
                both.countDown();
                while (both.getCount() > 0) {
                    Thread.onSpinWait();
                }
                if (worker == 1) {
                    helper[0] = Thread.currentThread();
                }
            });
        }
        helper[0].join(30_000);
        assertEquals(Thread.State.TERMINATED, helper[0].getState());
    }

    /** A team that nobody refers to, and that nobody has closed. */
    @Test
    void threadsOfAForgottenTeamEnd() throws InterruptedException {
        Thread helper = helperOfForgottenTeam();
        // The collector need not find it the first time.
        while (helper.isAlive()) {
            System.gc();
            helper.join(10);
        }
    }

    private static Thread helperOfForgottenTeam() {
        AtomicReference<Thread> helper = new AtomicReference<>();
        CountDownLatch both = new CountDownLatch(2);
        Workers.of(2).run(2, (index, worker) -> {
            both.countDown();
            await(both);
            if (worker == 1) {
                helper.set(Thread.currentThread());
            }
        });
        return helper.get();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As languages without checked exceptions do, and reflection. */
    @ParameterizedTest
    @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1"})
    void exceptionsThatAreNotDeclaredReachTheCaller(int threads, int bad) {
        try (Workers workers = Workers.of(threads)) {
            CountDownLatch both = new CountDownLatch(threads);
            IOException thrown = new IOException("not declared");
            Throwable caught = assertThrows(
                    IOException.class,
                    () -> workers.run(2, (index, worker) -> {
                        // Each task in a thread of its own, so that a helper throws too.
                        both.countDown();
                        await(both);
                        if (index == bad) {
                            WorkersTest.<RuntimeException>throwUndeclared(thrown);
                        }
                    }));
            assertSame(thrown, caught);
            AtomicInteger sum = new AtomicInteger();
            workers.run(20, (index, worker) -> sum.addAndGet(index));
            assertEquals(190, sum.get());
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void throwUndeclared(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void noMoreWorkersTakePartThanThereAreTasks() {
        try (Workers workers = Workers.of(6)) {
            for (int run = 0; run < 500; run++) {
                int count = 2 + run % 3;
                // All together first, so that all are awake.
                workers.run(12, (index, worker) -> {});
                workers.run(count, (index, worker) -> assertTrue(worker < count, worker + " of " + count));
            }
        }
    }

    @Test
    void workSpaceIsMadeOnceAndForThoseWhoWork() {
        try (Workers workers = Workers.of(6)) {
            AtomicInteger made = new AtomicInteger();
            PerWorker<int[]> spaces = PerWorker.of(workers, () -> {
                made.incrementAndGet();
                return new int[1];
            });
            assertEquals(0, spaces.stream().count());
            for (int run = 0; run < 100; run++) {
                workers.run(3, (index, worker) -> spaces.get(worker)[0]++);
            }
            assertEquals(300, spaces.stream().mapToInt(space -> space[0]).sum());
            assertEquals(made.get(), spaces.stream().count());
            assertTrue(made.get() <= 3, made + " for three tasks");
        }
    }

    @Test
    void tooFewThreadsAreNamed() {
        assertEquals(
                "threads: 0, expected at least 1",
                assertThrows(IllegalArgumentException.class, () -> Workers.of(0))
                        .getMessage());
    }

    @Test
    void aRunAllocatesNothing() {
        try (Workers workers = Workers.of(3)) {
            long[] sums = new long[3];
            Workers.Task task = (index, worker) -> sums[worker] += index;
            assertTrue(Allocation.perCall(200, () -> workers.run(9, task)) < Allocation.SMALLEST_OBJECT);
        }
    }
}
