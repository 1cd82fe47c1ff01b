/** The operations of networks and losses: one class each, with its four sweeps. */
package org.thalweg.autodiff.operations;
