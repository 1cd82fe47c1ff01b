package org.thalweg.experiments.variance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.thalweg.data.Dataset;
import org.thalweg.experiments.figure.Claim;
import org.thalweg.experiments.figure.FigureRun;
import org.thalweg.experiments.figure.PaperData;
import org.thalweg.experiments.figure.PaperFigure;
import org.thalweg.experiments.figure.Places;
import org.thalweg.experiments.figure.Preset;
import org.thalweg.experiments.figure.SettingValues;
import org.thalweg.experiments.figure.Workbench;
import org.thalweg.linalg.Workers;

/** The table takes results of figures that are there, computes those that are not, and has the figures' own numbers. */
class Table1Test {

    private static final String FIGURE_3 = "variance-principle/figure-3";

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private final List<String> begun = new ArrayList<>();

    private <S extends Record> List<Claim> run(PaperFigure<S> figure, long seed, String... assignments)
            throws IOException {
        List<String> small = new ArrayList<>(List.of("trainingTime=8", "width=5"));
        small.addAll(List.of(assignments));
        S settings = SettingValues.with(figure.settings(Preset.SMOKE), small);
        Dataset data = figure.data().read(Optional.of(PaperData.BUILT_IN), figure.samples(settings));
        Places places = Places.among(folder, figure.id(), Preset.SMOKE);
        said.clear();
        begun.clear();
        try (Workers workers = Workers.of(1)) {
            return new FigureRun<>(figure, Preset.SMOKE, settings, seed, data, Optional.empty(), places, "1")
                    .run(workers, new Workbench.Listener() {
                        @Override
                        public void say(String line) {
                            said.add(line);
                        }

                        @Override
                        public void begins(String id) {
                            begun.add(id.substring(id.indexOf('/') + 1));
                        }

                        @Override
                        public void progress(String what, double fraction) {
                            assertTrue(fraction >= 0 && fraction <= 1.0001, what + ": " + fraction);
                        }
                    });
        }
    }

    private Path file(String figure, String name) {
        return folder.resolve(figure).resolve("smoke").resolve(name);
    }

    @Test
    void takesWhatIsThereAndComputesTheRest() throws IOException {
        run(new Figure3(), 1);
        run(new Table1(), 1);
        assertEquals(List.of("figure-2", "figure-4", "table-1"), begun);
        assertEquals("takes " + FIGURE_3 + " from " + folder.resolve(FIGURE_3).resolve("smoke"), said.get(1));
        byte[] table = Files.readAllBytes(file(Table1.ID, "table-1.csv"));
        run(new Table1(), 1);
        assertEquals(List.of("table-1"), begun);
        assertArrayEquals(table, Files.readAllBytes(file(Table1.ID, "table-1.csv")));

        // Its numbers do not fit result.json; the table would be another.
        Path csv = file(FIGURE_3, "projected-variance.csv");
        Files.writeString(csv, Files.readString(csv).replaceFirst("gradients,1,", "gradients,2,"));
        run(new Table1(), 1);
        assertEquals(csv + ": not as result.json tells; computed anew", said.get(1));
        assertEquals(List.of("figure-3", "table-1"), begun);
        assertArrayEquals(table, Files.readAllBytes(file(Table1.ID, "table-1.csv")));

        Files.writeString(file(FIGURE_3, "result.json"), "{");
        run(new Table1(), 1);
        assertEquals(file(FIGURE_3, "result.json") + ": not JSON; computed anew", said.get(1));

        byte[] figure = Files.readAllBytes(csv);
        run(new Table1(), 1, "upperDecades=2");
        assertEquals(List.of("figure-3", "table-1"), begun, "the setting goes to the figure that has it");
        assertArrayEquals(figure, Files.readAllBytes(csv), "results of other settings stay");
        assertTrue(Files.exists(file(Table1.ID, "made-of").resolve(FIGURE_3).resolve("smoke/result.json")));
        run(new Table1(), 1, "upperDecades=2");
        assertEquals(List.of("table-1"), begun, "those inside are found again");
        run(new Table1(), 2);
        assertEquals(List.of("figure-2", "figure-3", "figure-4", "table-1"), begun, "another seed");
    }

    /** The worst slope of the table is that of the figure's own claim; the ratio is the smallest of figure 4's table. */
    @Test
    void hasTheNumbersOfTheFigures() throws IOException {
        List<Claim> claims = run(new Table1(), 1);
        assertEquals(12, claims.size());
        JsonNode figure = new ObjectMapper().readTree(Files.readAllBytes(file(FIGURE_3, "result.json")));
        double slope = StreamSupport.stream(figure.path("claims").spliterator(), false)
                .filter(claim -> claim.path("quantity")
                        .asText()
                        .equals("(a) parameters: slope, all positive eigenvalues, hardest case"))
                .mapToDouble(claim -> claim.path("measured").asDouble())
                .findFirst()
                .orElseThrow();
        assertEquals(slope, measured(claims, "a mask per sample, Fig. 3 (a)"), 1e-15);

        double ratio = Double.POSITIVE_INFINITY;
        try (CsvReader<NamedCsvRecord> rows =
                CsvReader.builder().ofNamedCsvRecord(file("variance-principle/figure-4", "alignment.csv"))) {
            for (NamedCsvRecord row : rows) {
                double cosine = Double.parseDouble(row.getField("cosine"));
                double random = Double.parseDouble(row.getField("random_cosine"));
                if (row.getField("masks").equals("batch")) {
                    ratio = Math.min(ratio, cosine / random);
                }
            }
        }
        assertEquals(ratio, measured(claims, "a mask per step, Fig. 4"), 1e-12 * ratio);
    }

    private static double measured(List<Claim> claims, String quantity) {
        return claims.stream()
                .filter(claim -> claim.quantity().startsWith(quantity))
                .findFirst()
                .orElseThrow()
                .measured();
    }
}
