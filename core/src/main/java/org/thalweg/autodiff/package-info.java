/** The engine: graphs of operations, and their values and derivatives of first and second order. */
package org.thalweg.autodiff;
