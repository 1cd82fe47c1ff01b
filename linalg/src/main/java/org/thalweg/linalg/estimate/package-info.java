/**
 * Estimates of what a symmetric matrix holds as a whole, from products with random vectors: trace, Frobenius norm,
 * diagonal, spectral density, logarithm of the determinant. Each comes with its error.
 */
package org.thalweg.linalg.estimate;
