/**
 * Dense kernels and linear operators.
 *
 * <p>The vector kernels use {@code jdk.incubator.vector}, which is not required here: a {@code requires static} would make
 * javac warn of an incubator module in every module that depends on this one. Who runs with
 * {@code --add-modules jdk.incubator.vector} has it, and the look-up of the kernels adds the read edge.
 */
module org.thalweg.linalg {
    requires transitive ejml.core;
    requires ejml.ddense;
    requires transitive org.apache.commons.rng.api;
    requires org.apache.commons.rng.core;
    requires org.apache.commons.statistics.distribution;

    exports org.thalweg.linalg;
    exports org.thalweg.linalg.eigen;
    exports org.thalweg.linalg.estimate;
    exports org.thalweg.linalg.factor;
    exports org.thalweg.linalg.kernels;
    exports org.thalweg.linalg.pca;
    exports org.thalweg.linalg.random;
}
