/** The frame in which the figures of papers live: settings, a computation that goes on after a kill, pictures, claims. */
package org.thalweg.experiments.figure;
