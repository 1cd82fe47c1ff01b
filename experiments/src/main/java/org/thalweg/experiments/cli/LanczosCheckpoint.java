package org.thalweg.experiments.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.io.FormatException;
import org.thalweg.io.Precision;
import org.thalweg.io.SafeTensorsFile;
import org.thalweg.io.Tensor;
import org.thalweg.io.TensorChecksum;
import org.thalweg.linalg.eigen.LanczosProgress;
import org.thalweg.linalg.eigen.LanczosState;

/**
 * The state of a run of Lanczos in a {@code .safetensors} file: the arrays, and as metadata the counters, what the run depends
 * on and a checksum of all of it. For k eigenvalues of an {@code [n x n]} matrix it has up to {@code 8 n (2 k + 41)} bytes,
 * so it is written once a minute and at the end of a run that is interrupted.
 */
final class LanczosCheckpoint {

    private static final String FORMAT = "lanczos checkpoint";
    private static final String VERSION = "thalweg 1";
    private static final String COUNTERS = "counters";
    private static final String CHECKSUM = "checksum";
    private static final long BETWEEN = 60_000_000_000L;

    private final Path file;
    private final Map<String, String> identity = new LinkedHashMap<>();
    private final LongSupplier clock;
    private long writtenAt;

    /**
     * Names a file, without touching it.
     *
     * @param file the file
     * @param identity what the run depends on, in the order in which differences are looked for
     * @param clock nanoseconds
     */
    LanczosCheckpoint(Path file, Map<String, String> identity, LongSupplier clock) {
        this.file = file;
        this.identity.put(FORMAT, VERSION);
        this.identity.putAll(identity);
        this.clock = clock;
        this.writtenAt = clock.getAsLong();
    }

    /**
     * Writes the state if it is time to.
     *
     * @param progress where the run is
     * @param ends whether it ends here
     * @throws UncheckedIOException if the file cannot be written; the cause names it
     */
    void keep(LanczosProgress progress, boolean ends) {
        if (ends || clock.getAsLong() - writtenAt >= BETWEEN) {
            try {
                write(progress.snapshot().get());
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
            writtenAt = clock.getAsLong();
        }
    }

    private void write(LanczosState state) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>(identity);
        metadata.put(
                COUNTERS,
                Arrays.stream(state.counters()).mapToObj(Long::toString).collect(Collectors.joining(" ")));
        List<Tensor> tensors = List.of(
                new Tensor("numbers", new int[] {state.numbers().length}, state.numbers()),
                tensor("projected", state.projected()),
                tensor("basis", state.basis()),
                tensor("polynomials", state.polynomials()),
                tensor("known", state.known()));
        metadata.put(CHECKSUM, TensorChecksum.of(metadata, tensors));
        SafeTensorsFile.write(file, tensors, metadata, Precision.F64);
    }

    private static Tensor tensor(String name, DMatrixRMaj matrix) {
        return new Tensor(
                name,
                new int[] {matrix.numRows, matrix.numCols},
                Arrays.copyOf(matrix.data, matrix.numRows * matrix.numCols));
    }

    /**
     * Reads the state.
     *
     * @return nothing if there is no such file
     * @throws IOException if the file is damaged or of another run; the message names the first difference and the way out
     */
    Optional<LanczosState> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        SafeTensorsFile saved = SafeTensorsFile.read(file);
        Map<String, String> metadata = new LinkedHashMap<>(saved.metadata());
        String checksum = metadata.remove(CHECKSUM);
        String sum = TensorChecksum.of(metadata, saved.tensors().values());
        if (!sum.equals(checksum)) {
            throw new FormatException(
                    file,
                    CHECKSUM,
                    Objects.requireNonNullElse(checksum, "nothing"),
                    sum + ", that of the content; the file is damaged: leave out --resume to start again");
        }
        for (Map.Entry<String, String> expected : identity.entrySet()) {
            String found = Objects.requireNonNullElse(metadata.get(expected.getKey()), "nothing");
            if (!found.equals(expected.getValue())) {
                throw new FormatException(
                        file,
                        expected.getKey(),
                        found,
                        expected.getValue() + "; leave out --resume to start with these options");
            }
        }
        return Optional.of(new LanczosState(
                Arrays.stream(metadata.get(COUNTERS).split(" "))
                        .mapToLong(Long::parseLong)
                        .toArray(),
                saved.tensors().get("numbers").values(),
                matrix(saved, "projected"),
                matrix(saved, "basis"),
                matrix(saved, "polynomials"),
                matrix(saved, "known")));
    }

    private static DMatrixRMaj matrix(SafeTensorsFile saved, String name) {
        Tensor tensor = saved.tensors().get(name);
        return new DMatrixRMaj(tensor.shape()[0], tensor.shape()[1], true, tensor.values());
    }
}
