/** The steps of the dense symmetric eigensolver. */
package org.thalweg.linalg.internal.eigen;
