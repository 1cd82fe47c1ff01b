package org.thalweg.data;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Paints one digit as a hand might have written it.
 *
 * <p>Each digit goes through these steps, every one with its own random numbers:
 * <ol>
 *   <li>a glyph is chosen among the ways of writing the digit, and each of its points is moved a little;
 *   <li>each stroke becomes a fine polyline, by a cubic Hermite curve with the tangents of Catmull and Rom (1974);
 *   <li>an affine map scales, shears, turns and shifts it; the turn by {@code 2 atan(t)} has cosine
 *       {@code (1 - t^2) / (1 + t^2)} and sine {@code 2 t / (1 + t^2)}, so no sine is computed;
 *   <li>a smooth displacement bends it: uniform random vectors on a lattice, blended by uniform quadratic B-splines
 *       (the idea of Simard, Steinkraus and Platt, 2003, applied to the pen's way instead of the pixels);
 *   <li>a pixel at distance {@code s} from the polyline gets the ink {@code (r - s) / w + 1/2}, held to [0, 1], where
 *       the radius {@code r} of the pen changes along the stroke and {@code w} is the softness of its edge;
 *   <li>contrast and the grain of the paper.
 * </ol>
 *
 * <p>Only {@code + - * /}, square roots and comparisons are used, so the bits are those of IEEE 754 on every machine.
 *
 * <p>Keeps work space; not thread safe.
 */
final class DigitPainter {
    /** Width and height of a picture in pixels. */
    static final int SIDE = 28;

    private static final int STEPS = 6;
    private static final int LATTICE = 6;
    private static final double CELL = (double) SIDE / (LATTICE - 2);

    private final double[] bendX = new double[LATTICE * LATTICE];
    private final double[] bendY = new double[LATTICE * LATTICE];
    private final double[] pointX = new double[32];
    private final double[] pointY = new double[32];
    private UniformRandomProvider random;
    private double xx;
    private double xy;
    private double yx;
    private double yy;
    private double centreX;
    private double centreY;

    /**
     * Paints a digit.
     *
     * @param digit 0 to 9
     * @param random where the chances come from
     * @param image where the picture goes, row by row from {@code offset}; overwritten
     */
    void paint(int digit, UniformRandomProvider random, double[] image, int offset) {
        this.random = random;
        Arrays.fill(image, offset, offset + SIDE * SIDE, 0);
        List<Glyph> glyphs = Glyph.of(digit);
        Glyph glyph = glyphs.get(random.nextInt(glyphs.size()));
        drawMap();
        drawBends();
        double radius = 1.25 + 0.65 * bell();
        double softness = between(0.9, 1.5);
        for (Glyph.Stroke stroke : glyph.strokes()) {
            drawPoints(stroke);
            double start = radius * between(0.85, 1.15);
            double end = radius * between(0.8, 1.1);
            paint(stroke.corner(), start, end, softness, image, offset);
        }
        develop(image, offset);
    }

    private void drawMap() {
        double size = 0.185 * (1 + 0.15 * bell());
        double width = size * (1 + 0.25 * bell());
        double height = size * (1 + 0.08 * bell());
        double shear = 0.1 + 0.45 * bell();
        double t = 0.15 * bell();
        double cos = (1 - t * t) / (1 + t * t);
        double sin = 2 * t / (1 + t * t);
        // Turn after shear after scaling, with y pointing down.
        xx = cos * width;
        xy = (-cos * shear - sin) * height;
        yx = sin * width;
        yy = (-sin * shear + cos) * height;
        centreX = SIDE / 2.0 + 1.6 * bell();
        centreY = SIDE / 2.0 + 1.6 * bell();
    }

    private void drawBends() {
        for (int k = 0; k < bendX.length; k++) {
            bendX[k] = between(-3.7, 3.7);
            bendY[k] = between(-3.7, 3.7);
        }
    }

    private void drawPoints(Glyph.Stroke stroke) {
        for (int k = 0; k < stroke.x().length; k++) {
            pointX[k] = stroke.x()[k] + 5 * bell();
            pointY[k] = stroke.y()[k] + 5 * bell();
        }
    }

    private void paint(boolean[] corner, double start, double end, double softness, double[] image, int offset) {
        int last = corner.length - 1;
        double fromX = placeX(pointX[0], pointY[0]);
        double fromY = placeY(pointX[0], pointY[0]);
        for (int k = 0; k < last; k++) {
            int before = k == 0 || corner[k] ? k : k - 1;
            int after = k + 1 == last || corner[k + 1] ? k + 1 : k + 2;
            for (int step = 1; step <= STEPS; step++) {
                double u = (double) step / STEPS;
                double x = curve(pointX, before, k, after, u);
                double y = curve(pointY, before, k, after, u);
                double toX = placeX(x, y);
                double toY = placeY(x, y);
                double radius = start + (end - start) * (k + u) / last;
                paintSegment(fromX, fromY, toX, toY, radius, softness, image, offset);
                fromX = toX;
                fromY = toY;
            }
        }
    }

    /** The Hermite cubic from point {@code k} to {@code k + 1}, its tangents half the chords of the neighbours. */
    private static double curve(double[] point, int before, int k, int after, double u) {
        double from = point[k];
        double to = point[k + 1];
        double out = (to - point[before]) / 2;
        double in = (point[after] - from) / 2;
        double chord = to - from;
        return from + u * (out + u * (3 * chord - 2 * out - in + u * (out + in - 2 * chord)));
    }

    /** Column of a point of the glyph's box after the affine map and the bending. */
    private double placeX(double x, double y) {
        return affineX(x, y) + bend(bendX, affineX(x, y), affineY(x, y));
    }

    private double placeY(double x, double y) {
        return affineY(x, y) + bend(bendY, affineX(x, y), affineY(x, y));
    }

    private double affineX(double x, double y) {
        return centreX + xx * (x - 50) + xy * (y - 50);
    }

    private double affineY(double x, double y) {
        return centreY + yx * (x - 50) + yy * (y - 50);
    }

    /** The B-spline with these coefficients at a point of the picture. */
    private static double bend(double[] lattice, double x, double y) {
        int column = cell(x);
        int row = cell(y);
        double u = x / CELL - column;
        double v = y / CELL - row;
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                sum += spline(i, v) * spline(j, u) * lattice[(row + i) * LATTICE + column + j];
            }
        }
        return sum;
    }

    private static int cell(double position) {
        return Math.max(0, Math.min(LATTICE - 3, (int) (position / CELL)));
    }

    /** The three quadratic B-splines that cover a cell, at {@code 0 <= u <= 1}. */
    private static double spline(int k, double u) {
        return switch (k) {
            case 0 -> (1 - u) * (1 - u) / 2;
            case 1 -> 0.5 + u * (1 - u);
            default -> u * u / 2;
        };
    }

    private static void paintSegment(
            double fromX,
            double fromY,
            double toX,
            double toY,
            double radius,
            double softness,
            double[] image,
            int offset) {
        double reach = radius + softness / 2;
        double dx = toX - fromX;
        double dy = toY - fromY;
        double length2 = Math.max(dx * dx + dy * dy, 1e-12);
        int left = Math.max(0, (int) (Math.min(fromX, toX) - reach));
        int right = Math.min(SIDE - 1, (int) (Math.max(fromX, toX) + reach));
        int top = Math.max(0, (int) (Math.min(fromY, toY) - reach));
        int bottom = Math.min(SIDE - 1, (int) (Math.max(fromY, toY) + reach));
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                // From the start of the segment to the middle of the pixel.
                double px = column + 0.5 - fromX;
                double py = row + 0.5 - fromY;
                double along = Math.max(0, Math.min(1, (px * dx + py * dy) / length2));
                double ax = px - along * dx;
                double ay = py - along * dy;
                double distance2 = ax * ax + ay * ay;
                if (distance2 < reach * reach) {
                    double ink = Math.min(1, (radius - Math.sqrt(distance2)) / softness + 0.5);
                    int pixel = offset + row * SIDE + column;
                    image[pixel] = Math.max(image[pixel], ink);
                }
            }
        }
    }

    private void develop(double[] image, int offset) {
        double contrast = between(0.75, 1);
        for (int i = offset; i < offset + SIDE * SIDE; i++) {
            double grain = between(-0.05, 0.05);
            image[i] = Math.max(0, Math.min(1, contrast * image[i] + grain));
        }
    }

    private double between(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** A bell-shaped number of mean 0 and standard deviation 1/3 in [-1, 1]: three uniform numbers added. */
    private double bell() {
        return (random.nextDouble() + random.nextDouble() + random.nextDouble()) * (2.0 / 3) - 1;
    }
}
