package org.thalweg.experiments.cli;

import java.util.Arrays;
import java.util.List;
import org.thalweg.io.Printable;

/** Values of options; wrong ones are reported as the libraries do, and the command line ends with status 2. */
final class OptionValues {
    private OptionValues() {}

    static IllegalArgumentException wrong(String option, Object found, Object expected) {
        return new IllegalArgumentException(
                option + ": found " + Printable.of(String.valueOf(found)) + ", expected " + expected);
    }

    /** The constant with this name, as {@code toString} has it, in any case of its letters. */
    static <E extends Enum<E>> E choice(String option, Class<E> type, String name) {
        E[] constants = type.getEnumConstants();
        return Arrays.stream(constants)
                .filter(constant -> constant.toString().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> {
                    String known = Arrays.toString(constants);
                    List<String> names =
                            Arrays.stream(constants).map(Object::toString).toList();
                    return wrong(
                            option,
                            name,
                            "one of " + known.substring(1, known.length() - 1) + Nearest.hint(name, names));
                });
    }
}
