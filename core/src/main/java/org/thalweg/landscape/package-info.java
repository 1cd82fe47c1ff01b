/**
 * How flat a minimum is: interval flatness along directions, expected sharpness under Gaussian noise, and slices of the loss
 * along filter-normalised directions.
 *
 * <p>The measures ask for losses and nothing else: of a {@link org.thalweg.landscape.Landscape} anywhere, or of
 * {@link org.thalweg.landscape.Lines} through one point, which share between the lines what does not move.
 */
package org.thalweg.landscape;
