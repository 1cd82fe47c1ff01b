package org.thalweg.experiments.figure;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.thalweg.experiments.plot.Axis;
import org.thalweg.experiments.plot.Figure;
import org.thalweg.experiments.plot.Hue;
import org.thalweg.experiments.plot.Panel;
import org.thalweg.experiments.plot.Series;

/** A figure of a few parts that can be made to fail in the middle of one, as a kill would. */
final class Squares implements PaperFigure<Squares.Settings> {

    /** Stands for a kill. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    enum Kind {
        PLAIN,
        NEGATIVE
    }

    record Settings(int parts, double factor, List<Double> offsets, Kind kind) {
        Settings {
            if (parts < 1) {
                throw new IllegalArgumentException("parts: found " + parts + ", expected at least 1");
            }
        }
    }

    private final int killedIn;
    private final int width;
    private int computed;

    /** Dies in a part, after its first row; -1 for never. */
    Squares(int killedIn) {
        this(killedIn, 150);
    }

    /** With a picture of a given width; no memory holds more than 2^30 points. */
    Squares(int killedIn, int width) {
        this.killedIn = killedIn;
        this.width = width;
    }

    int computed() {
        return computed;
    }

    @Override
    public String id() {
        return "test/squares";
    }

    @Override
    public String paper() {
        return "none";
    }

    @Override
    public String title() {
        return "squares";
    }

    @Override
    public PaperData data() {
        return PaperData.MNIST;
    }

    @Override
    public String duration(Preset preset) {
        return "0 s";
    }

    @Override
    public Settings settings(Preset preset) {
        return new Settings(preset == Preset.SMOKE ? 3 : 5, 0.1, List.of(0.0, 0.5), Kind.PLAIN);
    }

    @Override
    public int samples(Settings settings) {
        return 10;
    }

    @Override
    public void compute(Settings settings, Workbench bench) throws IOException {
        Workbench.Rows rows = bench.table("squares", "part", "offset", "square");
        Workbench.Rows names = bench.table("names", "part", "name");
        bench.plan(settings.parts);
        for (int i = 0; i < settings.parts; i++) {
            int part = i;
            bench.part("part " + i, 1, () -> {
                computed++;
                for (double offset : settings.offsets) {
                    double x = settings.factor * (part + offset + bench.seed());
                    rows.add(part, offset, x * x);
                    if (part == killedIn) {
                        throw new Killed();
                    }
                }
                names.add(part, "a \"name\", quoted");
                bench.worked(1, "squaring");
            });
        }
    }

    @Override
    public Map<String, Figure> pictures(Settings settings, Map<String, Table> tables) {
        Table table = tables.get("squares");
        Series line =
                new Series.Line("squares", Hue.BLUE, Series.Dash.SOLID, table.numbers("part"), table.numbers("square"));
        return Map.of(
                "squares",
                new Figure(
                        "Squares",
                        width,
                        120,
                        1,
                        List.of(new Panel("", Axis.linear("x"), Axis.linear("y"), Panel.Legend.NONE, List.of(line)))));
    }

    @Override
    public List<Claim> claims(Settings settings, Map<String, Table> tables) {
        double[] first = tables.get("squares").where("part", 1).numbers("square");
        return List.of(new Claim("Squares are positive.", "square", first[0], Claim.Relation.ABOVE, 0));
    }
}
