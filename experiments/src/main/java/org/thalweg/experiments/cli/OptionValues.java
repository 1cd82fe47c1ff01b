package org.thalweg.experiments.cli;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.thalweg.io.Printable;

/** Values of options; wrong ones are reported as the libraries do, and the command line ends with status 2. */
final class OptionValues {
    private OptionValues() {}

    static IllegalArgumentException wrong(String option, Object found, Object expected) {
        return new IllegalArgumentException(
                option + ": found " + Printable.of(String.valueOf(found)) + ", expected " + expected);
    }

    /**
     * What an option describes. Libraries name a wrong part by its own name; the option and its value go before.
     *
     * @throws IllegalArgumentException if there is no such thing
     */
    static <T> T made(String option, String value, Supplier<T> thing) {
        try {
            return thing.get();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(option + " " + Printable.of(value) + ": " + wrong.getMessage(), wrong);
        }
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
