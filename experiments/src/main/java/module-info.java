/** The {@code thalweg} command line. */
module org.thalweg.experiments {
    requires org.thalweg.core;
    requires com.fasterxml.jackson.databind;
    requires de.siegmar.fastcsv;
    requires info.picocli;
    requires java.desktop;
    requires org.apache.xmlgraphics.batik.svggen;
    requires xchart;

    opens org.thalweg.experiments.cli to
            info.picocli;
}
