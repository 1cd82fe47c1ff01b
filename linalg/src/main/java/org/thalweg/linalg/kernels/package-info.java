/**
 * The inner loops of every computation, on arrays with offsets: for those who write operations or solvers. Each comes in
 * portable Java and in vectors, with the same bits.
 */
package org.thalweg.linalg.kernels;
