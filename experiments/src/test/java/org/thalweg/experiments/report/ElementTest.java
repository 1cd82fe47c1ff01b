package org.thalweg.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ElementTest {

    @Test
    void textAndAttributesAreEscaped() {
        Element link = Element.of("a", "<b>&'\"").with("href", "x?a=1&b=\"'<>");
        assertEquals("<a href=\"x?a=1&amp;b=&quot;&#39;&lt;&gt;\">&lt;b&gt;&amp;&#39;&quot;</a>", link.toString());
    }

    @Test
    void charactersThatXmlForbidsAreReplaced() {
        Element span = Element.of("span", "a\u0000b\u001bc\u0085d\uD800e\uFFFEf\tg\uD83D\uDE00");
        assertEquals("<span>a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf\tg\uD83D\uDE00</span>", span.toString());
    }

    @Test
    void emptyElementsHaveAnEndTagButForThoseWithoutContent() {
        assertEquals("<td></td>", Element.of("td").toString());
        assertEquals("<img alt=\"\" />\n", Element.of("img").with("alt", "").toString());
        assertThrows(IllegalArgumentException.class, () -> Element.of("img").add(Element.of("p")));
        assertThrows(IllegalArgumentException.class, () -> Element.of("img").add("text"));
    }

    @Test
    void namesAreNames() {
        assertThrows(IllegalArgumentException.class, () -> Element.of("p onload"));
        assertThrows(IllegalArgumentException.class, () -> Element.of("p").with("a=\"\" b", ""));
    }

    @Test
    void styleIsTakenAsItIsOrNotAtAll() {
        assertEquals(
                "<style>a > b { content: \"x\" }</style>\n",
                Element.style("a > b { content: \"x\" }").toString());
        assertThrows(IllegalArgumentException.class, () -> Element.style("</style>"));
        assertThrows(IllegalArgumentException.class, () -> Element.style("a & b"));
    }
}
