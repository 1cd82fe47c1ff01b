package org.thalweg.experiments.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A picture: charts under one title, row by row.
 *
 * @param title what it shows, or empty
 * @param width of all panels together, in points of 1/96 inch
 * @param height of title and panels, in points of 1/96 inch
 * @param columns how many panels there are in a row
 * @param panels from left to right, then from top to bottom
 */
public record Figure(String title, int width, int height, int columns, List<Panel> panels) {

    private static final int SMALLEST = 100;
    private static final int COLUMNS = 3;
    private static final int PANEL_WIDTH = 520;
    private static final int PANEL_HEIGHT = 400;

    /**
     * Checks that there is something to draw, and room for it.
     *
     * @param title what it shows, or empty
     * @param width of all panels together
     * @param height of title and panels
     * @param columns how many panels there are in a row
     * @param panels from left to right, then from top to bottom
     * @throws IllegalArgumentException if there is no panel or no column, or a panel is less than 100 wide or high
     */
    public Figure {
        panels = List.copyOf(panels);
        if (panels.isEmpty()) {
            throw new IllegalArgumentException("figure `" + title + "`: no panel, expected at least one");
        }
        if (columns < 1) {
            throw new IllegalArgumentException("figure `" + title + "`: " + columns + " columns, expected at least 1");
        }
        int rows = rows(columns, panels);
        if (width < SMALLEST * columns || height < SMALLEST * rows) {
            throw new IllegalArgumentException("figure `" + title + "`: " + width + " x " + height
                    + ", expected at least " + SMALLEST * columns + " x " + SMALLEST * rows);
        }
    }

    /** {@return how many rows of panels there are} */
    public int rows() {
        return rows(columns, panels);
    }

    private static int rows(int columns, List<Panel> panels) {
        return (panels.size() + columns - 1) / columns;
    }

    /** {@return what is drawn, in sentences, for those who do not see it} */
    public String description() {
        List<String> sentences = new ArrayList<>();
        Stream.concat(Stream.of(title), panels.stream().map(Panel::description))
                .filter(words -> !words.isEmpty())
                .forEach(words -> sentences.add(words + "."));
        return String.join(" ", sentences);
    }

    /**
     * Panels of a common size, at most three in a row.
     *
     * @param title what it shows, or empty
     * @param panels from left to right, then from top to bottom
     * @return the picture
     */
    public static Figure of(String title, List<Panel> panels) {
        int columns = Math.max(1, Math.min(COLUMNS, panels.size()));
        return new Figure(title, PANEL_WIDTH * columns, PANEL_HEIGHT * rows(columns, panels), columns, panels);
    }
}
