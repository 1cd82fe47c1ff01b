package org.thalweg.experiments.plot;

import java.awt.Color;
import java.util.List;

/**
 * The colours of series: those of Okabe and Ito (2008, <em>Color universal design</em>), which people with any kind of colour
 * vision tell apart, without the yellow, which paper does not show. Each goes with a marker of its own shape, so that a
 * picture can be read in print without colours too.
 */
public enum Hue {
    /** The first series. */
    BLUE(0x0072B2),
    /** The second series. */
    VERMILLION(0xD55E00),
    /** The third series. */
    GREEN(0x009E73),
    /** The fourth series. */
    PURPLE(0xCC79A7),
    /** The fifth series. */
    ORANGE(0xE69F00),
    /** The sixth series. */
    SKY(0x56B4E9),
    /** What is known without measurement: theory, bounds. */
    BLACK(0x000000),
    /** What helps the eye and says nothing: zero lines, guides. */
    GREY(0x8C8C8C);

    private static final List<Hue> RANKS = List.of(BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY);

    private final int rgb;

    Hue(int rgb) {
        this.rgb = rgb;
    }

    Color color() {
        return new Color(rgb);
    }

    /** The same colour as light as a filled area may be that lines are to be seen on; opaque, as SVG viewers differ. */
    Color light() {
        Color color = color();
        return new Color(light(color.getRed()), light(color.getGreen()), light(color.getBlue()));
    }

    private static int light(int channel) {
        return 255 - (255 - channel) / 4;
    }

    /**
     * A colour for each of several series of equal rank.
     *
     * @param index the number of the series, from 0; after six the colours begin again
     * @return its colour
     */
    public static Hue of(int index) {
        return RANKS.get(index % RANKS.size());
    }
}
