/** JMH benchmarks of the kernels and the engine, and their peers beside them. */
package org.thalweg.benchmarks;
