package org.thalweg.io;

import java.util.regex.Pattern;

/** Names and texts of files as they may be shown: on one line, and as they are. */
public final class Printable {
    /** Control, line ends, halves of characters, and characters that are not seen but turn or hide what is around them. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private Printable() {}

    /**
     * A text whose every character can be seen. A name in a file may hold line breaks, the commands of a terminal, or characters
     * that reverse the direction of writing.
     *
     * @param text any text
     * @return the text with {@code ?} for each character of the Unicode categories Cc, Cf, Cs, Zl and Zp
     */
    public static String of(String text) {
        return UNSEEN.matcher(text).replaceAll("?");
    }
}
