package org.thalweg.experiments.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The pages of a PDF, and on which of them its figures are. Chromium writes tagged PDF: its structure is a tree of objects, each
 * of which names the pages that it is on (ISO 32000-1, 14.7.2) and its kind, such as {@code /Figure}.
 */
final class PrintedPages {

    private static final Pattern OBJECT = Pattern.compile("(?m)^(\\d+) 0 obj\\s*<<(.*?)>>\\s*endobj", Pattern.DOTALL);
    private static final Pattern PAGE = Pattern.compile("/Type /Page\\b");
    private static final Pattern FIGURE = Pattern.compile("/Type /StructElem\\s+/S /Figure\\b");
    private static final Pattern ON = Pattern.compile("/Pg (\\d+) 0 R");
    private static final Pattern KIDS = Pattern.compile("/K (\\[.*\\]|\\d+ 0 R)", Pattern.DOTALL);
    private static final Pattern REFERENCE = Pattern.compile("(\\d+) 0 R");

    private final Map<Integer, String> objects;

    private PrintedPages(Map<Integer, String> objects) {
        this.objects = objects;
    }

    static PrintedPages of(Path pdf) throws IOException {
        String text = Files.readString(pdf, StandardCharsets.ISO_8859_1);
        return new PrintedPages(OBJECT.matcher(text)
                .results()
                .collect(Collectors.toMap(
                        found -> Integer.parseInt(found.group(1)),
                        found -> found.group(2),
                        (old, replaced) -> replaced)));
    }

    long count() {
        return objects.values().stream()
                .filter(object -> PAGE.matcher(object).find())
                .count();
    }

    /** For each figure, and each picture within one, the pages on which a part of it is. */
    List<Set<Integer>> ofFigures() {
        return objects.entrySet().stream()
                .filter(object -> FIGURE.matcher(object.getValue()).find())
                .map(object -> collect(object.getKey(), new TreeSet<>()))
                .toList();
    }

    private Set<Integer> collect(int id, Set<Integer> pages) {
        String object = objects.getOrDefault(id, "");
        ON.matcher(object).results().forEach(page -> pages.add(Integer.parseInt(page.group(1))));
        Matcher kids = KIDS.matcher(object);
        if (kids.find()) {
            // What is left are references to elements within; a page is no element, and ends the search.
            String inner = ON.matcher(kids.group(1)).replaceAll("");
            REFERENCE
                    .matcher(inner)
                    .results()
                    .map(MatchResult::group)
                    .forEach(kid -> collect(Integer.parseInt(kid.substring(0, kid.indexOf(' '))), pages));
        }
        return pages;
    }
}
