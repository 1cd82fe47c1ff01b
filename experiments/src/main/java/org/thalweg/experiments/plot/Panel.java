package org.thalweg.experiments.plot;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One chart.
 *
 * @param title what it shows, or empty
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param legend where the names of the series stand
 * @param series what is drawn, later ones over earlier ones
 */
public record Panel(String title, Axis x, Axis y, Legend legend, List<Series> series) {

    /** Where the names of the series stand; never over what is drawn. */
    public enum Legend {
        /** Nowhere. */
        NONE,
        /** Below the chart in a row, for a few short names. */
        ROW,
        /** Below the chart in a column. */
        COLUMN
    }

    /**
     * Keeps a copy of the list.
     *
     * @param title what it shows, or empty
     * @param x the horizontal axis
     * @param y the vertical axis
     * @param legend where the names of the series stand
     * @param series what is drawn
     */
    public Panel {
        series = List.copyOf(series);
    }

    Ruler horizontal() {
        return Ruler.of(x, series.stream().map(Series::x));
    }

    Ruler vertical() {
        return Ruler.of(y, series.stream().map(Series::ordinates));
    }

    /** As "a: y against x (both axes logarithmic); first series; second series". */
    String description() {
        boolean horizontal = horizontal().showsRatios();
        boolean vertical = vertical().showsRatios();
        String scales = "";
        if (horizontal || vertical) {
            String axes = !vertical ? "horizontal axis" : horizontal ? "both axes" : "vertical axis";
            scales = " (" + axes + " logarithmic)";
        }
        String axes = (title.isEmpty() ? "" : title + ": ") + y.label() + " against " + x.label() + scales;
        return Stream.concat(Stream.of(axes), series.stream().map(Series::name))
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining("; "));
    }
}
