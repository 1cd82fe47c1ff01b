package org.thalweg.experiments.cli;

import java.util.List;
import org.thalweg.experiments.figure.PaperFigure;
import org.thalweg.experiments.variance.Figure1a;
import org.thalweg.experiments.variance.Figure2;
import org.thalweg.experiments.variance.Figure3;
import org.thalweg.experiments.variance.Figure4;
import org.thalweg.experiments.variance.Table1;

/** All figures that can be computed. */
final class KnownFigures {

    private static final List<PaperFigure<?>> ALL =
            List.of(new Figure1a(), new Figure2(), new Figure3(), new Figure4(), new Table1());

    private KnownFigures() {}

    static List<PaperFigure<?>> all() {
        return ALL;
    }

    /**
     * The figure with this name.
     *
     * @throws IllegalArgumentException if there is none; the message lists all
     */
    static PaperFigure<?> of(String id) {
        return ALL.stream().filter(figure -> figure.id().equals(id)).findFirst().orElseThrow(() -> {
            List<String> ids = ALL.stream().<String>map(PaperFigure::id).toList();
            return OptionValues.wrong("figure", id, "one of " + String.join(", ", ids) + Nearest.hint(id, ids));
        });
    }
}
