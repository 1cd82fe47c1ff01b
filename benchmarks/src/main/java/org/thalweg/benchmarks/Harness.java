package org.thalweg.benchmarks;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How benchmarks are run.
 *
 * @param quick whether to make the iterations short
 * @param jvm the {@code java} to measure on
 * @param options what this JVM gets beside {@link Main#JVM_OPTIONS}
 */
record Harness(boolean quick, String jvm, List<String> options) {

    Harness {
        options = List.copyOf(options);
    }

    /** The {@code java} that runs this. */
    static String ownJvm() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** All options of a JVM that is measured. */
    @JsonIgnore
    List<String> allOptions() {
        return Stream.concat(Main.JVM_OPTIONS.stream(), options.stream()).toList();
    }

    /** The command that runs a class of ours on the JVM that is measured. */
    List<String> command(Class<?> main, String... arguments) {
        return Stream.of(
                        Stream.of(jvm),
                        allOptions().stream(),
                        Stream.of("-cp", System.getProperty("java.class.path"), main.getName()),
                        Stream.of(arguments))
                .flatMap(words -> words)
                .toList();
    }
}
