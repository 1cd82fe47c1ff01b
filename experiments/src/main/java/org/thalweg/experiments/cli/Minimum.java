package org.thalweg.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.thalweg.experiments.result.Json;
import org.thalweg.io.Printable;
import org.thalweg.landscape.ExpectedSharpness;
import org.thalweg.linalg.estimate.Estimate;
import org.thalweg.train.Evaluation;

/**
 * One of several minima and how flat it is.
 *
 * @param file where its weights come from
 * @param checksum SHA-256 of that file
 * @param transposed whether its weights were turned when they were read
 * @param theta the weights
 * @param evaluation of the loss there
 * @param fall by how much the loss would still fall along the eigenvectors found, by the quadratic model; see {@link #isOne}
 * @param measures how flat, each with its interval
 * @param rounding how far rounding may move what differences of a measure are taken from, where its interval does not hold it
 * @param noise what the rise of the loss under each kind of noise is made of
 * @param steps of the slice, in units of the norms of its filters
 * @param losses the loss after each step
 * @param products products with the Hessian
 */
@SuppressWarnings("ArrayRecordComponent")
record Minimum(
        Path file,
        String checksum,
        boolean transposed,
        double[] theta,
        Evaluation evaluation,
        double fall,
        Map<Measure, Estimate> measures,
        Map<Measure, Double> rounding,
        Map<Measure, ExpectedSharpness> noise,
        double[] steps,
        double[] losses,
        long products) {

    /** How much of the loss may be left to gain at what counts as a minimum. */
    static final double MOST_FALL = 0.01;

    /** How flatness is measured; less is flatter. */
    enum Measure {
        /** The largest eigenvalue of the Hessian. */
        SHARPNESS("sharpness", "largest eigenvalue"),
        /** The trace of the Hessian. */
        TRACE("trace", "trace"),
        /** The rise of the loss under Gaussian noise with the same standard deviation everywhere. */
        EXPECTED_SHARPNESS("expected_sharpness", "expected sharpness"),
        /** The rise of the loss under Gaussian noise on the scale of the weights. */
        RELATIVE_SHARPNESS("relative_sharpness", "relative sharpness");

        private final String key;
        private final String title;

        Measure(String key, String title) {
            this.key = key;
            this.title = title;
        }

        /** Its name in files. */
        String key() {
            return key;
        }

        /** Its name for people. */
        String title() {
            return title;
        }
    }

    /** What the minimum is called: the name of its file. */
    String name() {
        return Printable.of(file.toString());
    }

    /**
     * Whether it is a minimum, as far as the eigenpairs {@code (lambda_i, v_i)} found can tell. Along those with {@code lambda_i >
     * 0} the quadratic model of the loss would still fall by {@code sum_i (v_i . g)^2 / (2 lambda_i)}, which must not exceed a
     * hundredth of the loss.
     */
    boolean isOne() {
        return fall <= MOST_FALL * Math.abs(evaluation.loss());
    }

    /** Whether another one has the same weights, number by number. */
    boolean same(Minimum other) {
        return Arrays.equals(theta, other.theta);
    }

    /** Puts everything. */
    void putTo(ObjectNode node) {
        node.put("weights", file.toString());
        node.put("sha256", checksum);
        node.put("transposed", transposed);
        Json.put(node, "loss", evaluation.loss());
        Json.put(node, "gradient_norm", evaluation.gradientNorm());
        Json.put(node, "fall", fall);
        node.put("minimum", isOne());
        evaluation.accuracy().ifPresent(accuracy -> node.put("accuracy", accuracy));
        measures.forEach((measure, estimate) -> Json.put(node, measure.key(), estimate));
        node.put("products", products);
        ObjectNode slice = node.putObject("slice");
        ArrayNode at = slice.putArray("step");
        ArrayNode loss = slice.putArray("loss");
        for (int i = 0; i < steps.length; i++) {
            at.add(steps[i]);
            if (Double.isFinite(losses[i])) {
                loss.add(losses[i]);
            } else {
                loss.addNull();
            }
        }
    }
}
