package org.thalweg.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.io.ElementType;
import org.thalweg.io.FormatException;
import org.thalweg.io.NpzFile;
import org.thalweg.io.Sha256;
import org.thalweg.io.Tensor;

/**
 * Any data as a {@code .npz} file with two arrays, as {@code numpy.savez("data.npz", x=x, y=y)} writes it; other arrays are
 * not looked at.
 *
 * <p>{@code x} holds the inputs, one sample along its first dimension; the others are joined to one row, in C order, so
 * {@code [n x 28 x 28]} becomes {@code [n x 784]} and {@code [n]} becomes {@code [n x 1]}. Numbers are used as they are,
 * but for unsigned bytes: they are the pixels of images and are divided by 255.
 *
 * <p>{@code y} holds the targets. One integer (or boolean) a sample, shape {@code [n]}, is a label; there are as many
 * classes as the largest label says, plus one, unless more are asked for. Anything else, {@code [n]} or {@code [n x k]}, is
 * rows of numbers; so labels kept as floats want {@code y.astype(int)}.
 */
public final class NpzData {
    /** The end of the name of such a file. */
    public static final String SUFFIX = ".npz";

    private static final String ARRAY = ".npy";
    private static final String INPUTS = "x";
    private static final String TARGETS = "y";

    private NpzData() {}

    /**
     * Reads the first samples.
     *
     * @param file the file
     * @param samples how many samples, at least 1, or {@link DataFolder#ALL}
     * @param classes the number of classes; if empty, the largest label in the whole file plus one. Ignored for targets that
     *     are not labels
     * @return a data set of exactly that many samples, named after the file, with the checksum of the file
     * @throws FormatException if the file is missing or no sound {@code .npz} file, {@code x} or {@code y} is missing, their
     *     lengths differ, a label is no class, or a number is NaN or infinite; one line names the file, the entry and the
     *     place
     * @throws IOException if reading fails
     * @throws IllegalArgumentException if {@code samples} is less than 1, or more than there are
     */
    public static Dataset read(Path file, int samples, OptionalInt classes) throws IOException {
        if (samples < 1) {
            throw new IllegalArgumentException("samples: found " + samples + ", expected at least 1");
        }
        NpzFile arrays = NpzFile.read(file, Set.of(INPUTS, TARGETS)::contains);
        Tensor x = entry(arrays, INPUTS, file);
        Tensor y = entry(arrays, TARGETS, file);
        int count = x.shape()[0];
        if (y.shape()[0] != count) {
            throw new FormatException(
                    file, where(TARGETS), y.shape()[0] + " targets", count + ", one for each sample of `x`");
        }
        if (x.values().length == 0) {
            throw new FormatException(
                    file, where(INPUTS), "shape " + Arrays.toString(x.shape()), "at least one sample of one number");
        }
        if (samples > count && samples != DataFolder.ALL) {
            throw new IllegalArgumentException(
                    "samples: found " + samples + ", expected at most the " + count + " of " + file);
        }
        requireFinite(x, file);
        if (x.type() == ElementType.U8) {
            for (int i = 0; i < x.values().length; i++) {
                x.values()[i] /= 255;
            }
        }
        DMatrixRMaj inputs = DMatrixRMaj.wrap(count, x.values().length / count, x.values());
        Targets targets = targets(y, classes, file);
        DataIdentity identity = DataIdentity.of(Sha256.of(file), count);
        return new Dataset(name(file), inputs, targets, identity).first(Math.min(samples, count));
    }

    private static Tensor entry(NpzFile arrays, String name, Path file) throws FormatException {
        Tensor tensor = arrays.tensors().get(name);
        if (tensor == null) {
            String other = arrays.others().get(name + ARRAY);
            if (other != null) {
                throw new FormatException(file, where(name), other, "floats, integers or booleans");
            }
            List<String> found = new ArrayList<>(arrays.tensors().keySet());
            arrays.others().keySet().stream().map(NpzData::name).forEach(found::add);
            throw new FormatException(
                    file,
                    "archive",
                    found.isEmpty() ? "nothing" : String.join(", ", found),
                    "`" + INPUTS + "` and `" + TARGETS + "`");
        }
        if (tensor.shape().length == 0) {
            throw new FormatException(file, where(name), "a single number", "an array with one sample a row");
        }
        return tensor;
    }

    private static Targets targets(Tensor y, OptionalInt classes, Path file) throws FormatException {
        if (y.type().floating() || y.shape().length > 1) {
            requireFinite(y, file);
            int width = y.values().length / y.shape()[0];
            if (width == 0) {
                throw new FormatException(
                        file, where(TARGETS), "shape " + Arrays.toString(y.shape()), "at least one number a sample");
            }
            return new Targets.Values(DMatrixRMaj.wrap(y.shape()[0], width, y.values()));
        }
        int most = classes.orElse(Integer.MAX_VALUE);
        int[] labels = new int[y.values().length];
        for (int i = 0; i < labels.length; i++) {
            double label = y.values()[i];
            if (!(label >= 0 && label < most)) {
                String found = String.format(Locale.ROOT, "label %.0f", label);
                throw new FormatException(file, where(TARGETS) + ", sample " + i, found, "0 to " + (most - 1L));
            }
            labels[i] = (int) label;
        }
        int largest = IntStream.of(labels).max().orElse(0);
        return new Targets.Labels(labels, classes.orElse(largest + 1));
    }

    private static void requireFinite(Tensor tensor, Path file) throws FormatException {
        int width = tensor.values().length / Math.max(1, tensor.shape()[0]);
        for (int i = 0; i < tensor.values().length; i++) {
            if (!Double.isFinite(tensor.values()[i])) {
                throw new FormatException(
                        file,
                        where(tensor.name()) + ", sample " + i / width + ", number " + i % width,
                        tensor.values()[i],
                        "a finite number");
            }
        }
    }

    private static String where(String name) {
        return "entry `" + name + "`";
    }

    private static String name(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    /** The name of an array, or of whatever else is in the archive. */
    private static String name(String entry) {
        return entry.endsWith(ARRAY) ? entry.substring(0, entry.length() - ARRAY.length()) : entry;
    }
}
