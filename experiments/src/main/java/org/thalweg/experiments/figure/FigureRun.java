package org.thalweg.experiments.figure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.thalweg.data.Dataset;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.experiments.result.Json;
import org.thalweg.experiments.result.Provenance;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.linalg.Workers;

/**
 * One run of a figure: computes, draws, judges and writes.
 *
 * <p>Until all is computed the work lies in a folder {@code .unfinished-KEY} inside the folder for results, whose key
 * comes from all that determines the tables: figure, settings, seed, data and version of the program. So a run that was
 * killed is found again by the same command, no other run gets in its way (a second one in the same folder ends at once), and earlier
 * results stay whole until the new ones are there.
 *
 * @param figure the figure
 * @param preset where the settings come from
 * @param settings the settings
 * @param seed the key of everything random
 * @param data the training samples
 * @param test the test samples, if the figure needs any
 * @param places where results and trainings are
 * @param version of the program
 * @param <S> the settings of the figure
 */
public record FigureRun<S extends Record>(
        PaperFigure<S> figure,
        Preset preset,
        S settings,
        long seed,
        Dataset data,
        Optional<Dataset> test,
        Places places,
        String version) {

    private static final String INGREDIENTS = "made-of";

    /**
     * A run with all of its files within one folder, of a figure that needs no test samples.
     *
     * @param figure the figure
     * @param preset where the settings come from
     * @param settings the settings
     * @param seed the key of everything random
     * @param data the training samples
     * @param out the folder for results
     * @param version of the program
     */
    public FigureRun(
            PaperFigure<S> figure, Preset preset, S settings, long seed, Dataset data, Path out, String version) {
        this(figure, preset, settings, seed, data, Optional.empty(), Places.within(out), version);
    }

    /**
     * Runs. Figures that this one is made of come first, unless their results are there.
     *
     * @param workers who computes; the results do not depend on it
     * @param listener is told how it goes, and may end it
     * @return the claims
     * @throws IOException if a file cannot be written, or the folder has results of another command or figure; the message
     *     names it
     * @throws java.util.concurrent.CancellationException if the listener throws it
     */
    public List<Claim> run(Workers workers, Workbench.Listener listener) throws IOException {
        Instant started = Instant.now();
        ResultFolder folder = new ResultFolder(places.results());
        folder.create();
        folder.requireNoOther("thalweg figure " + figure.id());
        Map<String, Map<String, Table>> ingredients = new LinkedHashMap<>();
        for (PaperFigure.Ingredient<?> part : figure.madeOf(preset, settings)) {
            ingredients.put(part.figure().id(), runOf(part).tables(places.results(), workers, listener));
        }
        listener.begins(figure.id());
        try (Journal journal = new Journal(places.results().resolve(ResultFolder.UNFINISHED + "-" + key()))) {
            return run(journal, ingredients, workers, listener, started);
        }
    }

    private List<Claim> run(
            Journal journal,
            Map<String, Map<String, Table>> ingredients,
            Workers workers,
            Workbench.Listener listener,
            Instant started)
            throws IOException {
        boolean resumed = journal.partsDone() > 0;
        if (resumed) {
            listener.say("goes on after " + journal.partsDone() + " parts that an unfinished run has done");
        }
        figure.compute(settings, new Workbench(this, workers, journal, ingredients, listener));

        // Written elsewhere first: a disk that is full then leaves earlier results whole.
        ResultFolder folder = new ResultFolder(journal.folder().resolve("results"));
        folder.create();
        Map<String, Table> tables = new LinkedHashMap<>();
        for (Map.Entry<String, String> table : journal.tables().entrySet()) {
            folder.write(table.getKey() + ".csv", table.getValue());
            tables.put(table.getKey(), Table.parse(table.getValue()));
        }
        ObjectNode result = describe();
        ObjectNode descriptions = result.putObject("pictures");
        for (Map.Entry<String, Figure> entry : figure.pictures(settings, tables).entrySet()) {
            Figure picture = withOrigin(entry.getValue());
            folder.draw(entry.getKey(), picture)
                    .ifPresentOrElse(listener::say, () -> descriptions.put(entry.getKey(), picture.description()));
        }
        List<Claim> claims = figure.claims(settings, tables);
        result.put("resumed", resumed);
        result.put("compute_seconds", journal.seconds());
        ArrayNode list = result.putArray("claims");
        claims.forEach(claim -> claim.putTo(list.addObject()));
        new Provenance(version, workers.threads(), started).putTo(result);
        folder.write(result);
        folder.moveTo(places.results());
        journal.remove();
        return claims;
    }

    private <T extends Record> FigureRun<T> runOf(PaperFigure.Ingredient<T> part) {
        int samples = part.figure().samples(part.settings());
        if (samples != data.size()) {
            throw new IllegalArgumentException(
                    "samples of " + part.figure().id() + ": found " + samples + ", expected " + data.size());
        }
        Places others = places.of(part.figure().id(), preset);
        return new FigureRun<>(part.figure(), preset, part.settings(), seed, data, test, others, version);
    }

    /**
     * The tables that this run would give: those of an earlier one, if it was the same. Results of a run with other settings
     * are left alone; this one's then go into a folder inside that of the figure which is made of them.
     */
    private Map<String, Table> tables(Path whole, Workers workers, Workbench.Listener listener) throws IOException {
        Optional<Map<String, Table>> found = earlier(listener).tables(description());
        if (found.isPresent()) {
            listener.say("takes " + figure.id() + " from " + places.results());
            return found.get();
        }
        if (!places.results().startsWith(whole) && earlier(listener).areOfAnother(description())) {
            Places inside = places.at(whole.resolve(INGREDIENTS)).of(figure.id(), preset);
            return new FigureRun<>(figure, preset, settings, seed, data, test, inside, version)
                    .tables(whole, workers, listener);
        }
        listener.say("computes " + figure.id() + " first, into " + places.results());
        run(workers, listener);
        return earlier(listener)
                .tables(description())
                .orElseThrow(() -> new IOException(places.results() + ": changed by another run"));
    }

    private EarlierResults earlier(Workbench.Listener listener) {
        return new EarlierResults(places.results(), listener);
    }

    /** What {@code result.json} says if the results are those of this run. */
    private ObjectNode description() {
        return describe().put("thalweg", version);
    }

    private ObjectNode describe() {
        ObjectNode result = new ObjectMapper().createObjectNode();
        result.put("figure", figure.id());
        result.put("paper", figure.paper());
        result.put("title", figure.title());
        result.put("preset", preset.toString());
        result.put("seed", seed);
        result.set("settings", SettingValues.json(settings));
        result.put("data", data.name());
        result.put("samples", data.size());
        Json.put(result, "data_identity", data.identity());
        test.ifPresent(samples -> {
            result.put("test_samples", samples.size());
            Json.put(result, "test_data_identity", samples.identity());
        });
        ObjectNode checksums = result.putObject("sha256").put("data", data.checksum());
        test.ifPresent(samples -> checksums.put("test_data", samples.checksum()));
        return result;
    }

    /** Every picture tells its data and size, so that none passes for the paper's own. */
    private Figure withOrigin(Figure picture) {
        String title = picture.title() + " (" + data.size() + " samples of " + data.name() + ", preset " + preset + ")";
        return new Figure(title, picture.width(), picture.height(), picture.columns(), picture.panels());
    }

    private String key() {
        String tested = test.map(samples -> samples.identity().toString()).orElse("");
        return Key.of(figure.id(), version, seed, SettingValues.json(settings), data.identity(), tested);
    }
}
