package org.thalweg.experiments.plot;

import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.thalweg.io.AtomicFile;
import org.w3c.dom.Document;

/**
 * Writes figures, each file whole or not at all. The same figure gives the same bytes wherever the fonts are the same; text
 * is written as outlines, so that a file looks the same everywhere. Needs no display.
 */
public final class Pictures {

    private static final String SVG = "http://www.w3.org/2000/svg";

    private static final Pattern DOCUMENT_TYPE = Pattern.compile("<!DOCTYPE[^>]*>\\n?");

    /** Pixels of a PNG for each point: 192 to an inch. */
    public static final int RESOLUTION = 2;

    private Pictures() {}

    /**
     * Writes a figure as {@code NAME.png} and {@code NAME.svg}.
     *
     * @param figure the figure
     * @param folder an existing folder
     * @param name the name without its ending
     * @throws UndrawableException if the JVM cannot draw it; then there is no file
     * @throws IOException if a file cannot be written; the message names it
     */
    public static void write(Figure figure, Path folder, String name) throws IOException {
        Path png = folder.resolve(name + ".png");
        Path svg = folder.resolve(name + ".svg");
        BufferedImage image;
        byte[] text;
        try {
            image = image(figure);
            text = svg(figure).getBytes(StandardCharsets.UTF_8);
        } catch (RuntimeException | Error failure) {
            // Without a font library or fonts, one JDK throws an Error and the next a RuntimeException.
            throw new UndrawableException(
                    png + ": cannot be drawn: " + failure
                            + "; Java draws with the fonts of the system (on Debian: fontconfig and fonts-dejavu-core)",
                    failure);
        }
        AtomicFile.write(png, out -> {
            // Not through a file of its own in the folder for temporary files.
            try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
                if (!ImageIO.write(image, "png", stream)) {
                    throw new IOException("no writer for PNG");
                }
            }
        });
        AtomicFile.write(svg, out -> out.write(text));
    }

    /** The figure in pixels, {@value #RESOLUTION} for each point. */
    static BufferedImage image(Figure figure) {
        BufferedImage image = new BufferedImage(
                RESOLUTION * figure.width(), RESOLUTION * figure.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.scale(RESOLUTION, RESOLUTION);
        Painter.paint(figure, graphics);
        graphics.dispose();
        return image;
    }

    /** The figure as the text of an SVG file. */
    static String svg(Figure figure) {
        try {
            Document document = DocumentBuilderFactory.newDefaultNSInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG, "svg", null);
            SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
            context.setComment(null);
            SVGGraphics2D graphics = new SVGGraphics2D(context, true);
            graphics.setSVGCanvasSize(new Dimension(figure.width(), figure.height()));
            Painter.paint(figure, graphics);
            StringWriter writer = new StringWriter();
            graphics.stream(writer);
            // Readers of XML would fetch the document type from the network.
            return DOCUMENT_TYPE
                    .matcher(writer.toString().replace("\r\n", "\n"))
                    .replaceFirst("");
        } catch (ParserConfigurationException | SVGGraphics2DIOException impossible) {
            throw new AssertionError("every Java platform has a DOM, and a string takes every text", impossible);
        }
    }
}
