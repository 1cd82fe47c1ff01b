package org.thalweg.experiments.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;

class PicturesTest {

    private static final double[] X =
            IntStream.rangeClosed(1, 9).mapToDouble(i -> i).toArray();

    @TempDir
    Path folder;

    private static double[] times(double factor) {
        return Arrays.stream(X).map(x -> factor * x).toArray();
    }

    private static List<Series> everyKind() {
        return List.of(
                new Series.Band("band", Hue.GREEN, X, times(0.5), times(0.8)),
                new Series.Line("line", Hue.BLUE, Series.Dash.SOLID, X, times(1)),
                new Series.Line("dashed", Hue.SKY, Series.Dash.DASHED, X, times(1.2)),
                new Series.Steps("steps", Hue.PURPLE, X, times(1.5)),
                new Series.Points("points", Hue.VERMILLION, X, times(3), times(2.5), times(3.5)),
                new Series.Points("", Hue.ORANGE, X, times(4)));
    }

    private static Figure figure(Axis.Scale scale, List<Series> series) {
        Axis x = new Axis("x", scale, Double.NaN, Double.NaN);
        Axis y = new Axis("y", scale, Double.NaN, Double.NaN);
        Panel panel = new Panel("panel", x, y, Panel.Legend.COLUMN, series);
        return Figure.of("all kinds", List.of(panel, panel));
    }

    /** How many pixels of a part of the picture have exactly this colour. */
    private static long count(BufferedImage image, int from, int to, int rgb) {
        long count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = from; x < to; x++) {
                count += (image.getRGB(x, y) & 0xFFFFFF) == rgb ? 1 : 0;
            }
        }
        return count;
    }

    private static int rgb(Hue hue) {
        return hue.color().getRGB() & 0xFFFFFF;
    }

    @ParameterizedTest
    @EnumSource(Axis.Scale.class)
    void bothFilesShowEverySeries(Axis.Scale scale) throws Exception {
        Pictures.write(figure(scale, everyKind()), folder, "figure");
        BufferedImage image = ImageIO.read(folder.resolve("figure.png").toFile());
        assertEquals(2 * 1040, image.getWidth());
        assertEquals(2 * 400, image.getHeight());
        String text = Files.readString(folder.resolve("figure.svg"));
        Element svg = DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("figure.svg").toFile())
                .getDocumentElement();
        assertEquals("1040", svg.getAttribute("width"));
        assertEquals("400", svg.getAttribute("height"));
        for (Series series : everyKind()) {
            int color = series instanceof Series.Band ? series.hue().light().getRGB() & 0xFFFFFF : rgb(series.hue());
            for (int panel = 0; panel < 2; panel++) {
                long pixels = count(image, 1040 * panel, 1040 * (panel + 1), color);
                assertTrue(pixels > 100, series.name() + ": " + pixels + " pixels in panel " + panel);
            }
            String inSvg = String.format("rgb(%d,%d,%d)", color >> 16 & 255, color >> 8 & 255, color & 255);
            assertTrue(text.contains(inSvg), series.name() + ": no " + inSvg);
        }
    }

    @Test
    void sameFigureSameBytes() throws IOException {
        for (String name : List.of("one", "other")) {
            Pictures.write(figure(Axis.Scale.LOGARITHMIC, everyKind()), folder, name);
        }
        for (String ending : List.of(".svg", ".png")) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("one" + ending)),
                    Files.readAllBytes(folder.resolve("other" + ending)));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(4, files.count());
        }
    }

    /** Without the gap the line would fill the picture's diagonal. */
    @Test
    void numbersWithoutAPlaceAreLeftOut() {
        double[] y = {1, 2, Double.NaN, 0, -5, Double.POSITIVE_INFINITY, 2, 1, 1};
        List<Series> series = List.of(
                new Series.Line("line", Hue.BLUE, Series.Dash.SOLID, X, y),
                new Series.Points("points", Hue.VERMILLION, X, y, y, y),
                new Series.Band("band", Hue.GREEN, X, y, y),
                new Series.Steps("nothing", Hue.PURPLE, X, times(-1)));
        BufferedImage image = Pictures.image(figure(Axis.Scale.LOGARITHMIC, series));
        long gapped = count(image, 0, image.getWidth(), rgb(Hue.BLUE));
        Series.Line whole =
                new Series.Line("line", Hue.BLUE, Series.Dash.SOLID, X, new double[] {1, 2, 2, 2, 2, 2, 2, 1, 1});
        long without = count(
                Pictures.image(figure(Axis.Scale.LOGARITHMIC, List.of(whole))), 0, image.getWidth(), rgb(Hue.BLUE));
        assertTrue(gapped > 100 && gapped < 0.8 * without, gapped + " of " + without);
        assertEquals(0, count(image, 0, image.getWidth(), rgb(Hue.PURPLE)));
    }

    @Test
    void nothingToShowIsAnEmptyChart() {
        BufferedImage image = Pictures.image(figure(Axis.Scale.LINEAR, List.of()));
        assertTrue(count(image, 0, image.getWidth(), 0xFFFFFF) < (long) image.getWidth() * image.getHeight());
    }

    @Test
    void wrongDescriptionsAreNamed() {
        assertEquals(
                "series `s`: 1 numbers y, expected 9",
                assertThrows(IllegalArgumentException.class, () -> new Series.Steps("s", Hue.BLUE, X, new double[1]))
                        .getMessage());
        assertEquals(
                "axis `a`: from 0.0 to 1.0, expected finite, ascending and positive limits",
                assertThrows(IllegalArgumentException.class, () -> Axis.logarithmic("a")
                                .between(0, 1))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Axis.linear("a").between(1, 1));
        assertThrows(IllegalArgumentException.class, () -> Figure.of("f", List.of()));
    }

    @Test
    void folderThatIsMissingIsNamed() {
        Path missing = folder.resolve("missing");
        assertEquals(
                missing.resolve("f.png") + ": cannot be written: its folder does not exist",
                assertThrows(
                                IOException.class,
                                () -> Pictures.write(figure(Axis.Scale.LINEAR, everyKind()), missing, "f"))
                        .getMessage());
    }
}
