/** Charts as data: what is drawn is described by records, and the same description is written as PNG and as SVG. */
package org.thalweg.experiments.plot;
