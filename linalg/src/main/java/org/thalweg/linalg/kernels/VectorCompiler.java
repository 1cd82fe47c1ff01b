package org.thalweg.linalg.kernels;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Whether the JVM has the compiler that makes instructions of vector operations, which is C2 of HotSpot. Without it every vector
 * is an object and a loop a hundred times slower than the portable one.
 */
final class VectorCompiler {

    private VectorCompiler() {}

    /**
     * Why this JVM has no C2, as far as its properties tell.
     *
     * @param properties looks a system property up, null if there is none
     * @return the reason, for people; nothing if C2 is there
     */
    static Optional<String> missing(UnaryOperator<String> properties) {
        String name = text(properties, "java.vm.name");
        String info = text(properties, "java.vm.info");
        String vendor = text(properties, "java.vendor.version");
        if (!name.contains("HotSpot") && !name.contains("OpenJDK")) {
            return Optional.of("the JVM is " + name + ", not HotSpot");
        }
        if (!name.contains("Server")) {
            return Optional.of("the JVM is " + name + ", not the server VM");
        }
        if (info.contains("interpreted mode")) {
            return Optional.of("nothing is compiled (-Xint)");
        }
        if (info.contains("emulated-client")) {
            return Optional.of("C2 is switched off (-XX:TieredStopAtLevel=1 or the like)");
        }
        if (vendor.contains("GraalVM") || text(properties, "java.vm.version").contains("jvmci")) {
            return Optional.of("the compiler is Graal, not C2");
        }
        return Optional.empty();
    }

    private static String text(UnaryOperator<String> properties, String name) {
        String text = properties.apply(name);
        return text == null ? "" : text;
    }
}
