package org.thalweg.experiments.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import org.thalweg.experiments.result.Json;
import org.thalweg.linalg.estimate.Estimate;
import org.thalweg.train.Evaluation;

/**
 * One of several minima and how flat it is.
 *
 * @param file where its weights come from
 * @param checksum SHA-256 of that file
 * @param transposed whether its weights were turned when they were read
 * @param evaluation of the loss there
 * @param measures how flat, each with its interval
 * @param steps of the slice, in units of the norms of its filters
 * @param losses the loss after each step
 * @param products products with the Hessian
 */
@SuppressWarnings("ArrayRecordComponent")
record Minimum(
        Path file,
        String checksum,
        boolean transposed,
        Evaluation evaluation,
        Map<Measure, Estimate> measures,
        double[] steps,
        double[] losses,
        long products) {

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
        return file.toString();
    }

    /** Puts everything. */
    void putTo(ObjectNode node) {
        node.put("weights", file.toString());
        node.put("sha256", checksum);
        node.put("transposed", transposed);
        Json.put(node, "loss", evaluation.loss());
        Json.put(node, "gradient_norm", evaluation.gradientNorm());
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
