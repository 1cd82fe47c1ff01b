package org.thalweg.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/** How many bits of each number a file keeps. */
public enum Precision {
    /** IEEE 754 binary32, rounded to nearest: what PyTorch trains in. */
    F32(ElementType.F32),
    /** IEEE 754 binary64: every bit of a {@code double}. */
    F64(ElementType.F64);

    private final ElementType type;

    Precision(ElementType type) {
        this.type = type;
    }

    /** The bytes of one number. */
    int size() {
        return type.size();
    }

    /**
     * Refuses a tensor with a number that this precision would turn into an infinity, or with a name already seen.
     *
     * @param names the names seen so far; grows by this tensor's
     * @throws IllegalArgumentException naming the tensor, and index and value
     */
    void check(Tensor tensor, Set<String> names) {
        if (!names.add(tensor.name())) {
            throw new IllegalArgumentException("tensor `" + tensor.name() + "`: found twice, expected different names");
        }
        double[] values = tensor.values();
        for (int i = 0; this == F32 && i < values.length; i++) {
            if (Double.isFinite(values[i]) && Float.isInfinite((float) values[i])) {
                throw new IllegalArgumentException("tensor `" + tensor.name() + "`, value " + i + ": found " + values[i]
                        + ", expected a number within the range of F32");
            }
        }
    }

    /** Writes numbers, little endian. */
    void write(double[] values, OutputStream out) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 13).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            if (this == F32) {
                bytes.putFloat((float) values[i]);
            } else {
                bytes.putDouble(values[i]);
            }
            if (!bytes.hasRemaining() || i == values.length - 1) {
                out.write(bytes.array(), 0, bytes.position());
                bytes.clear();
            }
        }
    }
}
