package org.thalweg.experiments.cli;

import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** How arguments are read that picocli would refuse in the words of Java: whole numbers and names of files. */
final class ArgumentTypes {

    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");

    private ArgumentTypes() {}

    static void register(CommandLine commandLine) {
        commandLine
                .registerConverter(Path.class, ArgumentTypes::path)
                .registerConverter(Long.class, text -> whole(text, Long.SIZE).longValue())
                .registerConverter(long.class, text -> whole(text, Long.SIZE).longValue())
                .registerConverter(
                        Integer.class, text -> whole(text, Integer.SIZE).intValue())
                .registerConverter(int.class, text -> whole(text, Integer.SIZE).intValue());
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException wrong) {
            throw new TypeConversionException(notAName(wrong));
        }
    }

    /** Why a text cannot be the name of a file. */
    static String notAName(InvalidPathException wrong) {
        return "found " + wrong.getInput() + ", expected a name that a file can have here"
                + (wrong.getInput().chars().allMatch(c -> c < 0x80)
                        ? ""
                        : "; with LC_ALL=C.UTF-8 names may have all letters");
    }

    private static BigInteger whole(String text, int bits) {
        boolean whole = WHOLE.matcher(text).matches();
        BigInteger number = whole ? new BigInteger(text) : BigInteger.ZERO;
        if (whole && number.bitLength() < bits) {
            return number;
        }
        String most = number.signum() < 0 ? " of at least -2^" + (bits - 1) : " of at most 2^" + (bits - 1) + " - 1";
        throw new TypeConversionException("found " + text + ", expected a whole number" + (whole ? most : ""));
    }
}
