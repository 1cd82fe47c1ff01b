/** Linear operators, kernels and elementary functions on EJML matrices. */
package org.thalweg.linalg;
