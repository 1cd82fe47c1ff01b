package org.thalweg.benchmarks.evidence;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        List<Accuracy> errors = of(Accuracy.class, rows);
        if (!errors.isEmpty()) {
            text.append(errors(errors));
        }
        List<Coverage> coverages = of(Coverage.class, rows);
        if (!coverages.isEmpty()) {
            text.append(text.length() > 0 ? "\n" : "");
            text.append(detail == Detail.CELLS ? cells(coverages) : worstCells(coverages));
        }
        return text.toString();
    }

    private static <T extends Row> List<T> of(Class<T> kind, List<Row> rows) {
        return rows.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** A table for the families that have the same quantities, with a column for each of these. */
    private static String errors(List<Accuracy> rows) {
        Map<List<String>, List<List<Accuracy>>> tables = families(rows).stream()
                .collect(Collectors.groupingBy(
                        family -> family.stream().map(Accuracy::unit).toList(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return tables.entrySet().stream()
                .map(entry -> errors(entry.getKey(), entry.getValue()).toString())
                .collect(Collectors.joining("\n"));
    }

    private static Table errors(List<String> units, List<List<Accuracy>> families) {
        Table table =
                new Table(Stream.of(Stream.of("problems", "cases"), units.stream(), Stream.of("worst case", "verdict"))
                        .flatMap(titles -> titles)
                        .toArray(String[]::new));
        for (List<Accuracy> family : families) {
            Accuracy worst = family.stream()
                    .max(Comparator.comparingDouble(Accuracy::severity))
                    .orElseThrow();
            table.row(Stream.of(
                            Stream.of(worst.family(), String.valueOf(worst.cases())),
                            family.stream().map(row -> number(row.error()) + " of " + bound(row.bound())),
                            Stream.of(
                                    worst(worst.worst(), worst.note()),
                                    verdict(family.stream().allMatch(Row::held))))
                    .flatMap(cells -> cells)
                    .toArray(String[]::new));
        }
        return table;
    }

    private static Table cells(List<Coverage> rows) {
        Table table = new Table(
                "claims", "setting", "cases", "missed", "limit", "infinite", "width", "worst case", "verdict");
        for (Coverage row : rows) {
            table.row(
                    row.family(),
                    row.setting(),
                    String.valueOf(row.cases()),
                    missed(row),
                    String.valueOf(row.limit()),
                    percent(row.infinite()),
                    number(row.relativeWidth()),
                    worst(row.worst(), row.note()),
                    verdict(row.held()));
        }
        return table;
    }

    private static Table worstCells(List<Coverage> rows) {
        Table table = new Table(
                "claims",
                "cells",
                "cases",
                "worst cell",
                "missed",
                "limit",
                "worst case",
                "infinite",
                "width",
                "verdict");
        for (List<Coverage> cells : families(rows)) {
            Coverage worst = cells.stream()
                    .max(Comparator.comparingDouble(Coverage::severity))
                    .orElseThrow();
            long broken = cells.stream().filter(cell -> !cell.held()).count();
            double infinite = cells.stream()
                    .mapToDouble(cell -> cell.infinite() * cell.cases())
                    .sum();
            long cases = cells.stream().mapToLong(Coverage::cases).sum();
            table.row(
                    worst.family(),
                    String.valueOf(cells.size()),
                    String.valueOf(cases),
                    worst.setting(),
                    missed(worst),
                    String.valueOf(worst.limit()),
                    worst(worst.worst(), worst.note()),
                    percent(infinite / cases),
                    widths(cells),
                    broken == 0 ? verdict(true) : broken + " of " + cells.size() + " " + verdict(false));
        }
        return table;
    }

    /** The rows of each family, in the order in which families come first. */
    private static <T extends Row> List<List<T>> families(List<T> rows) {
        return List.copyOf(rows.stream()
                .collect(Collectors.groupingBy(Row::family, LinkedHashMap::new, Collectors.toList()))
                .values());
    }

    private static String missed(Coverage row) {
        return row.misses() + (row.broken() > 0 ? " and " + row.broken() + " certain" : "");
    }

    private static String worst(int number, String note) {
        return number + (note.isEmpty() ? "" : ": " + note);
    }

    private static String bound(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6 ? String.valueOf((long) value) : number(value);
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
