package org.thalweg.benchmarks.evidence;

/** How much is tried. */
enum Scale {
    /** A first look: all campaigns in about two minutes. */
    QUICK,
    /** What the documents show: all campaigns within an hour on two cores. */
    FULL;

    /** The first number for a first look, the second for the whole. */
    int choose(int quick, int full) {
        return this == QUICK ? quick : full;
    }
}
