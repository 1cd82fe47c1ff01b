package org.thalweg.experiments.plot;

import java.io.IOException;

/** A picture cannot be drawn here, whatever the disk has room for: the JVM lacks fonts, or memory. */
public final class UndrawableException extends IOException {

    private static final long serialVersionUID = 1;

    /**
     * A picture without which the results must do.
     *
     * @param message the file, why, and the way out
     * @param cause what the drawing threw
     */
    public UndrawableException(String message, Throwable cause) {
        super(message, cause);
    }
}
