package org.thalweg.experiments.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Adds series to a chart of XChart. Inside, a number without a place on its axis is NaN. */
record Canvas(XYChart chart, Ruler x, Ruler y) {

    private static final float LINE_WIDTH = 1.8f;
    private static final float GROUND_WIDTH = 3;
    private static final float BAR_WIDTH = 1.2f;
    private static final float HAIRLINE = 0.01f;
    private static final float[] DASHES = {7, 4};
    private static final float[] DOTS = {1.8f, 3};

    void add(Series series, String key) {
        double[] abscissae = placed(x, series.x());
        if (series instanceof Series.Line line) {
            line(series, key, abscissae, placed(y, line.y()), XYSeriesRenderStyle.Line, stroke(line.dash()));
        } else if (series instanceof Series.Steps steps) {
            BasicStroke solid = stroke(Series.Dash.SOLID);
            line(series, key, abscissae, placed(y, steps.y()), XYSeriesRenderStyle.Step, solid);
        } else if (series instanceof Series.Band band) {
            band(band, key, abscissae, placed(y, band.lower()), placed(y, band.upper()));
        } else if (series instanceof Series.Points points) {
            bars(points, key, abscissae, placed(y, points.lower()), placed(y, points.upper()));
            markers(points, key, abscissae, placed(y, points.y()));
        }
    }

    private static double[] placed(Ruler ruler, double... numbers) {
        return Arrays.stream(numbers)
                .map(number -> ruler.holds(number) ? ruler.place(number) : Double.NaN)
                .toArray();
    }

    /** The indices at which no number is NaN. */
    private static int[] whole(double[]... arrays) {
        return IntStream.range(0, arrays[0].length)
                .filter(i -> Arrays.stream(arrays).noneMatch(array -> Double.isNaN(array[i])))
                .toArray();
    }

    private static double[] chosen(double[] from, int... indices) {
        return Arrays.stream(indices).mapToDouble(i -> from[i]).toArray();
    }

    /** The points joined, with a gap wherever one has no place. */
    private void line(
            Series series, String key, double[] xs, double[] ys, XYSeriesRenderStyle style, BasicStroke stroke) {
        int[] whole = whole(xs, ys);
        if (whole.length == 0) {
            return;
        }
        double[] gapped = new double[ys.length];
        Arrays.fill(gapped, Double.NaN);
        double[] known = new double[xs.length];
        Arrays.fill(known, xs[whole[0]]);
        for (int i : whole) {
            gapped[i] = ys[i];
            known[i] = xs[i];
        }
        if (stroke.getDashArray() != null) {
            // Dashes among markers of their colour are seen on a light ground alone.
            draw(key + " ground", known, gapped, style, Color.WHITE, new BasicStroke(GROUND_WIDTH))
                    .setShowInLegend(false);
        }
        inLegend(draw(key, known, gapped, style, series.hue().color(), stroke), series.name());
    }

    private XYSeries draw(
            String key, double[] xs, double[] ys, XYSeriesRenderStyle style, Color color, BasicStroke stroke) {
        XYSeries drawn = chart.addSeries(key, xs, ys);
        drawn.setXYSeriesRenderStyle(style);
        drawn.setMarker(SeriesMarkers.NONE).setLineColor(color).setLineStyle(stroke);
        return drawn;
    }

    private static BasicStroke stroke(Series.Dash dash) {
        float[] pattern =
                switch (dash) {
                    case SOLID -> null;
                    case DASHED -> DASHES;
                    case DOTTED -> DOTS;
                };
        return new BasicStroke(LINE_WIDTH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, pattern, 0);
    }

    /** A polygon along the upper curve and back along the lower one. */
    private void band(Series.Band band, String key, double[] xs, double[] lower, double[] upper) {
        int[] whole = whole(xs, lower, upper);
        int n = whole.length;
        if (n == 0) {
            return;
        }
        double[] around = new double[2 * n];
        double[] ordinates = new double[2 * n];
        for (int i = 0; i < n; i++) {
            around[i] = xs[whole[i]];
            around[2 * n - 1 - i] = xs[whole[i]];
            ordinates[i] = upper[whole[i]];
            ordinates[2 * n - 1 - i] = lower[whole[i]];
        }
        Color color = band.hue().light();
        XYSeries drawn = chart.addSeries(key, around, ordinates);
        drawn.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        drawn.setMarker(SeriesMarkers.NONE)
                .setLineStyle(new BasicStroke(HAIRLINE))
                .setLineColor(color)
                .setFillColor(color);
        inLegend(drawn, band.name());
    }

    /** The intervals that are not empty, as one line with gaps. */
    private void bars(Series.Points points, String key, double[] xs, double[] lower, double[] upper) {
        int[] bars = Arrays.stream(whole(xs, lower, upper))
                .filter(i -> lower[i] < upper[i])
                .toArray();
        if (bars.length == 0) {
            return;
        }
        double[] abscissae = new double[3 * bars.length];
        double[] ordinates = new double[3 * bars.length];
        for (int i = 0; i < bars.length; i++) {
            Arrays.fill(abscissae, 3 * i, 3 * i + 3, xs[bars[i]]);
            ordinates[3 * i] = lower[bars[i]];
            ordinates[3 * i + 1] = upper[bars[i]];
            ordinates[3 * i + 2] = Double.NaN;
        }
        XYSeries drawn = chart.addSeries(key + " intervals", abscissae, ordinates);
        drawn.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
        drawn.setMarker(SeriesMarkers.NONE)
                .setLineStyle(new BasicStroke(BAR_WIDTH))
                .setLineColor(points.hue().color());
        drawn.setShowInLegend(false);
    }

    private void markers(Series.Points points, String key, double[] xs, double[] ys) {
        int[] whole = whole(xs, ys);
        if (whole.length == 0) {
            return;
        }
        XYSeries drawn = chart.addSeries(key, chosen(xs, whole), chosen(ys, whole));
        drawn.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        drawn.setMarker(marker(points.hue())).setMarkerColor(points.hue().color());
        inLegend(drawn, points.name());
    }

    private static Marker marker(Hue hue) {
        return switch (hue) {
            case BLUE, BLACK -> SeriesMarkers.CIRCLE;
            case VERMILLION -> SeriesMarkers.TRIANGLE_UP;
            case GREEN, GREY -> SeriesMarkers.SQUARE;
            case PURPLE -> SeriesMarkers.DIAMOND;
            case ORANGE -> SeriesMarkers.TRIANGLE_DOWN;
            case SKY -> SeriesMarkers.CROSS;
        };
    }

    /** The spaces keep XChart's frame away from the text, whose width it takes for too small. */
    private static void inLegend(XYSeries drawn, String name) {
        drawn.setLabel(name + "   ").setShowInLegend(!name.isEmpty());
    }
}
