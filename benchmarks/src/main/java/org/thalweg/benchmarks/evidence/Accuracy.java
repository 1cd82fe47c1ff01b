package org.thalweg.benchmarks.evidence;

/**
 * The error over the cases of a family, beside the bound that it must keep.
 *
 * @param family the name of the family
 * @param unit what has the error, and in what it is measured
 * @param cases how many cases were tried
 * @param error the largest error, or the root mean square; what is NaN counts as infinite
 * @param bound what is promised or derived
 * @param worst the number of the case with the largest error
 * @param note what that case says of itself, such as its size or the message of what it threw
 */
record Accuracy(String family, String unit, long cases, double error, double bound, int worst, String note)
        implements Row {

    @Override
    public boolean held() {
        return error <= bound;
    }

    /** The error beside its bound, to find the worst of several. */
    double severity() {
        return error == 0 ? 0 : error / bound;
    }
}
