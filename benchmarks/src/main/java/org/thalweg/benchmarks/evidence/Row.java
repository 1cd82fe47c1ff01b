package org.thalweg.benchmarks.evidence;

/** What was found in one family of problems. */
sealed interface Row permits Accuracy, Coverage {

    /** {@return the name of the family} */
    String family();

    /** {@return how many problems were tried} */
    long cases();

    /** {@return whether nothing was found that the library does not promise} */
    boolean held();
}
