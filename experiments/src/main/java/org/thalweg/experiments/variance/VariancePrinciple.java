package org.thalweg.experiments.variance;

import java.util.List;
import java.util.Locale;
import org.thalweg.autodiff.operations.Dropout.Sharing;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.experiments.plot.Panel;

/** What the figures of the paper share. */
final class VariancePrinciple {

    static final String PAPER =
            "Z. Zhang, H. Zhou, Z.-Q. J. Xu: A variance principle explains why dropout finds flatter minima, 2021,"
                    + " arXiv:2111.01022v1";

    private static final int PANEL_WIDTH = 440;
    private static final int PANEL_HEIGHT = 420;

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

    /** Panels in rows, each as large as those of the other figures. */
    static Figure picture(String title, int columns, List<Panel> panels) {
        int rows = (panels.size() + columns - 1) / columns;
        return new Figure(title, Math.max(2, columns) * PANEL_WIDTH, rows * PANEL_HEIGHT, columns, panels);
    }

    static void require(boolean good, String name, Object found, String expected) {
        if (!good) {
            throw new IllegalArgumentException(name + ": found " + found + ", expected " + expected);
        }
    }
}
