/**
 * Eigenvalues of symmetric matrices: all of a dense one, or the ends of the spectrum of any
 * {@link org.thalweg.linalg.LinearOperator}, with bounds.
 */
package org.thalweg.linalg.eigen;
