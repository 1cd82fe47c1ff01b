package org.thalweg.experiments.variance;

import java.util.Locale;
import org.thalweg.autodiff.operations.Dropout.Sharing;

/** What the figures of the paper share. */
final class VariancePrinciple {

    static final String PAPER =
            "Z. Zhang, H. Zhou, Z.-Q. J. Xu: A variance principle explains why dropout finds flatter minima, 2021,"
                    + " arXiv:2111.01022v1";

    private VariancePrinciple() {}

    /** As settings and tables have it. */
    static String name(Sharing sharing) {
        return sharing.name().toLowerCase(Locale.ROOT);
    }

    static Sharing other(Sharing sharing) {
        return sharing == Sharing.SAMPLE ? Sharing.BATCH : Sharing.SAMPLE;
    }

    /** For the legend. */
    static String words(Sharing sharing) {
        return sharing == Sharing.SAMPLE ? "a mask per sample" : "a mask per step";
    }

    static void require(boolean good, String name, Object found, String expected) {
        if (!good) {
            throw new IllegalArgumentException(name + ": found " + found + ", expected " + expected);
        }
    }
}
