package org.thalweg.benchmarks.evidence;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.thalweg.benchmarks.Table;

/** Rows as tables for a terminal, which are Markdown as well. */
final class Report {

    /** What becomes of the cells of a family. */
    enum Detail {
        /** One line for a family: its worst cell, and the range of the rest. */
        FAMILIES,
        /** A line for each cell. */
        CELLS
    }

    private Report() {}

    /** The tables of a campaign; largest errors and coverages apart. */
    static String of(List<Row> rows, Detail detail) {
        StringBuilder text = new StringBuilder();
        List<Largest> errors = of(Largest.class, rows);
        if (!errors.isEmpty()) {
            text.append(errors(errors));
        }
        List<Coverage> coverages = of(Coverage.class, rows);
        if (!coverages.isEmpty()) {
            text.append(text.length() > 0 ? "\n" : "");
            text.append(detail == Detail.CELLS ? cells(coverages) : families(coverages));
        }
        return text.toString();
    }

    private static <T extends Row> List<T> of(Class<T> kind, List<Row> rows) {
        return rows.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static Table errors(List<Largest> rows) {
        Table table = new Table("problems", "cases", "worst error", "bound", "unit", "worst case", "verdict");
        for (Largest row : rows) {
            table.row(
                    row.family(),
                    String.valueOf(row.cases()),
                    number(row.error()),
                    number(row.bound()),
                    row.quantity(),
                    row.worst() + (row.note().isEmpty() ? "" : ": " + row.note()),
                    verdict(row.held()));
        }
        return table;
    }

    private static Table cells(List<Coverage> rows) {
        Table table = new Table(
                "intervals", "setting", "cases", "missed", "limit", "infinite", "width", "worst case", "verdict");
        for (Coverage row : rows) {
            table.row(
                    row.family(),
                    row.setting(),
                    String.valueOf(row.cases()),
                    missed(row),
                    String.valueOf(row.limit()),
                    percent(row.infinite()),
                    number(row.relativeWidth()),
                    worst(row),
                    verdict(row.held()));
        }
        return table;
    }

    private static Table families(List<Coverage> rows) {
        Map<String, List<Coverage>> families =
                rows.stream().collect(Collectors.groupingBy(Coverage::family, LinkedHashMap::new, Collectors.toList()));
        Table table = new Table(
                "intervals",
                "cells",
                "cases",
                "worst cell",
                "missed",
                "limit",
                "worst case",
                "infinite",
                "width",
                "verdict");
        families.forEach((family, cells) -> {
            Coverage worst = cells.stream()
                    .max(Comparator.comparingDouble(Coverage::severity))
                    .orElseThrow();
            long broken = cells.stream().filter(cell -> !cell.held()).count();
            table.row(
                    family,
                    String.valueOf(cells.size()),
                    String.valueOf(cells.stream().mapToLong(Coverage::cases).sum()),
                    worst.setting(),
                    missed(worst),
                    String.valueOf(worst.limit()),
                    worst(worst),
                    percent(cells.stream()
                            .mapToDouble(Coverage::infinite)
                            .average()
                            .orElse(0)),
                    widths(cells),
                    broken == 0 ? verdict(true) : broken + " cells " + verdict(false));
        });
        return table;
    }

    private static String missed(Coverage row) {
        return row.misses() + (row.certainMisses() > 0 ? " and " + row.certainMisses() + " certain" : "");
    }

    private static String worst(Coverage row) {
        return row.worst() + (row.note().isEmpty() ? "" : ": " + row.note());
    }

    /** The smallest and the largest median width, among those that are finite. */
    private static String widths(List<Coverage> cells) {
        double[] widths = cells.stream()
                .mapToDouble(Coverage::relativeWidth)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        return widths.length == 0 ? "-" : number(widths[0]) + " to " + number(widths[widths.length - 1]);
    }

    private static String verdict(boolean held) {
        return held ? "held" : "**broken**";
    }

    private static String percent(double share) {
        return share == 0 ? "0" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** Three significant digits. */
    static String number(double value) {
        double size = Math.abs(value);
        return Double.isNaN(value)
                ? "-"
                : Double.isInfinite(value)
                        ? "infinite"
                        : size == 0 || (size >= 1e-3 && size < 1e6)
                                ? Table.number(value)
                                : String.format(Locale.ROOT, "%.2e", value);
    }
}
