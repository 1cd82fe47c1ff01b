package org.thalweg.linalg.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class DrawsTest {

    private static final int COUNT = 100_000;

    @Test
    void aVectorDependsOnItsKeyAlone() {
        double[] first = normals(new Draws(1, 2), 3, 101);
        assertArrayEquals(first, normals(new Draws(1, 2), 3, 101));
        assertArrayEquals(Arrays.copyOf(first, 50), normals(new Draws(1, 2), 3, 50));
        assertNotEquals(first[0], normals(new Draws(2, 2), 3, 1)[0]);
        assertNotEquals(first[0], normals(new Draws(1, 3), 3, 1)[0]);
        assertNotEquals(first[0], normals(new Draws(1, 2), 4, 1)[0]);
    }

    /** Numbers were drawn through the library's factory before; those of a seed stay the same. */
    @Test
    void generatorsAreThoseOfTheLibrarysFactory() {
        UniformRandomProvider expected = RandomSource.PHILOX_4X64.create(new long[] {-5, 6, 0, 7, 1L << 40, 9});
        UniformRandomProvider actual = new Draws(-5, 6).generator(7, 1L << 40, 9);
        for (int i = 0; i < 100; i++) {
            assertEquals(expected.nextLong(), actual.nextLong());
            assertEquals(expected.nextDouble(), actual.nextDouble());
        }
    }

    /** Also where the probability is a number that is drawn, or next to it. */
    @Test
    void bernoulliIsWhereUniformNumbersAreBelow() {
        for (long[] key : new long[][] {{-5, 6, 7, 1L << 40, 9}, {1, Long.MIN_VALUE, -1, 0, -2}, {0, 0, 0, 0, 0}}) {
            Draws draws = new Draws(key[0], key[1]);
            double drawn = draws.generator(key[2], key[3], key[4]).nextDouble();
            double[] probabilities = {
                0,
                Double.MIN_VALUE,
                0.1,
                0.5,
                0.8,
                Math.nextDown(1.0),
                1,
                drawn,
                Math.nextUp(drawn),
                Math.nextDown(drawn)
            };
            for (double probability : probabilities) {
                for (int count : new int[] {0, 1, 2, 3, 4, 5, 7, 8, 1021}) {
                    UniformRandomProvider random = draws.generator(key[2], key[3], key[4]);
                    double[] expected = new double[count + 5];
                    Arrays.fill(expected, -1);
                    for (int i = 0; i < count; i++) {
                        expected[3 + i] = random.nextDouble() < probability ? 1.25 : 0;
                    }
                    double[] found = new double[count + 5];
                    Arrays.fill(found, -1);
                    draws.bernoulli(key[2], key[3], key[4], probability, 1.25, found, 3, count);
                    assertArrayEquals(expected, found, probability + ", " + count);
                }
            }
        }
    }

    @Test
    void bernoulliNamesAWrongProbability() {
        for (double wrong : new double[] {-0.1, 1.5, Double.NaN}) {
            IllegalArgumentException error = assertThrows(IllegalArgumentException.class, () -> new Draws(1, 2)
                    .bernoulli(0, 0, 0, wrong, 1, new double[1], 0, 1));
            assertEquals("probability: " + wrong + ", expected 0 to 1", error.getMessage());
        }
    }

    /** Five standard errors of each moment: fails by chance less than once in a million seeds, and the seed is fixed. */
    @Test
    void normalsHaveTheMomentsOfTheNormalDistribution() {
        double[] z = normals(new Draws(7, 7), 0, COUNT);
        double[] expected = {0, 1, 0, 3};
        double[] variances = {1, 2, 15, 96};
        for (int power = 1; power <= 4; power++) {
            double mean = 0;
            for (double value : z) {
                double product = 1;
                for (int factor = 0; factor < power; factor++) {
                    product *= value;
                }
                mean += product / COUNT;
            }
            assertEquals(expected[power - 1], mean, 5 * Math.sqrt(variances[power - 1] / COUNT), "moment " + power);
        }
    }

    @Test
    void signsAreFairAndWithoutCorrelationOfNeighbours() {
        double[] signs = new double[COUNT];
        new Draws(7, 8).signs(1, signs, 0, COUNT);
        double sum = 0;
        double neighbours = 0;
        for (int i = 0; i < COUNT; i++) {
            assertEquals(1, Math.abs(signs[i]));
            sum += signs[i];
            neighbours += signs[i] * signs[(i + 1) % COUNT];
        }
        assertEquals(0, sum / COUNT, 5 / Math.sqrt(COUNT));
        assertEquals(0, neighbours / COUNT, 5 / Math.sqrt(COUNT));
    }

    private static double[] normals(Draws draws, long index, int count) {
        double[] to = new double[count];
        draws.normals(index, to, 0, count);
        return to;
    }
}
