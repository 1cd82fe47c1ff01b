package org.thalweg.experiments.figure;

import java.util.List;

/**
 * Something that a paper leaves open, and what was chosen for it.
 *
 * @param settings the names of the settings that hold the choice; none if it is not a setting
 * @param sentence what is open and what was chosen, for readers of the figure
 */
public record OpenChoice(List<String> settings, String sentence) {

    /**
     * Keeps a copy of the list.
     *
     * @param settings the names of the settings that hold the choice
     * @param sentence what is open and what was chosen
     */
    public OpenChoice {
        settings = List.copyOf(settings);
    }

    /**
     * A choice.
     *
     * @param sentence what is open and what was chosen
     * @param settings the names of the settings that hold the choice
     * @return the choice
     */
    public static OpenChoice of(String sentence, String... settings) {
        return new OpenChoice(List.of(settings), sentence);
    }
}
