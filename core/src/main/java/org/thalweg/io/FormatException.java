package org.thalweg.io;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is not what it should be. The message is one line: {@code <file>: <where>: found ..., expected ...}. */
public final class FormatException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 160;

    /**
     * Describes one fault of a file.
     *
     * @param file the file as the caller named it
     * @param where the place in the file: a byte, an entry, a tensor
     * @param found what is there
     * @param expected what should be there
     */
    public FormatException(Path file, String where, Object found, Object expected) {
        super(file + ": " + excerpt(where) + ": found " + excerpt(found) + ", expected " + expected);
    }

    /** Describes a fault that another reader met: its message is what was found. */
    FormatException(Path file, String where, IOException fault, Object expected) {
        this(file, where, fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage(), expected);
        initCause(fault);
    }

    /** Names and texts come from the file: they are kept to a line, and to a length for people. */
    private static String excerpt(Object value) {
        String text = value.toString();
        return text.length() <= LONGEST ? Printable.of(text) : Printable.of(text.substring(0, LONGEST)) + "...";
    }
}
