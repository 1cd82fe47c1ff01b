package org.thalweg.benchmarks;

import java.util.Map;

/**
 * What was measured of a piece of work. A time is the median of the runs, in milliseconds, of the number of threads that is
 * best; NaN where there is none.
 *
 * @param work the name
 * @param threads the number of threads of our time
 * @param milliseconds our time
 * @param bytes what an operation of ours allocates, and its share of what JMH allocates in an iteration
 * @param bytesOfIteration what all operations of an iteration allocate
 * @param products how many products with the operator our time is for; NaN where they are not counted
 * @param float64 the peer's time in float64
 * @param float32 the peer's time in float32
 * @param libraries the times of libraries of the JVM, one thread each; NaN or missing where there is none
 * @param flops the flops of the matrix products
 * @param floor the time of these flops at the peak of the cores in use
 */
record Result(
        String work,
        int threads,
        double milliseconds,
        double bytes,
        double bytesOfIteration,
        double products,
        double float64,
        double float32,
        Map<Library, Double> libraries,
        double flops,
        double floor) {

    Result {
        libraries = Map.copyOf(libraries);
    }

    double library(Library library) {
        return libraries.getOrDefault(library, Double.NaN);
    }

    double gigaflops() {
        return flops / milliseconds * 1e-6;
    }
}
