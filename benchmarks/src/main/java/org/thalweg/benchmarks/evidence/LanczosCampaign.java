package org.thalweg.benchmarks.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.eigen.Lanczos;
import org.thalweg.linalg.eigen.LanczosResult;

/** What Lanczos proves and what it makes likely, on spectra that are known. */
final class LanczosCampaign implements Campaign {

    private static final double[] CONFIDENCES = {0.6, 0.9, 0.99, 0.999};
    private static final int LARGEST = 300;
    private static final int SMALL = 30;
    private static final int MOST_WANTED = 8;

    /** Which ends of the spectrum are asked for. */
    private enum Ends {
        ONE,
        BOTH,
        DEFLATED
    }

    @Override
    public String name() {
        return "lanczos";
    }

    @Override
    public String description() {
        return "Eigenvalues at the ends of spectra that are known, of 1 to " + LARGEST
                + " numbers, each case another spectrum: up "
                + "to " + MOST_WANTED
                + " wanted, tolerances from 1e-3 to 1e-13, small bases and large, blocks of 1 to 3, after "
                + "deflation of vectors known to anything from rounding to 1e-2. A miss is a likely interval without the "
                + "eigenvalue of its index, or an eigenvalue missed where the probability of that is said to be less than "
                + "1 - confidence. Certain are proved intervals, order, residuals and the inner ends of likely intervals. "
                + "Infinite are likely intervals that did not reach the confidence.";
    }

    @Override
    public List<Row> run(Trials trials) {
        List<Cell> cells = new ArrayList<>();
        for (SpectrumKind kind : SpectrumKind.all()) {
            for (Ends ends : Ends.values()) {
                for (double confidence : CONFIDENCES) {
                    cells.add(cell(kind, ends, confidence));
                }
            }
        }
        return Cells.run(cells, trials, trials.scale().choose(15, 1000));
    }

    private static Cell cell(SpectrumKind kind, Ends ends, double confidence) {
        // Where both ends are watched, either may fail by itself.
        double held = ends == Ends.BOTH ? 1 - 2 * (1 - confidence) : confidence;
        String asked =
                switch (ends) {
                    case ONE -> "one end, ";
                    case BOTH -> "both ends, ";
                    case DEFLATED -> "one end after deflation, ";
                };
        return new Cell(
                "eigenvalues " + kind.name(),
                asked + confidence,
                held,
                () -> key -> ends == Ends.DEFLATED
                        ? DeflatedProblem.solve(kind, confidence, new SplittableRandom(key))
                        : solve(kind, ends, confidence, new SplittableRandom(key)));
    }

    private static Answer solve(SpectrumKind kind, Ends ends, double confidence, SplittableRandom random) {
        int n = size(LARGEST, random);
        double[] eigenvalues = kind.eigenvalues(n, random);
        KnownOperator operator = new KnownOperator(eigenvalues, random.nextInt(2) * 2, random);
        int k = 1 + random.nextInt(Math.min(n, MOST_WANTED));
        Lanczos solver = solver(operator, k, n, confidence, random);
        int kindOfEnd = random.nextInt(2);
        LanczosResult result;
        if (ends == Ends.ONE) {
            result = kindOfEnd == 0 ? solver.largest(k) : solver.smallest(k);
        } else {
            int top = random.nextInt(k + 1);
            result = kindOfEnd == 0 ? solver.largestInMagnitude(k) : solver.ends(top, k - top);
        }
        return new LanczosClaims(result, eigenvalues, confidence).check(operator);
    }

    static int size(int largest, SplittableRandom random) {
        return 1 + random.nextInt(random.nextBoolean() ? SMALL : largest);
    }

    /** A solver with settings chosen by chance. */
    static Lanczos solver(KnownOperator operator, int k, int n, double confidence, SplittableRandom random) {
        int block = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1;
        Lanczos solver = Lanczos.of(operator)
                .seed(random.nextLong())
                .tolerance(Math.pow(10, -3 - 10 * random.nextDouble()))
                .confidence(confidence)
                .blockSize(block);
        return random.nextBoolean() ? solver : solver.basisSize(Math.min(n, k + 2 * block + random.nextInt(30)));
    }

    /** Rows of random numbers. */
    static DMatrixRMaj randomRows(int rows, int n, SplittableRandom random) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, n);
        Arrays.setAll(matrix.data, i -> 2 * random.nextDouble() - 1);
        return matrix;
    }
}
