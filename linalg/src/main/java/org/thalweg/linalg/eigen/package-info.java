/** Eigenvalues and eigenvectors of symmetric matrices. */
package org.thalweg.linalg.eigen;
