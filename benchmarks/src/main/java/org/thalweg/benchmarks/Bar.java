package org.thalweg.benchmarks;

import java.util.List;
import java.util.Locale;

/** A target for a result. */
sealed interface Bar {

    /**
     * Holds a result against this bar.
     *
     * @param result the result
     * @param all every result of the comparison
     * @return the verdict
     */
    Verdict judge(Result result, List<Result> all);

    /**
     * What came of a bar.
     *
     * @param target what was wanted, in words
     * @param found what was measured
     * @param bound what it should not exceed; NaN if what it is compared with was not measured
     */
    record Verdict(String target, double found, double bound) {

        /** {@code yes}, {@code no}, or {@code -} if that cannot be said. */
        String met() {
            return Double.isNaN(bound) || Double.isNaN(found) ? "-" : found <= bound ? "yes" : "no";
        }
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static double milliseconds(String work, List<Result> all) {
        return all.stream()
                .filter(candidate -> candidate.work().equals(work))
                .mapToDouble(Result::milliseconds)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** A time in milliseconds. */
    record Time(double milliseconds) implements Bar {
        @Override
        public Verdict judge(Result result, List<Result> all) {
            return new Verdict(text("%.3g ms", milliseconds), result.milliseconds(), milliseconds);
        }
    }

    /** So many times the speed of the peer in float64. */
    record PeerSpeed(double factor) implements Bar {
        @Override
        public Verdict judge(Result result, List<Result> all) {
            return new Verdict(text("%.3g x peer", factor), result.milliseconds(), result.float64() / factor);
        }
    }

    /** Another piece of work in so much less time than the peer in float32 takes for this one. */
    record OtherSpeed(double factor, String work) implements Bar {
        @Override
        public Verdict judge(Result result, List<Result> all) {
            return new Verdict(
                    text("%s %.3g x as fast as float32 peer", work, factor),
                    milliseconds(work, all),
                    result.float32() / factor);
        }
    }

    /** So many times the speed of EJML. */
    record EjmlSpeed(double factor) implements Bar {
        @Override
        public Verdict judge(Result result, List<Result> all) {
            return new Verdict(
                    text("%.3g x EJML", factor), result.milliseconds(), result.library(Library.EJML) / factor);
        }
    }

    /** This share of the peak. */
    record PeakShare(double share) implements Bar {
        @Override
        public Verdict judge(Result result, List<Result> all) {
            return new Verdict(text("%.0f %% of peak", 100 * share), result.milliseconds(), result.floor() / share);
        }
    }

    /** At most so many times the time of another piece of work. */
    record Multiple(double factor, String work, String name) implements Bar {
        @Override
        public Verdict judge(Result result, List<Result> all) {
            return new Verdict(text("%.3g %s", factor, name), result.milliseconds(), factor * milliseconds(work, all));
        }
    }

    /** No allocation but for JMH's own, six to eight thousand bytes in an iteration. */
    record NoAllocation() implements Bar {
        private static final double BYTES_OF_JMH = 16_384;

        @Override
        public Verdict judge(Result result, List<Result> all) {
            return new Verdict("0 B", result.bytesOfIteration(), BYTES_OF_JMH);
        }
    }
}
