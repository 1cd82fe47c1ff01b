package org.thalweg.experiments.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.thalweg.experiments.plot.Pictures;

/**
 * A picture of a run, in one or two formats.
 *
 * @param name of the files without their endings
 * @param svg the file with lines, if there is one
 * @param png the file with pixels, if there is one
 */
record Picture(String name, Optional<ListedFile> svg, Optional<ListedFile> png) {

    /** A scatter plot of many points is smaller, and drawn sooner, in pixels. */
    private static final long LARGEST_SVG = 600 << 10;

    /** What is larger stays a link: it would make the page unwieldy. */
    private static final int LARGEST = 8 << 20;

    /** Where the header of a PNG has its width in pixels. */
    private static final int PNG_WIDTH_AT = 16;

    private static final int SVG_HEAD = 2048;
    private static final Pattern SVG_WIDTH =
            Pattern.compile("\\A(?:<\\?[^>]*>)?\\s*<svg\\b[^>]*\\swidth=\"(\\d{1,6})\"");

    /** A page is not made wider than this for whatever a file says. */
    private static final int WIDEST = 4000;

    static final String SVG = ".svg";
    private static final String PNG = ".png";

    /** The pictures among the files of a run, by name. */
    static List<Picture> of(Run run) {
        Map<String, ListedFile> files = new TreeMap<>();
        run.files().stream().filter(ListedFile::isSafe).forEach(file -> files.put(file.name(), file));
        List<Picture> pictures = new ArrayList<>();
        files.keySet().stream()
                .filter(name -> name.endsWith(SVG) || name.endsWith(PNG))
                .map(name -> name.substring(0, name.length() - SVG.length()))
                .distinct()
                .sorted()
                .forEach(name -> pictures.add(new Picture(
                        name, Optional.ofNullable(files.get(name + SVG)), Optional.ofNullable(files.get(name + PNG)))));
        return pictures;
    }

    /** The files, lines first. */
    List<ListedFile> files() {
        return Stream.of(svg, png).flatMap(Optional::stream).toList();
    }

    /**
     * A picture that is part of the page.
     *
     * @param address holds it, {@code data:...}. As the source of an {@code img}, neither format can run scripts or load
     *     anything
     * @param width in points of 1/96 inch, at which its text has the size of other text; 0 if the file does not tell
     */
    record Embedded(String address, int width) {}

    /**
     * The picture as part of a page.
     *
     * @return nothing if all files are too large
     * @throws IOException if the file cannot be read
     */
    Optional<Embedded> embedded() throws IOException {
        Optional<ListedFile> chosen = svg.filter(file -> file.size() <= LARGEST_SVG || png.isEmpty())
                .or(() -> png)
                .filter(file -> file.size() <= LARGEST);
        if (chosen.isEmpty()) {
            return Optional.empty();
        }
        String type = chosen.get().name().endsWith(SVG) ? "image/svg+xml" : "image/png";
        byte[] bytes = PlainFile.read(chosen.get().path(), LARGEST);
        String address = "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
        return Optional.of(new Embedded(address, type.equals("image/png") ? pngWidth(bytes) : svgWidth(bytes)));
    }

    /** From the chunk that comes first in every PNG. */
    private static int pngWidth(byte... png) {
        int width = png.length < PNG_WIDTH_AT + Integer.BYTES
                ? 0
                : ByteBuffer.wrap(png).getInt(PNG_WIDTH_AT) / Pictures.RESOLUTION;
        return Math.max(0, Math.min(WIDEST, width));
    }

    private static int svgWidth(byte... svg) {
        String text = new String(svg, 0, Math.min(svg.length, SVG_HEAD), StandardCharsets.UTF_8);
        Matcher width = SVG_WIDTH.matcher(text);
        return width.find() ? Math.min(WIDEST, Integer.parseInt(width.group(1))) : 0;
    }
}
