package org.thalweg.linalg.eigen;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** Saves the state of a run between two products, and restores it after a look at whether it is a state of this run. */
final class Snapshot {

    private static final long FORMAT = 2;
    private static final int COUNTERS = 25;
    /** Where the counters of known vectors begin: how many, their digest, the exponent of their products. */
    private static final int KNOWN = 21;

    private final KrylovSpace space;
    private final MissedSearch search;
    private final SecondStart second;
    private final LanczosSettings settings;
    private final Wanted wanted;
    private final Known known;

    Snapshot(
            KrylovSpace space,
            MissedSearch search,
            SecondStart second,
            LanczosSettings settings,
            Wanted wanted,
            Known known) {
        this.space = space;
        this.search = search;
        this.second = second;
        this.settings = settings;
        this.wanted = wanted;
        this.known = known;
    }

    /** Copies the state. */
    LanczosState save(int mainProducts) {
        long[] counters = {
            FORMAT,
            space.n,
            settings.seed(),
            space.capacity,
            space.block,
            wanted.kind().ordinal(),
            wanted.first(),
            wanted.second(),
            Double.doubleToLongBits(settings.tolerance()),
            space.size,
            space.width,
            space.locked,
            mainProducts,
            space.searching ? 1 : 0,
            search.rounds,
            space.drawn,
            space.operator.count(),
            space.operator.scaled() ? 1 : 0,
            space.operator.exponent(),
            space.fromTop,
            search.roundStart,
            known.count(),
            known.digest(),
            known.products().exponent(),
            space.startDigest
        };
        int used = space.size + space.width;
        return new LanczosState(
                counters,
                numbers(),
                new DMatrixRMaj(space.stride, space.stride, true, space.t.clone()),
                new DMatrixRMaj(used, space.n, true, Arrays.copyOf(space.basis.rows, used * space.n)),
                second.save(),
                known.products().matrices().copy());
    }

    private double[] numbers() {
        double[] numbers =
                Arrays.copyOf(new double[] {space.largest, space.noise, space.slack}, 3 + space.estimates.length);
        System.arraycopy(space.estimates, 0, numbers, 3, space.estimates.length);
        return numbers;
    }

    /**
     * Takes a state over.
     *
     * @return products until all wanted pairs had converged first, -1 before that
     */
    int restore(LanczosState state) {
        long[] expected = save(-1).counters();
        long[] c = state.counters();
        String[] names = {
            "format",
            "dimension",
            "seed",
            "basisSize",
            "blockSize",
            "kind",
            "wanted",
            "wanted at the bottom",
            "tolerance"
        };
        knownProducts(state, known.count(), known.digest());
        for (int i = 0; i < names.length; i++) {
            if (c[i] != expected[i]) {
                throw new IllegalArgumentException(
                        "state: " + names[i] + " " + text(i, c[i]) + ", expected " + text(i, expected[i]));
            }
        }
        space.size = (int) c[9];
        space.width = (int) c[10];
        space.locked = (int) c[11];
        int used = space.size + space.width;
        if (space.size < 0
                || space.width < 0
                || space.locked < 0
                || space.locked > space.size
                || used > space.stride
                || state.basis().numRows != used
                || state.basis().numCols != space.n
                || state.projected().numRows != space.stride
                || state.projected().numCols != space.stride
                || state.numbers().length != 3 + space.estimates.length) {
            throw new IllegalArgumentException(
                    "state: arrays that do not belong together, expected those of one snapshot");
        }
        space.searching = c[13] == 1;
        search.rounds = (int) c[14];
        space.drawn = c[15];
        space.operator.restore(c[16], c[17] == 1, (int) c[18]);
        space.fromTop = (int) c[19];
        search.roundStart = c[20];
        space.drawFor(c[24]);
        space.largest = state.numbers()[0];
        space.noise = state.numbers()[1];
        space.slack = state.numbers()[2];
        System.arraycopy(state.numbers(), 3, space.estimates, 0, space.estimates.length);
        System.arraycopy(state.projected().data, 0, space.t, 0, space.t.length);
        System.arraycopy(state.basis().data, 0, space.basis.rows, 0, used * space.n);
        second.restore(state.polynomials());
        return (int) c[12];
    }

    /**
     * What the operator made of the known vectors.
     *
     * @throws IllegalArgumentException if the state knows others than these
     */
    static KnownProducts knownProducts(LanczosState state, int count, long digest) {
        long[] c = state.counters();
        if (c.length != COUNTERS) {
            throw new IllegalArgumentException("state: " + c.length + " counters, expected " + COUNTERS);
        }
        if (c[KNOWN] != count) {
            throw new IllegalArgumentException("state: known vectors " + c[KNOWN] + ", expected " + count);
        }
        if (c[KNOWN + 1] != digest) {
            throw new IllegalArgumentException("state: known vectors with digest " + Long.toHexString(c[KNOWN + 1])
                    + ", expected " + Long.toHexString(digest) + ": the same vectors");
        }
        if (state.known().numRows != 2 * count || state.known().numCols != count) {
            throw new IllegalArgumentException("state: known [" + state.known().numRows + " x " + state.known().numCols
                    + "], expected [" + 2 * count + " x " + count + "]");
        }
        return new KnownProducts((int) c[KNOWN + 2], state.known());
    }

    private static String text(int i, long value) {
        return i == 8 ? Double.toString(Double.longBitsToDouble(value)) : Long.toString(value);
    }
}
