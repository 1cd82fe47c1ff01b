package org.thalweg.autodiff.operations;

import org.thalweg.autodiff.Block;
import org.thalweg.autodiff.Node;

/** Tangent and reverse sweep of a loss whose derivative by its input, a row of slopes, was saved as its first matrix. */
final class Slopes {

    private Slopes() {}

    /** {@code ldot_ij = slopes_i . zdot_ij}. */
    static void tangent(Block block, Node at) {
        int width = at.input().width();
        int k = block.directions();
        double[] slopes = block.saved();
        double[] tangents = block.tangents();
        for (int i = 0; i < block.rows(); i++) {
            int slope = block.savedAt(at, 0) + i * width;
            for (int j = 0; j < k; j++) {
                int from = block.tangentsAt(at.input()) + (i * k + j) * width;
                tangents[block.tangentsAt(at) + i * k + j] = dot(width, slopes, slope, tangents, from);
            }
        }
    }

    /** {@code zbar_ij += lbar_ij slopes_i}. */
    static void reverse(Block block, Node at) {
        int width = at.input().width();
        int k = block.directions();
        double[] slopes = block.saved();
        double[] cotangents = block.cotangents();
        for (int i = 0; i < block.rows(); i++) {
            int slope = block.savedAt(at, 0) + i * width;
            for (int j = 0; j < k; j++) {
                double weight = cotangents[block.cotangentsAt(at) + i * k + j];
                int to = block.cotangentsAt(at.input()) + (i * k + j) * width;
                for (int c = 0; c < width; c++) {
                    cotangents[to + c] += weight * slopes[slope + c];
                }
            }
        }
    }

    static double dot(int length, double[] x, int xo, double[] y, int yo) {
        double sum = 0;
        for (int c = 0; c < length; c++) {
            sum = Math.fma(x[xo + c], y[yo + c], sum);
        }
        return sum;
    }
}
