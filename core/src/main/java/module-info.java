/** Networks, losses, data, training and the curvature of what was trained. */
module org.thalweg.core {
    requires transitive org.thalweg.linalg;
    requires transitive ejml.core;
    requires org.apache.commons.rng.api;
    requires com.fasterxml.jackson.core;

    exports org.thalweg.autodiff;
    exports org.thalweg.autodiff.operations;
    exports org.thalweg.curvature;
    exports org.thalweg.data;
    exports org.thalweg.io;
    exports org.thalweg.landscape;
    exports org.thalweg.nn;
    exports org.thalweg.train;
}
