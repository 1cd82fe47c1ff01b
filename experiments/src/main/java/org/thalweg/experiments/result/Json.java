package org.thalweg.experiments.result;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.thalweg.data.DataIdentity;
import org.thalweg.linalg.estimate.Estimate;

/** How numbers are put into JSON, which has none for infinity and NaN: they become {@code null}. */
public final class Json {

    private Json() {}

    /**
     * Puts a number.
     *
     * @param node where to
     * @param name its name
     * @param number the number
     */
    public static void put(ObjectNode node, String name, double number) {
        if (Double.isFinite(number)) {
            node.put(name, number);
        } else {
            node.putNull(name);
        }
    }

    /**
     * Puts what tells a data set from every other: {@code sha256} of its source, and {@code done}, the list of what was done to
     * it.
     *
     * @param node where to
     * @param name its name
     * @param identity the identity
     */
    public static void put(ObjectNode node, String name, DataIdentity identity) {
        ObjectNode object = node.putObject(name);
        object.put("sha256", identity.checksum());
        identity.done().forEach(object.putArray("done")::add);
    }

    /**
     * Puts an estimate with its interval: {@code value}, {@code lower}, {@code upper}, {@code confidence}, {@code method},
     * {@code products}, and {@code reached}, whether it is as accurate as was asked for.
     *
     * @param node where to
     * @param name its name
     * @param estimate the estimate
     */
    public static void put(ObjectNode node, String name, Estimate estimate) {
        ObjectNode object = node.putObject(name);
        put(object, "value", estimate.value());
        put(object, "lower", estimate.lower());
        put(object, "upper", estimate.upper());
        put(object, "confidence", estimate.confidence());
        object.put("method", estimate.method());
        object.put("products", estimate.products());
        object.put("reached", estimate.reached());
    }
}
