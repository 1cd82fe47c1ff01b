package org.thalweg.experiments.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Whether an SVG file is a drawing and nothing else. A browser that opens an SVG file runs its scripts and loads what it
 * refers to; so it must consist of the elements that draw, without document type and processing instructions, and refer to
 * nothing but its own parts. This program's pictures are of that kind.
 */
final class StillSvg {

    private static final String NAMESPACE = "http://www.w3.org/2000/svg";

    private static final Set<String> DRAWING = Set.of(
            "svg",
            "g",
            "defs",
            "title",
            "desc",
            "path",
            "rect",
            "circle",
            "ellipse",
            "line",
            "polyline",
            "polygon",
            "text",
            "tspan",
            "clipPath",
            "linearGradient",
            "radialGradient",
            "stop",
            "pattern",
            "marker");

    /** What looks like a function in the value of an attribute. */
    private static final Pattern CALL = Pattern.compile("([\\w-]*)\\s*\\(\\s*(.?.?)", Pattern.DOTALL);

    private static final Set<String> FUNCTIONS =
            Set.of("rgb", "rgba", "matrix", "translate", "scale", "rotate", "skewX", "skewY");

    private StillSvg() {}

    /**
     * Reads a file.
     *
     * @return whether it is only a drawing; not if it is no XML
     * @throws IOException if it cannot be read
     */
    static boolean is(Path file) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            boolean drawing = false;
            while (xml.hasNext()) {
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        if (!draws(xml)) {
                            return false;
                        }
                        drawing = true;
                    }
                    case XMLStreamConstants.DTD,
                            XMLStreamConstants.PROCESSING_INSTRUCTION,
                            XMLStreamConstants.ENTITY_REFERENCE -> {
                        return false;
                    }
                    default -> {}
                }
            }
            return drawing;
        } catch (XMLStreamException wrong) {
            if (wrong.getNestedException() instanceof IOException fault) {
                throw fault;
            }
            return false;
        }
    }

    private static boolean draws(XMLStreamReader xml) {
        if (!NAMESPACE.equals(xml.getNamespaceURI()) || !DRAWING.contains(xml.getLocalName())) {
            return false;
        }
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            String prefix = xml.getAttributePrefix(i);
            String name = xml.getAttributeLocalName(i);
            String value = xml.getAttributeValue(i);
            boolean still = name.equals("href")
                    ? value.startsWith("#")
                    : (prefix == null || prefix.isEmpty() || name.equals("space") || name.equals("lang"))
                            && !name.startsWith("on")
                            && refersToItself(value);
            if (!still) {
                return false;
            }
        }
        return true;
    }

    /** Colours and coordinates; {@code url(#...)} and nothing else from elsewhere, in whatever spelling. */
    private static boolean refersToItself(String value) {
        if (value.indexOf('\\') >= 0 || value.indexOf('@') >= 0 || value.contains("/*")) {
            return false;
        }
        Matcher call = CALL.matcher(value);
        while (call.find()) {
            String argument = call.group(2);
            boolean own = argument.startsWith("#") || argument.equals("'#") || argument.equals("\"#");
            if (!FUNCTIONS.contains(call.group(1)) && !(call.group(1).equals("url") && own)) {
                return false;
            }
        }
        return true;
    }
}
