package org.thalweg.landscape;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Affine;
import org.thalweg.data.Dataset;
import org.thalweg.linalg.MatrixProduct;
import org.thalweg.linalg.MatrixProduct.Transpose;
import org.thalweg.linalg.Workers;

/**
 * Lines on which some parameters move, on a {@link VaryingGraph}: the part of the network that varies with them, whose
 * inputs are the values before it.
 */
final class BlockLines implements Lines {
    private final Parameter[] moved;
    private final int dimension;
    private final VaryingGraph varying;
    private final Objective objective;
    private final MatrixProduct product;
    private final double[] point;
    private final double[] theta;
    private final double[] direction;
    private final DMatrixRMaj weightDirection = new DMatrixRMaj(0, 0);
    private final double lossAtPoint;

    static Lines of(Graph network, Loss loss, Dataset data, Workers workers, double[] theta, Parameter... chosen) {
        if (theta.length != network.parameterCount()) {
            throw new IllegalArgumentException(
                    "theta: length " + theta.length + ", expected " + network.parameterCount());
        }
        List<Parameter> moved = Parameter.chosen(network.parameters(), chosen);
        return new BlockLines(moved, new VaryingGraph(network, loss, data, workers, theta, moved), theta);
    }

    private BlockLines(List<Parameter> moved, VaryingGraph varying, double[] theta) {
        this.moved = moved.toArray(Parameter[]::new);
        this.dimension = moved.stream().mapToInt(Parameter::size).sum();
        this.varying = varying;
        this.objective = varying.objective();
        this.product = MatrixProduct.of(varying.workers());
        this.point = theta.clone();
        this.theta = Arrays.copyOf(theta, theta.length + 1);
        this.direction = new double[dimension];
        this.lossAtPoint = objective.at(this.theta).loss() + varying.constant();
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public double lossAtPoint() {
        return lossAtPoint;
    }

    @Override
    public void aim(DMatrixRMaj directions, int row) {
        PlainLines.requireDimension(directions, dimension);
        System.arraycopy(directions.data, row * dimension, direction, 0, dimension);
        if (varying.layer() != null) {
            aimLayer(varying.layer());
        }
    }

    /** The velocity of the layer's outputs, {@code x V' + u}. */
    private void aimLayer(Affine layer) {
        DMatrixRMaj velocity = varying.velocity();
        int at = 0;
        velocity.zero();
        for (Parameter parameter : moved) {
            if (parameter.equals(layer.bias())) {
                for (int i = 0; i < velocity.numRows; i++) {
                    System.arraycopy(direction, at, velocity.data, i * velocity.numCols, velocity.numCols);
                }
            }
            at += parameter.size();
        }
        at = 0;
        for (Parameter parameter : moved) {
            if (parameter.equals(layer.weight())) {
                weightDirection.reshape(parameter.rows(), parameter.columns());
                System.arraycopy(direction, at, weightDirection.data, 0, parameter.size());
                product.multiply(1, Transpose.NO, varying.layerInputs(), Transpose.YES, weightDirection, 1, velocity);
            }
            at += parameter.size();
        }
    }

    @Override
    public double loss(double step) {
        if (varying.layer() != null) {
            theta[point.length] = step;
        } else {
            int at = 0;
            for (Parameter parameter : moved) {
                for (int i = 0; i < parameter.size(); i++) {
                    int to = parameter.offset() + i;
                    theta[to] = Math.fma(step, direction[at + i], point[to]);
                }
                at += parameter.size();
            }
        }
        return objective.at(theta).loss() + varying.constant();
    }
}
