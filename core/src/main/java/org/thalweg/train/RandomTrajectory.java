package org.thalweg.train;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Parameter;

/**
 * The parameters after each of N consecutive steps of a training: what the work on the noise of dropout calls <em>random
 * trajectory data</em> (Z. Zhang, H. Zhou, Z.-Q. J. Xu, 2021, section 3.3.1, arXiv:2111.01022). It is an observer of a run:
 *
 * <pre>{@code
 * RandomTrajectory trajectory = RandomTrajectory.of(trainer, network, 1000, weights);
 * trainer.run(Goal.ofSteps(trainer.step() + 1000), Checkpoints.NONE, trajectory);
 * DMatrixRMaj samples = trajectory.samples();
 * }</pre>
 *
 * <p>Memory: {@code 8 N} bytes for each chosen parameter. Each step allocates a copy of theta. Not thread safe.
 */
public final class RandomTrajectory implements Progress.Observer {

    private final Trainer trainer;
    private final List<Parameter> parameters;
    private final DMatrixRMaj samples;
    private int taken;

    private RandomTrajectory(Trainer trainer, List<Parameter> parameters, DMatrixRMaj samples) {
        this.trainer = trainer;
        this.parameters = parameters;
        this.samples = samples;
    }

    /**
     * Prepares for N steps.
     *
     * @param trainer the training
     * @param network its network
     * @param count N, at least 1
     * @param parameters the chosen parameters; all if none is given. A sample holds them in the order of theta, whatever the
     *     order here
     * @return an observer for a run of that trainer
     * @throws IllegalArgumentException if there is to be no sample, or a parameter is not of the network or given twice
     */
    public static RandomTrajectory of(Trainer trainer, Graph network, int count, Parameter... parameters) {
        if (count < 1) {
            throw new IllegalArgumentException("samples of the trajectory: " + count + ", expected at least 1");
        }
        List<Parameter> chosen = Parameter.chosen(network.parameters(), parameters);
        int dimension = chosen.stream().mapToInt(Parameter::size).sum();
        return new RandomTrajectory(trainer, chosen, new DMatrixRMaj(count, dimension));
    }

    /**
     * Takes a sample, as long as fewer than N have been taken.
     *
     * @param progress the step
     */
    @Override
    public void stepped(Progress progress) {
        if (taken == samples.numRows) {
            return;
        }
        double[] theta = trainer.theta();
        int at = taken * samples.numCols;
        for (Parameter parameter : parameters) {
            System.arraycopy(theta, parameter.offset(), samples.data, at, parameter.size());
            at += parameter.size();
        }
        taken++;
    }

    /**
     * The samples.
     *
     * @return theta after each step, one a row, {@code [N x dimension]}
     * @throws IllegalStateException if fewer than N steps have been made
     */
    public DMatrixRMaj samples() {
        if (taken < samples.numRows) {
            throw new IllegalStateException(
                    "samples of the trajectory: " + taken + " taken, expected " + samples.numRows);
        }
        return samples;
    }
}
