package org.thalweg.experiments.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

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
     * The picture as an address that holds it. As the source of an {@code img}, neither format can run scripts or load
     * anything.
     *
     * @return {@code data:...}, or nothing if all files are too large
     * @throws IOException if the file cannot be read
     */
    Optional<String> embedded() throws IOException {
        Optional<ListedFile> chosen = svg.filter(file -> file.size() <= LARGEST_SVG || png.isEmpty())
                .or(() -> png)
                .filter(file -> file.size() <= LARGEST);
        if (chosen.isEmpty()) {
            return Optional.empty();
        }
        String type = chosen.get().name().endsWith(SVG) ? "image/svg+xml" : "image/png";
        byte[] bytes = PlainFile.read(chosen.get().path(), LARGEST);
        return Optional.of("data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes));
    }
}
