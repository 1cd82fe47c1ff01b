package org.thalweg.autodiff;

import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.kernels.CompressedRows;

/**
 * The inputs of the samples without their zeros, for data that are zero for the most part, such as pictures of digits.
 *
 * <p>An operation that multiplies the input by a {@linkplain Operation#weightOfInput weight} then does so without the zeros:
 * from the rows of a frame for its values, from the columns for its gradient, which is added up in the order in which
 * {@link org.thalweg.linalg.kernels.SparseProduct} packs. All others read the dense inputs. It changes no bit (but the sign of
 * a zero), so whether it is done is a matter of speed and memory alone. Memory: 24 bytes a number that is not zero.
 */
final class SparseInput {

    /** Without zeros, each number that is left costs about twice as much as with them. */
    private static final double MOST_DENSE = 1.0 / 3;

    /** The part of the memory budget that it may take. */
    private static final int PART_OF_BUDGET = 4;

    private static final long BYTES_OF_ENTRY = 24;

    /**
     * The inputs of a frame.
     *
     * @param rows {@code X}, a sample a row
     * @param columns {@code X'}
     */
    record Part(CompressedRows rows, CompressedRows columns) {}

    private final Schedule schedule;
    private final Part[][] parts;
    private final boolean[] readers;
    private final boolean[] weights;

    private SparseInput(Schedule schedule) {
        this.schedule = schedule;
        this.readers = new boolean[schedule.graph.nodes().size()];
        this.weights = new boolean[schedule.graph.parameters().size()];
        this.parts = new Part[schedule.lanes][];
    }

    /** What a schedule can make of its inputs; nothing if nobody would read it, if it would not pay or needs too much memory. */
    static Optional<SparseInput> of(Schedule schedule, long memoryBudget) {
        SparseInput result = new SparseInput(schedule);
        return result.findReaders() && result.pays(memoryBudget) ? Optional.of(result.fill()) : Optional.empty();
    }

    private boolean findReaders() {
        List<Parameter> read = schedule.graph.nodes().stream()
                .filter(node -> node.operation() != null)
                .flatMap(node -> node.operation().parameters().stream())
                .toList();
        boolean found = false;
        for (Node node : schedule.nodes) {
            Optional<Parameter> weight = node.inputs().equals(List.of(schedule.graph.input()))
                    ? node.operation().weightOfInput()
                    : Optional.empty();
            if (weight.isPresent() && read.indexOf(weight.get()) == read.lastIndexOf(weight.get())) {
                readers[node.index()] = true;
                weights[weight.get().index()] = true;
                found = true;
            }
        }
        return found;
    }

    private boolean pays(long memoryBudget) {
        DMatrixRMaj inputs = schedule.data.inputs();
        int numbers = inputs.getNumElements();
        long entries = CompressedRows.count(inputs.data, 0, numbers);
        return entries <= MOST_DENSE * numbers && BYTES_OF_ENTRY * entries <= memoryBudget / PART_OF_BUDGET;
    }

    /** Reads the inputs, again if they have changed. */
    SparseInput fill() {
        DMatrixRMaj inputs = schedule.data.inputs();
        for (int lane = 0; lane < parts.length; lane++) {
            int frames = schedule.frames(lane);
            if (parts[lane] == null) {
                parts[lane] = new Part[frames];
            }
            for (int frame = 0; frame < frames; frame++) {
                if (parts[lane][frame] == null) {
                    parts[lane][frame] = new Part(new CompressedRows(), new CompressedRows());
                }
                Part part = parts[lane][frame];
                part.rows.take(
                        schedule.frameRows(lane, frame),
                        inputs.numCols,
                        inputs.data,
                        schedule.frameStart(lane, frame) * inputs.numCols);
                part.columns.takeTransposed(part.rows);
            }
        }
        return this;
    }

    /** The inputs of a frame. */
    Part part(int lane, int frame) {
        return parts[lane][frame];
    }

    /** Whether a node reads the input in this form. */
    boolean feeds(Node node) {
        return readers[node.index()];
    }

    /** Whether sweeps add up the gradient of a parameter packed. */
    boolean packs(Parameter parameter) {
        return weights[parameter.index()];
    }

    /** Bytes held. */
    long memory() {
        long bytes = 0;
        for (Part[] lane : parts) {
            for (Part part : lane) {
                bytes += part.rows.memory() + part.columns.memory();
            }
        }
        return bytes;
    }
}
