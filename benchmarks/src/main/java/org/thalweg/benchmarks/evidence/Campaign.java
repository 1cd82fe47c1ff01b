package org.thalweg.benchmarks.evidence;

import java.io.IOException;
import java.util.List;

/** Many hard problems of one kind, and what the library makes of them. */
interface Campaign {

    /** {@return what the command line calls it} */
    String name();

    /** {@return what it tries, and what is counted as an error, in a sentence or two} */
    String description();

    /**
     * Tries them. The same seed and scale give the same rows for any number of threads.
     *
     * @param trials how
     * @return what was found, family by family
     * @throws Unavailable if this machine lacks what the campaign compares with
     * @throws IOException if a peer fails
     * @throws InterruptedException if the thread is interrupted
     */
    List<Row> run(Trials trials) throws Unavailable, IOException, InterruptedException;

    /** The machine lacks something, which the message names. */
    final class Unavailable extends Exception {
        private static final long serialVersionUID = 1;

        Unavailable(String message) {
            super(message);
        }
    }
}
