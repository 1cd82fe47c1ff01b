package org.thalweg.linalg.eigen;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;

/**
 * One run of {@link Lanczos}, from product to product: {@link KrylovSpace} multiplies, {@link Restart} makes room, and when
 * the wanted pairs have converged, {@link MissedSearch} looks for others.
 */
final class LanczosRun {

    /** The estimates in the run must be this much smaller than the residuals asked for. */
    private static final double SAFETY = 0.5;

    private final LanczosSettings settings;
    private final Wanted wanted;
    private final LanczosProgress.Listener listener;
    private final int n;
    private final int k;
    private final int maximumProducts;

    private final KrylovSpace space;
    private final SecondStart second;
    private final Restart restart;
    private final MissedSearch search;
    private final Snapshot snapshot;

    /** Products until all wanted pairs had converged first; -1 before. */
    private int mainProducts = -1;

    private boolean finished;
    private boolean converged;
    private int convergedCount;

    LanczosRun(
            LinearOperator operator,
            Known known,
            LanczosSettings settings,
            Wanted wanted,
            Workers workers,
            LanczosProgress.Listener listener,
            DMatrixRMaj start,
            LanczosState state) {
        this.settings = settings;
        this.wanted = wanted;
        this.listener = listener;
        n = operator.dimension();
        k = wanted.count();
        space = new KrylovSpace(operator, known, settings, k, workers, start);
        maximumProducts = settings.productLimit(space.capacity);
        second = new SecondStart(space.stride + 1, k + 8);
        restart = new Restart(space, second, wanted);
        search = new MissedSearch(space, second, settings, wanted);
        snapshot = new Snapshot(space, search, second, settings, wanted, known);
        if (state != null) {
            mainProducts = snapshot.restore(state);
            converged = space.searching;
            convergedCount = converged ? k : 0;
        }
    }

    LanczosResult run() {
        if (k == 0) {
            finished = true;
            converged = true;
            space.complete = true;
            mainProducts = 0;
        }
        if (!finished && space.size == 0 && space.width == 0) {
            begin();
        }
        while (!finished) {
            advance();
            if (!finished && !listener.goOn(progress())) {
                end();
            }
        }
        return new Certificate(settings, space.operator, n).result(this);
    }

    /** A product and all that follows from it. */
    void advance() {
        boolean stepped = space.width > 0;
        if (stepped) {
            if (space.isFull()) {
                restart.reduce();
            }
            space.step();
        }
        if (space.searching) {
            search(stepped);
        } else {
            approach();
        }
    }

    void begin() {
        space.begin();
    }

    /** How large a residual may be. */
    double bound(double value) {
        return Math.max(settings.tolerance() * Math.abs(value), space.residualError());
    }

    /** Without a second start under way: have the wanted pairs converged? */
    private void approach() {
        space.complete = space.width == 0;
        if (space.size < k || (!space.complete && !isTimeToLook())) {
            return;
        }
        space.decompose();
        int top = wanted.fromTop(space.projected.values, space.size, k);
        convergedCount = 0;
        for (int i = 0; i < k; i++) {
            int at = i < top ? i : space.size - k + i;
            if (space.complete || space.residual(at) <= SAFETY * bound(space.projected.values[at])) {
                convergedCount++;
            }
        }
        converged = convergedCount == k;
        if (converged) {
            if (mainProducts < 0) {
                mainProducts = (int) space.operator.count();
            }
            beginSearch();
        } else if (space.operator.count() >= maximumProducts + (mainProducts < 0 ? 0L : maximumProducts)) {
            end();
        }
    }

    /** Small projected matrices are looked at after every product, large ones less often. */
    private boolean isTimeToLook() {
        int step = 1 + space.size / 128;
        return space.size % step == 0 || space.isFull() || space.operator.count() >= maximumProducts;
    }

    private void beginSearch() {
        int m = space.size;
        int top = wanted.fromTop(space.projected.values, m, k);
        double nextTop = m > k ? space.projected.values[top] : Double.NaN;
        double nextBottom = m > k ? space.projected.values[m - (k - top) - 1] : Double.NaN;
        restart.lock();
        if (space.complete) {
            second.exhaust(nextBottom, nextTop);
            finished = true;
            return;
        }
        if (settings.confidence() == 0) {
            finished = true;
            return;
        }
        search.begin(nextBottom, nextTop);
    }

    /** A look at the second start. */
    private void search(boolean stepped) {
        int limit = settings.maximumSecondProducts() > 0
                ? settings.maximumSecondProducts()
                : Math.max(mainProducts, space.capacity);
        switch (search.look(stepped, limit)) {
            case FOUND -> goOn();
            case ENDED -> finished = true;
            case GOES_ON -> {}
        }
    }

    /** Something was missed: from here on it is one run with all vectors. */
    private void goOn() {
        space.searching = false;
        second.clear();
        space.locked = 0;
        converged = false;
        if (space.width == 0 && space.size < n) {
            space.randomRow(space.size);
            space.width = 1;
        }
        if (space.width == 0) {
            approach();
        }
    }

    /** Ends before its time. */
    private void end() {
        if (!space.searching) {
            if (space.size > 0) {
                restart.lock();
            }
            if (mainProducts < 0) {
                mainProducts = (int) space.operator.count();
            }
        }
        finished = true;
    }

    private LanczosProgress progress() {
        int count = (int) space.operator.count();
        int main = mainProducts < 0 ? count : mainProducts;
        double missed = space.searching ? search.probabilityMissed() : 1;
        return new LanczosProgress(main, count - main, convergedCount, k, missed, () -> snapshot.save(mainProducts));
    }

    // What the certificate asks.

    /** For values found instead of those of the iteration, those from the top first. */
    double probabilityMissed(double[] found) {
        return search.probabilityMissed(found);
    }

    /** That something lies beyond a value found, on a side, further than the resolution. */
    double probabilityBeyond(int sign, double value) {
        return search.probabilityBeyond(sign, value);
    }

    double resolution() {
        return search.resolution();
    }

    int found() {
        return k == 0 ? 0 : space.locked;
    }

    double ritzValue(int i) {
        return space.t[i * space.stride + i];
    }

    double estimate(int i) {
        return space.estimates[i];
    }

    int fromTop() {
        return space.fromTop;
    }

    DMatrixRMaj vectors() {
        int count = found();
        return new DMatrixRMaj(count, n, true, Arrays.copyOf(space.basis.rows, count * n));
    }

    boolean converged() {
        return converged;
    }

    boolean complete() {
        return space.complete;
    }

    double norm() {
        return space.norm();
    }

    double productError() {
        return space.productError();
    }

    double noise() {
        return space.asymmetry();
    }

    int mainProducts() {
        return mainProducts;
    }

    SecondStart second() {
        return second;
    }

    int rounds() {
        return Math.max(1, search.rounds);
    }
}
