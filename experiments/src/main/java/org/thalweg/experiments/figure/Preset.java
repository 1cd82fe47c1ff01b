package org.thalweg.experiments.figure;

import java.util.Locale;

/** How large a figure is computed. */
public enum Preset {
    /** Seconds: shows that everything works. */
    SMOKE,
    /** At most two minutes on two cores: shows what the figure is about. */
    QUICK,
    /** The paper's own sizes. */
    PAPER;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
