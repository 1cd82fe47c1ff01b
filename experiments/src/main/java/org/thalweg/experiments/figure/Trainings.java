package org.thalweg.experiments.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.thalweg.train.Trainer;

/**
 * The ends of trainings, kept for other runs: figures that look at the same network train it once. A file is a checkpoint
 * at the last step, named after all that determines its bits; so a training has the same bits whether it was found or done.
 *
 * <p>Nothing depends on the folder: a file that is damaged or of another training is reported and passed over, and so is
 * one that cannot be written.
 *
 * @param folder where the files are
 * @param listener is told of files that are passed over
 */
record Trainings(Path folder, Workbench.Listener listener) {

    private Path file(String key) {
        return folder.resolve(key + ".safetensors");
    }

    /**
     * Looks for a training.
     *
     * @param key names it
     * @param steps how many it has
     * @param start makes a trainer at step 0
     * @return a trainer at the last step
     */
    Optional<Trainer> find(String key, long steps, Supplier<Trainer> start) {
        Path file = file(key);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Trainer found = start.get().resume(file);
            if (found.step() == steps) {
                return Optional.of(found);
            }
            listener.say(file + ": found step " + found.step() + ", expected " + steps + "; trained anew");
        } catch (IOException fault) {
            listener.say(fault.getMessage() + "; trained anew");
        }
        return Optional.empty();
    }

    /** Keeps a training that is at its end. */
    void keep(String key, Trainer trainer) {
        try {
            Files.createDirectories(folder);
            trainer.save(file(key));
        } catch (IOException fault) {
            listener.say("training not kept for other figures: " + fault.getMessage());
        }
    }
}
