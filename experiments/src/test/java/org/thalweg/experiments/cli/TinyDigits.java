package org.thalweg.experiments.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Data sets that are read in no time. */
final class TinyDigits {
    private TinyDigits() {}

    /** Pictures of 2 x 2 pixels of all greys, and the labels 0, 1, 2, ... */
    static void write(Path data, String split, int count) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + 4 * count)
                .putInt(0x803)
                .putInt(count)
                .putInt(2)
                .putInt(2);
        ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            labels.put((byte) (i % 10));
            for (int pixel = 0; pixel < 4; pixel++) {
                images.put((byte) (i * 83 + pixel * 29));
            }
        }
        Files.write(data.resolve(split + "-images-idx3-ubyte"), images.array());
        Files.write(data.resolve(split + "-labels-idx1-ubyte"), labels.array());
    }
}
