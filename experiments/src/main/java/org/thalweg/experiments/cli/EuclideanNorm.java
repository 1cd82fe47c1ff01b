package org.thalweg.experiments.cli;

/** The root of a sum of squares, none of which overflows or vanishes: they are of the numbers over the largest so far. */
final class EuclideanNorm {

    private double largest;
    private double squares;

    void add(double x) {
        double size = Math.abs(x);
        if (size <= largest) {
            squares += size == 0 ? 0 : (size / largest) * (size / largest);
        } else {
            // NaN too, and it stays.
            squares = 1 + squares * (largest / size) * (largest / size);
            largest = size;
        }
    }

    double value() {
        return largest * Math.sqrt(squares);
    }
}
