package org.thalweg.nn;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a tensor tells besides its number: whether it calls itself the weight or the bias of a module, as
 * {@code fc1.weight}, {@code dense_1/kernel:0}, {@code W1}, {@code linear/w} and {@code bias_2} do.
 *
 * @param module the rest of the name, which weight and bias of one layer share
 * @param role what it calls itself, in small letters
 */
record TensorName(String module, String role) {

    private static final Pattern WEIGHT = word("weights?|kernel|w");
    private static final Pattern BIAS = word("bias(?:es)?|b");

    /** Stands where the role was. */
    private static final String ROLE = "\0";

    /** One of some words that is not part of a longer one; digits and signs may be next to it. */
    private static Pattern word(String words) {
        return Pattern.compile("(?<![A-Za-z])(?:" + words + ")(?![A-Za-z])", Pattern.CASE_INSENSITIVE);
    }

    /** Reads the name of a matrix; nothing if it does not call itself a weight. */
    static Optional<TensorName> ofWeight(String name) {
        return of(name, WEIGHT);
    }

    /** Reads the name of a vector; nothing if it does not call itself a bias. */
    static Optional<TensorName> ofBias(String name) {
        return of(name, BIAS);
    }

    private static Optional<TensorName> of(String name, Pattern role) {
        Matcher words = role.matcher(name);
        Optional<TensorName> last = Optional.empty();
        while (words.find()) {
            String module = name.substring(0, words.start()) + ROLE + name.substring(words.end());
            last = Optional.of(new TensorName(module, words.group().toLowerCase(Locale.ROOT)));
        }
        return last;
    }

    /** The convention of the programs that use this word for a weight; of {@code w} and {@code weights} there is none. */
    Optional<Orientation> orientation() {
        return switch (role) {
            case "weight" -> Optional.of(Orientation.OUTPUTS_INPUTS);
            case "kernel" -> Optional.of(Orientation.INPUTS_OUTPUTS);
            default -> Optional.empty();
        };
    }
}
