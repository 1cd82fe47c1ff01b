package org.thalweg.experiments.figure;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A table as a CSV file has it: texts by row and column.
 *
 * @param columns the names of the columns
 * @param rows the rows, each with a text for every column
 */
public record Table(List<String> columns, List<List<String>> rows) {

    /**
     * Keeps copies.
     *
     * @param columns the names of the columns
     * @param rows the rows
     */
    public Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** Reads what {@link Journal} wrote. */
    static Table parse(String csv) {
        List<List<String>> rows = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(csv)) {
            reader.forEach(row -> rows.add(List.copyOf(row.getFields())));
        } catch (IOException impossible) {
            throw new UncheckedIOException("a string can be read", impossible);
        }
        return new Table(rows.get(0), rows.subList(1, rows.size()));
    }

    /**
     * The rows with a text in a column.
     *
     * @param column the name of the column
     * @param value what must stand there: a text, or a number as {@link Workbench.Rows#add} takes it
     * @return a table of those rows
     */
    public Table where(String column, Object value) {
        int at = index(column);
        String wanted = Journal.text(value);
        return new Table(
                columns, rows.stream().filter(row -> row.get(at).equals(wanted)).toList());
    }

    /**
     * The numbers of a column.
     *
     * @param column the name of the column
     * @return a number for each row
     */
    public double[] numbers(String column) {
        int at = index(column);
        return rows.stream().mapToDouble(row -> Double.parseDouble(row.get(at))).toArray();
    }

    /**
     * The different texts of a column.
     *
     * @param column the name of the column
     * @return each once, in the order in which they come first
     */
    public List<String> values(String column) {
        int at = index(column);
        return rows.stream().map(row -> row.get(at)).distinct().toList();
    }

    private int index(String column) {
        int at = columns.indexOf(column);
        if (at < 0) {
            throw new IllegalArgumentException("column: found " + column + ", expected one of " + columns);
        }
        return at;
    }
}
