package org.thalweg.experiments.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.thalweg.experiments.figure.Claim;
import org.thalweg.experiments.figure.OpenChoice;
import org.thalweg.experiments.figure.PaperFigure;
import org.thalweg.experiments.result.ResultFolder;

/**
 * One run on the page: pictures, claims, settings, origin, files.
 *
 * @param run the run
 * @param anchor its name on the page
 * @param page the folder of the page, from where links lead to files
 */
record RunArticle(Run run, String anchor, Path page) {

    /** How much smaller than other text that of a picture may be. */
    private static final double READABLE = 0.7;

    Element element() throws IOException {
        FigureResult result = run.result();
        String lead = result.data().samples() + " samples of " + result.data().name() + ", seed " + result.seed();
        Element article = Element.of("article")
                .with("id", anchor)
                .with("aria-labelledby", anchor + "-heading")
                .add(
                        Element.of("h3", run.heading() + " ")
                                .with("id", anchor + "-heading")
                                .add(Element.of("span", "preset " + result.preset())
                                        .with("class", "preset")),
                        Element.of("p", result.title()).with("class", "title"),
                        Element.of("p", lead).with("class", "lead"),
                        tally(List.of(run)));
        if (!run.strange().isEmpty()) {
            article.add(strange());
        }
        for (Picture picture : Picture.of(run)) {
            article.add(figure(picture));
        }
        return article.add(claims())
                .add(Element.of("div").with("class", "columns").add(settings(), origin()))
                .add(choices(), files());
    }

    /** How many claims there are for each verdict that there is. */
    static Element tally(List<Run> runs) {
        Element tally = Element.of("p").with("class", "tally");
        for (Claim.Verdict verdict : Claim.Verdict.values()) {
            long count = Report.count(runs, verdict);
            if (count > 0) {
                tally.add(badge(verdict, count + " ")).add(" ");
            }
        }
        return tally;
    }

    private Element strange() {
        Element list = Element.of("ul");
        run.strange()
                .forEach(file -> list.add(Element.of("li")
                        .add(Element.of("code", file.name()))
                        .add(" " + file.state().words() + ".")));
        return Element.of("div")
                .with("class", "warning")
                .add(
                        Element.of(
                                "p", "Not as the run wrote them; pictures, tables and claims may not belong together:"),
                        list);
    }

    private Element figure(Picture picture) throws IOException {
        FigureResult result = run.result();
        String words = result.pictures()
                .getOrDefault(
                        picture.name(), run.heading() + ": " + result.title() + ". The tables below have the numbers.");
        Element figure = Element.of("figure");
        Optional<Picture.Embedded> source = picture.embedded();
        source.ifPresent(embedded -> figure.add(scrolling(embedded, words)));
        Element caption = Element.of("figcaption")
                .add(source.isPresent() ? "" : "Too large for this page. ")
                .add(Element.of("code", picture.name()))
                .add(" as ");
        List<ListedFile> files = picture.files();
        for (int i = 0; i < files.size(); i++) {
            String name = files.get(i).name();
            caption.add(i == 0 ? "" : " and ");
            caption.add(link(files.get(i), name.endsWith(".svg") ? "SVG" : "PNG", name));
        }
        return figure.add(caption);
    }

    /** No narrower than at a size at which its text can be read; a window that is narrower scrolls it. */
    private static Element scrolling(Picture.Embedded embedded, String words) {
        Element image = Element.of("img").with("src", embedded.address()).with("alt", words);
        if (embedded.width() > 0) {
            image.with("style", "min-width: " + Math.round(READABLE * embedded.width()) + "px");
        }
        return Element.of("div").with("class", "scroll").with("tabindex", "0").add(image);
    }

    /** Sentences of the paper, each above what was measured for it. */
    private Element claims() {
        Element section = part("Claims");
        Map<String, List<FigureResult.Judged>> sentences = new LinkedHashMap<>();
        run.result().claims().forEach(judged -> sentences
                .computeIfAbsent(judged.claim().sentence(), sentence -> new ArrayList<>())
                .add(judged));
        if (sentences.isEmpty()) {
            section.add(Element.of("p", "This figure makes no claims."));
        }
        sentences.forEach((sentence, judged) -> section.add(
                Element.of("blockquote").add(Element.of("p", "\u201C" + sentence + "\u201D")), measured(judged)));
        return section;
    }

    /** On a narrow screen the rows are set as blocks, which must not take from them that they are rows. */
    private static Element measured(List<FigureResult.Judged> claims) {
        Element head = Element.of("tr").with("role", "row");
        for (String name : List.of("Verdict", "Quantity", "Measured", "95 % interval", "Expected")) {
            head.add(Element.of("th", name).with("scope", "col").with("role", "columnheader"));
        }
        Element body = Element.of("tbody").with("role", "rowgroup");
        for (FigureResult.Judged judged : claims) {
            Claim claim = judged.claim();
            String expected = Words.sign(claim.relation()) + " " + Words.exact(claim.threshold());
            body.add(Element.of("tr")
                    .with("role", "row")
                    .add(
                            cell("verdict").add(badge(judged.verdict(), "")),
                            cell("quantity").add(claim.quantity()),
                            labelled("number", "measured ", measuredNumber(judged)),
                            labelled("number", "in ", interval(claim)),
                            labelled("number", "expected ", expected)));
        }
        return Element.of("table")
                .with("class", "claims")
                .with("role", "table")
                .add(Element.of("thead").with("role", "rowgroup").add(head), body);
    }

    private static Element cell(String kind) {
        return Element.of("td").with("role", "cell").with("class", kind);
    }

    /** The label stands in for the heading where there is no room for one. */
    private static Element labelled(String kind, String label, String text) {
        return text.isEmpty()
                ? cell("empty")
                : cell(kind)
                        .add(Element.of("span", label).with("class", "label"))
                        .add(text);
    }

    private static String measuredNumber(FigureResult.Judged judged) {
        double measured = judged.claim().measured();
        if (!Double.isNaN(measured)) {
            return Words.number(measured);
        }
        return judged.verdict() == Claim.Verdict.NOT_MEASURED ? "nothing" : "infinite";
    }

    private static String interval(Claim claim) {
        return Double.isNaN(claim.lower()) && Double.isNaN(claim.upper())
                ? ""
                : "[" + Words.end(claim.lower(), "\u2212\u221E") + ", " + Words.end(claim.upper(), "\u221E") + "]";
    }

    /** A verdict as a sign and a word; the colour only helps. */
    static Element badge(Claim.Verdict verdict, String number) {
        String sign =
                switch (verdict) {
                    case REPRODUCED -> "\u2713";
                    case NOT_REPRODUCED -> "\u2715";
                    case UNDECIDED -> "?";
                    case NOT_MEASURED -> "\u2013";
                };
        return Element.of("span")
                .with("class", "badge " + verdict.toString().replace(' ', '-'))
                .add(Element.of("span", sign).with("class", "sign").with("aria-hidden", "true"))
                .add(" " + number)
                .add(Element.of("span", verdict.toString()).with("class", "word"));
    }

    private Element settings() {
        List<String> open = openChoices().stream()
                .flatMap(choice -> choice.settings().stream())
                .toList();
        Element list = Element.of("dl");
        run.result().settings().forEach((name, value) -> {
            Element term = Element.of("dt").add(Element.of("code", name));
            if (open.contains(name)) {
                term.add(" ").add(Element.of("span", "open").with("class", "open"));
            }
            list.add(term, Element.of("dd", value));
        });
        return part("Settings").add(list);
    }

    private List<OpenChoice> openChoices() {
        return run.figure().map(PaperFigure::openChoices).orElse(List.of());
    }

    private Element choices() {
        Element section = part("What the paper leaves open");
        if (openChoices().isEmpty()) {
            return section.add(Element.of(
                    "p",
                    run.figure().isPresent()
                            ? "Nothing that had to be chosen."
                            : "Not known: this version of the program does not have the figure."));
        }
        Element list = Element.of("ul").with("class", "choices");
        for (OpenChoice choice : openChoices()) {
            Element item = Element.of("li");
            for (String name : choice.settings()) {
                item.add(Element.of("code", name)).add(" ");
            }
            list.add(item.add(choice.sentence()));
        }
        return section.add(list);
    }

    private static void checksum(Element list, String name, FigureResult.Data data) {
        list.add(
                Element.of("dt", name),
                Element.of("dd").add(Element.of("code", data.checksum()).with("class", "checksum")));
    }

    private Element origin() {
        FigureResult result = run.result();
        FigureResult.Origin origin = result.origin();
        Element list = Element.of("dl");
        entry(list, "Seed", String.valueOf(result.seed()));
        entry(
                list,
                "Data",
                result.data().samples() + " samples of " + result.data().name());
        checksum(list, "SHA-256 of the data", result.data());
        result.test().ifPresent(test -> {
            entry(list, "Test data", test.samples() + " samples of " + test.name());
            checksum(list, "SHA-256 of the test data", test);
        });
        entry(list, "Thalweg", origin.version());
        entry(list, "JDK", origin.jdk());
        entry(list, "System", origin.system());
        entry(list, "Kernels", origin.kernels());
        entry(list, "Threads", String.valueOf(origin.threads()));
        list.add(
                Element.of("dt", "Started"),
                Element.of("dd")
                        .add(Element.of("time", Words.time(origin.started()))
                                .with("datetime", origin.started().toString())));
        String whole = origin.resumed() ? ", with an earlier run that was interrupted" : "";
        entry(list, "Computing", Words.duration(origin.computing()) + whole);
        entry(list, "This run", Words.duration(origin.seconds()));
        return part("Provenance").add(list);
    }

    private static void entry(Element list, String name, String value) {
        list.add(Element.of("dt", name), Element.of("dd", value));
    }

    private Element files() {
        Element list = Element.of("ul").with("class", "files");
        for (ListedFile file : run.files()) {
            if (file.isSafe() && file.name().endsWith(".csv")) {
                list.add(Element.of("li").add(link(file, file.name(), "")).add(" " + Words.size(file.size())));
            }
        }
        Path json = run.folder().resolve(ResultFolder.RESULT);
        list.add(Element.of("li")
                .add(Element.of("a", ResultFolder.RESULT).with("href", Words.address(page, json)))
                .add(" settings, claims, checksums"));
        return part("Tables").add(list);
    }

    /** A link whose words alone would not tell it from others has a name for those who hear it. */
    private Element link(ListedFile file, String words, String spoken) {
        Element link = Element.of("a", words).with("href", Words.address(page, file.path()));
        return spoken.isEmpty() ? link : link.with("aria-label", spoken);
    }

    private static Element part(String heading) {
        return Element.of("section").with("class", "part").add(Element.of("h4", heading));
    }
}
