package org.thalweg.experiments.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * The folder that holds all files of one run.
 *
 * @param path the folder
 */
record RunFolder(Path path) {

    Path checkpoint() {
        return path.resolve("checkpoint.safetensors");
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /**
     * Refuses to overwrite a run, or to resume one that is not there.
     *
     * @throws IOException if the folder cannot be looked at
     * @throws IllegalArgumentException if the folder is not empty, or is to be resumed and holds no checkpoint
     */
    void require(boolean resume) throws IOException {
        if (resume && !Files.isRegularFile(checkpoint())) {
            throw new IllegalArgumentException(
                    "--out " + path + ": no " + checkpoint().getFileName() + " to resume; leave out --resume to start");
        }
        if (!resume && Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path)) {
                String found = files.map(file -> file.getFileName().toString())
                        .sorted()
                        .findFirst()
                        .orElse("");
                if (!found.isEmpty()) {
                    String hint = Files.exists(checkpoint()) ? "; --resume goes on with the run it holds" : "";
                    throw OptionValues.wrong("--out " + path, found, "an empty or a new folder" + hint);
                }
            }
        }
    }

    /**
     * Makes the folder and proves that files can be written to it.
     *
     * @throws IOException if not, with the reason in one line
     */
    void create() throws IOException {
        try {
            Files.createDirectories(path);
            Files.delete(Files.createTempFile(path, ".probe", null));
        } catch (AccessDeniedException denied) {
            throw new IOException("--out " + path + ": cannot be written: no permission", denied);
        } catch (FileSystemException fault) {
            String reason = fault.getReason() == null ? fault.getClass().getSimpleName() : fault.getReason();
            throw new IOException("--out " + path + ": cannot be written: " + reason, fault);
        }
    }

    /** SHA-256 of a file, in hexadecimal. */
    static String sha256(Path file) throws IOException {
        try (OutputStream none = OutputStream.nullOutputStream();
                DigestOutputStream out = new DigestOutputStream(none, MessageDigest.getInstance("SHA-256"))) {
            Files.copy(file, out);
            return HexFormat.of().formatHex(out.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
