package org.thalweg.experiments.figure;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.thalweg.experiments.plot.Figure;

/**
 * A figure of a paper: settings, a computation that fills tables, and pictures and claims that are made of the tables alone.
 *
 * <p>A figure has no state. What it computes depends on settings, seed and data, and on nothing else: two runs fill the
 * tables with the same bytes.
 *
 * @param <S> a record whose components are the settings, of the types that {@link SettingValues} knows
 */
public interface PaperFigure<S extends Record> {

    /** {@return its name on the command line, as {@code paper/figure}} */
    String id();

    /** {@return authors, title and place of the paper} */
    String paper();

    /** {@return what the figure shows, in a line} */
    String title();

    /** {@return the data that the paper used} */
    PaperData data();

    /**
     * About how long it takes on two cores.
     *
     * @param preset the size
     * @return a duration for people
     */
    String duration(Preset preset);

    /**
     * The settings of a preset.
     *
     * @param preset the size
     * @return a new record
     */
    S settings(Preset preset);

    /**
     * What the paper leaves open and what was chosen for it, in words that hold for every preset.
     *
     * @return the choices; none by default
     */
    default List<OpenChoice> openChoices() {
        return List.of();
    }

    /**
     * How many samples of the data are needed.
     *
     * @param settings the settings
     * @return the number of the first training samples that {@link Workbench#data} has
     */
    int samples(S settings);

    /**
     * How many test samples are needed.
     *
     * @param settings the settings
     * @return the number of the first test samples that {@link Workbench#testData} has; 0, as for most figures, for none
     */
    default int testSamples(S settings) {
        return 0;
    }

    /**
     * The figures whose tables this one is made of. They are computed first, unless their results are there.
     *
     * @param preset the size
     * @param settings the settings of this figure
     * @return the figures with their settings, for the same samples
     */
    default List<Ingredient<?>> madeOf(Preset preset, S settings) {
        return List.of();
    }

    /**
     * Fills the tables, part by part.
     *
     * @param settings the settings
     * @param bench data, workers, tables
     * @throws IOException if a file cannot be read or written
     */
    void compute(S settings, Workbench bench) throws IOException;

    /**
     * Draws.
     *
     * @param settings the settings
     * @param tables what was computed, by name
     * @return pictures by the names of their files
     */
    Map<String, Figure> pictures(S settings, Map<String, Table> tables);

    /**
     * Holds what was computed against the paper.
     *
     * @param settings the settings
     * @param tables what was computed, by name
     * @return a claim for each sentence of the paper about this figure that can be measured
     */
    List<Claim> claims(S settings, Map<String, Table> tables);

    /**
     * A figure that another one is made of.
     *
     * @param figure the figure
     * @param settings its settings
     * @param <T> the settings of that figure
     */
    record Ingredient<T extends Record>(PaperFigure<T> figure, T settings) {}
}
