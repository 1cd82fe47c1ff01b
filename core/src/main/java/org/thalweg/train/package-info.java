/**
 * Training: optimizers, learning rates, minibatches, and a trainer whose interrupted runs end in the same bits as unbroken
 * ones.
 */
package org.thalweg.train;
