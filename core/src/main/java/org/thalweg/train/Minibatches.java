package org.thalweg.train;

import org.apache.commons.rng.UniformRandomProvider;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.linalg.random.Draws;

/**
 * Random batches of a data set, without replacement within an epoch.
 *
 * <p>An epoch is a random order of all samples cut into {@code floor(n / b)} batches of exactly {@code b}; the {@code n mod b}
 * samples at its end are left out, other ones in every epoch. The order depends on seed and epoch alone (Philox 4x64), so
 * the batch of a step is known without the steps before it.
 *
 * <p>One {@link #batch} is made and filled again at every step: compile an objective on it once, {@link #load} a step, and tell
 * the objective by {@link org.thalweg.autodiff.Objective#dataChanged}, which makes it forget the batch before. With
 * {@code b = n} the batch is the data set itself, in its own order.
 *
 * <p>Loading copies {@code b} rows and allocates nothing, but for a generator at the beginning of an epoch. Not thread safe.
 */
public final class Minibatches {

    private static final long PURPOSE = 0x62617463686573L;

    private final Dataset data;
    private final Dataset batch;
    private final long seed;
    private final int[] order;
    private long epoch = -1;

    /**
     * Batches of a data set.
     *
     * @param data the samples
     * @param batchSize b, from 1 to the number of samples
     * @param seed any number; another seed gives other orders
     * @throws IllegalArgumentException if there are not so many samples
     */
    public Minibatches(Dataset data, int batchSize, long seed) {
        if (batchSize < 1 || batchSize > data.size()) {
            throw new IllegalArgumentException("batch size: " + batchSize + ", expected 1 to " + data.size());
        }
        this.data = data;
        this.seed = seed;
        boolean whole = batchSize == data.size();
        this.batch = whole ? data : data.first(batchSize);
        this.order = new int[whole ? 0 : data.size()];
    }

    /**
     * Where batches appear.
     *
     * @return a data set of b samples, overwritten by {@link #load}
     */
    public Dataset batch() {
        return batch;
    }

    /**
     * Fills the batch with the samples of a step.
     *
     * @param step the step, from 0
     * @return whether the numbers in the batch have changed; not if it is the data set itself
     */
    public boolean load(long step) {
        if (order.length == 0) {
            return false;
        }
        int size = batch.size();
        long perEpoch = data.size() / size;
        shuffle(step / perEpoch);
        int from = (int) (step % perEpoch) * size;
        data.gather(order, from, size, batch.inputs());
        if (batch.targets() instanceof Targets.Labels labels) {
            ((Targets.Labels) data.targets()).gather(order, from, size, labels.values());
        } else if (batch.targets() instanceof Targets.Values values) {
            data.targets().gather(order, from, size, values.matrix());
        }
        return true;
    }

    /** Fills {@code order} with 0, 1, 2, ... in the epoch's order, by the inside-out shuffle of Fisher and Yates. */
    private void shuffle(long wanted) {
        if (wanted == epoch) {
            return;
        }
        epoch = wanted;
        UniformRandomProvider random = new Draws(seed, PURPOSE).generator(epoch);
        for (int k = 0; k < order.length; k++) {
            int j = random.nextInt(k + 1);
            order[k] = order[j];
            order[j] = k;
        }
    }
}
