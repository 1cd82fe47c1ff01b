package org.thalweg.experiments.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Dropout.Sharing;
import org.thalweg.curvature.DropoutCovariance;
import org.thalweg.linalg.LinearOperator;
import picocli.CommandLine.Option;

/** Which matrix. */
final class MatrixOptions {

    private static final double KEEP = 0.8;
    private static final int MASKS = 1000;

    private enum Name {
        HESSIAN,
        GAUSS_NEWTON,
        EMPIRICAL_FISHER,
        GRADIENT_COVARIANCE,
        DROPOUT_COVARIANCE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Option(
            names = "--matrix",
            paramLabel = "NAME",
            defaultValue = "hessian",
            description = "hessian, gauss-newton, empirical-fisher, gradient-covariance (of a sample's gradient), or"
                    + " dropout-covariance (of the gradient under inverted dropout on the last hidden layer).")
    private String name;

    @Option(
            names = "--keep",
            paramLabel = "P",
            description =
                    "dropout-covariance: the probability P of an activation to be kept (torch.nn.Dropout is given 1 - P); by"
                            + " default 0.8.")
    private Double keep;

    @Option(
            names = "--mask",
            paramLabel = "batch|sample",
            description = "dropout-covariance: whether all samples share a mask (the default) or each has its own.")
    private String mask;

    @Option(
            names = "--masks",
            paramLabel = "N",
            description =
                    "dropout-covariance: from so many sampled masks instead of the closed form, which exists for mse"
                            + " alone; by default 1000 where there is no closed form.")
    private Integer masks;

    /** The matrix in words, once {@link #operator} was asked for. */
    private String description;

    /**
     * Checks the options against each other.
     *
     * @throws IllegalArgumentException if one is wrong
     */
    void require() {
        if (name() != Name.DROPOUT_COVARIANCE) {
            refuse("--keep", keep);
            refuse("--mask", mask);
            refuse("--masks", masks);
            return;
        }
        if (keep != null && !(keep > 0 && keep <= 1)) {
            throw OptionValues.wrong("--keep", keep, "0 < P <= 1");
        }
        if (masks != null && masks < 2) {
            throw OptionValues.wrong("--masks", masks, "at least 2");
        }
        Sharing unused = sharing();
    }

    private void refuse(String option, Object value) {
        if (value != null) {
            throw OptionValues.wrong(option, value, "none with --matrix " + name() + "; it is for dropout-covariance");
        }
    }

    private Name name() {
        return OptionValues.choice("--matrix", Name.class, name);
    }

    private Sharing sharing() {
        if (mask == null || mask.equalsIgnoreCase("batch")) {
            return Sharing.BATCH;
        }
        if (!mask.equalsIgnoreCase("sample")) {
            throw OptionValues.wrong("--mask", mask, "batch or sample");
        }
        return Sharing.SAMPLE;
    }

    /**
     * The matrix at the present point of an objective.
     *
     * @throws IllegalArgumentException if the network has no such matrix
     */
    LinearOperator operator(Objective objective, List<Parameter> block, long seed) {
        Parameter[] parameters = block.toArray(Parameter[]::new);
        return switch (name()) {
            case HESSIAN -> objective.operator(Curvature.HESSIAN, parameters);
            case GAUSS_NEWTON -> objective.operator(Curvature.GAUSS_NEWTON, parameters);
            case EMPIRICAL_FISHER -> objective.operator(Curvature.EMPIRICAL_FISHER, parameters);
            case GRADIENT_COVARIANCE -> objective.operator(Curvature.GRADIENT_COVARIANCE, parameters);
            case DROPOUT_COVARIANCE -> dropout(objective, seed, parameters);
        };
    }

    private LinearOperator dropout(Objective objective, long seed, Parameter... parameters) {
        double p = keep == null ? KEEP : keep;
        if (masks == null && DropoutCovariance.hasClosedForm(objective)) {
            description = "closed form";
            return DropoutCovariance.of(objective, p, sharing(), parameters);
        }
        int count = masks == null ? MASKS : masks;
        description = count + " sampled masks";
        return DropoutCovariance.sampled(objective, p, sharing(), count, seed, parameters);
    }

    /**
     * Whether the matrix is soon known at another point, once {@link #operator} was asked for. Sampled masks take a gradient each.
     */
    boolean followsThePoint() {
        return name() != Name.DROPOUT_COVARIANCE || description.equals("closed form");
    }

    /** As a title: {@code Hessian}, {@code dropout covariance (keep 0.8, a mask a batch, closed form)}. */
    @Override
    public String toString() {
        return switch (name()) {
            case HESSIAN -> "Hessian";
            case GAUSS_NEWTON -> "Gauss-Newton matrix";
            case EMPIRICAL_FISHER -> "empirical Fisher matrix";
            case GRADIENT_COVARIANCE -> "gradient covariance";
            case DROPOUT_COVARIANCE ->
                "dropout covariance (keep " + (keep == null ? KEEP : keep) + ", a mask a "
                        + sharing().name().toLowerCase(Locale.ROOT) + (description == null ? "" : ", " + description)
                        + ")";
        };
    }

    /** Writes down the settings. */
    void putTo(ObjectNode settings) {
        settings.put("matrix", name().toString());
        if (name() == Name.DROPOUT_COVARIANCE) {
            settings.put("keep", keep == null ? KEEP : keep);
            settings.put("mask", sharing().name().toLowerCase(Locale.ROOT));
            settings.put("masks", description);
        }
    }
}
