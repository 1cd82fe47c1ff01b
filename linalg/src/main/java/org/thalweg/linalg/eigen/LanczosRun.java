package org.thalweg.linalg.eigen;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.random.Draws;

/**
 * One run of {@link Lanczos}. Rows {@code 0 ... size - 1} of the basis have been multiplied, the next {@code width} rows have
 * not. In the second start the first {@code locked} rows are the vectors found; the projected matrix of the others stands
 * behind theirs, without couplings.
 */
final class LanczosRun {

    private static final double UNIT_ROUNDOFF = 0x1p-53;
    /** What rounding makes of a residual, in units of {@code u |A|}. */
    private static final double ROUNDING = 16;

    /** Beyond this, relative to {@code |A|}, a coupling that symmetry forbids is no rounding error. */
    private static final double ASYMMETRY = 1e-6;
    /** The estimates in the run must be this much smaller than the residuals asked for. */
    private static final double SAFETY = 0.5;
    /** A vector that loses more of its length than this in an orthogonalisation gets another (Daniel et al., 1976). */
    private static final double ENOUGH_LEFT = 0.7;

    private static final int MOST_PASSES = 6;
    /** A share of a random vector beside given start vectors. */
    private static final double RANDOM_SHARE = 1e-8;

    private static final long PURPOSE = 0x4c616e637a6f73L;
    private static final long FORMAT = 1;
    private static final int COUNTERS = 21;

    private final LanczosSettings settings;
    private final Wanted wanted;
    private final LanczosProgress.Listener listener;
    private final DMatrixRMaj start;
    private final Draws draws;
    private final int n;
    private final int k;
    private final int block;
    private final int capacity;
    private final int stride;
    private final int maximumProducts;

    private final ScaledProducts operator;
    private final Basis basis;
    private final ProjectedProblem projected;
    private final ProjectedProblem arrow;
    private final SecondStart second;

    /** T: rows and columns of the basis, then couplings to the next vectors. */
    private final double[] t;

    /** Rows of coefficients of the basis, and what goes with them in a restart. */
    private final double[] combinations;

    private final double[] full;
    private final double[] values;
    private final double[] couplings;

    private final double[] coefficients;
    private final double[] overlaps;
    private final double[] own;
    private final double[] left;
    /** Residuals of the locked vectors, as the iteration knows them. */
    private final double[] estimates;

    private final double[] vector;
    private final double[] single;

    private int size;
    private int width;
    private int locked;
    /** How many of the locked vectors are from the top of the spectrum. */
    private int fromTop;

    /** Products until all wanted pairs had converged first; -1 before. */
    private int mainProducts = -1;

    private boolean searching;
    private boolean complete;
    private boolean finished;
    private boolean converged;
    private int rounds;
    /** Products before the second start under way. */
    private long roundStart;

    private long drawn;
    private int convergedCount;
    private double norm;
    private double noise;
    /** Couplings that the projected matrix leaves out. */
    private double slack;

    LanczosRun(
            LinearOperator operator,
            LanczosSettings settings,
            Wanted wanted,
            Workers workers,
            LanczosProgress.Listener listener,
            DMatrixRMaj start,
            LanczosState state) {
        this.settings = settings;
        this.wanted = wanted;
        this.listener = listener;
        this.start = start;
        this.draws = new Draws(settings.seed(), PURPOSE);
        n = operator.dimension();
        k = wanted.count();
        capacity = settings.basisRows(n, k);
        block = Math.max(1, Math.min(settings.blockSize(), n));
        stride = capacity + block;
        if ((long) stride * n > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("basisSize: " + capacity + " and blockSize: " + block
                    + " for vectors of length " + n + ", expected at most " + Integer.MAX_VALUE / n + " together");
        }
        maximumProducts = settings.productLimit(capacity);
        this.operator = new ScaledProducts(operator, block);
        basis = new Basis(stride, n, block, workers);
        projected = new ProjectedProblem(Math.max(1, capacity));
        arrow = new ProjectedProblem(Math.max(1, stride));
        second = new SecondStart(stride + 1, k + 8);
        t = new double[stride * stride];
        combinations = new double[stride * stride];
        full = new double[stride * stride];
        values = new double[stride];
        couplings = new double[stride * block];
        coefficients = new double[stride * block];
        overlaps = new double[stride * block];
        own = new double[block * block];
        left = new double[block * block];
        estimates = new double[Math.max(1, k)];
        vector = new double[n];
        single = new double[1];
        if (state != null) {
            restore(state);
        }
    }

    LanczosResult run() {
        if (k == 0) {
            finished = true;
            converged = true;
            complete = true;
            mainProducts = 0;
        }
        if (!finished && size == 0 && width == 0) {
            begin();
        }
        while (!finished) {
            advance();
            if (!finished && !listener.goOn(progress())) {
                end();
            }
        }
        return new Certificate(settings, operator, n).result(this);
    }

    /** A product and all that follows from it. */
    void advance() {
        boolean stepped = width > 0;
        if (stepped) {
            step();
        }
        if (searching) {
            search(stepped);
        } else {
            approach();
        }
    }

    void begin() {
        int rows = Math.min(block, n);
        for (int c = 0; c < rows; c++) {
            randomVector();
            if (start != null) {
                mixStart(c, rows);
            }
            if (!place(width)) {
                randomRow(width);
            }
            width++;
        }
    }

    private void mixStart(int c, int rows) {
        double share = RANDOM_SHARE / norm(vector, 0, n);
        for (int j = 0; j < n; j++) {
            vector[j] *= share;
        }
        for (int i = c; i < start.numRows; i += rows) {
            double largest = 0;
            for (int j = 0; j < n; j++) {
                largest = Math.max(largest, Math.abs(start.data[i * n + j]));
            }
            double squares = 0;
            for (int j = 0; j < n; j++) {
                double element = start.data[i * n + j] / largest;
                squares = Math.fma(element, element, squares);
            }
            double length = Math.sqrt(squares);
            for (int j = 0; j < n; j++) {
                vector[j] += start.data[i * n + j] / largest / length;
            }
        }
    }

    private void randomVector() {
        draws.normals(drawn++, vector, 0, n);
    }

    /** Puts a new random vector, orthogonal to the rows before, into a row of the basis. */
    private void randomRow(int row) {
        do {
            randomVector();
        } while (!place(row));
    }

    /**
     * Makes the vector at hand orthogonal to the rows before, of length 1, and puts it into a row.
     *
     * @return whether anything was left of it
     */
    private boolean place(int row) {
        double length = norm(vector, 0, n);
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            basis.pass(vector, 1, 0, 0, null, 0, row, overlaps, single);
            basis.pass(vector, 1, 0, row, overlaps, 0, 0, null, single);
            double rest = Math.sqrt(single[0]);
            if (rest > ENOUGH_LEFT * length || row == 0) {
                scaleInto(vector, 0, rest, row);
                return rest > 0;
            }
            length = rest;
        }
        return false;
    }

    private static double norm(double[] x, int offset, int length) {
        double squares = 0;
        for (int i = offset; i < offset + length; i++) {
            squares = Math.fma(x[i], x[i], squares);
        }
        return Math.sqrt(squares);
    }

    private void scaleInto(double[] from, int offset, double length, int row) {
        for (int j = 0; j < n; j++) {
            basis.rows[row * n + j] = from[offset + j] / length;
        }
    }

    /** Multiplies the next vectors and makes the products orthogonal to the basis. */
    private void step() {
        if (size + width > capacity) {
            restart();
        }
        double[] w = operator.apply(basis.rows, size * n, width);
        int first = firstCoupled();
        int coupled = size - first;
        double squares = 0;
        for (int i = 0; i < coupled; i++) {
            for (int c = 0; c < width; c++) {
                double coupling = t[(first + i) * stride + size + c];
                coefficients[i * width + c] = coupling;
                squares = Math.fma(coupling, coupling, squares);
            }
        }
        basis.pass(w, width, first, coupled, coefficients, size, width, overlaps, own);
        for (int c = 0; c < width; c++) {
            norm = Math.max(norm, Math.sqrt((c == 0 && width == 1 ? squares : 0) + own[c * width + c]));
        }
        for (int a = 0; a < width; a++) {
            for (int c = 0; c < width; c++) {
                double there = overlaps[a * width + c];
                double back = overlaps[c * width + a];
                checkSymmetry(Math.abs(there - back), there, back);
                t[(size + a) * stride + size + c] = (there + back) / 2;
            }
        }
        System.arraycopy(overlaps, 0, coefficients, 0, width * width);
        int all = size + width;
        basis.pass(w, width, size, width, coefficients, 0, all, overlaps, own);
        for (int i = locked; i < all; i++) {
            for (int c = 0; c < width; c++) {
                double known = i < size ? t[i * stride + size + c] : 0;
                checkSymmetry(Math.abs(overlaps[i * width + c]), known + overlaps[i * width + c], known);
            }
        }
        if (searching) {
            for (int i = 0; i < locked; i++) {
                couple(i, size, overlaps[i * width]);
            }
        }
        basis.pass(w, width, 0, all, overlaps, 0, 0, null, left);
        continueWith(w, all);
    }

    private int firstCoupled() {
        int first = locked;
        while (first < size && isUncoupled(first)) {
            first++;
        }
        return first;
    }

    private boolean isUncoupled(int row) {
        for (int c = 0; c < width; c++) {
            if (t[row * stride + size + c] != 0) {
                return false;
            }
        }
        return true;
    }

    private void couple(int i, int j, double value) {
        t[i * stride + j] = value;
        t[j * stride + i] = value;
    }

    private void checkSymmetry(double difference, double there, double back) {
        noise = slack > 0 ? noise : Math.max(noise, difference);
        if (difference > ASYMMETRY * norm + 4 * slack) {
            int scale = operator.exponent();
            throw new IllegalArgumentException("operator: not symmetric: in product " + operator.count()
                    + ", for orthonormal u and v, u'Av = " + Math.scalb(there, scale) + " but v'Au = "
                    + Math.scalb(back, scale) + ", expected equal to " + ASYMMETRY + " |A|, |A| >= "
                    + Math.scalb(norm, scale));
        }
    }

    /** Orthonormalises what is left of the products: the next vectors and their couplings. */
    private void continueWith(double[] w, int all) {
        int most = Math.min(width, n - all);
        int accepted = 0;
        for (int c = 0; c < width; c++) {
            System.arraycopy(w, c * n, vector, 0, n);
            double before = Math.sqrt(own[c * width + c]);
            double rest = Math.sqrt(left[c * width + c]);
            boolean again = accepted > 0 || rest <= ENOUGH_LEFT * before;
            for (int pass = 0; pass < MOST_PASSES && again && rest > negligible(); pass++) {
                basis.pass(vector, 1, 0, 0, null, 0, all + accepted, coefficients, single);
                for (int a = 0; a < accepted; a++) {
                    couple(size + c, all + a, t[(size + c) * stride + all + a] + coefficients[all + a]);
                }
                basis.pass(vector, 1, 0, all + accepted, coefficients, 0, 0, null, single);
                before = rest;
                rest = Math.sqrt(single[0]);
                again = rest <= ENOUGH_LEFT * before;
            }
            if (rest > negligible() && accepted < most) {
                scaleInto(vector, 0, rest, all + accepted);
                couple(size + c, all + accepted, rest);
                accepted++;
            }
        }
        boolean exhausted = accepted == 0 && searching;
        int wish = exhausted ? 0 : Math.min(searching ? 1 : block, n - all);
        for (; accepted < wish; accepted++) {
            randomRow(all + accepted);
        }
        size = all;
        width = accepted;
    }

    /** A product that leaves no more than this has left the basis by rounding alone. */
    private double negligible() {
        return UNIT_ROUNDOFF * norm;
    }

    private int active() {
        return size - locked;
    }

    /** Ritz values of the active rows, and in the columns the residuals' components along the next vectors. */
    private void decompose() {
        int m = active();
        for (int i = 0; i < m; i++) {
            for (int c = 0; c < width; c++) {
                projected.columns[i * width + c] = t[(locked + i) * stride + size + c];
            }
        }
        projected.solve(m, t, locked * stride + locked, stride, width);
        if (m > 0) {
            norm = Math.max(norm, Math.max(Math.abs(projected.values[0]), Math.abs(projected.values[m - 1])));
        }
    }

    private double residual(int i) {
        return norm(projected.columns, i * width, width);
    }

    /** How large a residual may be. The second bound is the rounding of a product, which no residual falls below. */
    static double bound(double tolerance, double value, double norm) {
        return Math.max(tolerance * Math.abs(value), ROUNDING * UNIT_ROUNDOFF * norm);
    }

    /** Without a second start under way: have the wanted pairs converged? */
    private void approach() {
        complete = width == 0;
        if (size < k || (!complete && !isTimeToLook())) {
            return;
        }
        decompose();
        int top = wanted.fromTop(projected.values, size, k);
        convergedCount = 0;
        for (int i = 0; i < k; i++) {
            int at = i < top ? i : size - k + i;
            if (complete || residual(at) <= SAFETY * bound(settings.tolerance(), projected.values[at], norm)) {
                convergedCount++;
            }
        }
        converged = convergedCount == k;
        if (converged) {
            if (mainProducts < 0) {
                mainProducts = (int) operator.count();
            }
            beginSearch();
        } else if (operator.count() >= maximumProducts + (mainProducts < 0 ? 0L : maximumProducts)) {
            end();
        }
    }

    /** Small projected matrices are looked at after every product, large ones less often. */
    private boolean isTimeToLook() {
        int step = 1 + size / 128;
        return size % step == 0 || size + width > capacity || operator.count() >= maximumProducts;
    }

    /** Makes the wanted Ritz vectors the first rows of the basis. */
    private void lock() {
        int m = size;
        decompose();
        double before = slack;
        double dropped = 0;
        int count = Math.min(k, m);
        int top = wanted.fromTop(projected.values, m, count);
        for (int i = 0; i < count; i++) {
            double residual = residual(i < top ? i : m - count + i);
            estimates[i] = Math.sqrt(residual * residual + before * before);
            dropped = Math.max(dropped, residual);
        }
        projected.identity(m);
        projected.solve(m, t, 0, stride, m);
        select(m, top, count);
        basis.combine(combinations, count, m, 0);
        for (int i = 0; i < count; i++) {
            // Hundreds of restarts leave their rounding errors in lengths and angles.
            System.arraycopy(basis.rows, i * n, vector, 0, n);
            place(i);
        }
        Arrays.fill(t, 0);
        for (int i = 0; i < count; i++) {
            t[i * stride + i] = projected.values[i < top ? i : m - count + i];
        }
        slack = Math.max(slack, dropped * Math.sqrt(count));
        locked = count;
        size = count;
        width = 0;
        fromTop = top;
    }

    /** The coefficients of the chosen Ritz vectors, {@code [count x m]}: some from the top, the others from the bottom. */
    private void select(int m, int top, int count) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(projected.columns, (i < top ? i : m - count + i) * m, combinations, i * m, m);
        }
    }

    private void beginSearch() {
        int m = size;
        int top = wanted.fromTop(projected.values, m, k);
        double nextTop = top < m - (k - top) ? projected.values[top] : Double.NaN;
        double nextBottom = top < m - (k - top) ? projected.values[m - (k - top) - 1] : Double.NaN;
        if (complete) {
            lock();
            second.exhaust(nextBottom, nextTop);
            finished = true;
            return;
        }
        lock();
        if (settings.confidence() == 0) {
            finished = true;
            return;
        }
        searching = true;
        rounds++;
        roundStart = operator.count();
        second.clear();
        if (n > k) {
            if (wanted.watchesTop()) {
                addPoints(1, nextTop);
            }
            if (wanted.watchesBottom()) {
                addPoints(-1, nextBottom);
            }
            randomRow(k);
            width = 1;
        }
    }

    /** The value that one beyond it would displace. */
    private double edge(int sign) {
        if (wanted.kind() == Wanted.Kind.MAGNITUDE) {
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < k; i++) {
                least = Math.min(least, Math.abs(t[i * stride + i]));
            }
            return sign * least;
        }
        int at = sign > 0 ? fromTop - 1 : fromTop;
        return t[at * stride + at];
    }

    double resolution() {
        return Math.max(Double.MIN_NORMAL, Math.max(settings.tolerance(), Certificate.productError(n)) * norm);
    }

    private void addPoints(int sign, double next) {
        int from = sign > 0 ? 0 : fromTop;
        int to = sign > 0 ? fromTop : k;
        for (int i = from; i < to; i++) {
            second.add(sign, t[i * stride + i] + sign * resolution(), k);
        }
        double edge = edge(sign);
        second.add(sign, edge + sign * resolution(), k);
        double gap = sign * (edge - next);
        for (int quarter = 1; quarter <= 3 && gap > 0; quarter++) {
            second.add(sign, edge - sign * gap * quarter / 4, k);
        }
    }

    /** In the second start: has it found something, or looked long enough? */
    private void search(boolean stepped) {
        complete = size == n;
        int m = active();
        if (stepped) {
            double beta = width == 1 ? t[(size - 1) * stride + size] : 0;
            double floor = Certificate.productError(n) * norm;
            second.step(t, stride, locked, size - 1, Math.max(beta, floor));
        }
        if (m > 0) {
            decompose();
            double largest = projected.values[0];
            double smallest = projected.values[m - 1];
            second.passed(smallest, largest);
            if ((wanted.watchesTop() && largest > edge(1) + resolution())
                    || (wanted.watchesBottom() && smallest < edge(-1) - resolution())) {
                goOn();
                return;
            }
            if (complete) {
                second.exhaust(smallest, largest);
            }
        }
        int limit = settings.maximumSecondProducts() > 0
                ? settings.maximumSecondProducts()
                : Math.max(mainProducts, capacity);
        if (width == 0 || probabilityMissed() <= 1 - settings.confidence() || operator.count() - roundStart >= limit) {
            finished = true;
        }
    }

    /** Something was missed: from here on it is one run with all vectors. */
    private void goOn() {
        searching = false;
        second.clear();
        locked = 0;
        converged = false;
        if (width == 0 && size < n) {
            randomRow(size);
            width = 1;
        }
        if (width == 0) {
            approach();
        }
    }

    double probabilityMissed() {
        if (complete) {
            return 0;
        }
        if (second.count() == 0) {
            return 1;
        }
        double sum = 0;
        if (wanted.watchesTop()) {
            sum += second.probabilityBeyond(1, edge(1) + resolution(), n - k);
        }
        if (wanted.watchesBottom()) {
            sum += second.probabilityBeyond(-1, edge(-1) - resolution(), n - k);
        }
        return Math.min(1, rounds * sum);
    }

    /** Ends before its time. */
    private void end() {
        if (!searching) {
            if (size > 0) {
                lock();
            }
            if (mainProducts < 0) {
                mainProducts = (int) operator.count();
            }
        }
        finished = true;
    }

    /** Reduces the basis to the best Ritz vectors, turned so that the projected matrix stays tridiagonal if it was. */
    private void restart() {
        int m = active();
        int kept = searching ? Math.max(1, m / 2) : Math.min(m - 1, k + (m - k) / 2);
        projected.identity(m);
        projected.solve(m, t, locked * stride + locked, stride, m);
        int top;
        if (searching) {
            top = wanted.watchesTop() ? wanted.watchesBottom() ? (kept + 1) / 2 : kept : 0;
        } else {
            top = wanted.fromTop(projected.values, m, kept);
        }
        select(m, top, kept);
        for (int i = 0; i < kept; i++) {
            values[i] = projected.values[i < top ? i : m - kept + i];
            for (int c = 0; c < width; c++) {
                double sum = 0;
                for (int r = 0; r < m; r++) {
                    sum = Math.fma(combinations[i * m + r], t[(locked + r) * stride + size + c], sum);
                }
                couplings[i * width + c] = sum;
            }
        }
        clearActive();
        if (width == 1) {
            makeTridiagonal(kept, m);
        } else {
            for (int i = 0; i < kept; i++) {
                t[(locked + i) * stride + locked + i] = values[i];
                for (int c = 0; c < width; c++) {
                    couple(locked + i, locked + kept + c, couplings[i * width + c]);
                }
            }
        }
        if (searching) {
            turnLocked(kept, m);
            second.turn(combinations, kept, m, locked);
        }
        basis.combine(combinations, kept, m, locked);
        System.arraycopy(basis.rows, size * n, basis.rows, (locked + kept) * n, width * n);
        size = locked + kept;
    }

    private void clearActive() {
        for (int i = locked; i < size + width; i++) {
            Arrays.fill(t, i * stride + locked, i * stride + size + width, 0);
        }
    }

    /** The couplings of the vectors found with the active rows, kept for the case that the search finds something. */
    private void turnLocked(int kept, int m) {
        for (int l = 0; l < locked; l++) {
            System.arraycopy(t, l * stride + locked, values, 0, m);
            for (int j = locked; j < stride; j++) {
                couple(l, j, 0);
            }
            for (int i = 0; i < kept; i++) {
                double sum = 0;
                for (int r = 0; r < m; r++) {
                    sum = Math.fma(combinations[i * m + r], values[r], sum);
                }
                couple(l, locked + i, sum);
            }
        }
    }

    /**
     * Turns the kept rows so that T, diagonal values with couplings to one next vector, is tridiagonal again. The next vector
     * stays what it is.
     */
    private void makeTridiagonal(int kept, int m) {
        int all = kept + 1;
        Arrays.fill(full, 0, all * all, 0);
        for (int i = 0; i < kept; i++) {
            full[i * all + i] = values[i];
            full[kept * all + i] = couplings[i];
        }
        arrow.identity(all);
        double scale = arrow.tridiagonalize(all, full, 0, all, all);
        for (int i = 0; i < kept; i++) {
            t[(locked + i) * stride + locked + i] = arrow.diagonal[i] * scale;
            couple(locked + i, locked + i + 1, arrow.below[i] * scale);
        }
        Arrays.fill(full, 0, kept * m, 0);
        for (int i = 0; i < kept; i++) {
            for (int j = 0; j < kept; j++) {
                double weight = arrow.columns[i * all + j];
                for (int r = 0; r < m; r++) {
                    full[i * m + r] = Math.fma(weight, combinations[j * m + r], full[i * m + r]);
                }
            }
        }
        System.arraycopy(full, 0, combinations, 0, kept * m);
    }

    private LanczosProgress progress() {
        int count = (int) operator.count();
        int main = mainProducts < 0 ? count : mainProducts;
        double missed = searching ? probabilityMissed() : 1;
        return new LanczosProgress(main, count - main, convergedCount, k, missed, this::save);
    }

    private LanczosState save() {
        long[] counters = {
            FORMAT,
            n,
            settings.seed(),
            capacity,
            block,
            wanted.kind().ordinal(),
            wanted.first(),
            wanted.second(),
            Double.doubleToLongBits(settings.tolerance()),
            size,
            width,
            locked,
            mainProducts,
            searching ? 1 : 0,
            rounds,
            drawn,
            operator.count(),
            operator.scaled() ? 1 : 0,
            operator.exponent(),
            fromTop,
            roundStart
        };
        int used = size + width;
        return new LanczosState(
                counters,
                numbers(),
                new DMatrixRMaj(stride, stride, true, t.clone()),
                new DMatrixRMaj(used, n, true, Arrays.copyOf(basis.rows, used * n)),
                second.save());
    }

    private double[] numbers() {
        double[] numbers = Arrays.copyOf(new double[] {norm, noise, slack}, 3 + estimates.length);
        System.arraycopy(estimates, 0, numbers, 3, estimates.length);
        return numbers;
    }

    private void restore(LanczosState state) {
        long[] expected = save().counters();
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
        if (c.length != COUNTERS) {
            throw new IllegalArgumentException("state: " + c.length + " counters, expected " + COUNTERS);
        }
        for (int i = 0; i < names.length; i++) {
            if (c[i] != expected[i]) {
                throw new IllegalArgumentException(
                        "state: " + names[i] + " " + text(i, c[i]) + ", expected " + text(i, expected[i]));
            }
        }
        size = (int) c[9];
        width = (int) c[10];
        locked = (int) c[11];
        int used = size + width;
        if (size < 0
                || width < 0
                || locked < 0
                || locked > size
                || used > stride
                || state.basis().numRows != used
                || state.basis().numCols != n
                || state.projected().numRows != stride
                || state.projected().numCols != stride
                || state.numbers().length != 3 + estimates.length) {
            throw new IllegalArgumentException(
                    "state: arrays that do not belong together, expected those of one snapshot");
        }
        mainProducts = (int) c[12];
        searching = c[13] == 1;
        converged = searching;
        convergedCount = searching ? k : 0;
        rounds = (int) c[14];
        drawn = c[15];
        operator.restore(c[16], c[17] == 1, (int) c[18]);
        fromTop = (int) c[19];
        roundStart = c[20];
        norm = state.numbers()[0];
        noise = state.numbers()[1];
        slack = state.numbers()[2];
        System.arraycopy(state.numbers(), 3, estimates, 0, estimates.length);
        System.arraycopy(state.projected().data, 0, t, 0, t.length);
        System.arraycopy(state.basis().data, 0, basis.rows, 0, used * n);
        second.restore(state.polynomials());
    }

    private static String text(int i, long value) {
        return i == 8 ? Double.toString(Double.longBitsToDouble(value)) : Long.toString(value);
    }

    // What the certificate asks.

    int found() {
        return k == 0 ? 0 : locked;
    }

    double ritzValue(int i) {
        return t[i * stride + i];
    }

    double estimate(int i) {
        return estimates[i];
    }

    int fromTop() {
        return fromTop;
    }

    DMatrixRMaj vectors() {
        int count = found();
        return new DMatrixRMaj(count, n, true, Arrays.copyOf(basis.rows, count * n));
    }

    boolean converged() {
        return converged;
    }

    boolean complete() {
        return complete;
    }

    double norm() {
        return norm;
    }

    double noise() {
        return noise;
    }

    int mainProducts() {
        return mainProducts;
    }

    SecondStart second() {
        return second;
    }

    int rounds() {
        return Math.max(1, rounds);
    }
}
