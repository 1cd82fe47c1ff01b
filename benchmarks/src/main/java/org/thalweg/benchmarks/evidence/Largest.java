package org.thalweg.benchmarks.evidence;

/**
 * The largest error over the cases of a family, beside the bound that it must keep.
 *
 * @param family the name of the family
 * @param quantity what has the error, and its unit
 * @param cases how many cases were tried
 * @param error the largest error; NaN counts as infinite
 * @param bound what is promised or derived
 * @param worst the number of the case that has it
 * @param note what the case says of itself, such as the message of what it threw; may be empty
 */
record Largest(String family, String quantity, long cases, double error, double bound, int worst, String note)
        implements Row {

    @Override
    public boolean held() {
        return error <= bound;
    }
}
