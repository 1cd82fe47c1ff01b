package org.thalweg.autodiff.operations;

import org.thalweg.autodiff.Block;
import org.thalweg.autodiff.Node;

/** Tangent and reverse sweep of an operation that multiplies each element by a factor it saved as its first matrix. */
final class Factors {

    private Factors() {}

    /** {@code ydot = f xdot}. */
    static void tangent(Block block, Node at) {
        block.kernels()
                .rows()
                .scale(
                        block.rows(),
                        block.directions(),
                        at.width(),
                        block.saved(),
                        block.savedAt(at, 0),
                        block.tangents(),
                        block.tangentsAt(at.input()),
                        block.tangents(),
                        block.tangentsAt(at));
    }

    /** {@code xbar += f ybar}, or {@code xbar = f ybar} if nothing was added yet. */
    static void reverse(Block block, Node at) {
        if (!block.varies(at.input())) {
            return;
        }
        if (block.untouched(at, at.input())) {
            block.kernels()
                    .rows()
                    .scale(
                            block.rows(),
                            block.directions(),
                            at.width(),
                            block.saved(),
                            block.savedAt(at, 0),
                            block.cotangents(),
                            block.cotangentsAt(at),
                            block.cotangents(),
                            block.cotangentsAt(at.input()));
        } else {
            block.kernels()
                    .rows()
                    .addScaled(
                            block.rows(),
                            block.directions(),
                            at.width(),
                            block.saved(),
                            block.savedAt(at, 0),
                            block.cotangents(),
                            block.cotangentsAt(at),
                            block.cotangents(),
                            block.cotangentsAt(at.input()));
        }
    }
}
