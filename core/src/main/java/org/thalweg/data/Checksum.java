package org.thalweg.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.ejml.data.DMatrixRMaj;

/** SHA-256 (FIPS 180-4) of what a data set was made of, in hexadecimal. */
final class Checksum {
    private Checksum() {}

    /** The checksum of the bytes of all files, one after the other, as {@code cat a b | sha256sum} has it. */
    static String of(Path... files) throws IOException {
        MessageDigest digest = sha256();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            for (Path file : files) {
                try (InputStream in = Files.newInputStream(file)) {
                    in.transferTo(out);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The checksum of the inputs and then the targets, row by row: doubles and labels as 8 and 4 big-endian bytes. */
    static String of(DMatrixRMaj inputs, Targets targets) {
        MessageDigest digest = sha256();
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

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
