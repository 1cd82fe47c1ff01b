package org.thalweg.autodiff;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.Workers;

/** The sweeps without directions: loss, gradient, and numbers for each sample. */
final class Sweeps {

    private final Schedule schedule;
    private final Workers.Task lossOfLane = this::lossOfLane;
    private final Workers.Task gradientOfLane = this::gradientOfLane;
    private final double[] laneLosses;
    private final LaneSum laneSum;
    private boolean keep;

    Sweeps(Schedule schedule, LaneSum laneSum) {
        this.schedule = schedule;
        this.laneSum = laneSum;
        this.laneLosses = new double[schedule.lanes];
    }

    double loss() {
        schedule.workers.run(schedule.lanes, lossOfLane);
        return totalLoss();
    }

    private void lossOfLane(int lane, int worker) {
        laneLosses[lane] = 0;
        for (int frame = 0; frame < schedule.frames(lane); frame++) {
            Block block = schedule.place(schedule.everything, worker, lane, frame, false);
            schedule.forward(block);
            addLosses(block, lane);
        }
    }

    /** The loss, and the gradient into {@code result}; with {@code keep}, values and adjoints stay in the kept frames. */
    double gradient(boolean keep, double[] result) {
        this.keep = keep;
        laneSum.start(result.length);
        schedule.workers.run(schedule.lanes, gradientOfLane);
        schedule.separate(schedule.everything, 1, laneSum.total(), result, 0);
        return totalLoss();
    }

    private void gradientOfLane(int lane, int worker) {
        laneLosses[lane] = 0;
        double[] sum = laneSum.take();
        for (int frame = 0; frame < schedule.frames(lane); frame++) {
            Block block = schedule.place(schedule.everything, worker, lane, frame, keep);
            block.gradientValues = sum;
            schedule.forward(block);
            addLosses(block, lane);
            schedule.adjoints(block);
        }
        laneSum.put(lane, sum);
    }

    private void addLosses(Block block, int lane) {
        double sum = laneLosses[lane];
        for (int i = 0; i < block.rows; i++) {
            double weight = schedule.sampleWeights[block.firstRow + i];
            for (Node term : schedule.terms) {
                sum = Math.fma(weight, block.values(term)[block.valuesAt(term) + i], sum);
            }
        }
        laneLosses[lane] = sum;
    }

    private double totalLoss() {
        double sum = 0;
        for (double loss : laneLosses) {
            sum += loss;
        }
        return sum / schedule.sampleCount;
    }

    /** Work on one frame, after the forward sweep. */
    @FunctionalInterface
    private interface FrameWork {
        void run(Block block);
    }

    private void afterForward(FrameWork work) {
        schedule.workers.run(schedule.lanes, (lane, worker) -> {
            for (int frame = 0; frame < schedule.frames(lane); frame++) {
                Block block = schedule.place(schedule.everything, worker, lane, frame, false);
                schedule.forward(block);
                work.run(block);
            }
        });
    }

    DMatrixRMaj values(Node node) {
        int width = node.width();
        DMatrixRMaj result = new DMatrixRMaj(schedule.sampleCount, width);
        afterForward(block -> System.arraycopy(
                block.values(node), block.valuesAt(node), result.data, block.firstRow * width, block.rows * width));
        return result;
    }

    double[] sampleLosses() {
        double[] result = new double[schedule.sampleCount];
        afterForward(block -> {
            for (Node term : schedule.terms) {
                for (int i = 0; i < block.rows; i++) {
                    result[block.firstRow + i] += block.values(term)[block.valuesAt(term) + i];
                }
            }
        });
        return result;
    }

    double[] sampleGradientNorms() {
        double[] result = new double[schedule.sampleCount];
        boolean inOnePiece = readsEveryParameterOnce();
        int dimension = schedule.everything.dimension();
        afterForward(block -> {
            block.gradientValues = new double[dimension];
            schedule.adjoints(block);
            double[] norms = new double[block.rows];
            boolean known = inOnePiece;
            for (Node node : schedule.nodes) {
                known = known && node.operation().addSquaredNorms(block, node, norms);
            }
            int first = block.firstRow;
            if (!known) {
                squaredNormsRowByRow(block, norms);
            }
            for (int i = 0; i < norms.length; i++) {
                result[first + i] = schedule.sampleCount * Math.sqrt(norms[i]);
            }
        });
        return result;
    }

    private boolean readsEveryParameterOnce() {
        List<Parameter> read = Arrays.stream(schedule.nodes)
                .flatMap(node -> node.operation().parameters().stream())
                .toList();
        return read.size() == read.stream().distinct().count();
    }

    private void squaredNormsRowByRow(Block block, double[] norms) {
        int first = block.firstRow;
        for (int i = 0; i < norms.length; i++) {
            Arrays.fill(block.gradientValues, 0);
            schedule.place(block, schedule.everything, first, i, 1);
            schedule.adjoints(block);
            norms[i] = 0;
            for (double g : block.gradientValues) {
                norms[i] += g * g;
            }
        }
    }
}
