/** Dense kernels and linear operators. */
module org.thalweg.linalg {
    requires static jdk.incubator.vector;
    requires transitive ejml.core;
    requires ejml.ddense;

    exports org.thalweg.linalg;
}
