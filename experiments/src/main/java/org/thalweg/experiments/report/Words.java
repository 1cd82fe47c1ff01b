package org.thalweg.experiments.report;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.thalweg.experiments.figure.Claim;

/** How numbers, times and addresses are written on the page. */
final class Words {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final double LARGEST_PLAIN = 1e6;

    private Words() {}

    /** With four digits, and a minus sign that is one. */
    static String number(double number) {
        String text = number == Math.rint(number) && Math.abs(number) < LARGEST_PLAIN
                ? String.valueOf((long) number)
                : String.format(Locale.ROOT, "%.4g", number);
        return text.replace('-', '\u2212');
    }

    /** The end of an interval, which is infinite where there is no number. */
    static String end(double number, String infinite) {
        return Double.isNaN(number) ? infinite : number(number);
    }

    /** A threshold in full. */
    static String exact(double number) {
        String text = String.valueOf(number);
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text).replace('-', '\u2212');
    }

    static String sign(Claim.Relation relation) {
        return switch (relation) {
            case AT_LEAST -> "\u2265";
            case ABOVE -> ">";
            case AT_MOST -> "\u2264";
            case BELOW -> "<";
        };
    }

    static String duration(double seconds) {
        if (!(seconds >= 0)) {
            return "unknown";
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
        }
        long minutes = Math.round(seconds / 60);
        return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }

    static String size(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        return bytes < 1_000_000 ? Math.round(bytes / 1e3) + " kB" : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    /** As "1 claim" and "2 claims". */
    static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** The address of a file for a page in a folder. */
    static String address(Path folder, Path file) {
        Path from = folder.toAbsolutePath().normalize();
        Path to = file.toAbsolutePath().normalize();
        if (!to.getRoot().equals(from.getRoot())) {
            return to.toUri().toString();
        }
        List<String> parts = new ArrayList<>();
        from.relativize(to)
                .forEach(part -> parts.add(URLEncoder.encode(part.toString(), StandardCharsets.UTF_8)
                        .replace("+", "%20")));
        return String.join("/", parts);
    }
}
