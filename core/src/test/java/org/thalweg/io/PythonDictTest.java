package org.thalweg.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonDictTest {
    @Test
    void readsKeysInAnyOrderAndKeepsTheTextOfValues() {
        assertEquals(
                Optional.of(Map.of("a", "'<f8'", "b", "True", "c", "(2, 3)")),
                PythonDict.parse("{'a': '<f8', \"b\" : True ,\n'c':(2, 3) }"));
        assertEquals(Optional.of(Map.of()), PythonDict.parse("{}"));
        String fields = "[('it\\'s \"q\"', '<f8'), (\"b)\", '<i4', (2,))]";
        assertEquals(Optional.of(Map.of("descr", fields)), PythonDict.parse("{'descr': " + fields + ",}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "}",
                "{'a'}",
                "{'a':}",
                "{'a': 1",
                "{'a': 1}}",
                "{'a': 1 'b': 2}",
                "{,}",
                "{'a': 1,,}",
                "{'a': 'b}",
                "{'a': 'b\\",
                "{'a': 'b\\'}",
                "{'a': (1}",
                "{'a': )}",
                "{'a': 1, 'a': 1}",
                "{a: 1}",
                "{1: 1}",
                "{'a': {}}",
                "{'a': 1+1}",
                "x{'a': 1}",
                "{'a': 1}x"
            })
    void refusesWhatIsNoDict(String text) {
        assertEquals(Optional.empty(), PythonDict.parse(text));
    }

    @Test
    void tuples() {
        assertArrayEquals(new long[0], PythonDict.integers("()").orElseThrow());
        assertArrayEquals(new long[] {2}, PythonDict.integers("(2,)").orElseThrow());
        assertArrayEquals(new long[] {2, 3}, PythonDict.integers("( 2L, 3L )").orElseThrow());
        assertArrayEquals(new long[] {2, 3}, PythonDict.integers("(2,3,)").orElseThrow());
        assertArrayEquals(
                new long[] {Long.MAX_VALUE, 999_999_999_999_999_999L},
                PythonDict.integers("(99999999999999999999, 999999999999999999)")
                        .orElseThrow());
        for (String text : new String[] {
            "", "(", "(2)", "(,)", "(2,,3)", "(-2,)", "(2.0,)", "(L,)", "2,", "[2,]", "(2 3,)", "((2,),)"
        }) {
            assertEquals(Optional.empty(), PythonDict.integers(text), text);
        }
    }

    /** A million characters of what is slow to go back in: in one pass some milliseconds, in squares of it hours. */
    @Test
    void timeIsLinearWhateverTheTextIs() {
        int length = 1_000_000;
        assertTimeout(Duration.ofSeconds(10), () -> {
            for (String part : new String[] {" ", "'", "(", "()", "1,", "1, ", "{", "'a':", "\\", "'\\", "L", "\n"}) {
                String text = part.repeat(length / part.length());
                PythonDict.parse(text);
                PythonDict.parse("{" + text);
                PythonDict.parse("{'a': " + text);
                PythonDict.parse("{'a': (" + text + ")}");
                PythonDict.parse("{'a': (2,), " + text + "}");
                PythonDict.integers("(" + text + ")");
                PythonDict.integers("(2" + text + ",)");
            }
        });
    }
}
