/** Principal components of samples that are rows of a matrix, in memory or streamed. */
package org.thalweg.linalg.pca;
