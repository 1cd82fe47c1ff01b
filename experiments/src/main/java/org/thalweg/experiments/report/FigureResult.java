package org.thalweg.experiments.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.thalweg.experiments.figure.Claim;
import org.thalweg.experiments.figure.Preset;
import org.thalweg.experiments.result.ResultFolder;

/**
 * What {@code result.json} says of a run of a figure.
 *
 * @param id the name of the figure, as {@code paper/figure}
 * @param paper authors, title and place of the paper
 * @param title what the figure shows
 * @param preset where the settings come from
 * @param seed the key of everything random
 * @param settings values by name
 * @param data the samples
 * @param test the samples that were judged by, if there are others than those
 * @param claims what was claimed and measured
 * @param pictures descriptions by the names of the pictures, for those that have one
 * @param checksums SHA-256 by the names of the files
 * @param origin what computed it
 */
record FigureResult(
        String id,
        String paper,
        String title,
        Preset preset,
        long seed,
        Map<String, String> settings,
        Data data,
        Optional<Data> test,
        List<Judged> claims,
        Map<String, String> pictures,
        Map<String, String> checksums,
        Origin origin) {

    private static final Pattern ID = Pattern.compile("[a-z0-9-]+/[a-z0-9-]+");

    /** Of files in the same folder; anything else could lead elsewhere. */
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    /** As the name of a file's checksum: that of the samples. */
    private static final String DATA = "data";

    /** As the name of a file's checksum: that of the test samples. */
    private static final String TEST_DATA = "test_data";

    /**
     * The samples.
     *
     * @param name of the data set
     * @param samples how many were used
     * @param checksum SHA-256 of their source
     */
    record Data(String name, long samples, String checksum) {}

    /**
     * A claim and its verdict.
     *
     * @param claim the claim
     * @param verdict what became of it when it was measured
     */
    record Judged(Claim claim, Claim.Verdict verdict) {}

    /**
     * What computed a result, and when.
     *
     * @param version of the program
     * @param jdk version of Java
     * @param system operating system and processor
     * @param kernels which implementation of them
     * @param threads how many worked
     * @param started when the run began
     * @param seconds how long it took
     * @param resumed whether it went on with what an earlier run had done
     * @param computing how long all its parts took together, in seconds
     */
    record Origin(
            String version,
            String jdk,
            String system,
            String kernels,
            long threads,
            Instant started,
            double seconds,
            boolean resumed,
            double computing) {}

    /**
     * Reads {@code result.json}.
     *
     * @param folder where it is
     * @throws IOException if it cannot be read or is not what {@code thalweg figure} writes: one line with the file, the
     *     place, what was found and what was expected
     */
    static FigureResult read(Path folder) throws IOException {
        JsonFields json = JsonFields.read(folder.resolve(ResultFolder.RESULT));
        Map<String, String> checksums = checksums(json.object("sha256"));
        String ofData = checksums.remove(DATA);
        if (ofData == null) {
            throw json.wrong("sha256." + DATA, "nothing", "the checksum of the data");
        }
        String ofTest = checksums.remove(TEST_DATA);
        List<Judged> claims = new ArrayList<>();
        for (JsonFields claim : json.objects("claims")) {
            claims.add(judged(claim));
        }
        return new FigureResult(
                matching(ID, json, "figure"),
                json.text("paper"),
                json.text("title"),
                json.constant("preset", Preset.class),
                json.whole("seed"),
                values(json.object("settings")),
                new Data(json.text("data"), json.whole("samples"), ofData),
                ofTest == null
                        ? Optional.empty()
                        : Optional.of(new Data(json.text("data"), json.whole("test_samples"), ofTest)),
                Collections.unmodifiableList(claims),
                json.has("pictures") ? texts(json.object("pictures")) : Map.of(),
                Collections.unmodifiableMap(checksums),
                origin(json));
    }

    private static String matching(Pattern pattern, JsonFields json, String name) throws IOException {
        String text = json.text(name);
        if (!pattern.matcher(text).matches()) {
            throw json.wrong(name, json.quoted(name), pattern.toString());
        }
        return text;
    }

    private static Map<String, String> checksums(JsonFields json) throws IOException {
        Map<String, String> checksums = new TreeMap<>();
        for (String name : json.names()) {
            if (!FILE.matcher(name).matches()) {
                throw json.wrong("name", JsonFields.quote(name), "a file in the same folder, " + FILE);
            }
            checksums.put(name, matching(SHA_256, json, name));
        }
        return checksums;
    }

    private static Map<String, String> values(JsonFields json) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : json.names()) {
            values.put(name, json.plain(name));
        }
        return Collections.unmodifiableMap(values);
    }

    private static Map<String, String> texts(JsonFields json) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : json.names()) {
            texts.put(name, json.text(name));
        }
        return Collections.unmodifiableMap(texts);
    }

    private static Judged judged(JsonFields json) throws IOException {
        Claim claim = new Claim(
                json.text("sentence"),
                json.text("quantity"),
                json.number("measured"),
                json.number("lower"),
                json.number("upper"),
                json.constant("relation", Claim.Relation.class),
                json.number("threshold"));
        Claim.Verdict verdict = json.constant("verdict", Claim.Verdict.class);
        // Where all three numbers are there the verdict follows from them; what is infinite was written as null.
        boolean complete = !Double.isNaN(claim.measured() + claim.lower() + claim.upper());
        if (complete && verdict != claim.verdict()) {
            throw json.wrong("verdict", verdict, claim.verdict() + ", which follows from its numbers");
        }
        return new Judged(claim, verdict);
    }

    private static Origin origin(JsonFields json) throws IOException {
        Instant started;
        try {
            started = Instant.parse(json.text("started"));
        } catch (DateTimeException wrong) {
            throw json.wrong("started", json.quoted("started"), "a time as 2026-01-31T12:00:00Z");
        }
        return new Origin(
                json.text("thalweg"),
                json.text("jdk"),
                json.text("system"),
                json.text("kernels"),
                json.whole("threads"),
                started,
                json.number("seconds"),
                json.truth("resumed"),
                json.number("compute_seconds"));
    }
}
