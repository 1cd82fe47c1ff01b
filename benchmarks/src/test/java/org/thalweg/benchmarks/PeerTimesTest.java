package org.thalweg.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerTimesTest {

    private static final String LINES = """
            {"name": "1024^3", "median": 0.020, "threads": 1, "dtype": "float64", "blas": "OpenBLAS 0.3.21"}

            {"name": "1024^3", "median": 0.010, "threads": 2, "dtype": "float64", "blas": "OpenBLAS 0.3.21"}
            {"name": "1024^3", "median": 0.005, "threads": 1, "dtype": "float32", "torch": "1.13"}
            {"name": "1024^3", "threads": 1, "dtype": "float16"}
            """;

    private static List<JsonNode> parse(String lines) throws IOException {
        return Child.parse(new BufferedReader(new StringReader(lines)), "peer");
    }

    @Test
    void theBestMedianOfSoManyThreads() throws IOException {
        PeerTimes times = new PeerTimes(parse(LINES));
        assertEquals(20, times.best("1024^3", "float64", 1));
        assertEquals(10, times.best("1024^3", "float64", 2));
        assertEquals(5, times.best("1024^3", "float32", 2));
        assertEquals(Double.NaN, times.best("1024^3", "float16", 2));
        assertEquals(Double.NaN, times.best("2048^3", "float64", 2));
    }

    @Test
    void versionsOnce() throws IOException {
        assertEquals("torch 1.13, blas OpenBLAS 0.3.21", new PeerTimes(parse(LINES)).versions());
        assertEquals("none", new PeerTimes(List.of()).versions());
    }

    @Test
    void whatIsNoObjectIsNamed() {
        IOException notJson = assertThrows(IOException.class, () -> parse("{}\nTraceback"));
        assertEquals("peer: line 2: `Traceback`, expected a JSON object", notJson.getMessage());
        IOException number = assertThrows(IOException.class, () -> parse("3"));
        assertEquals("peer: line 1: `3`, expected a JSON object", number.getMessage());
    }
}
