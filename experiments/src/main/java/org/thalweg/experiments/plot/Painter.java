package org.thalweg.experiments.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws figures with XChart. */
final class Painter {

    private static final Color GRID = new Color(0xE4E4E4);
    private static final Color FRAME = new Color(0x404040);
    private static final String FAMILY = Font.SANS_SERIF;
    private static final int TITLE_SIZE = 15;
    private static final int TITLE_HEIGHT = 34;
    private static final int TEXT_SIZE = 13;
    private static final int MARKER_SIZE = 6;
    /** With more, a logarithmic axis shows no lines between powers of ten. */
    private static final double MOST_DECADES = 4;

    private static final float LINE_WIDTH = 1.8f;
    private static final float BAR_WIDTH = 1.2f;
    private static final float[] DASHES = {7, 4};
    private static final float[] DOTS = {1.8f, 3};

    private Painter() {}

    static void paint(Figure figure, Graphics2D graphics) {
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, figure.width(), figure.height());
        int top = figure.title().isEmpty() ? 0 : TITLE_HEIGHT;
        if (top > 0) {
            title(figure, graphics);
        }
        int count = figure.panels().size();
        for (int i = 0; i < count; i++) {
            int left = figure.width() * i / count;
            int right = figure.width() * (i + 1) / count;
            Graphics2D part = (Graphics2D) graphics.create();
            part.translate(left, top);
            chart(figure.panels().get(i), right - left, figure.height() - top)
                    .paint(part, right - left, figure.height() - top);
            part.dispose();
        }
    }

    /** Centred, and smaller if it would not fit. */
    private static void title(Figure figure, Graphics2D graphics) {
        TextLayout layout = new TextLayout(
                figure.title(), new Font(FAMILY, Font.BOLD, TITLE_SIZE), graphics.getFontRenderContext());
        double size = Math.min(1, 0.96 * figure.width() / layout.getAdvance());
        AffineTransform place = AffineTransform.getTranslateInstance(
                (figure.width() - size * layout.getAdvance()) / 2, 0.72 * TITLE_HEIGHT);
        place.scale(size, size);
        graphics.setColor(Color.BLACK);
        graphics.fill(layout.getOutline(place));
    }

    private static XYChart chart(Panel panel, int width, int height) {
        XYChart chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .title(panel.title())
                .xAxisTitle(panel.x().label())
                .yAxisTitle(panel.y().label())
                .build();
        style(chart.getStyler(), panel);
        for (int i = 0; i < panel.series().size(); i++) {
            add(chart, panel, panel.series().get(i), String.valueOf(i));
        }
        return chart;
    }

    private static void style(XYStyler styler, Panel panel) {
        Font text = new Font(FAMILY, Font.PLAIN, TEXT_SIZE);
        styler.setLocale(Locale.ROOT);
        styler.setChartTitleVisible(!panel.title().isEmpty())
                .setChartTitleFont(text.deriveFont(Font.BOLD))
                .setChartTitleBoxVisible(false)
                .setChartBackgroundColor(Color.WHITE)
                .setChartFontColor(Color.BLACK)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderColor(FRAME)
                .setPlotBorderVisible(true)
                .setPlotContentSize(1)
                .setMarkerSize(MARKER_SIZE)
                .setLegendFont(text)
                .setLegendBorderColor(GRID)
                .setLegendBackgroundColor(Color.WHITE)
                .setLegendPadding(6)
                .setLegendSeriesLineLength(22)
                .setLegendVisible(panel.legend() != Panel.Legend.NONE)
                .setLegendPosition(position(panel.legend()))
                .setLegendLayout(
                        panel.legend() == Panel.Legend.BELOW ? LegendLayout.Horizontal : LegendLayout.Vertical);
        styler.setAxisTitleFont(text)
                .setAxisTickLabelsFont(text.deriveFont(TEXT_SIZE - 1f))
                .setAxisTickLabelsColor(Color.BLACK)
                .setAxisTickMarksColor(FRAME)
                .setAxisTickMarkLength(4)
                .setAxisTicksLineVisible(false)
                .setPlotMargin(0)
                .setYAxisLabelAlignment(TextAlignment.Right)
                .setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(new BasicStroke(0.7f));
        Limits x = Limits.of(panel.x(), panel.series().stream().map(Series::x));
        Limits y = Limits.of(panel.y(), panel.series().stream().map(Series::ordinates));
        styler.setXAxisMin(x.lower()).setXAxisMax(x.upper());
        styler.setYAxisMin(y.lower()).setYAxisMax(y.upper());
        boolean logarithmicX = panel.x().scale() == Axis.Scale.LOGARITHMIC;
        boolean logarithmicY = panel.y().scale() == Axis.Scale.LOGARITHMIC;
        styler.setXAxisLogarithmic(logarithmicX)
                .setXAxisLogarithmicDecadeOnly(logarithmicX && x.decades() > MOST_DECADES);
        styler.setYAxisLogarithmic(logarithmicY)
                .setYAxisLogarithmicDecadeOnly(logarithmicY && y.decades() > MOST_DECADES);
        styler.setXAxisTickLabelsFormattingFunction(new TickLabels(panel.x().scale(), x)::of);
        styler.setYAxisTickLabelsFormattingFunction(new TickLabels(panel.y().scale(), y)::of);
    }

    private static LegendPosition position(Panel.Legend legend) {
        return switch (legend) {
            case NONE, UPPER_RIGHT -> LegendPosition.InsideNE;
            case UPPER_LEFT -> LegendPosition.InsideNW;
            case LOWER_LEFT -> LegendPosition.InsideSW;
            case LOWER_RIGHT -> LegendPosition.InsideSE;
            case BELOW -> LegendPosition.OutsideS;
        };
    }

    private static void add(XYChart chart, Panel panel, Series series, String key) {
        if (series instanceof Series.Line line) {
            XYSeries drawn = line(chart, panel, key, line.x(), line.y(), series);
            if (drawn != null) {
                drawn.setLineStyle(stroke(line.dash()));
            }
        } else if (series instanceof Series.Steps steps) {
            XYSeries drawn = line(chart, panel, key, steps.x(), steps.y(), series);
            if (drawn != null) {
                drawn.setXYSeriesRenderStyle(XYSeriesRenderStyle.Step);
            }
        } else if (series instanceof Series.Band band) {
            band(chart, panel, key, band);
        } else if (series instanceof Series.Points points) {
            points(chart, panel, key, points);
        }
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

    /** Joins the points with a gap wherever one has no place; draws nothing if none has. */
    private static XYSeries line(XYChart chart, Panel panel, String key, double[] x, double[] y, Series series) {
        int[] held = held(panel, x, y);
        if (held.length == 0) {
            return null;
        }
        double[] ordinates = new double[x.length];
        double[] abscissae = new double[x.length];
        Arrays.fill(ordinates, Double.NaN);
        Arrays.fill(abscissae, x[held[0]]);
        for (int i : held) {
            abscissae[i] = x[i];
            ordinates[i] = y[i];
        }
        XYSeries drawn = chart.addSeries(key, abscissae, ordinates);
        drawn.setMarker(SeriesMarkers.NONE).setLineColor(series.hue().color()).setLineStyle(stroke(Series.Dash.SOLID));
        drawn.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
        inLegend(drawn, series.name());
        return drawn;
    }

    private static void inLegend(XYSeries drawn, String name) {
        drawn.setLabel(name.isEmpty() ? " " : name).setShowInLegend(!name.isEmpty());
    }

    private static int[] held(Panel panel, double[] x, double[]... y) {
        return IntStream.range(0, x.length)
                .filter(i -> panel.x().holds(x[i])
                        && Arrays.stream(y).allMatch(ordinates -> panel.y().holds(ordinates[i])))
                .toArray();
    }

    /** A polygon along the upper curve and back along the lower one. */
    private static void band(XYChart chart, Panel panel, String key, Series.Band band) {
        int[] held = held(panel, band.x(), band.lower(), band.upper());
        if (held.length == 0) {
            return;
        }
        int n = held.length;
        double[] x = new double[2 * n];
        double[] y = new double[2 * n];
        for (int i = 0; i < n; i++) {
            x[i] = band.x()[held[i]];
            y[i] = band.upper()[held[i]];
            x[2 * n - 1 - i] = x[i];
            y[2 * n - 1 - i] = band.lower()[held[i]];
        }
        XYSeries drawn = chart.addSeries(key, x, y);
        drawn.setMarker(SeriesMarkers.NONE)
                .setLineStyle(new BasicStroke(0.01f))
                .setLineColor(band.hue().light())
                .setFillColor(band.hue().light());
        drawn.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        inLegend(drawn, band.name());
    }

    /** The intervals first, as one line with gaps, then the markers over them. */
    private static void points(XYChart chart, Panel panel, String key, Series.Points points) {
        int[] held = held(panel, points.x(), points.y());
        if (held.length == 0) {
            return;
        }
        int[] bars = Arrays.stream(held)
                .filter(i -> points.lower()[i] < points.upper()[i])
                .filter(i -> panel.y().holds(points.lower()[i]) && panel.y().holds(points.upper()[i]))
                .toArray();
        Color color = points.hue().color();
        if (bars.length > 0) {
            double[] x = new double[3 * bars.length];
            double[] y = new double[3 * bars.length];
            for (int i = 0; i < bars.length; i++) {
                Arrays.fill(x, 3 * i, 3 * i + 3, points.x()[bars[i]]);
                y[3 * i] = points.lower()[bars[i]];
                y[3 * i + 1] = points.upper()[bars[i]];
                y[3 * i + 2] = Double.NaN;
            }
            XYSeries drawn = chart.addSeries(key + " intervals", x, y);
            drawn.setMarker(SeriesMarkers.NONE)
                    .setLineStyle(new BasicStroke(BAR_WIDTH))
                    .setLineColor(color);
            drawn.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
            drawn.setShowInLegend(false);
        }
        XYSeries drawn = chart.addSeries(
                key,
                Arrays.stream(held).mapToDouble(i -> points.x()[i]).toArray(),
                Arrays.stream(held).mapToDouble(i -> points.y()[i]).toArray());
        drawn.setMarker(marker(points.hue())).setMarkerColor(color);
        drawn.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
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
}
