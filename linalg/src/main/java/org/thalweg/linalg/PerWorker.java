package org.thalweg.linalg;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Work space of each worker of a team, made when the worker first asks for it. As no more workers take part in a run than it
 * has tasks ({@link Workers}), there is never more than the work needs, however large the team.
 *
 * <p>Inside a run, each worker asks for its own; outside of runs, the caller may ask for any. Once made, asking allocates
 * nothing.
 *
 * @param <T> the work space
 */
public final class PerWorker<T> {

    private final Object[] made;
    private final Supplier<T> maker;

    private PerWorker(Object[] made, Supplier<T> maker) {
        this.made = made;
        this.maker = maker;
    }

    /**
     * Work space for a team.
     *
     * @param <T> the work space
     * @param workers the team
     * @param maker makes the work space of one worker; called by several at once
     * @return none yet
     */
    public static <T> PerWorker<T> of(Workers workers, Supplier<T> maker) {
        return new PerWorker<>(new Object[workers.threads()], Objects.requireNonNull(maker));
    }

    /**
     * The work space of a worker.
     *
     * @param worker the worker's number
     * @return what was made when this was first called for this worker
     */
    @SuppressWarnings("unchecked")
    public T get(int worker) {
        if (made[worker] == null) {
            made[worker] = maker.get();
        }
        return (T) made[worker];
    }

    /**
     * What has been made, for whoever counts it; outside of runs.
     *
     * @return the work spaces
     */
    @SuppressWarnings("unchecked")
    public Stream<T> stream() {
        return Arrays.stream(made).filter(Objects::nonNull).map(space -> (T) space);
    }
}
