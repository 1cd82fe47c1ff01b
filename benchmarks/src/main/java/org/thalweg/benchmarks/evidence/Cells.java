package org.thalweg.benchmarks.evidence;

import java.util.ArrayList;
import java.util.List;

/** Runs the cells of a campaign. */
final class Cells {

    private Cells() {}

    /**
     * Tries the chosen cells. The limits are such that estimators that miss exactly as often as they claim exceed one of them,
     * over all cells of the campaign, with a probability of at most {@link Binomial#FALSE_FAILURES}.
     */
    static List<Row> run(List<Cell> cells, Trials trials, int cases) {
        List<Row> rows = new ArrayList<>();
        for (Cell cell : cells) {
            if (trials.chosen().test(cell.name())) {
                rows.add(cell.run(trials, cases, Binomial.FALSE_FAILURES / cells.size()));
            }
        }
        return rows;
    }
}
