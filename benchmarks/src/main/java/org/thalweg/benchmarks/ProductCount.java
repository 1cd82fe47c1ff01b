package org.thalweg.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counts the products with an operator that runs of a solver take. */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class ProductCount {

    /** All products. */
    public long products;

    /** In so many runs. */
    public long runs;

    void add(long count) {
        products += count;
        runs++;
    }
}
