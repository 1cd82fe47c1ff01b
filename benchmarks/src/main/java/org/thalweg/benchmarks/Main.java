package org.thalweg.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the JMH benchmarks in JVMs that have the Vector API: {@code java -jar benchmarks/target/benchmarks.jar [JMH options]}.
 *
 * <p>Takes the options of {@link org.openjdk.jmh.Main} ({@code -l} lists the benchmarks, {@code -h} the options), but
 * {@code -jvmArgsPrepend}, which is used here; use {@code -jvmArgsAppend} instead.
 */
public final class Main {

    /** What every JVM that is measured gets. */
    static final List<String> JVM_OPTIONS =
            List.of("--add-modules", "jdk.incubator.vector", "-XX:+UseTransparentHugePages");

    private Main() {}

    /**
     * Runs JMH.
     *
     * @param arguments JMH's options and the patterns of the benchmarks to run
     * @throws IOException if JMH cannot write its results
     */
    public static void main(String... arguments) throws IOException {
        org.openjdk.jmh.Main.main(
                Stream.concat(Stream.of("-jvmArgsPrepend", String.join(" ", JVM_OPTIONS)), Stream.of(arguments))
                        .toArray(String[]::new));
    }
}
