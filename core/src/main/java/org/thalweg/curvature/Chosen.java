package org.thalweg.curvature;

import java.util.List;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.Parameter;

/**
 * The parameters of an operator, in the order of theta.
 *
 * @param parameters the parameters
 */
record Chosen(List<Parameter> parameters) {

    /** The given parameters, or all of an objective if none is given. */
    static Chosen of(Objective objective, Parameter... parameters) {
        return new Chosen(Parameter.chosen(objective.parameters(), parameters));
    }

    int dimension() {
        return parameters.stream().mapToInt(Parameter::size).sum();
    }

    /** Where a parameter begins in a vector over the chosen ones; -1 if it is not chosen, or {@code null}. */
    int offset(Parameter wanted) {
        int offset = 0;
        for (Parameter parameter : parameters) {
            if (parameter.equals(wanted)) {
                return offset;
            }
            offset += parameter.size();
        }
        return -1;
    }

    /** Copies the chosen elements of a vector over all parameters. */
    void restrict(double[] whole, double[] to, int offset) {
        int at = offset;
        for (Parameter parameter : parameters) {
            System.arraycopy(whole, parameter.offset(), to, at, parameter.size());
            at += parameter.size();
        }
    }
}
