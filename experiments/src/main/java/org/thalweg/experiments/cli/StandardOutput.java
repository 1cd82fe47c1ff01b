package org.thalweg.experiments.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.Charset;
import java.util.stream.Stream;

/**
 * Standard output that fails when what is printed does not arrive. A {@link PrintWriter} keeps quiet about it, and a command would
 * work on for nobody, and end with success.
 */
final class StandardOutput {

    /** The status of a command whose reader has gone, as shells have it for SIGPIPE. */
    static final int NO_READER = 141;

    private StandardOutput() {}

    /** Something could not be printed. */
    static final class Failure extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;

        private final boolean noReader;

        Failure(IOException cause) {
            super("standard output: cannot be written: " + cause.getMessage(), cause);
            noReader = brokenPipe().equals(cause.getMessage());
        }

        /** Whether that is so because nobody reads any more, as behind {@code | head}: no fault, but a reason to end. */
        boolean isForLackOfAReader() {
            return noReader;
        }
    }

    /**
     * What the operating system says about a pipe that nobody reads from. Java tells the faults of files apart by that text alone,
     * which is in the language of the user; so it is asked for by breaking a pipe. Where the text cannot be had, or files have
     * another, such a fault is like any other: status 1, and a line.
     */
    static String brokenPipe() {
        try {
            Pipe pipe = Pipe.open();
            pipe.source().close();
            try (Pipe.SinkChannel sink = pipe.sink()) {
                sink.write(ByteBuffer.allocate(1));
            }
        } catch (IOException fault) {
            return String.valueOf(fault.getMessage());
        }
        return "Broken pipe";
    }

    /** A stream whose failures are not swallowed by the writers above it. */
    private static final class Strict extends OutputStream {
        private final OutputStream out;

        Strict(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                out.write(bytes, offset, length);
            } catch (IOException fault) {
                throw new Failure(fault);
            }
        }

        @Override
        public void flush() {
            try {
                out.flush();
            } catch (IOException fault) {
                throw new Failure(fault);
            }
        }
    }

    /** A writer to the standard output of this process, in the encoding of the terminal. */
    @SuppressWarnings("resource")
    static PrintWriter open() {
        return over(new FileOutputStream(FileDescriptor.out));
    }

    /** A writer whose every line goes to a stream at once and throws {@link Failure} if that fails. */
    static PrintWriter over(OutputStream out) {
        return new PrintWriter(new OutputStreamWriter(new Strict(out), charset()), true);
    }

    private static Charset charset() {
        return Stream.of("stdout.encoding", "sun.stdout.encoding", "native.encoding")
                .map(System::getProperty)
                .filter(name -> name != null && Charset.isSupported(name))
                .findFirst()
                .map(Charset::forName)
                .orElseGet(Charset::defaultCharset);
    }
}
