package org.thalweg.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LibraryTimesTest {

    private static final Measurements.Measured MEASURED =
            new Measurements.Measured("ProductBenchmark.netlib", "1 2 3", 1, 0.25, 16, 8, Double.NaN);

    @Test
    void measurementsSurviveTheWayThroughJson() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        assertEquals(
                new Measurements(List.of(MEASURED)),
                LibraryTimes.parse(List.of(mapper.readTree(mapper.writeValueAsString(MEASURED)))));
        Harness harness = new Harness(true, "java", List.of("-XX:UseAVX=2"));
        assertEquals(harness, mapper.readValue(mapper.writeValueAsString(harness), Harness.class));
    }

    @Test
    void whatIsNoMeasurementIsNamed() throws JsonProcessingException {
        var line = new ObjectMapper().readTree("{\"banana\": 1}");
        IOException failure = assertThrows(IOException.class, () -> LibraryTimes.parse(List.of(line)));
        assertEquals("libraries: `{\"banana\":1}`, expected a measurement", failure.getMessage());
    }

    @Test
    void aBenchmarkThatFailedIsALine() {
        Map<String, Integer> planned = Map.of("ProductBenchmark.netlib", 4);
        assertEquals(
                List.of("without 3 of 4 measurements of ProductBenchmark.netlib, which failed; JMH says above why"),
                LibraryTimes.gaps(planned, new Measurements(List.of(MEASURED))));
        assertEquals(
                List.of(),
                LibraryTimes.gaps(Map.of("ProductBenchmark.netlib", 1), new Measurements(List.of(MEASURED))));
    }

    /** No such JVM: the comparison goes on without libraries. */
    @Test
    void librariesThatCannotRunAreLeftOut() throws InterruptedException {
        Harness harness = new Harness(true, "/nowhere/java", List.of());
        assertEquals(
                List.of(),
                LibraryTimes.measure("ProductBenchmark", harness, Map.of()).all());
    }

    @Test
    void thePatternFindsMethodsOfLibrariesAlone() {
        Pattern pattern = Pattern.compile(Library.pattern());
        assertTrue(pattern.matcher("org.thalweg.benchmarks.ProductBenchmark.netlib")
                .find());
        assertTrue(pattern.matcher("org.thalweg.benchmarks.ProductBenchmark.netlibJava")
                .find());
        assertFalse(pattern.matcher("org.thalweg.benchmarks.ProductBenchmark.thalweg")
                .find());
        assertFalse(pattern.matcher("org.thalweg.benchmarks.NetlibBenchmark.thalweg")
                .find());
    }
}
