package org.thalweg.autodiff.operations;

import org.thalweg.autodiff.Block;
import org.thalweg.autodiff.Masks;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Operation;

/**
 * Inverted dropout, {@code y = delta x} element by element, where delta is {@code 1/p} with the keep probability p and 0
 * otherwise (Srivastava et al., JMLR 2014). The masks come from the {@link Masks} of the sweep; without any, {@code y = x}.
 *
 * @param layer the index of this layer among the dropout layers of its network, from 0
 * @param keepProbability p, in (0, 1]
 * @param sharing whether the rows of a batch share one mask
 */
public record Dropout(int layer, double keepProbability, Sharing sharing) implements Operation {

    /** Who shares a mask. The covariance of the gradient under dropout differs by an order of magnitude between the two. */
    public enum Sharing {
        /** One mask for all rows, new at every step: the setting of the stochastic modified equations of dropout. */
        BATCH,
        /** One mask for each row: the usual dropout layer. */
        SAMPLE
    }

    /**
     * Checks the probability.
     *
     * @param layer the index of this layer among the dropout layers of its network, from 0
     * @param keepProbability p, in (0, 1]
     * @param sharing whether the rows of a batch share one mask
     */
    public Dropout {
        if (!(keepProbability > 0 && keepProbability <= 1)) {
            throw new IllegalArgumentException(
                    "keep probability of dropout layer " + layer + ": " + keepProbability + ", expected 0 < p <= 1");
        }
    }

    @Override
    public int width(int... inputWidths) {
        return inputWidths[0];
    }

    @Override
    public int[] savedWidths(Node at) {
        return new int[] {at.width()};
    }

    @Override
    public boolean reverseInPlace() {
        return true;
    }

    @Override
    public boolean tangentInPlace() {
        return true;
    }

    @Override
    public void forward(Block block, Node at) {
        int width = at.width();
        int mask = block.savedAt(at, 0);
        block.fillMasks(
                new Masks.Request(
                        layer, keepProbability, sharing == Sharing.BATCH, block.firstRow(), block.rows(), width),
                block.saved(),
                mask);
        block.kernels()
                .rows()
                .scale(
                        block.rows(),
                        1,
                        width,
                        block.saved(),
                        mask,
                        block.values(at.input()),
                        block.valuesAt(at.input()),
                        block.values(at),
                        block.valuesAt(at));
    }

    @Override
    public void tangent(Block block, Node at) {
        Factors.tangent(block, at);
    }

    @Override
    public void reverse(Block block, Node at) {
        Factors.reverse(block, at);
    }
}
