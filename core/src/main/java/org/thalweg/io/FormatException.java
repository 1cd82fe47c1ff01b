package org.thalweg.io;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is not what it should be. The message is one line: {@code <file>: <where>: found ..., expected ...}. */
public final class FormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Describes one fault of a file.
     *
     * @param file the file as the caller named it
     * @param where the place in the file: a byte, an entry, a tensor
     * @param found what is there
     * @param expected what should be there
     */
    public FormatException(Path file, String where, Object found, Object expected) {
        super(file + ": " + where + ": found " + found + ", expected " + expected);
    }

    /** Describes a fault that another reader met: its message is what was found. */
    FormatException(Path file, String where, IOException fault, Object expected) {
        this(file, where, firstLine(fault), expected);
        initCause(fault);
    }

    private static String firstLine(IOException fault) {
        String message = fault.getMessage();
        return message == null ? fault.getClass().getSimpleName() : message.lines().findFirst().orElse("");
    }
}
