package org.thalweg.experiments.cli;

import java.util.function.LongConsumer;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;

/** An operator that tells how many products there were. */
final class CountingOperator implements LinearOperator {

    private final LinearOperator operator;
    private final LongConsumer observer;
    private long products;

    CountingOperator(LinearOperator operator, LongConsumer observer) {
        this.operator = operator;
        this.observer = observer;
    }

    @Override
    public int dimension() {
        return operator.dimension();
    }

    @Override
    public void apply(DMatrixRMaj vectors, DMatrixRMaj results) {
        operator.apply(vectors, results);
        products += vectors.numRows;
        observer.accept(products);
    }
}
