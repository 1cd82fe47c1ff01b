package org.thalweg.experiments.variance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.thalweg.autodiff.Graph;
import org.thalweg.experiments.figure.Claim;
import org.thalweg.experiments.figure.Preset;
import org.thalweg.experiments.figure.SettingValues;
import org.thalweg.experiments.figure.Table;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.landscape.FilterNormalized.Filters;
import org.thalweg.landscape.FlatInterval;
import org.thalweg.landscape.Lines;

class Figure1aTest {

    private static final Figure1a FIGURE = new Figure1a();
    private static final Figure1a.Settings SMOKE = FIGURE.settings(Preset.SMOKE);

    /** Bonett and Price's formula by hand for b = 8, c = 3, n = 98: p = 0.09, q = 0.04, variance (0.13 - 0.0025) / 100. */
    @Test
    void pairedAccuracyByHand() {
        PairedAccuracy paired = PairedAccuracy.of(8, 3, 98);
        assertEquals(5 / 98.0, paired.difference(), 1e-15);
        double half = 1.959963984540054 * Math.sqrt(0.1275 / 100);
        assertEquals(0.05 - half, paired.lower(), 1e-15);
        assertEquals(0.05 + half, paired.upper(), 1e-15);
    }

    /**
     * 2000 pairs of classifiers that are right alone on 1.2 % and 0.6 % of 10,000 images: 95 % of the intervals should hold the
     * difference; fewer than 93 % or more than 97 % do with probability 4e-5.
     */
    @Test
    void pairedIntervalCovers() {
        int covered = 0;
        for (int i = 0; i < 2000; i++) {
            SplittableRandom random = new SplittableRandom(i);
            int onlyFirst = 0;
            int onlySecond = 0;
            for (int image = 0; image < 10_000; image++) {
                double u = random.nextDouble();
                onlyFirst += u < 0.012 ? 1 : 0;
                onlySecond += u >= 0.012 && u < 0.018 ? 1 : 0;
            }
            PairedAccuracy paired = PairedAccuracy.of(onlyFirst, onlySecond, 10_000);
            covered += paired.lower() <= 0.006 && 0.006 <= paired.upper() ? 1 : 0;
        }
        assertEquals(0.95, covered / 2000.0, 0.02);
    }

    /** Tables of the sign test, two-sided at 5 %: the numbers of signs to be left out at each end. */
    @ParameterizedTest
    @CsvSource({"1, 0", "5, 0", "6, 1", "8, 1", "9, 2", "11, 2", "12, 3", "20, 6", "25, 8"})
    void ranksOfTheMedianAreThoseOfTheSignTest(int n, int k) {
        assertEquals(k, MedianInterval.rank(n));
    }

    @Test
    void medianIsTheMiddle() {
        assertEquals(new MedianInterval(3.5, 1, 6), MedianInterval.of(6, 2, 1, 4, 3, 5));
        assertEquals(new MedianInterval(5, 2, 8), MedianInterval.of(9, 8, 7, 6, 5, 4, 3, 2, 1));
        assertEquals(new MedianInterval(3, Double.NaN, Double.NaN), MedianInterval.of(1, 3, 7));
        assertTrue(Double.isNaN(MedianInterval.of(1, 2, 3, 4, 5, Double.NaN).median()));
        assertEquals(
                Double.POSITIVE_INFINITY,
                MedianInterval.of(1, 2, 3, 4, 5, Double.POSITIVE_INFINITY).upper());
    }

    /** Dropout sits after both hidden layers, and the parameters are the same without it. */
    @Test
    void networksShareTheirParameters() {
        Graph with = SMOKE.network(784, 10, true);
        Graph without = SMOKE.network(784, 10, false);
        assertEquals(without.parameters(), with.parameters());
        assertEquals(without.nodes().size() + 2, with.nodes().size());
        Figure1a.Settings first = SettingValues.with(SMOKE, List.of("keepProbabilities=0.8,1"));
        assertEquals(
                without.nodes().size() + 1, first.network(784, 10, true).nodes().size());
    }

    @Test
    void paperPresetIsThePapersSize() {
        Figure1a.Settings paper = FIGURE.settings(Preset.PAPER);
        assertEquals(
                784 * 1024 + 1024 + 1024 * 1024 + 1024 + 1024 * 10 + 10,
                paper.network(784, 10, true).parameterCount());
        assertEquals(60_000, paper.samples());
        assertEquals(10_000, FIGURE.testSamples(paper));
        assertEquals(List.of(0.8, 0.5), paper.keepProbabilities());
        assertEquals(1e-4, paper.learningRate());
        assertEquals(Filters.LAYERS, paper.filters());
    }

    /** L(t v) = 0.01 + 0.09 t^2 |v|^2 is below 0.1 for |t| |v| below 1, and nowhere below 0.005. */
    @Test
    void intervalIsWhereTheLossIsBelowTheLevel() {
        Lines lines = Lines.through(theta -> 0.01 + 0.09 * theta[0] * theta[0], 0);
        FlatInterval interval = Figure1a.below(0.1, lines, 2);
        assertEquals(-0.5, interval.left(), 1e-3);
        assertEquals(0.5, interval.right(), 1e-3);
        assertTrue(Double.isNaN(Figure1a.below(0.005, lines, 2).width()));
    }

    private static Table table(String columns, List<String> rows) {
        return new Table(
                List.of(columns.split(",")),
                rows.stream().map(row -> List.of(row.split(","))).toList());
    }

    /** With dropout the widths are these, without it they are 2; the accuracies are the paper's. */
    private static Map<String, Table> tables(String... widths) {
        List<String> crossings = new ArrayList<>();
        List<String> slices = new ArrayList<>();
        for (String filters : new String[] {"layers", "rows"}) {
            for (int i = 0; i < widths.length; i++) {
                crossings.add(filters + "," + i + ",with,0.01,-1.4,1.4," + widths[i]);
                crossings.add(filters + "," + i + ",without,0.01,-1,1,2");
            }
            for (String which : new String[] {"with", "without"}) {
                slices.add(filters + "," + which + ",0,-2,NaN");
                slices.add(filters + "," + which + ",0,2,0.7");
            }
        }
        return Map.of(
                "crossings", table("filters,direction,dropout,loss,left,right,width", crossings),
                "slices", table("filters,dropout,direction,alpha,loss", slices),
                "test-images",
                        table(
                                "with_dropout,without_dropout,images",
                                List.of("right,right,9770", "right,wrong,100", "wrong,right,40", "wrong,wrong,90")),
                "trainings",
                        table(
                                "dropout,epoch,loss,train_accuracy,test_accuracy",
                                List.of("with,1,0.1,0.9,0.987", "without,1,0.1,0.9,0.981")));
    }

    @Test
    void claimsAreMadeOfTheTables() {
        List<Claim> claims = FIGURE.claims(SMOKE, tables("3", "3.2", "2.8", "3.6", "3.4", "2.6"));
        assertEquals(5, claims.size());
        // 98.7 % against 98.1 %.
        assertEquals(0.6, claims.get(0).measured(), 1e-12);
        assertEquals(
                100 * PairedAccuracy.of(100, 40, 10_000).lower(), claims.get(0).lower());
        assertEquals(Claim.Verdict.REPRODUCED, claims.get(0).verdict());
        for (Claim flatter : claims.subList(1, 3)) {
            assertEquals(1.55, flatter.measured(), 1e-12);
            assertEquals(1.3, flatter.lower(), 1e-12);
            assertEquals(1.8, flatter.upper(), 1e-12);
            assertEquals(Claim.Verdict.REPRODUCED, flatter.verdict());
        }
        assertTrue(claims.get(1).quantity().startsWith("one layer is one filter: "));
        assertTrue(claims.get(2).quantity().startsWith("one row of a layer is one filter: "));
        assertEquals(98.7, claims.get(3).measured(), 1e-12);
        assertEquals(98.1, claims.get(4).measured(), 1e-12);
        assertEquals(Claim.Verdict.REPRODUCED, claims.get(4).verdict());
    }

    @Test
    void claimsSayWhenTheyFail() {
        assertEquals(
                Claim.Verdict.UNDECIDED,
                FIGURE.claims(SMOKE, tables("3", "3.2", "2.8", "3.6", "3.4", "1.9"))
                        .get(1)
                        .verdict());
        assertEquals(
                Claim.Verdict.NOT_REPRODUCED,
                FIGURE.claims(SMOKE, tables("1", "1.2", "1.8", "1.6", "1.4", "1.9"))
                        .get(1)
                        .verdict());
        assertEquals(
                Claim.Verdict.NOT_MEASURED,
                FIGURE.claims(SMOKE, tables("3", "3.2", "2.8", "3.6", "3.4", "NaN"))
                        .get(1)
                        .verdict());
    }

    @Test
    void picturesAreMadeOfTheTables() {
        Map<String, Figure> pictures = FIGURE.pictures(SMOKE, tables("3", "3.2", "2.8", "3.6", "3.4", "NaN"));
        assertEquals(List.of("figure-1a", "figure-1a-filters"), List.copyOf(pictures.keySet()));
        Figure picture = pictures.get("figure-1a");
        assertEquals("one layer is one filter", picture.panels().get(0).title());
        assertArrayEquals(
                new double[] {98.7}, picture.panels().get(1).series().get(0).ordinates(), 1e-12);
        assertFalse(IntStream.range(0, 2)
                .mapToObj(i -> pictures.get("figure-1a-filters").panels().get(i).title())
                .allMatch(title -> title.equals("one layer is one filter")));
        assertTrue(Arrays.stream(picture.panels().get(0).series().get(0).ordinates())
                .allMatch(y -> y == SMOKE.level()));
    }
}
