package org.thalweg.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An element of an HTML page. Its text is HTML and well-formed XML at the same time.
 *
 * <p>Strings become text or the values of attributes, and are escaped as such when the page is written. There is no way to
 * put in markup but by elements, so whatever stands in a file cannot leave its place. Characters that XML forbids, which HTML
 * would not show either, become U+FFFD.
 *
 * <p>Not thread safe.
 */
final class Element {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
    private static final Set<String> VOID = Set.of("br", "hr", "img", "link", "meta");

    /** After these a line ends, for those who read the source; it does not show there. */
    private static final Set<String> BLOCKS = Set.of(
            "article",
            "blockquote",
            "body",
            "dd",
            "div",
            "dl",
            "dt",
            "figcaption",
            "figure",
            "footer",
            "h1",
            "h2",
            "h3",
            "h4",
            "head",
            "header",
            "html",
            "img",
            "li",
            "main",
            "meta",
            "nav",
            "p",
            "section",
            "style",
            "table",
            "tbody",
            "tfoot",
            "thead",
            "title",
            "tr",
            "ul");

    private static final char REPLACEMENT = '\uFFFD';

    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();

    /** Elements and strings. */
    private final List<Object> content = new ArrayList<>();

    private Element(String name) {
        this.name = name;
    }

    static Element of(String name) {
        return new Element(checked(name));
    }

    static Element of(String name, String text) {
        return of(name).add(text);
    }

    /**
     * A style sheet. HTML takes its text as it is and XML does not, so it must do without the characters that XML would read
     * as markup.
     *
     * @throws IllegalArgumentException if the text has a {@code <} or an {@code &}
     */
    static Element style(String css) {
        if (css.indexOf('<') >= 0 || css.indexOf('&') >= 0) {
            throw new IllegalArgumentException("style sheet: found < or &, expected neither");
        }
        return of("style").add(css);
    }

    /** Sets an attribute. */
    Element with(String attribute, String value) {
        attributes.put(checked(attribute), value);
        return this;
    }

    Element add(String text) {
        return addAll(List.of(text));
    }

    Element add(Element... elements) {
        return addAll(List.of(elements));
    }

    Element add(List<Element> elements) {
        return addAll(elements);
    }

    private Element addAll(List<?> parts) {
        if (VOID.contains(name)) {
            throw new IllegalArgumentException("element " + name + ": found content, expected none");
        }
        content.addAll(parts);
        return this;
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name in a page: found " + name + ", expected " + NAME);
        }
        return name;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        writeTo(text);
        return text.toString();
    }

    private void writeTo(StringBuilder text) {
        text.append('<').append(name);
        attributes.forEach((attribute, value) -> {
            text.append(' ').append(attribute).append("=\"");
            escape(value, text);
            text.append('"');
        });
        if (VOID.contains(name)) {
            text.append(" />");
        } else {
            text.append('>');
            for (Object part : content) {
                if (part instanceof Element element) {
                    element.writeTo(text);
                } else if (name.equals("style")) {
                    text.append(part);
                } else {
                    escape((String) part, text);
                }
            }
            text.append("</").append(name).append('>');
        }
        if (BLOCKS.contains(name)) {
            text.append('\n');
        }
    }

    private static void escape(String from, StringBuilder to) {
        from.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> to.append("&lt;");
                case '>' -> to.append("&gt;");
                case '&' -> to.append("&amp;");
                case '"' -> to.append("&quot;");
                case '\'' -> to.append("&#39;");
                default -> to.appendCodePoint(allowed(c) ? c : REPLACEMENT);
            }
        });
    }

    /** The characters of XML 1.0, without the control characters that are not white space. */
    private static boolean allowed(int c) {
        return c == '\t'
                || c == '\n'
                || (c >= 0x20 && c < 0x7F)
                || (c > 0x9F && c < Character.MIN_SURROGATE)
                || (c > Character.MAX_SURROGATE && c < 0xFFFE)
                || c > 0xFFFF;
    }
}
