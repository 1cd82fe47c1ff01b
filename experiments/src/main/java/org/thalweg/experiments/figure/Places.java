package org.thalweg.experiments.figure;

import java.nio.file.Path;

/**
 * Where a run finds and leaves files.
 *
 * @param results the folder for its own results
 * @param figures the folder in which the results of other figures lie, each in {@code ID/PRESET}
 * @param trainings the folder of trainings that figures share; its files may be deleted at any time
 */
public record Places(Path results, Path figures, Path trainings) {

    private static final String TRAININGS = ".trainings";

    /**
     * The places of a figure among others.
     *
     * @param figures the folder of all figures
     * @param id the name of the figure
     * @param preset the size
     * @return results in {@code figures/ID/PRESET}, trainings in {@code figures/.trainings}
     */
    public static Places among(Path figures, String id, Preset preset) {
        return new Places(results(figures, id, preset), figures, figures.resolve(TRAININGS));
    }

    /**
     * All within one folder.
     *
     * @param folder the folder for the results
     * @return results there, those of other figures and trainings in folders inside it
     */
    public static Places within(Path folder) {
        return new Places(folder, folder, folder.resolve(TRAININGS));
    }

    /**
     * The same places with other trainings.
     *
     * @param folder the folder of trainings that figures share
     * @return places
     */
    public Places withTrainings(Path folder) {
        return new Places(results, figures, folder);
    }

    /** The same trainings, with the results of other figures in another folder. */
    Places at(Path others) {
        return new Places(results, others, trainings);
    }

    /** The places of another figure with the same neighbours. */
    Places of(String id, Preset preset) {
        return new Places(results(figures, id, preset), figures, trainings);
    }

    private static Path results(Path figures, String id, Preset preset) {
        Path folder = figures;
        for (String name : (id + "/" + preset).split("/")) {
            folder = folder.resolve(name);
        }
        return folder;
    }
}
