package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortNamesTest {

    @ParameterizedTest
    @CsvSource({
        "t1/weights.safetensors eq.npz, weights.safetensors eq.npz",
        "runs/t1/weights.npz runs/t2/weights.npz, t1 t2",
        "/a/b/x/w.npz c/b/y/w.npz /z/w.npz, x y z",
        "/a/b/w.npz /c/b/w.npz, a c",
        "w.npz a/w.npz, w.npz a/w.npz",
        "w.npz w.npz, 1:_w.npz 2:_w.npz",
        "a/w.npz b/v.npz b/w.npz, a/w.npz b/v.npz b/w.npz",
        "one.npz, one.npz"
    })
    void namesAreWhatDistinguishes(String paths, String names) {
        assertEquals(
                List.of(names.split(" ")),
                ShortNames.of(List.of(paths.split(" "))).stream()
                        .map(name -> name.replace(' ', '_'))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"a", "b"})
    void longNamesKeepTheirEnds(String end) {
        String long1 = "x".repeat(100) + end;
        assertEquals(List.of("\u2026" + "x".repeat(46) + end, "short"), ShortNames.of(List.of("d/" + long1, "short")));
    }
}
