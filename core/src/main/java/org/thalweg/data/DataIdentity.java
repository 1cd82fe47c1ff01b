package org.thalweg.data;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * What tells a data set from every other: the SHA-256 of its source and the list of what was done to it. Equal identities mean
 * equal numbers, in the same order; what a data set is called and where its files are does not matter.
 *
 * <p>The same things done to one source have one identity, however they were said: the number of samples is told whether or not
 * it is all of them, and it comes first, as whatever is done to each sample by itself may be done before or after; what changes
 * nothing is not told; and numbers are written in their shortest form, so that 0.5 and 0.50 are the same. Two ways to the same
 * numbers, such as one normalization or two, may have two identities.
 *
 * @param checksum SHA-256 of the source in hexadecimal: of its files, or of the numbers of a set made in memory
 * @param samples how many samples there are, the first ones of the source
 * @param changes what was done to every sample, in this order, each in a few words
 */
public record DataIdentity(String checksum, int samples, List<String> changes) {

    /** So many significant digits name every double. */
    private static final int ENOUGH = 17;

    /**
     * Copies the list and checks the number.
     *
     * @param checksum SHA-256 of the source
     * @param samples how many samples there are
     * @param changes what was done to every sample
     * @throws IllegalArgumentException if the number of samples is negative
     */
    public DataIdentity {
        if (samples < 0) {
            throw new IllegalArgumentException("samples: " + samples + ", expected at least 0");
        }
        changes = List.copyOf(changes);
    }

    /**
     * Samples as their source has them.
     *
     * @param checksum SHA-256 of the source
     * @param samples how many there are
     * @return the identity
     */
    public static DataIdentity of(String checksum, int samples) {
        return new DataIdentity(checksum, samples, List.of());
    }

    /**
     * The first of these samples.
     *
     * @param count how many
     * @return the identity
     * @throws IllegalArgumentException if there are fewer
     */
    public DataIdentity first(int count) {
        if (count > samples) {
            throw new IllegalArgumentException("samples: " + count + ", expected at most " + samples);
        }
        return new DataIdentity(checksum, count, changes);
    }

    /**
     * These samples, each of them changed.
     *
     * @param change what was done, in words that hold all that the new numbers depend on
     * @return the identity
     */
    public DataIdentity then(String change) {
        List<String> more = new ArrayList<>(changes);
        more.add(change);
        return new DataIdentity(checksum, samples, more);
    }

    /** {@return the list of what was done to the source: the first so many samples, then the changes} */
    public List<String> done() {
        List<String> done = new ArrayList<>(List.of("first " + samples));
        done.addAll(changes);
        return List.copyOf(done);
    }

    /** One line: the checksum, then what was done. */
    @Override
    public String toString() {
        return "SHA-256 " + checksum + ": " + String.join("; ", done());
    }

    /** The shortest decimal number that reads as these bits; the same on every JDK, which {@code Double.toString} is not. */
    static String text(double number) {
        BigDecimal exact = new BigDecimal(number);
        int digits = 1;
        while (digits < ENOUGH && exact.round(new MathContext(digits)).doubleValue() != number) {
            digits++;
        }
        BigDecimal shortest = exact.round(new MathContext(digits)).stripTrailingZeros();
        return Math.abs(shortest.precision() - shortest.scale()) <= ENOUGH
                ? shortest.toPlainString()
                : shortest.toString();
    }
}
