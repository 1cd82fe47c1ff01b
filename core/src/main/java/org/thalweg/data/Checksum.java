package org.thalweg.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.io.Sha256;

/** SHA-256 of the numbers of a data set made in memory, in hexadecimal. */
final class Checksum {
    private Checksum() {}

    /** The checksum of the inputs and then the targets, row by row: doubles and labels as 8 and 4 big-endian bytes. */
    static String of(DMatrixRMaj inputs, Targets targets) {
        MessageDigest digest = Sha256.digest();
        update(digest, inputs);
        if (targets instanceof Targets.Values values) {
            update(digest, values.matrix());
        } else if (targets instanceof Targets.Labels labels) {
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * labels.size());
            bytes.asIntBuffer().put(labels.values());
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, DMatrixRMaj matrix) {
        ByteBuffer row = ByteBuffer.allocate(Double.BYTES * matrix.numCols).order(ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < matrix.numRows; i++) {
            row.asDoubleBuffer().put(matrix.data, i * matrix.numCols, matrix.numCols);
            digest.update(row.array());
        }
    }
}
