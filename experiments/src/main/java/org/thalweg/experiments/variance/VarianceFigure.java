package org.thalweg.experiments.variance;

import org.thalweg.experiments.figure.PaperData;
import org.thalweg.experiments.figure.PaperFigure;

/**
 * A figure of this paper.
 *
 * @param <S> its settings
 */
interface VarianceFigure<S extends Record> extends PaperFigure<S> {

    @Override
    default String paper() {
        return VariancePrinciple.PAPER;
    }

    @Override
    default PaperData data() {
        return PaperData.MNIST;
    }
}
