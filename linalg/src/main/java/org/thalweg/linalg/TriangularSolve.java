package org.thalweg.linalg;

import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.SymmetricProduct.Side;
import org.thalweg.linalg.internal.Arguments;
import org.thalweg.linalg.internal.TriangularSystem;

/**
 * Linear systems with a triangular matrix: {@code op(T) X = B} or {@code X op(T) = B}, where {@code op(T)} is T or its
 * transpose. Only the named triangle of T is read.
 *
 * <p>Cost: {@code n^2} flops a right-hand side, nearly all of them in matrix products if there are many. They are shared
 * among threads by right-hand sides; one alone is solved by one thread.
 *
 * <p><strong>Bits.</strong> Every unknown is one chain of fused multiply-adds, in the order in which the unknowns become
 * known (ascending for a lower triangle on the left, descending for an upper one), and one division. The bits depend
 * neither on the kernels nor on the number of workers.
 *
 * <p><strong>Accuracy.</strong> Every solution solves a system near by exactly: {@code op(T + E) x = b} with
 * {@code |E| <= gamma_n |T|} element by element, {@code gamma_n = n u / (1 - n u)}, {@code u = 2^-53} (Higham, "Accuracy and
 * Stability of Numerical Algorithms", 2nd ed. 2002, theorem 8.5). NaN, infinities and overflow propagate.
 *
 * <p>Repeated calls of the same shapes allocate nothing. Not thread safe: one call at a time, and no other use of its
 * workers meanwhile.
 */
public final class TriangularSolve {

    /** Which triangle of T holds the matrix. */
    public enum Triangle {
        /** The elements with a row index of at least the column index. */
        LOWER,
        /** The elements with a column index of at least the row index. */
        UPPER
    }

    /** What is on the diagonal. */
    public enum Diagonal {
        /** What T says. */
        GIVEN,
        /** Ones; that of T is not read. */
        ONES
    }

    private final TriangularSystem system;

    private TriangularSolve(Workers workers) {
        this.system = new TriangularSystem(workers);
    }

    /**
     * Systems solved in the calling thread alone.
     *
     * @return a solver
     */
    public static TriangularSolve of() {
        return of(Workers.of(1));
    }

    /**
     * Systems that share their work among threads.
     *
     * @param workers the threads; not closed by this
     * @return a solver
     */
    public static TriangularSolve of(Workers workers) {
        return new TriangularSolve(workers);
    }

    /**
     * Solves {@code op(T) X = B} (T on the left) or {@code X op(T) = B} (on the right).
     *
     * @param side on which side op(T) stands
     * @param triangle which triangle of T is read
     * @param transpose whether op(T) is the transpose of T
     * @param diagonal whether the diagonal of T is read
     * @param t T, {@code [n x n]}; not changed
     * @param b B, {@code [n x m]} on the left, {@code [m x n]} on the right; not changed
     * @param x X, of the shape of B; overwritten
     * @throws IllegalArgumentException if the shapes do not fit, X shares its array with T or B, or a given diagonal has a
     *     zero
     */
    public void solve(
            Side side,
            Triangle triangle,
            Transpose transpose,
            Diagonal diagonal,
            DMatrixRMaj t,
            DMatrixRMaj b,
            DMatrixRMaj x) {
        Arguments.requireSquare("T", t);
        boolean left = side == Side.LEFT;
        int n = t.numRows;
        int m = left ? b.numCols : b.numRows;
        Arguments.requireShape("B", b, left ? n : m, left ? m : n, "T", n, n);
        Arguments.requireShape("X", x, b.numRows, b.numCols, "B", b.numRows, b.numCols);
        Arguments.requireOther("X", x.data, "T", t.data);
        Arguments.requireOther("X", x.data, "B", b.data);
        boolean unit = diagonal == Diagonal.ONES;
        for (int i = 0; !unit && i < n; i++) {
            if (t.data[i * n + i] == 0) {
                throw new IllegalArgumentException(
                        "T: element (" + i + ", " + i + ") is 0, expected a diagonal without zeros");
            }
        }
        System.arraycopy(b.data, 0, x.data, 0, n * m);
        // A row x' of X has op(T)' x = b.
        boolean transposed = transpose == Transpose.YES ^ !left;
        boolean forward = triangle == Triangle.LOWER ^ transposed;
        int rowStride = transposed ? 1 : n;
        int columnStride = transposed ? n : 1;
        int last = Math.max(0, n - 1);
        if (forward) {
            system.of(n, unit, t.data, 0, rowStride, columnStride);
        } else {
            system.of(n, unit, t.data, last * (n + 1), -rowStride, -columnStride);
        }
        if (left) {
            system.columns(m, x.data, forward ? 0 : last * m, forward ? m : -m);
        } else {
            system.rows(m, x.data, forward ? 0 : last, n, forward ? 1 : -1);
        }
    }
}
