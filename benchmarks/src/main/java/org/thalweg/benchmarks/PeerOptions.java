package org.thalweg.benchmarks;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the peers that are Python programs are found: options of every command that runs some. */
public final class PeerOptions {

    @Option(
            names = "--python",
            paramLabel = "PATH",
            defaultValue = "python3",
            description = "The Python that has numpy and torch; default: ${DEFAULT-VALUE}.")
    private String python;

    @Option(
            names = "--peers",
            paramLabel = "FOLDER",
            defaultValue = "benchmarks/peers",
            description = "Where the scripts of the peers are; default: ${DEFAULT-VALUE}.")
    private Path peers;

    /** {@return the Python that has numpy and torch} */
    public String python() {
        return python;
    }

    /** {@return the folder of the scripts} */
    public Path scripts() {
        return peers;
    }
}
