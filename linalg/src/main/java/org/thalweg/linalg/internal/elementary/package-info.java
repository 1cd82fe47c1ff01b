/**
 * Elementary functions ({@code exp}, {@code log}, {@code tanh}, {@code erf}, ...) with the same bits on every machine,
 * JDK and vector width: scalar and vector twins, and their loops over arrays.
 */
package org.thalweg.linalg.internal.elementary;
