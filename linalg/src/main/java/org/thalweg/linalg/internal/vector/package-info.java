/** What all code that uses the Vector API shares. Loading it needs the module {@code jdk.incubator.vector}. */
package org.thalweg.linalg.internal.vector;
