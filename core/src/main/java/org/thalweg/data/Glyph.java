package org.thalweg.data;

import java.util.List;
import java.util.stream.Stream;

/**
 * One way of writing a digit: strokes of a pen through points in a box of 100 x 100, x to the right and y down. The pen
 * runs smoothly through all points of a stroke but turns sharply at a corner.
 *
 * @param strokes the strokes in the order of writing
 */
record Glyph(List<Stroke> strokes) {
    private static final List<List<Glyph>> DIGITS = List.of(
            List.of(
                    glyph("58,6 35,10 21,32 18,60 30,88 52,96 74,84 83,55 78,25 60,7 47,10"),
                    glyph("52,5 33,20 26,50 33,82 50,95 67,82 74,50 67,20 51,5"),
                    glyph("66,14 48,5 26,22 18,54 28,86 50,95 72,78 80,46 70,18 56,8")),
            List.of(
                    glyph("51,4 50,35 49,65 50,96"),
                    glyph("32,26 44,16 53,4! 52,50 52,96"),
                    glyph("34,24 52,5! 51,50 51,95", "30,95 72,95"),
                    glyph("56,4 52,35 49,65 45,96")),
            List.of(
                    glyph("22,27 32,9 52,5 72,14 75,34 60,56 38,76 20,94! 50,93 83,92"),
                    glyph("24,22 40,7 61,7 74,24 66,48 46,72 28,90 17,88 22,77 40,79 60,91 84,88"),
                    glyph("26,18 46,5 68,12 70,34 54,58 24,92! 52,90 68,94 82,86")),
            List.of(
                    glyph("24,14 45,5 68,12 71,30 58,43 44,46! 66,50 78,68 68,88 42,96 18,85"),
                    glyph("22,8 50,8 74,8! 46,42! 68,49 78,68 66,88 40,96 18,86"),
                    glyph("26,18 42,6 62,9 68,26 56,42 40,48 60,50 74,66 66,88 44,96 22,88")),
            List.of(
                    glyph("32,6 27,30 22,52! 50,52 82,50", "66,10 64,52 62,96"),
                    glyph("63,96 62,50 62,6! 38,38 15,66! 50,66 86,66"),
                    glyph("28,8 22,34 32,52 54,52 72,40", "75,6 70,50 65,96"),
                    glyph("24,10 22,40 30,56 58,54 80,48", "72,8 68,50 66,94")),
            List.of(
                    glyph("76,8 55,8 34,8! 31,26 28,44! 50,38 72,48 77,68 62,90 40,96 20,87"),
                    glyph("36,8 32,28 28,46! 52,39 73,52 74,76 54,95 22,88", "36,8 56,9 80,6"),
                    glyph("72,6 54,10 40,8! 36,22 32,42! 52,44 68,58 68,80 50,94 24,92")),
            List.of(
                    glyph("66,6 42,22 27,48 24,74 38,94 60,93 74,76 66,58 46,55 28,72"),
                    glyph("56,4 38,36 27,66 40,94 62,93 72,74 58,58 40,64 30,78"),
                    glyph("60,5 40,20 30,50 30,80 46,95 66,88 68,68 52,60 36,70 32,82")),
            List.of(
                    glyph("20,13 50,11 78,10! 60,44 50,70 43,96"),
                    glyph("20,12 50,12 79,9! 62,44 52,70 44,96", "36,54 54,52 73,50"),
                    glyph("21,27 20,10! 50,11 78,10! 62,40 54,68 50,96"),
                    glyph("22,16 44,8 70,12 74,22 62,50 52,72 46,96")),
            List.of(
                    glyph("71,18 50,5 30,14 33,34 52,48 72,66 69,88 48,96 28,86 31,64 53,46 70,32 71,17"),
                    glyph("50,47 32,36 33,14 50,5 67,14 68,36 51,47 29,60 26,84 50,96 74,84 71,60 50,47"),
                    glyph("68,12 48,6 34,20 40,38 58,54 68,76 54,95 36,90 32,74 46,54 64,36 72,14")),
            List.of(
                    glyph("72,24 54,6 34,14 28,36 46,50 66,42 73,22! 71,60 64,96"),
                    glyph("74,22 56,5 34,12 28,36 44,50 66,42 75,20 77,54 66,84 46,96 27,88"),
                    glyph("68,12 46,7 30,24 36,46 58,46 70,14! 64,50 50,96")));

    /** A stroke through points {@code (x[k], y[k])}, turning sharply where {@code corner[k]}. */
    @SuppressWarnings("ArrayRecordComponent")
    record Stroke(double[] x, double[] y, boolean[] corner) {}

    /** The ways of writing a digit. */
    static List<Glyph> of(int digit) {
        return DIGITS.get(digit);
    }

    /** Each stroke is a text of points {@code x,y}; an exclamation mark makes a corner. */
    private static Glyph glyph(String... strokes) {
        return new Glyph(Stream.of(strokes).map(Glyph::stroke).toList());
    }

    private static Stroke stroke(String text) {
        String[] points = text.split(" ");
        Stroke stroke = new Stroke(new double[points.length], new double[points.length], new boolean[points.length]);
        for (int k = 0; k < points.length; k++) {
            String[] pair = points[k].replace("!", "").split(",");
            stroke.x[k] = Integer.parseInt(pair[0]);
            stroke.y[k] = Integer.parseInt(pair[1]);
            stroke.corner[k] = points[k].endsWith("!");
        }
        return stroke;
    }
}
