/**
 * File formats: named tensors as {@code .safetensors} and {@code .npz}, the IDX files of MNIST, and writing a file
 * whole or not at all.
 *
 * <p>Readers trust nothing a file says of itself: every claimed size is held against the bytes that are there before
 * memory is set aside, and the first thing wrong ends the reading with one {@link org.thalweg.io.FormatException}.
 * Every writer goes through {@link org.thalweg.io.AtomicFile}.
 */
package org.thalweg.io;
