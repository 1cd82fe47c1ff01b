package org.thalweg.linalg.internal.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.thalweg.linalg.kernels.Kernels;

/**
 * The width of the vectors all vector code works with, chosen once from the system property {@value #PROPERTY}: {@code
 * vector-64}, {@code vector-128}, {@code vector-256} or {@code vector-512} force a width in bits, anything else takes
 * the one the processor prefers. A width the processor does not have works with the same bits and very slowly.
 *
 * <p>The compiler turns vector operations into instructions only where it knows the species, hence the constant.
 * Loading this class needs the module {@code jdk.incubator.vector}.
 */
public final class Species {

    /** The system property that chooses the kernels. */
    public static final String PROPERTY = Kernels.PROPERTY;

    /** The species of vectors of doubles. */
    public static final VectorSpecies<Double> DOUBLE =
            switch (System.getProperty(PROPERTY, "")) {
                case "vector-64" -> DoubleVector.SPECIES_64;
                case "vector-128" -> DoubleVector.SPECIES_128;
                case "vector-256" -> DoubleVector.SPECIES_256;
                case "vector-512" -> DoubleVector.SPECIES_512;
                default -> DoubleVector.SPECIES_PREFERRED;
            };

    /** Elements of a vector. */
    public static final int LENGTH = DOUBLE.length();

    private Species() {}
}
