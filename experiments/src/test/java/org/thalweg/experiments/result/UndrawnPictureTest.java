package org.thalweg.experiments.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.thalweg.experiments.plot.Axis;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.experiments.plot.Panel;

/** Where pictures cannot be drawn, results go without. */
class UndrawnPictureTest {

    @TempDir
    Path folder;

    private static Figure figure(int width) {
        Panel panel = new Panel("", Axis.linear("x"), Axis.linear("y"), Panel.Legend.NONE, List.of());
        return new Figure("Nothing", width, 400, 1, List.of(panel));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void noPictureOfAnEarlierRunStays() throws IOException {
        assertEquals(Optional.empty(), new ResultFolder(folder).draw("f", figure(400)));
        assertEquals(List.of("f.png", "f.svg"), files());
        ResultFolder later = new ResultFolder(folder);
        String line = later.draw("f", figure(1 << 30)).orElseThrow();
        assertTrue(line.startsWith("no picture, but all numbers: f.png: cannot be drawn: "), line);
        assertTrue(line.contains("fontconfig"), line);
        assertEquals(1, line.lines().count());
        later.write(JsonNodeFactory.instance.objectNode());
        assertEquals(List.of("result.json"), files());
        assertFalse(Files.readString(folder.resolve("result.json")).contains("f."));
    }
}
