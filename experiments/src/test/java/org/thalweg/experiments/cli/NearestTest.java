package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

    private static final List<String> KNOWN =
            List.of("spectrum", "relu", "gelu", "sigmoid", "--optimizer", "paper/figure-4", "paper/figure-1a");

    @ParameterizedTest
    @CsvSource({
        "spectrm, spectrum",
        "SPECTRUM, spectrum",
        "rleu, relu",
        "--optimiser, --optimizer",
        "--opt, --optimizer",
        "figur-4, paper/figure-4",
        "figure-1a, paper/figure-1a"
    })
    void whatIsNearIsFound(String typed, String meant) {
        assertEquals("; did you mean " + meant + "?", Nearest.hint(typed, KNOWN));
    }

    @ParameterizedTest
    @CsvSource({"foo", "x", "swish", "--loss"})
    void whatIsFarIsNot(String typed) {
        assertEquals("", Nearest.hint(typed, KNOWN));
    }

    /** In Turkish the small letter of I is another one. */
    @Test
    void theLanguageDoesNotMatter() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(new Locale("tr", "TR"));
            assertEquals("; did you mean sigmoid?", Nearest.hint("SIGMOIT", KNOWN));
        } finally {
            Locale.setDefault(before);
        }
    }
}
