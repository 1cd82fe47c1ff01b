package org.thalweg.linalg.estimate;

/** The diagonal of an operator, entry by entry with its standard error. */
public final class DiagonalEstimate {

    private final double[] values;
    private final double[] standardErrors;
    private final boolean certain;
    private final long products;
    private final boolean reached;

    DiagonalEstimate(double[] values, double[] standardErrors, boolean certain, long products, boolean reached) {
        this.values = values;
        this.standardErrors = standardErrors;
        this.certain = certain;
        this.products = products;
        this.reached = reached;
    }

    /** This, with the goal reached or not. */
    DiagonalEstimate reached(boolean goal) {
        return new DiagonalEstimate(values, standardErrors, certain, products, goal);
    }

    /** {@return a copy of the entries {@code [n]}} */
    public double[] values() {
        return values.clone();
    }

    /**
     * The standard errors.
     *
     * @return a copy of the standard errors of the entries {@code [n]}; 0 if the diagonal is certain, infinite after a single
     *     product
     */
    public double[] standardErrors() {
        return standardErrors.clone();
    }

    /** {@return the root of the sum of the squared standard errors: the error to be expected of the whole diagonal} */
    public double totalError() {
        return Sums.norm(standardErrors.length, standardErrors, 0);
    }

    /** {@return whether the entries are exact to rounding} */
    public boolean certain() {
        return certain;
    }

    /** {@return how many products with the operator it took} */
    public long products() {
        return products;
    }

    /** {@return whether the total error is as small as was asked for; false if the run ended at its budget before} */
    public boolean reached() {
        return reached;
    }
}
