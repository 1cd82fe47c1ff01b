package org.thalweg.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.io.FormatException;
import org.thalweg.io.IdxFile;
import org.thalweg.io.Sha256;

/** The folder of MNIST and its kin: images and labels of ten classes as IDX files, each plain or with {@code .gz}. */
final class IdxFolder implements FolderFormat {
    private static final int IMAGES = 0x0803;
    private static final int LABELS = 0x0801;
    private static final int CLASSES = 10;

    @Override
    public String description() {
        return "{train,t10k}-{images-idx3,labels-idx1}-ubyte[.gz] (MNIST, Fashion-MNIST)";
    }

    @Override
    public boolean holds(Path folder, Split split) {
        return Stream.of(images(split), labels(split)).anyMatch(name -> Files.exists(file(folder, name)));
    }

    @Override
    public Dataset read(Path folder, Split split, int limit) throws IOException {
        Path imageFile = file(folder, images(split));
        Path labelFile = file(folder, labels(split));
        // Labels first: when they are integers, all of the memory that numbers may take is free for the images.
        Labels labels = labels(labelFile, limit);
        IdxFile images = read(imageFile, IMAGES, limit);
        int count = images.shape()[0];
        if (labels.count != count) {
            throw new FormatException(
                    labelFile, "byte 4", labels.count + " labels", count + ", one for each image of " + imageFile);
        }
        if (images.values().length == 0) {
            throw new FormatException(imageFile, "byte 4", "no pixels", "at least one image of one pixel");
        }
        Targets targets = new Targets.Labels(checked(labels.classes, labelFile), CLASSES);
        DMatrixRMaj inputs =
                DMatrixRMaj.wrap(targets.size(), images.values().length / targets.size(), scaled(images.values()));
        String name = folder.toAbsolutePath().normalize().getFileName().toString();
        DataIdentity identity = DataIdentity.of(Sha256.of(imageFile, labelFile), targets.size());
        return new Dataset(name, inputs, targets, identity);
    }

    /** The labels that were read of {@code count} in the file. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Labels(int count, int[] classes) {}

    private static Labels labels(Path file, int limit) throws IOException {
        IdxFile idx = read(file, LABELS, limit);
        return new Labels(
                idx.shape()[0],
                Arrays.stream(idx.values()).mapToInt(label -> (int) label).toArray());
    }

    private static IdxFile read(Path file, int magic, int limit) throws IOException {
        IdxFile idx = IdxFile.read(file, limit);
        if (idx.magic() != magic) {
            throw new FormatException(
                    file, "byte 0", String.format("magic number %08x", idx.magic()), String.format("%08x", magic));
        }
        return idx;
    }

    private static double[] scaled(double[] pixels) {
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] /= 255;
        }
        return pixels;
    }

    private static int[] checked(int[] classes, Path file) throws FormatException {
        for (int i = 0; i < classes.length; i++) {
            if (classes[i] >= CLASSES) {
                throw new FormatException(file, "label " + i, classes[i], "0 to " + (CLASSES - 1));
            }
        }
        return classes;
    }

    private static String images(Split split) {
        return prefix(split) + "-images-idx3-ubyte";
    }

    private static String labels(Split split) {
        return prefix(split) + "-labels-idx1-ubyte";
    }

    private static String prefix(Split split) {
        return split == Split.TRAIN ? "train" : "t10k";
    }

    /** The file as it is, or else its compressed twin, which need not exist. */
    private static Path file(Path folder, String name) {
        Path plain = folder.resolve(name);
        return Files.exists(plain) ? plain : folder.resolve(name + ".gz");
    }
}
