package org.thalweg.data;

import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.random.Draws;

/**
 * Handwritten digits drawn by the program: a stand-in for MNIST where no data are at hand.
 *
 * <p>Pictures are grey, 28 x 28, row by row, 0 paper and 1 ink. Each digit has several ways of being written; strokes,
 * slant, size, place, bending, pen and contrast vary at random. A linear classifier does well but not perfectly, as on
 * MNIST.
 *
 * <p>Every picture is a function of seed, split and its index alone, drawn with the counter-based generator Philox 4x64
 * (J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, <em>Parallel random numbers: as easy as 1, 2, 3</em>, 2011, DOI
 * 10.1145/2063384.2063405). So picture {@code i} is the same however many are asked for, and the same bits on every
 * machine.
 */
public final class BuiltInDigits {
    private static final int PIXELS = DigitPainter.SIDE * DigitPainter.SIDE;
    private static final int CLASSES = 10;

    /** What a random number is for; part of the key of its generator. */
    private static final long LABELS = 0;

    private static final long PICTURE = 1;

    private BuiltInDigits() {}

    /**
     * Draws digits. Each run of ten, counted from the first, holds every digit once in random order.
     *
     * <p>Cost: about 30 microseconds and 6272 bytes a picture.
     *
     * @param seed any number; another seed gives other pictures
     * @param split which part; the two have nothing in common
     * @param samples how many pictures, at least 1
     * @return the pictures, {@code [samples x 784]} in [0, 1], labelled with one of ten classes; the identity has the checksum
     *     of the numbers, and says with which seed they were drawn
     * @throws IllegalArgumentException if {@code samples} is less than 1 or too many for one matrix
     */
    public static Dataset generate(long seed, Split split, int samples) {
        int most = Integer.MAX_VALUE / PIXELS;
        if (samples < 1 || samples > most) {
            throw new IllegalArgumentException("samples: found " + samples + ", expected 1 to " + most);
        }
        DMatrixRMaj inputs = new DMatrixRMaj(samples, PIXELS);
        int[] labels = new int[samples];
        int[] ten = new int[CLASSES];
        DigitPainter painter = new DigitPainter();
        for (int i = 0; i < samples; i++) {
            if (i % CLASSES == 0) {
                shuffle(ten, random(seed, split, LABELS, i));
            }
            labels[i] = ten[i % CLASSES];
            painter.paint(labels[i], random(seed, split, PICTURE, i), inputs.data, i * PIXELS);
        }
        Targets targets = new Targets.Labels(labels, CLASSES);
        String drawn = "drawn with seed " + seed + ", split " + split.name().toLowerCase(Locale.ROOT);
        return new Dataset(
                "built-in digits",
                inputs,
                targets,
                DataIdentity.of(Checksum.of(inputs, targets), samples).then(drawn));
    }

    /** Fills with 0, 1, 2, ... in random order, by the inside-out shuffle of Fisher and Yates. */
    private static void shuffle(int[] order, UniformRandomProvider random) {
        for (int k = 0; k < order.length; k++) {
            int j = random.nextInt(k + 1);
            order[k] = order[j];
            order[j] = k;
        }
    }

    /** A generator with the key (seed, split and purpose) whose counter starts at (0, index, 0, 0). */
    private static UniformRandomProvider random(long seed, Split split, long purpose, long index) {
        long use = purpose + (split == Split.TRAIN ? 0 : 2);
        return new Draws(seed, use).generator(index);
    }
}
