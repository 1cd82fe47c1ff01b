package org.thalweg.autodiff;

/**
 * Values, adjoints and saved numbers of some consecutive rows, for every node but the input, in one array.
 */
final class Frame {

    /** Where a node's numbers begin, in units of the rows of a frame; common to all frames of a graph. */
    static final class Layout {
        private final int[] values;
        private final int[] adjoints;
        private final int[][] saved;
        private final int[][] savedWidths;
        private final int width;

        Layout(Graph graph) {
            int count = graph.nodes().size();
            values = new int[count];
            adjoints = new int[count];
            saved = new int[count][];
            savedWidths = new int[count][];
            int columns = 0;
            for (Node node : graph.nodes().subList(1, count)) {
                values[node.index()] = columns;
                columns += node.width();
                savedWidths[node.index()] = node.operation().savedWidths(node);
                int[] parts = savedWidths[node.index()].clone();
                for (int part = 0; part < parts.length; part++) {
                    int begin = columns;
                    columns += parts[part];
                    parts[part] = begin;
                }
                saved[node.index()] = parts;
                adjoints[node.index()] = columns;
                columns += node.width();
            }
            width = columns;
        }

        /** Numbers a row. */
        int width() {
            return width;
        }
    }

    final double[] numbers;
    private final Layout layout;
    private final int rows;

    Frame(Layout layout, int rows) {
        this.layout = layout;
        this.rows = rows;
        this.numbers = new double[Math.multiplyExact(layout.width, rows)];
    }

    int valuesAt(Node node) {
        return layout.values[node.index()] * rows;
    }

    int adjointsAt(Node node) {
        return layout.adjoints[node.index()] * rows;
    }

    /** Where the rows from {@code row} on of a saved matrix lie. */
    int savedAt(Node node, int part, int row) {
        return layout.saved[node.index()][part] * rows + row * layout.savedWidths[node.index()][part];
    }
}
