package org.thalweg.benchmarks;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A library of the JVM that does work of ours. A benchmark class measures it by the method of its name, beside our own; all of
 * them work on one thread.
 */
enum Library {
    EJML("ejml", "EJML"),
    COMMONS_MATH("commonsMath", "Commons Math"),
    HIPPARCHUS("hipparchus", "Hipparchus"),
    /** As it answers: through the machine's BLAS, LAPACK and ARPACK where it finds them, else in Java. */
    NETLIB("netlib", "netlib"),
    /** Its classes in pure Java. */
    NETLIB_JAVA("netlibJava", "netlib in Java");

    /** A regular expression that is found nowhere. */
    static final String NONE = "(?!)";

    private final String method;
    private final String title;

    Library(String method, String title) {
        this.method = method;
        this.title = title;
    }

    /** The name of its methods in benchmark classes. */
    String method() {
        return method;
    }

    /** What people call it. */
    String title() {
        return title;
    }

    /** A regular expression that is found in the full name of every benchmark of a library and of no other. */
    static String pattern() {
        return Arrays.stream(values()).map(Library::method).collect(Collectors.joining("|", "\\.(", ")$"));
    }
}
