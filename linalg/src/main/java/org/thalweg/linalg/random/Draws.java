package org.thalweg.linalg.random;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.Philox4x64;
import org.thalweg.linalg.kernels.ElementaryFunctions;
import org.thalweg.linalg.kernels.Kernels;

/**
 * Random vectors by number: vector {@code index} depends on seed, purpose and index alone, so that any vector can be drawn
 * again, by any thread and in any order, with the same bits on every machine. The generator is the counter-based Philox 4x64
 * (Salmon et al., 2011, DOI 10.1145/2063384.2063405).
 *
 * <p>Immutable and thread safe.
 *
 * @param seed the seed of a computation; another seed gives other numbers
 * @param purpose keeps the draws of one use apart from those of all others with the same seed
 */
public record Draws(long seed, long purpose) {

    /**
     * A uniform generator for what is neither normal nor a sign.
     *
     * @param index the number of the vector
     * @return a new generator at its start
     */
    public UniformRandomProvider generator(long index) {
        return generator(index, 0, 0);
    }

    /**
     * A uniform generator for what has more than one number. {@code RandomSource.PHILOX_4X64} would give the same numbers, but
     * makes its generators by reflection, which takes as long as drawing some hundred numbers.
     *
     * @param index the number of the vector
     * @param second the second number
     * @param third the third number
     * @return a new generator at its start, whose counter is {@code (0, index, second, third)}
     */
    public UniformRandomProvider generator(long index, long second, long third) {
        return new Philox4x64(new long[] {seed, purpose, 0, index, second, third});
    }

    /**
     * Draws independent numbers that are one value with some probability, exactly this double, and else 0: a part of an endless
     * vector, each number of which depends on its place in it alone. Seven or eight random words make 64 numbers. Allocates
     * nothing.
     *
     * @param index the number of the vector
     * @param second the second number
     * @param third the third number
     * @param probability of the value, in [0, 1]
     * @param value the value
     * @param from the place of the first number in the vector, from 0 to 2^53
     * @param to where to write
     * @param offset where to begin
     * @param count how many
     * @throws IllegalArgumentException if the probability or the place is out of its range
     */
    public void bernoulli(
            long index,
            long second,
            long third,
            double probability,
            double value,
            long from,
            double[] to,
            int offset,
            int count) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability: " + probability + ", expected 0 to 1");
        }
        if (from < 0 || from > 1L << 53) {
            throw new IllegalArgumentException("from: " + from + ", expected 0 to 2^53");
        }
        if (probability == 0 || probability == 1) {
            Arrays.fill(to, offset, offset + count, probability == 0 ? 0 : value);
        } else {
            Philox.bernoulli(seed, purpose, index, second, third, probability, value, from, to, offset, count);
        }
    }

    /**
     * Draws independent standard normal numbers, in pairs by G. E. P. Box and M. E. Muller (1958, DOI
     * 10.1214/aoms/1177706645). A shorter draw is the beginning of a longer one. Allocates work space of the same length.
     *
     * @param index the number of the vector
     * @param to where to write
     * @param offset where to begin
     * @param count how many
     */
    public void normals(long index, double[] to, int offset, int count) {
        UniformRandomProvider random = generator(index);
        int pairs = (count + 1) / 2;
        double[] logarithm = new double[pairs];
        double[] turns = new double[pairs];
        for (int pair = 0; pair < pairs; pair++) {
            logarithm[pair] = 1 - random.nextDouble();
            turns[pair] = random.nextDouble();
        }
        ElementaryFunctions functions = Kernels.selected().functions();
        functions.log(pairs, logarithm, 0, logarithm, 0);
        double[] sin = new double[pairs];
        double[] cos = new double[pairs];
        functions.sinCosTwoPi(pairs, turns, 0, sin, 0, cos, 0);
        for (int i = 0; i < count; i++) {
            double radius = Math.sqrt(-2 * logarithm[i / 2]);
            to[offset + i] = radius * (i % 2 == 0 ? cos : sin)[i / 2];
        }
    }

    /**
     * Draws independent signs, each {@code +1} or {@code -1} with probability one half.
     *
     * @param index the number of the vector
     * @param to where to write
     * @param offset where to begin
     * @param count how many
     */
    public void signs(long index, double[] to, int offset, int count) {
        UniformRandomProvider random = generator(index);
        long bits = 0;
        for (int i = 0; i < count; i++) {
            if (i % Long.SIZE == 0) {
                bits = random.nextLong();
            }
            to[offset + i] = (bits & 1) == 0 ? 1 : -1;
            bits >>>= 1;
        }
    }
}
