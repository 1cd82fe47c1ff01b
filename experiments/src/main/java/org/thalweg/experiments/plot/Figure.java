package org.thalweg.experiments.plot;

import java.util.List;

/**
 * A picture: charts side by side under one title.
 *
 * @param title what it shows, or empty
 * @param width of all panels together, in points of 1/96 inch
 * @param height of title and panels, in points of 1/96 inch
 * @param panels from left to right
 */
public record Figure(String title, int width, int height, List<Panel> panels) {

    private static final int SMALLEST = 100;
    private static final int PANEL_WIDTH = 520;
    private static final int PANEL_HEIGHT = 400;

    /**
     * Checks that there is something to draw, and room for it.
     *
     * @param title what it shows, or empty
     * @param width of all panels together
     * @param height of title and panels
     * @param panels from left to right
     * @throws IllegalArgumentException if there is no panel, or it is less than 100 wide or high
     */
    public Figure {
        panels = List.copyOf(panels);
        if (panels.isEmpty()) {
            throw new IllegalArgumentException("figure `" + title + "`: no panel, expected at least one");
        }
        if (width < SMALLEST * panels.size() || height < SMALLEST) {
            throw new IllegalArgumentException("figure `" + title + "`: " + width + " x " + height
                    + ", expected at least " + SMALLEST * panels.size() + " x " + SMALLEST);
        }
    }

    /**
     * Panels of a common size side by side.
     *
     * @param title what it shows, or empty
     * @param panels from left to right
     * @return the picture
     */
    public static Figure of(String title, List<Panel> panels) {
        return new Figure(title, PANEL_WIDTH * panels.size(), PANEL_HEIGHT, panels);
    }
}
