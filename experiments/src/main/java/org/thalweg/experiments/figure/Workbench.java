package org.thalweg.experiments.figure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.thalweg.data.Dataset;
import org.thalweg.linalg.Workers;

/** What the computation of a figure works with. Parts that an earlier, killed run has done are left out. */
public final class Workbench {

    private final long seed;
    private final Workers workers;
    private final Dataset data;
    private final Optional<Dataset> test;
    private final Journal journal;
    private final Listener listener;
    private long planned;
    private long doneBefore;
    private long done;
    private long within;

    Workbench(long seed, Workers workers, Dataset data, Optional<Dataset> test, Journal journal, Listener listener) {
        this.seed = seed;
        this.workers = workers;
        this.data = data;
        this.test = test;
        this.journal = journal;
        this.listener = listener;
    }

    /** Is told what a run does. */
    public interface Listener {
        /**
         * A line for people.
         *
         * @param line the line
         */
        void say(String line);

        /**
         * How far the run is.
         *
         * @param what what is being done
         * @param fraction how much of the work that this run has to do is done
         */
        void progress(String what, double fraction);
    }

    /** Rows that become part of a table when the part ends in which they are added. */
    @FunctionalInterface
    public interface Rows {
        /**
         * Adds a row.
         *
         * @param cells numbers and texts, one for each column
         */
        void add(Object... cells);
    }

    /** The work of a part. */
    @FunctionalInterface
    public interface Part {
        /**
         * Does the work.
         *
         * @throws IOException if a file cannot be read or written
         */
        void run() throws IOException;
    }

    /** {@return the key of everything random} */
    public long seed() {
        return seed;
    }

    /** {@return who computes} */
    public Workers workers() {
        return workers;
    }

    /** {@return the training samples, as many as the settings ask for} */
    public Dataset data() {
        return data;
    }

    /**
     * The test samples, as many as the settings ask for.
     *
     * @return the samples
     * @throws IllegalStateException if there are none, as {@link PaperFigure#testSamples} asked for none
     */
    public Dataset testData() {
        return test.orElseThrow(
                () -> new IllegalStateException("test samples: none, expected a figure that asks for them"));
    }

    /**
     * Opens a table, before the first part.
     *
     * @param name its name, and that of its file without {@code .csv}
     * @param columns the names of its columns
     * @return adds rows to it
     * @throws IOException if its file cannot be written
     */
    public Rows table(String name, String... columns) throws IOException {
        journal.open(name, List.of(columns));
        return cells -> {
            if (cells.length != columns.length) {
                throw new IllegalArgumentException("table " + name + ": " + cells.length + " cells, expected "
                        + columns.length + ", one for each column");
            }
            journal.add(name, List.of(cells));
        };
    }

    /**
     * Says how much work there is in all parts together, so that the time left can be told.
     *
     * @param work in any unit
     */
    public void plan(long work) {
        planned = work;
    }

    /**
     * Whether a part has been done, by this run or an earlier one.
     *
     * @param name the name of the part
     * @return whether {@link #part} would leave it out
     */
    public boolean isDone(String name) {
        return journal.isDone(name);
    }

    /**
     * Does a part, unless it has been done; its rows then are on the disk for good. Parts come in the same order in every
     * run.
     *
     * @param name its name, another for each part
     * @param work how much it is, in the unit of {@link #plan}
     * @param part the work
     * @throws IOException if a file cannot be read or written
     */
    public void part(String name, long work, Part part) throws IOException {
        if (journal.isDone(name)) {
            doneBefore += work;
            return;
        }
        within = 0;
        long began = System.nanoTime();
        part.run();
        journal.finish(name, (System.nanoTime() - began) / 1e9);
        done += work;
    }

    /**
     * Tells how far the present part is.
     *
     * @param work how much more of it is done since the last call
     * @param what what is being done
     */
    public void worked(long work, String what) {
        within += work;
        listener.progress(what, (double) (done + within) / Math.max(1, planned - doneBefore));
    }

    /**
     * A file for the state of something long, such as a training, that is to survive a kill. It is gone after the run.
     *
     * @param name its name
     * @return its path
     */
    public Path scratch(String name) {
        return journal.folder().resolve(name);
    }
}
