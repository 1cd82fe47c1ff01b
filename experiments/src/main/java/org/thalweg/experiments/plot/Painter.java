package org.thalweg.experiments.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;

/** Draws figures with XChart. */
final class Painter {

    private static final Color GRID = new Color(0xECECEC);
    private static final Color FRAME = new Color(0x404040);
    private static final String FAMILY = Font.SANS_SERIF;
    private static final int TITLE_SIZE = 15;
    private static final int TITLE_HEIGHT = 34;
    private static final int TEXT_SIZE = 13;
    private static final int MARKER_SIZE = 6;

    /** About what the horizontal axis takes of the width of a chart. */
    private static final double PART_OF_WIDTH = 0.85;

    private Painter() {}

    static void paint(Figure figure, Graphics2D graphics) {
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, figure.width(), figure.height());
        int top = figure.title().isEmpty() ? 0 : TITLE_HEIGHT;
        if (top > 0) {
            title(figure, graphics);
        }
        int height = (figure.height() - top) / figure.rows();
        int width = figure.width() / figure.columns();
        for (int i = 0; i < figure.panels().size(); i++) {
            Graphics2D part = (Graphics2D) graphics.create();
            part.translate(i % figure.columns() * width, top + i / figure.columns() * height);
            chart(figure.panels().get(i), width, height).paint(part, width, height);
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

    static XYChart chart(Panel panel, int width, int height) {
        XYChart chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .title(panel.title())
                .xAxisTitle(panel.x().label())
                .yAxisTitle(panel.y().label())
                .build();
        Ruler x = panel.horizontal();
        Ruler y = panel.vertical();
        style(chart.getStyler(), panel, width, x, y);
        Canvas canvas = new Canvas(chart, x, y);
        for (int i = 0; i < panel.series().size(); i++) {
            canvas.add(panel.series().get(i), String.valueOf(i));
        }
        return chart;
    }

    private static void style(XYStyler styler, Panel panel, int width, Ruler x, Ruler y) {
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
                .setLegendPadding(10)
                .setLegendSeriesLineLength(22)
                .setLegendVisible(panel.legend() != Panel.Legend.NONE)
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(panel.legend() == Panel.Legend.ROW ? LegendLayout.Horizontal : LegendLayout.Vertical);
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
        styler.setXAxisMin(x.lower()).setXAxisMax(x.upper());
        styler.setYAxisMin(y.lower()).setYAxisMax(y.upper());
        styler.setXAxisLogarithmic(x.logarithmic()).setXAxisLogarithmicDecadeOnly(false);
        styler.setYAxisLogarithmic(y.logarithmic()).setYAxisLogarithmicDecadeOnly(false);
        if (panel.x().scale() == Axis.Scale.WHOLE) {
            // XChart takes 1, 2 or 5 times a power of ten near to this; so the least step is 1.
            int unit = (int) Math.round(PART_OF_WIDTH * width / (x.upper() - x.lower()));
            styler.setXAxisTickMarkSpacingHint(Math.max(styler.getXAxisTickMarkSpacingHint(), unit));
        }
        boolean bare = panel.x().scale() == Axis.Scale.BARE;
        styler.setXAxisTicksVisible(!bare).setPlotGridVerticalLinesVisible(!bare);
        styler.setXAxisTickLabelsFormattingFunction(x::label);
        styler.setYAxisTickLabelsFormattingFunction(y::label);
    }
}
