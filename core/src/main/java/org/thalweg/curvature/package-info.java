/** Noise of training and matrices of curvature, on top of the engine. */
package org.thalweg.curvature;
