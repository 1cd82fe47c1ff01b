/**
 * Factorizations of dense matrices: Cholesky, thin QR, thin singular value decomposition, square root. Matrices are
 * row-major; the results are the same bits for any kernels and any number of threads.
 */
package org.thalweg.linalg.factor;
