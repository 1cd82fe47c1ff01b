package org.thalweg.experiments.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.thalweg.experiments.figure.Claim;

/** The page: a summary of all runs, then each of them under its paper. */
final class Page {

    private static final String STYLE = "report.css";

    /** Whatever a page could do beyond showing itself, this one may not. */
    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    private static final String TITLE = "Figures of papers, computed again";

    private static final String ABOUT = """
            A claim is a sentence of the paper, the number that was measured for it, its 95 % interval where it has one, and a \
            threshold that was chosen before the number was known. It is reproduced if number and interval are on the right side \
            of the threshold, not reproduced if they are on the wrong one, undecided if the threshold is within the interval. \
            Intervals of slopes and rank correlations take the points for independent. The hardest case is the one whose \
            interval goes furthest against the sentence. The \
            preset paper has the sizes of the paper; quick and smoke are smaller, and what they do not reproduce may only \
            show at full size.""";

    private final List<Run> runs;
    private final List<String> skipped;
    private final Path folder;
    private final String version;

    /** Their names on the page, other for each. */
    private final Map<Run, String> anchors = new LinkedHashMap<>();

    /**
     * A page.
     *
     * @param runs what is shown, in this order
     * @param skipped a line for each run or folder that is not shown
     * @param folder where the page will be
     * @param version of the program
     */
    Page(List<Run> runs, List<String> skipped, Path folder, String version) {
        this.runs = runs;
        this.skipped = skipped;
        this.folder = folder;
        this.version = version;
        Set<String> taken = new HashSet<>();
        for (Run run : runs) {
            String name =
                    run.result().id().replace('/', '-') + "-" + run.result().preset();
            String anchor = name;
            for (int i = 2; !taken.add(anchor); i++) {
                anchor = name + "-" + i;
            }
            anchors.put(run, anchor);
        }
    }

    /**
     * The text of the page.
     *
     * @throws IOException if a picture cannot be read
     */
    String html() throws IOException {
        Element head = Element.of("head")
                .add(
                        Element.of("meta").with("charset", "utf-8"),
                        Element.of("meta")
                                .with("name", "viewport")
                                .with("content", "width=device-width, initial-scale=1"),
                        Element.of("meta")
                                .with("http-equiv", "Content-Security-Policy")
                                .with("content", POLICY),
                        Element.of("meta").with("name", "color-scheme").with("content", "light dark"),
                        Element.of("title", TITLE),
                        Element.style(style()));
        Element main = Element.of("main").add(summary());
        for (Map.Entry<String, List<Run>> paper : byPaper().entrySet()) {
            Element section = Element.of("section").with("class", "paper").add(Element.of("h2", paper.getKey()));
            for (Run run : paper.getValue()) {
                section.add(new RunArticle(run, anchors.get(run), folder).element());
            }
            main.add(section);
        }
        Element html = Element.of("html")
                .with("xmlns", "http://www.w3.org/1999/xhtml")
                .with("lang", "en")
                .add(head, Element.of("body").add(header(), main, footer()));
        return "<!DOCTYPE html>\n" + html;
    }

    static String style() {
        try (InputStream in = Page.class.getResourceAsStream(STYLE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException fault) {
            throw new LinkageError(STYLE + " is part of the program", fault);
        }
    }

    private Map<String, List<Run>> byPaper() {
        Map<String, List<Run>> papers = new LinkedHashMap<>();
        runs.forEach(run -> papers.computeIfAbsent(run.result().paper(), paper -> new ArrayList<>())
                .add(run));
        return papers;
    }

    private Element header() {
        int claims = runs.stream().mapToInt(run -> run.result().claims().size()).sum();
        Element header = Element.of("header")
                .add(
                        Element.of("h1", TITLE),
                        Element.of("p", Words.count(runs.size(), "run") + ", " + Words.count(claims, "claim"))
                                .with("class", "lead"),
                        RunArticle.tally(runs));
        List<ListedFile> strange =
                runs.stream().flatMap(run -> run.strange().stream()).toList();
        if (!strange.isEmpty()) {
            header.add(Element.of(
                            "p",
                            Words.count(strange.size(), "file")
                                    + (strange.size() == 1 ? " is" : " are")
                                    + " not as the run wrote them; they are named at their figures.")
                    .with("class", "warning"));
        }
        if (!skipped.isEmpty()) {
            header.add(Element.of(
                            "p",
                            Words.count(skipped.size(), "folder") + (skipped.size() == 1 ? " is" : " are")
                                    + " not shown, for the reasons at the end.")
                    .with("class", "warning"));
        }
        return header;
    }

    private Element summary() {
        Element head = Element.of("tr");
        List.of("Figure", "Preset").forEach(name -> head.add(heading(name, "text")));
        Arrays.stream(Claim.Verdict.values())
                .forEach(verdict -> head.add(Element.of("th")
                        .with("scope", "col")
                        .with("class", "count")
                        .add(RunArticle.badge(verdict, ""))));
        head.add(heading("Time", "count"), heading("Data", "last"));
        Element body = Element.of("tbody");
        for (Run run : runs) {
            FigureResult result = run.result();
            Element link = Element.of("a", run.heading()).with("href", "#" + anchors.get(run));
            Element row = Element.of("tr")
                    .add(
                            Element.of("th").with("scope", "row").add(link),
                            Element.of("td", result.preset().toString()))
                    .add(counts(List.of(run)));
            String data = result.data().samples() + " of " + result.data().name();
            body.add(row.add(
                    Element.of("td", Words.duration(result.origin().computing()))
                            .with("class", "count"),
                    Element.of("td", data).with("class", "last")));
        }
        Element total = Element.of("tr")
                .add(Element.of("th", "All").with("scope", "row").with("colspan", "2"))
                .add(counts(runs));
        double seconds = runs.stream()
                .mapToDouble(run -> run.result().origin().computing())
                .sum();
        total.add(Element.of("td", Words.duration(seconds)).with("class", "count"), Element.of("td"));
        Element table = Element.of("table")
                .with("class", "summary")
                .add(Element.of("thead").add(head), body, Element.of("tfoot").add(total));
        return Element.of("section")
                .with("class", "overview")
                .add(
                        Element.of("h2", "Summary").with("id", "summary"),
                        Element.of("div")
                                .with("class", "scroll")
                                .with("role", "region")
                                .with("aria-labelledby", "summary")
                                .with("tabindex", "0")
                                .add(table),
                        Element.of("p", ABOUT).with("class", "about"));
    }

    private static Element heading(String name, String kind) {
        return Element.of("th", name).with("scope", "col").with("class", kind);
    }

    private static List<Element> counts(List<Run> runs) {
        return Arrays.stream(Claim.Verdict.values())
                .map(verdict -> {
                    long count = Report.count(runs, verdict);
                    return Element.of("td", String.valueOf(count)).with("class", count == 0 ? "count zero" : "count");
                })
                .toList();
    }

    private Element footer() {
        Element footer = Element.of("footer").add(Element.of("p", "Made by thalweg " + version + "."));
        if (!skipped.isEmpty()) {
            Element list = Element.of("ul");
            skipped.forEach(line -> list.add(Element.of("li", line)));
            footer.add(Element.of("p", "Not shown:"), list);
        }
        return footer;
    }
}
