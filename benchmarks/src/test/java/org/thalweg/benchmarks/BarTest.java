package org.thalweg.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BarTest {

    private static Result result(String work, double milliseconds, double float64) {
        return new Result(work, 1, milliseconds, 0, 0, Double.NaN, float64, Double.NaN, Map.of(), 1e9, 8);
    }

    private static Result allocating(double bytesOfIteration) {
        return new Result("a", 1, 1, 100, bytesOfIteration, Double.NaN, Double.NaN, Double.NaN, Map.of(), 1e9, 8);
    }

    private static String met(Bar bar, Result result, Result... others) {
        return bar.judge(result, List.of(others)).met();
    }

    @Test
    void time() {
        assertEquals("yes", met(new Bar.Time(10), result("a", 10, 5)));
        assertEquals("no", met(new Bar.Time(10), result("a", 10.1, 5)));
    }

    @Test
    void speedOfThePeer() {
        assertEquals("yes", met(new Bar.PeerSpeed(1.4), result("a", 10, 14.1)));
        assertEquals("no", met(new Bar.PeerSpeed(1.4), result("a", 10, 13.9)));
        assertEquals("-", met(new Bar.PeerSpeed(1.4), result("a", 10, Double.NaN)));
    }

    @Test
    void speedOfEjml() {
        Result result =
                new Result("a", 1, 10, 0, 0, Double.NaN, Double.NaN, Double.NaN, Map.of(Library.EJML, 80.0), 1e9, 8);
        assertEquals("yes", met(new Bar.EjmlSpeed(8), result));
        assertEquals("no", met(new Bar.EjmlSpeed(8.1), result));
        assertEquals("-", met(new Bar.EjmlSpeed(8), result("a", 10, 5)));
    }

    @Test
    void shareOfThePeak() {
        assertEquals("yes", met(new Bar.PeakShare(0.8), result("a", 10, 1)));
        assertEquals("no", met(new Bar.PeakShare(0.8), result("a", 10.1, 1)));
    }

    @Test
    void multipleOfOtherWork() {
        Bar bar = new Bar.Multiple(2.2, "b", "gradients");
        assertEquals("yes", met(bar, result("a", 21, 1), result("c", 1, 1), result("b", 10, 1)));
        assertEquals("no", met(bar, result("a", 23, 1), result("b", 10, 1)));
        assertEquals("-", met(bar, result("a", 23, 1)));
    }

    @Test
    void speedOfOtherWork() {
        Bar bar = new Bar.OtherSpeed(15, "b");
        Result peer = new Result("a", 1, 500, 0, 0, Double.NaN, Double.NaN, 1500, Map.of(), 1e9, 8);
        assertEquals("yes", met(bar, peer, result("b", 99, 1)));
        assertEquals("no", met(bar, peer, result("b", 101, 1)));
        assertEquals("-", met(bar, peer, result("c", 1, 1)));
    }

    @Test
    void allocationOfAnIteration() {
        assertEquals("yes", met(new Bar.NoAllocation(), allocating(8_000)));
        assertEquals("no", met(new Bar.NoAllocation(), allocating(50_000)));
    }
}
