package org.thalweg.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.Optional;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Masks;
import org.thalweg.autodiff.Objective;
import org.thalweg.data.Dataset;
import org.thalweg.linalg.Workers;

/**
 * Trains a network: step after step, the gradient of the loss of a batch under the dropout masks of the step goes to the
 * optimizer.
 *
 * <p><strong>Bits.</strong> A step depends on nothing but network, loss, data, starting point, settings and the number of
 * the step. A run that was interrupted, even killed, and resumed from its checkpoint ends in the same bits as an unbroken
 * one, on any machine, with any number of workers.
 *
 * <p><strong>Divergence.</strong> Loss and gradient are checked before they are used: nothing that is not finite reaches the
 * parameters, a checkpoint or the end of a run.
 *
 * <p>Cost of a step: a gradient of the batch, and some sweeps over theta. Not thread safe, but for {@link #stop}.
 */
public final class Trainer {

    /** Why a run ended. */
    public enum Ending {
        /** All steps are done. */
        STEPS,
        /** The loss has reached its target. */
        TARGET_LOSS,
        /** {@link Trainer#stop} was called. */
        STOPPED
    }

    private final CheckpointFormat format;
    private final TrainingSettings settings;
    private final Minibatches minibatches;
    private final Objective objective;
    private final Optimizer.Run optimizer;
    private final double[] theta;
    private final double[] gradient;
    private long step;
    private String note = "";
    private Optional<Held> held = Optional.empty();
    private volatile boolean stopped;

    private Trainer(
            Graph network, Loss loss, Dataset data, TrainingSettings settings, double[] start, Workers workers) {
        int batchSize = settings.batchSize() == TrainingSettings.FULL_BATCH ? data.size() : settings.batchSize();
        this.settings = settings;
        this.minibatches = new Minibatches(data, batchSize, settings.seed());
        this.objective = Objective.of(network, loss, minibatches.batch(), workers);
        this.theta = start.clone();
        this.gradient = new double[objective.dimension()];
        this.optimizer = settings.optimizer().start(objective.dimension(), workers);
        objective.at(theta);
        this.format = CheckpointFormat.of(network, loss, data, settings, batchSize, start);
    }

    /**
     * Prepares a training.
     *
     * @param network the network
     * @param loss the loss
     * @param data the samples to train on
     * @param settings optimizer, learning rate, batch size, seed
     * @param start the parameters before the first step; copied
     * @param workers who computes
     * @return a trainer at step 0
     * @throws IllegalArgumentException if the data do not fit the network or the loss, there are fewer samples than a batch
     *     has, or {@code start} is not as long as the network has parameters
     */
    public static Trainer of(
            Graph network, Loss loss, Dataset data, TrainingSettings settings, double[] start, Workers workers) {
        return new Trainer(network, loss, data, settings, start, workers);
    }

    /**
     * How far the training is.
     *
     * @return the number of steps done
     */
    public long step() {
        return step;
    }

    /**
     * The parameters.
     *
     * @return theta after {@link #step} steps, a new array
     */
    public double[] theta() {
        return theta.clone();
    }

    /**
     * What the observer of a run had noted when the state was last saved, by this trainer or in the file that it was resumed
     * from.
     *
     * @return the note, empty if there is none
     */
    public String note() {
        return note;
    }

    /**
     * Saves the state: a {@code .safetensors} file that holds parameters and state of the optimizer, and as metadata the
     * step, the {@link #note}, what the steps depend on and a checksum of all of it. It is written whole or not at all.
     *
     * @param file the file; its folder must exist
     * @throws IOException if it cannot be written
     */
    public void save(Path file) throws IOException {
        format.write(file, new CheckpointFormat.Saved(step, note), theta, optimizer.state());
        held = heldBy(file);
    }

    /** A file that has the state of a step, for as long as nobody writes to it. */
    private record Held(Path file, FileTime modified, long step) {}

    /** What a file just written or read has. */
    private Optional<Held> heldBy(Path file) {
        try {
            return Optional.of(new Held(file, Files.getLastModifiedTime(file), step));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private boolean isHeldBy(Path file) {
        return held.isPresent() && held.equals(heldBy(file));
    }

    /**
     * Goes to the state that a checkpoint holds.
     *
     * <p>A checkpoint knows an operation, a loss or an activation by its {@code toString}: those of one's own should be
     * records or enums, or have one that tells their settings.
     *
     * @param file a file written by {@link #save}, in a training that differs from this one in nothing but its goal
     * @return this
     * @throws IOException if the file is missing, corrupt or of another training; the message names the first difference.
     *     This trainer is then as it was
     */
    public Trainer resume(Path file) throws IOException {
        CheckpointFormat.Saved saved = format.read(file, theta, optimizer.state());
        step = saved.step();
        note = saved.note();
        held = heldBy(file);
        return this;
    }

    /** Makes {@link #run} end after the step it is at, from any thread; without a run, the next one ends at once. */
    public void stop() {
        stopped = true;
    }

    /**
     * Trains until the goal is reached. The loss at the end is computed once more, so that it is known to be finite. A
     * checkpoint that has the present step already, from the end of the run before or because it was resumed from, is not
     * written again.
     *
     * @param goal when to end
     * @param checkpoints where and when to save
     * @param observer is told of every step
     * @return why the run ended
     * @throws DivergenceException if loss or gradient are no longer finite
     * @throws IOException if a checkpoint cannot be written, or the observer fails
     * @throws IllegalArgumentException if more steps are done already than the goal has
     */
    public Ending run(Goal goal, Checkpoints checkpoints, Progress.Observer observer) throws IOException {
        Objects.requireNonNull(observer);
        if (goal.steps() < step) {
            throw new IllegalArgumentException(
                    "steps: " + goal.steps() + ", expected at least the " + step + " that are done");
        }
        Optional<Path> saved = Optional.empty();
        long savedAt = 0;
        while (true) {
            boolean last = step == goal.steps();
            double norm = evaluate(last, saved);
            double loss = objective.loss();
            boolean reached = loss <= goal.targetLoss();
            boolean ends = last || reached || stopped;
            if (checkpoints.file().isPresent()
                    && (saved.isEmpty()
                            || ends
                            || step % checkpoints.everySteps() == 0
                            || System.nanoTime() - savedAt
                                    >= checkpoints.every().toNanos())) {
                if (!isHeldBy(checkpoints.file().get())) {
                    note = observer.note();
                    save(checkpoints.file().get());
                }
                saved = checkpoints.file();
                savedAt = System.nanoTime();
            }
            if (ends) {
                stopped = false;
                return last ? Ending.STEPS : reached ? Ending.TARGET_LOSS : Ending.STOPPED;
            }
            double rate = settings.learningRate().at(step);
            optimizer.step(theta, gradient, rate);
            step++;
            observer.stepped(new Progress(step, loss, norm, rate));
        }
    }

    /** Computes the loss and, if there is a step to make, the gradient; returns its norm. */
    private double evaluate(boolean last, Optional<Path> saved) {
        if (minibatches.load(step)) {
            objective.dataChanged();
        }
        objective.masks(Masks.drawn(settings.seed(), step)).at(theta);
        if (!last) {
            objective.gradient(gradient);
        }
        double norm = last ? 0 : Evaluation.norm(gradient);
        if (!Double.isFinite(objective.loss()) || !Double.isFinite(norm)) {
            String what =
                    Double.isFinite(objective.loss()) ? "norm of the gradient " + norm : "loss " + objective.loss();
            throw new DivergenceException(
                    step + 1, what, settings.learningRate().at(Math.max(0, step - 1)), saved);
        }
        return norm;
    }
}
