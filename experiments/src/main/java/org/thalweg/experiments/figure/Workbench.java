package org.thalweg.experiments.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.thalweg.data.Dataset;
import org.thalweg.linalg.Workers;
import org.thalweg.train.Checkpoints;
import org.thalweg.train.Goal;
import org.thalweg.train.Trainer;

/** What the computation of a figure works with. Parts that an earlier, killed run has done are left out. */
public final class Workbench {

    private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(20);

    private final String version;
    private final long seed;
    private final Workers workers;
    private final Dataset data;
    private final Optional<Dataset> test;
    private final Journal journal;
    private final Trainings trainings;
    private final Map<String, Map<String, Table>> ingredients;
    private final Listener listener;
    private long planned;
    private long spared;
    private long done;
    private long within;
    private long sparedWithin;

    Workbench(
            FigureRun<?> run,
            Workers workers,
            Journal journal,
            Map<String, Map<String, Table>> ingredients,
            Listener listener) {
        this.version = run.version();
        this.seed = run.seed();
        this.workers = workers;
        this.data = run.data();
        this.test = run.test();
        this.journal = journal;
        this.trainings = new Trainings(run.places().trainings(), listener);
        this.ingredients = ingredients;
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
         * A figure is going to be computed. One that is made of others comes after them.
         *
         * @param id its name
         */
        default void begins(String id) {}

        /**
         * How far the run is.
         *
         * @param what what is being done
         * @param fraction how much of the work that this figure has to do is done
         * @throws java.util.concurrent.CancellationException to end the run here; when it is started again it goes on
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
     * What a figure has computed that this one is made of.
     *
     * @param id its name, one of {@link PaperFigure#madeOf}
     * @return its tables, by name
     */
    public Map<String, Table> tables(String id) {
        if (!ingredients.containsKey(id)) {
            throw new IllegalArgumentException("figure: found " + id + ", expected one of " + ingredients.keySet());
        }
        return ingredients.get(id);
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
            spared += work;
            return;
        }
        within = 0;
        sparedWithin = 0;
        long began = System.nanoTime();
        part.run();
        journal.finish(name, (System.nanoTime() - began) / 1e9);
        done += work - sparedWithin;
    }

    /**
     * Tells how far the present part is.
     *
     * @param work how much more of it is done since the last call
     * @param what what is being done
     */
    public void worked(long work, String what) {
        within += work;
        listener.progress(what, (double) (done + within) / Math.max(1, planned - spared));
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

    /**
     * A training that other figures may need too. Its end is taken from the folder of shared trainings if it is there, else
     * put there; meanwhile it goes on after a kill. The bits are the same either way.
     *
     * @param name what the training is called while it is at work; a step of it is one unit of {@link #plan}
     * @param identity tells it from other trainings with this seed and these data; what it leaves out, the checkpoint knows
     * @param steps how many steps the training has
     * @param start makes a trainer at step 0
     * @return a trainer at the last step
     * @throws IOException if the state of the training cannot be written
     */
    public Trainer trained(String name, String identity, long steps, Supplier<Trainer> start) throws IOException {
        String key = Key.of(version, seed, data.identity(), identity, steps);
        Optional<Trainer> found = trainings.find(key, steps, start);
        if (found.isPresent()) {
            spare(steps);
            return found.get();
        }
        Trainer trainer = start.get();
        Path checkpoint = scratch(key + ".safetensors");
        if (Files.exists(checkpoint)) {
            trainer.resume(checkpoint);
            spare(trainer.step());
        }
        train(name, trainer, steps, 1, checkpoint);
        trainings.keep(key, trainer);
        return trainer;
    }

    /**
     * Trains up to a step. If the run is to end meanwhile, the state is saved first.
     *
     * @param name what is being done
     * @param trainer the training
     * @param step where it is to get
     * @param work of a step, in the unit of {@link #plan}
     * @param checkpoint where the state is saved, now and then and at the end
     * @throws IOException if that fails
     */
    public void train(String name, Trainer trainer, long step, long work, Path checkpoint) throws IOException {
        CancellationException[] cancelled = new CancellationException[1];
        trainer.run(Goal.ofSteps(step), Checkpoints.every(checkpoint, BETWEEN_CHECKPOINTS), progress -> {
            try {
                worked(work, name);
            } catch (CancellationException end) {
                cancelled[0] = end;
                trainer.stop();
            }
        });
        if (cancelled[0] != null) {
            throw cancelled[0];
        }
    }

    /** Some work of this part need not be done. */
    private void spare(long work) {
        spared += work;
        sparedWithin += work;
    }
}
