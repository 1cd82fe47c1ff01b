package org.thalweg.experiments.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.thalweg.experiments.figure.Preset;
import org.thalweg.experiments.plot.Axis;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.experiments.plot.Hue;
import org.thalweg.experiments.plot.Panel;
import org.thalweg.experiments.plot.Series;
import org.thalweg.experiments.result.ResultFolder;

/** Results as a run leaves them, with real pictures, without the computation. */
final class TestRun {

    static final Set<Preset> ALL = Set.of(Preset.values());

    private TestRun() {}

    /** A result with two claims, one of them without an interval. */
    static ObjectNode result(String id, Preset preset) {
        ObjectNode result = new ObjectMapper().createObjectNode();
        result.put("figure", id);
        result.put("paper", "A. Author: On valleys, 2020");
        result.put("title", "Depth against width");
        result.put("preset", preset.toString());
        result.put("seed", -7);
        ObjectNode settings = result.putObject("settings");
        settings.put("samples", 200);
        settings.putArray("learningRates").add(0.1).add(0.25);
        result.put("data", "mnist");
        result.put("samples", 200);
        result.putObject("sha256").put("data", "0123456789abcdef".repeat(4));
        result.putObject("pictures").put("figure", "Depth against width, with four points.");
        result.put("resumed", false);
        result.put("compute_seconds", 125.2);
        claim(result, "Deep valleys are narrow.", -0.5312, -0.625, -0.4375, "reproduced");
        claim(result, "Deep valleys are narrow.", null, null, null, "not measured");
        result.put("thalweg", "1.2.3");
        result.put("jdk", "17.0.1+2");
        result.put("system", "Linux amd64");
        result.put("kernels", "vector-256");
        result.put("threads", 2);
        result.put("started", "2026-01-31T12:05:09Z");
        result.put("seconds", 3.25);
        return result;
    }

    static void claim(ObjectNode result, String sentence, Double measured, Double lower, Double upper, String verdict) {
        ObjectNode claim = result.withArray("/claims").addObject();
        claim.put("sentence", sentence);
        claim.put("quantity", "slope");
        claim.put("measured", measured);
        claim.put("lower", lower);
        claim.put("upper", upper);
        claim.put("relation", "<");
        claim.put("threshold", 0.0);
        claim.put("verdict", verdict);
    }

    /** A chart with so many points. */
    static Figure figure(int points) {
        double[] x = IntStream.rangeClosed(1, points).mapToDouble(i -> i).toArray();
        double[] y = IntStream.rangeClosed(1, points).mapToDouble(i -> 1.0 / i).toArray();
        return Figure.of(
                "Depth",
                List.of(new Panel(
                        "",
                        Axis.logarithmic("width"),
                        Axis.logarithmic("depth"),
                        Panel.Legend.NONE,
                        List.of(new Series.Points("points", Hue.BLUE, x, y)))));
    }

    /** Writes a run into {@code FIGURES/ID/PRESET}. */
    static Path write(Path figures, String id, Preset preset, Consumer<ObjectNode> change) throws IOException {
        return write(figures, id, preset, 4, change);
    }

    static Path write(Path figures, String id, Preset preset, int points, Consumer<ObjectNode> change)
            throws IOException {
        Path path = figures.resolve(id).resolve(preset.toString());
        ResultFolder folder = new ResultFolder(path);
        folder.create();
        folder.write("points.csv", "width,depth\n1,1\n");
        if (folder.draw("figure", figure(points)).isPresent()) {
            throw new IOException("no picture");
        }
        ObjectNode result = result(id, preset);
        change.accept(result);
        folder.write(result);
        return path;
    }

    static Report read(Path figures) throws IOException {
        return Report.read(figures, ALL, List.of(), "1.2.3");
    }

    /** The page of all runs, without a file. */
    static String page(Path figures) throws IOException {
        Path file = figures.resolve("report.html");
        read(figures).write(file);
        return Files.readString(file);
    }
}
