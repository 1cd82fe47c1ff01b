/** The {@code thalweg} command line. */
module org.thalweg.experiments {
    requires org.thalweg.core;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;

    opens org.thalweg.experiments.cli to
            info.picocli;
}
