package org.thalweg.benchmarks.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {

    @Test
    void quantitiesOfAFamilyShareALine() {
        List<Row> rows = List.of(
                new Accuracy("first", "residual", 3, 0.5, 10, 2, "n = 7"),
                new Accuracy("first", "orthogonality", 3, 4, 10, 1, "n = 5"),
                new Accuracy("second", "residual", 3, Double.POSITIVE_INFINITY, 10, 0, "thrown"),
                new Accuracy("second", "orthogonality", 3, 0, 10, 1, ""),
                new Accuracy("third", "ulp", 3, 0.75, 0.8, 1, ""));
        assertEquals("""
                | problems | cases |       residual | orthogonality | worst case |    verdict |
                |----------|------:|---------------:|--------------:|-----------:|-----------:|
                | first    |     3 |    0.500 of 10 |    4.00 of 10 |   1: n = 5 |       held |
                | second   |     3 | infinite of 10 |   0.000 of 10 |  0: thrown | **broken** |

                | problems | cases |            ulp | worst case | verdict |
                |----------|------:|---------------:|-----------:|--------:|
                | third    |     3 | 0.750 of 0.800 |          1 |    held |
                """, Report.of(rows, Report.Detail.FAMILIES));
    }

    @Test
    void theWorstCellStandsForItsFamily() {
        List<Row> rows = List.of(
                new Coverage("trace", "2 products", 100, 4, 20, 0, 1, Double.POSITIVE_INFINITY, 3, ""),
                new Coverage("trace", "8 products", 100, 21, 20, 0, 0, 1.5, 7, ""),
                new Coverage("norm", "2 products", 100, 0, 20, 2, 0.5, Double.NaN, 9, "a certain interval misses"));
        assertEquals("""
                | claims | cells | cases | worst cell |          missed | limit |                   worst case | infinite |        width |           verdict |
                |--------|------:|------:|-----------:|----------------:|------:|-----------------------------:|---------:|-------------:|------------------:|
                | trace  |     2 |   200 | 8 products |              21 |    20 |                            7 |   50.0 % | 1.50 to 1.50 | 1 of 2 **broken** |
                | norm   |     1 |   100 | 2 products | 0 and 2 certain |    20 | 9: a certain interval misses |   50.0 % |            - | 1 of 1 **broken** |
                """, Report.of(rows, Report.Detail.FAMILIES));
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 0.500",
        "0, 0.000",
        "1e-4, 1.00e-04",
        "123456, 123456",
        "2.5e6, 2.50e+06",
        "Infinity, infinite",
        "NaN, -"
    })
    void numbersHaveThreeDigits(double value, String expected) {
        assertEquals(expected, Report.number(value));
    }
}
