package org.thalweg.linalg.eigen;

import java.util.Arrays;

/**
 * Reduces a basis to Ritz vectors: to the best ones when it is full (thick restart), or to those wanted, which are then
 * locked while the second start searches their complement.
 *
 * <p>With {@code T = S diag(theta) S'} the rows {@code C V} of the new basis are some columns of S, C {@code [kept x m]},
 * and their couplings to the next vectors are C times the old ones. That matrix is an arrow; for single vectors the rows are
 * turned once more, so that it is tridiagonal like before.
 */
final class Restart {

    private final KrylovSpace space;
    private final SecondStart second;
    private final Wanted wanted;
    private final int n;
    private final int k;
    private final int stride;
    private final double[] t;
    private final Basis basis;
    private final ProjectedProblem projected;
    private final ProjectedProblem arrow;

    /** Rows of coefficients of the basis, and what goes with them in a restart. */
    private final double[] combinations;

    private final double[] full;
    private final double[] values;
    private final double[] couplings;

    Restart(KrylovSpace space, SecondStart second, Wanted wanted) {
        this.space = space;
        this.second = second;
        this.wanted = wanted;
        n = space.n;
        k = wanted.count();
        stride = space.stride;
        t = space.t;
        basis = space.basis;
        projected = space.projected;
        arrow = new ProjectedProblem(Math.max(1, stride));
        combinations = new double[stride * stride];
        full = new double[stride * stride];
        values = new double[stride];
        couplings = new double[stride * space.block];
    }

    /** Makes the wanted Ritz vectors the first rows of the basis. */
    void lock() {
        int m = space.size;
        space.decompose();
        double before = space.slack;
        double dropped = 0;
        int count = Math.min(k, m);
        int top = wanted.fromTop(projected.values, m, count);
        for (int i = 0; i < count; i++) {
            double residual = space.residual(i < top ? i : m - count + i);
            space.estimates[i] = Math.sqrt(residual * residual + before * before);
            dropped = Math.max(dropped, residual);
        }
        projected.identity(m);
        projected.solve(m, t, 0, stride, m);
        select(m, top, count);
        basis.combine(combinations, count, m, 0);
        for (int i = 0; i < count; i++) {
            // Hundreds of restarts leave their rounding errors in lengths and angles.
            space.refresh(i);
        }
        Arrays.fill(t, 0);
        for (int i = 0; i < count; i++) {
            t[i * stride + i] = projected.values[i < top ? i : m - count + i];
        }
        space.slack = Math.max(space.slack, dropped * Math.sqrt(count));
        space.locked = count;
        space.size = count;
        space.width = 0;
        space.fromTop = top;
    }

    /** The coefficients of the chosen Ritz vectors, {@code [count x m]}: some from the top, the others from the bottom. */
    private void select(int m, int top, int count) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(projected.columns, (i < top ? i : m - count + i) * m, combinations, i * m, m);
        }
    }

    /** Reduces the basis to the best Ritz vectors, turned so that the projected matrix stays tridiagonal if it was. */
    void reduce() {
        int m = space.active();
        int kept = space.searching ? Math.max(1, m / 2) : Math.min(m - 1, k + (m - k) / 2);
        projected.identity(m);
        projected.solve(m, t, space.locked * stride + space.locked, stride, m);
        int top;
        if (space.searching) {
            top = wanted.watchesTop() ? wanted.watchesBottom() ? (kept + 1) / 2 : kept : 0;
        } else {
            top = wanted.fromTop(projected.values, m, kept);
        }
        select(m, top, kept);
        for (int i = 0; i < kept; i++) {
            values[i] = projected.values[i < top ? i : m - kept + i];
            for (int c = 0; c < space.width; c++) {
                double sum = 0;
                for (int r = 0; r < m; r++) {
                    sum = Math.fma(combinations[i * m + r], t[(space.locked + r) * stride + space.size + c], sum);
                }
                couplings[i * space.width + c] = sum;
            }
        }
        clearActive();
        if (space.width == 1) {
            makeTridiagonal(kept, m);
        } else {
            for (int i = 0; i < kept; i++) {
                t[(space.locked + i) * stride + space.locked + i] = values[i];
                for (int c = 0; c < space.width; c++) {
                    space.couple(space.locked + i, space.locked + kept + c, couplings[i * space.width + c]);
                }
            }
        }
        if (space.searching) {
            turnLocked(kept, m);
            second.turn(combinations, kept, m, space.locked);
        }
        basis.combine(combinations, kept, m, space.locked);
        System.arraycopy(basis.rows, space.size * n, basis.rows, (space.locked + kept) * n, space.width * n);
        space.size = space.locked + kept;
    }

    private void clearActive() {
        for (int i = space.locked; i < space.size + space.width; i++) {
            Arrays.fill(t, i * stride + space.locked, i * stride + space.size + space.width, 0);
        }
    }

    /** The couplings of the vectors found with the active rows, kept for the case that the search finds something. */
    private void turnLocked(int kept, int m) {
        for (int l = 0; l < space.locked; l++) {
            System.arraycopy(t, l * stride + space.locked, values, 0, m);
            for (int j = space.locked; j < stride; j++) {
                space.couple(l, j, 0);
            }
            for (int i = 0; i < kept; i++) {
                double sum = 0;
                for (int r = 0; r < m; r++) {
                    sum = Math.fma(combinations[i * m + r], values[r], sum);
                }
                space.couple(l, space.locked + i, sum);
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
            t[(space.locked + i) * stride + space.locked + i] = arrow.diagonal[i] * scale;
            space.couple(space.locked + i, space.locked + i + 1, arrow.below[i] * scale);
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
}
