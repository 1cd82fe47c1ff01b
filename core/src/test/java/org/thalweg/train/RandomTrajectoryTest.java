package org.thalweg.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Parameter;
import org.thalweg.linalg.Workers;

class RandomTrajectoryTest {

    private final Graph network = Trainings.network();
    private final Trainer trainer = Trainings.trainer(new Optimizer.Adam(), Workers.of(1));

    /** Against a second training that is stopped after every step. */
    @Test
    void samplesAreTheParametersAfterEachStep() throws IOException {
        Parameter weight = network.parameter("2.weight");
        Parameter bias = network.parameter("0.bias");
        trainer.run(Goal.ofSteps(3), Checkpoints.NONE, Progress.Observer.NONE);
        RandomTrajectory trajectory = RandomTrajectory.of(trainer, network, 4, weight, bias);
        assertThrows(IllegalStateException.class, trajectory::samples);
        trainer.run(Goal.ofSteps(8), Checkpoints.NONE, trajectory);

        Trainer second = Trainings.trainer(new Optimizer.Adam(), Workers.of(1));
        int width = weight.size() + bias.size();
        for (int t = 0; t < 4; t++) {
            second.run(Goal.ofSteps(4 + t), Checkpoints.NONE, Progress.Observer.NONE);
            double[] theta = second.theta();
            double[] sample = Arrays.copyOfRange(trajectory.samples().data, t * width, (t + 1) * width);
            int from = bias.size();
            assertArrayEquals(
                    Arrays.copyOfRange(theta, bias.offset(), bias.offset() + from), Arrays.copyOf(sample, from));
            assertArrayEquals(
                    Arrays.copyOfRange(theta, weight.offset(), weight.offset() + weight.size()),
                    Arrays.copyOfRange(sample, from, width));
        }
    }

    @Test
    void wrongArgumentsAreRefused() {
        Parameter foreign = Trainings.plain().parameter("2.weight");
        assertThrows(IllegalArgumentException.class, () -> RandomTrajectory.of(trainer, network, 0));
        assertThrows(IllegalArgumentException.class, () -> RandomTrajectory.of(trainer, network, 1, foreign));
    }
}
