package org.thalweg.experiments.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.eigen.Lanczos;
import org.thalweg.linalg.eigen.LanczosProgress;
import org.thalweg.linalg.eigen.LanczosResult;
import org.thalweg.linalg.eigen.LanczosState;
import picocli.CommandLine.Option;

/** Which eigenvalues, and how accurately. */
final class EigenvalueOptions {

    private static final int USUAL = 10;

    /** An array of Java has no more elements. */
    private static final int MOST_ROWS = 46_340;

    @Option(names = "--top", paramLabel = "K", description = "The K largest eigenvalues.")
    private Integer top;

    @Option(names = "--bottom", paramLabel = "K", description = "The K smallest eigenvalues.")
    private Integer bottom;

    @Option(
            names = "--magnitude",
            paramLabel = "K",
            description = "The K eigenvalues of largest magnitude; not with --top or --bottom.")
    private Integer magnitude;

    @Option(
            names = "--full",
            description = "All eigenvalues, of the assembled matrix; usually with --block. Not with --top, --bottom or"
                    + " --magnitude.")
    private boolean full;

    @Option(
            names = "--tolerance",
            paramLabel = "T",
            defaultValue = "1e-10",
            description = "Residuals of eigenpairs relative to the eigenvalue.")
    private double tolerance;

    boolean isEmpty() {
        return top == null && bottom == null && magnitude == null && !full;
    }

    /** What is found if nothing at all was asked for. */
    void useDefault(int dimension) {
        top = Math.min(USUAL, dimension);
    }

    /**
     * Checks the options against each other and against the dimension of the matrix.
     *
     * @throws IllegalArgumentException if one is wrong
     */
    void require(int dimension) {
        if (full && (top != null || bottom != null || magnitude != null)) {
            throw OptionValues.wrong("--full", "--top, --bottom or --magnitude with it", "none, as it finds all");
        }
        if (magnitude != null && (top != null || bottom != null)) {
            throw OptionValues.wrong("--magnitude", "--top or --bottom with it", "one or the other");
        }
        if (!(tolerance > 0 && tolerance < 1)) {
            throw OptionValues.wrong("--tolerance", tolerance, "0 < T < 1");
        }
        require("--top", top, dimension);
        require("--bottom", bottom, dimension);
        require("--magnitude", magnitude, dimension);
        if ((long) count(top) + count(bottom) > dimension) {
            throw OptionValues.wrong(
                    "--top " + top + " --bottom " + bottom,
                    count(top) + count(bottom) + " eigenvalues",
                    "at most " + dimension + ", the dimension of the matrix");
        }
        if (full) {
            requireRoom(dimension);
        }
    }

    private static void require(String option, Integer count, int dimension) {
        if (count != null && (count < 1 || count > dimension)) {
            throw OptionValues.wrong(option, count, "1 to " + dimension + ", the dimension of the matrix");
        }
    }

    /** The matrix, and what the dense solver makes of it. */
    private static void requireRoom(int dimension) {
        long memory = Runtime.getRuntime().maxMemory();
        int most = (int) Math.min(MOST_ROWS, Math.sqrt(memory / (3.0 * Double.BYTES)));
        if (dimension > most) {
            throw OptionValues.wrong(
                    "--full",
                    dimension + " parameters",
                    "at most " + most + " for a matrix in " + (memory >> 20) + " MB of memory; --block chooses fewer");
        }
    }

    private static int count(Integer wanted) {
        return wanted == null ? 0 : wanted;
    }

    /**
     * Finds them, or as many of them as are known when the work is interrupted.
     *
     * @throws IOException if the checkpoint cannot be read or written
     */
    Eigenvalues find(
            LinearOperator operator,
            double confidence,
            long seed,
            Workers workers,
            StatusLine status,
            Interruption interruption,
            LanczosCheckpoint checkpoint,
            Optional<LanczosState> state)
            throws IOException {
        int n = operator.dimension();
        if (full) {
            try {
                return Eigenvalues.all(operator, workers, status, interruption);
            } catch (CancellationException end) {
                return Eigenvalues.interrupted(n);
            }
        }
        if (isEmpty()) {
            return Eigenvalues.none(n);
        }
        status.begin("eigenvalues");
        Lanczos lanczos = Lanczos.of(operator)
                .tolerance(tolerance)
                .confidence(confidence)
                .seed(seed)
                .workers(workers)
                .listener(progress -> {
                    boolean ends = interruption.isAsked();
                    checkpoint.keep(progress, ends);
                    show(progress, status);
                    return !ends;
                });
        if (state.isPresent()) {
            lanczos = lanczos.resume(state.get());
        }
        try {
            LanczosResult result =
                    magnitude != null ? lanczos.largestInMagnitude(magnitude) : lanczos.ends(count(top), count(bottom));
            return Eigenvalues.of(result, n);
        } catch (UncheckedIOException fault) {
            throw fault.getCause();
        }
    }

    private static void show(LanczosProgress progress, StatusLine status) {
        if (progress.converged() < progress.wanted()) {
            status.show(
                    "product " + progress.products() + ", " + progress.converged() + " of " + progress.wanted()
                            + " found",
                    progress.converged() / (double) progress.wanted());
        } else {
            status.show("second start, product " + progress.secondStartProducts(), Double.NaN);
        }
    }

    /** Writes down the settings. */
    void putTo(ObjectNode settings) {
        settings.put("top", top);
        settings.put("bottom", bottom);
        settings.put("magnitude", magnitude);
        settings.put("full", full);
        settings.put("tolerance", tolerance);
    }
}
