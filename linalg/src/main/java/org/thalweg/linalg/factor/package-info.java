/** Factorizations of dense matrices. */
package org.thalweg.linalg.factor;
