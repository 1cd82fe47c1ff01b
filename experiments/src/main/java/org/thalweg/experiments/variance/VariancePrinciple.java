package org.thalweg.experiments.variance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.thalweg.autodiff.operations.Dropout.Sharing;
import org.thalweg.experiments.figure.OpenChoice;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.experiments.plot.Panel;

/** What the figures of the paper share. */
final class VariancePrinciple {

    static final String PAPER =
            "Z. Zhang, H. Zhou, Z.-Q. J. Xu: A variance principle explains why dropout finds flatter minima, 2021,"
                    + " arXiv:2111.01022v1";

    // What the paper leaves open, once: the javadoc of the settings and the reports show these sentences.

    static final String OPEN_CASES =
            "Keep probabilities and learning rates: the preset paper takes three of each, all nine pairs.";

    static final String OPEN_TIME =
            "The length of training, \"after the loss is small enough\": the product of learning rate and steps is the same"
                    + " for all. In the preset paper it is 600, which is 6,000 steps at 0.1: without dropout all"
                    + " images are then classified right, with a loss of 0.005.";

    static final String OPEN_MASKS =
            "Whether the samples of a batch share a mask: in all presets each has its own, as in a usual dropout layer; the"
                    + " pair in the middle of both lists is computed with one mask per step too.";

    static final String OPEN_NETWORK =
            "Pixels are numbers from 0 to 1; there are biases, and they start at 0; the activation is the rectifier. Values that"
                    + " dropout keeps are divided by p, which the paper's formula (3) leaves out.";

    static final String OPEN_POINT =
            "Around which point flatness is measured and gradients are sampled: the last of the trajectory, and the loss is that"
                    + " without dropout. A dashed line goes through all components whose variance is above 1e-12 of the largest"
                    + " and along which the loss doubles on both sides.";

    static final String OPEN_FIT =
            "Which eigenvalues the dashed lines go through: here those within this many powers of ten of the largest. The"
                    + " claims measure the slope through all positive ones too.";

    static final String OPEN_SAMPLING = "How many gradients are sampled, and at how many steps.";

    static final String OPEN_MASKS_ALONG =
            "Whether the samples of a batch share a mask: in all presets each has its own, as in a usual dropout layer; one"
                    + " mask per step is computed too.";

    static final String OPEN_LAYER =
            "Where the dropout layer of this figure is: section 4 has it \"behind the second layer\", section 6.3 \"between"
                    + " the hidden layers\"; here it is behind the second hidden layer, as in the other figures.";

    private static final int PANEL_WIDTH = 440;
    private static final int PANEL_HEIGHT = 480;

    private VariancePrinciple() {}

    /** What figures 2 and 3 both leave open, and some more. */
    static List<OpenChoice> openChoices(OpenChoice... more) {
        List<OpenChoice> choices = new ArrayList<>(List.of(
                OpenChoice.of(OPEN_CASES, "keepProbabilities", "learningRates"),
                OpenChoice.of(OPEN_TIME, "trainingTime"),
                OpenChoice.of(OPEN_MASKS, "masks")));
        choices.addAll(List.of(more));
        choices.add(OpenChoice.of(OPEN_NETWORK));
        return choices;
    }

    /** As settings and tables have it. */
    static String name(Sharing sharing) {
        return sharing.name().toLowerCase(Locale.ROOT);
    }

    static Sharing other(Sharing sharing) {
        return sharing == Sharing.SAMPLE ? Sharing.BATCH : Sharing.SAMPLE;
    }

    /** For the legend. */
    static String words(Sharing sharing) {
        return "a mask per " + shortly(sharing);
    }

    /** For a legend in which a slope stands too. */
    static String shortly(Sharing sharing) {
        return sharing == Sharing.SAMPLE ? "sample" : "step";
    }

    /** Panels in rows, each as large as those of the other figures; a single column is as wide as two, for the title. */
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
