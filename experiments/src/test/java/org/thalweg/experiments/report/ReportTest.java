package org.thalweg.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.experiments.figure.PaperFigure;
import org.thalweg.experiments.figure.Preset;
import org.thalweg.experiments.variance.Figure3;
import org.thalweg.experiments.variance.Figure4;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportTest {

    private static final String HOSTILE =
            "</style></title><script>alert(1)</script><img src=\"x\" onerror='alert(2)'>&amp;&#60;";

    @TempDir
    Path folder;

    /** As XML, which forgives nothing. */
    private static Document parse(String page) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(page)));
    }

    private static List<org.w3c.dom.Element> elements(Document page, String name) {
        NodeList nodes = page.getElementsByTagNameNS("*", name);
        List<org.w3c.dom.Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((org.w3c.dom.Element) nodes.item(i));
        }
        return elements;
    }

    private static String text(Document page) {
        return elements(page, "body").get(0).getTextContent().replaceAll("\\s+", " ");
    }

    private static String oneLine(IOException failure) {
        assertFalse(failure.getMessage().contains("\n"), failure.getMessage());
        return failure.getMessage();
    }

    @Test
    void showsWhatTheResultSays() throws Exception {
        TestRun.write(folder, "paper/figure-3", Preset.QUICK, result -> {});
        Document page = parse(TestRun.page(folder));
        String text = text(page);
        for (String part : List.of(
                "A. Author: On valleys, 2020",
                "Figure 3 preset quick",
                "Depth against width",
                "200 samples of mnist, seed -7",
                "\u201CDeep valleys are narrow.\u201D",
                "\u2713 reproducedslopemeasured \u22120.5312in [\u22120.6250, \u22120.4375]expected < 0",
                "\u2013 not measuredslopemeasured nothingexpected < 0",
                "learningRates 0.1, 0.25",
                "0123456789abcdef".repeat(4),
                "Thalweg 1.2.3",
                "JDK 17.0.1+2",
                "System Linux amd64",
                "Kernels vector-256",
                "Threads 2",
                "Started 31 January 2026, 12:05 UTC",
                "Computing 2 min",
                "This run 3.3 s",
                "points.csv 16 B")) {
            assertTrue(text.contains(part), () -> part + " is not in " + text);
        }
        assertEquals(
                "Depth against width, with four points.",
                elements(page, "img").get(0).getAttribute("alt"));
        assertEquals(List.of(), elements(page, "script"));
        assertEquals(
                List.of(folder.resolve("paper/figure-3/quick") + ": 2 claims: 1 reproduced, 1 not measured"),
                TestRun.read(folder).summary());
        assertEquals(List.of(), TestRun.read(folder).warnings());
    }

    @Test
    void testSamplesStandBesideTheOthers() throws Exception {
        String checksum = "fedcba9876543210".repeat(4);
        TestRun.write(folder, "paper/figure-1a", Preset.QUICK, result -> {
            result.put("test_samples", 50);
            result.withObject("/sha256").put("test_data", checksum);
        });
        String text = text(parse(TestRun.page(folder)));
        assertTrue(text.contains("Test data 50 samples of mnist"), text);
        assertTrue(text.contains("SHA-256 of the test data " + checksum), text);
        assertEquals(List.of(), TestRun.read(folder).warnings());
    }

    /** Whatever a folder is called; two runs of one figure and preset have names of their own. */
    @ParameterizedTest
    @ValueSource(strings = {"plain", "100% #1 & more?", "\u03b8 'x'"})
    void everyLinkLeadsSomewhere(String name) throws Exception {
        Path figures = folder.resolve(name);
        TestRun.write(figures, "paper/figure-3", Preset.QUICK, result -> {});
        TestRun.write(figures, "copy/figure-3", Preset.QUICK, result -> result.put("figure", "paper/figure-3"));
        Path file = folder.resolve("pages").resolve("report.html");
        TestRun.read(figures).write(file);
        Document page = parse(Files.readString(file));

        Set<String> ids = new HashSet<>();
        for (org.w3c.dom.Element element : elements(page, "*")) {
            if (element.hasAttribute("id")) {
                assertTrue(ids.add(element.getAttribute("id")), element.getAttribute("id"));
            }
        }
        int files = 0;
        for (org.w3c.dom.Element link : elements(page, "a")) {
            String address = link.getAttribute("href");
            if (address.startsWith("#")) {
                assertTrue(ids.contains(address.substring(1)), address);
            } else {
                Path target = file.getParent().resolve(URLDecoder.decode(address, StandardCharsets.UTF_8));
                assertTrue(Files.isRegularFile(target), address);
                files++;
            }
        }
        assertEquals(2 * 4, files, "CSV, JSON, SVG and PNG of each run");
    }

    @Test
    void whateverStandsInAFileIsText() throws Exception {
        TestRun.write(folder, "paper/figure-3", Preset.QUICK, result -> {
            for (String name : List.of("paper", "title", "data", "thalweg", "jdk", "system", "kernels")) {
                result.put(name, name + HOSTILE + "\u0000\u001b[2J");
            }
            result.withObject("/settings").put("setting" + HOSTILE, "value" + HOSTILE);
            result.withObject("/pictures").put("figure", "alt" + HOSTILE);
            TestRun.claim(result, "sentence" + HOSTILE, 1.0, null, null, "not reproduced");
            ((ObjectNode) result.path("claims").get(2)).put("quantity", "quantity" + HOSTILE);
        });
        Document page = parse(TestRun.page(folder));
        assertEquals(List.of(), elements(page, "script"));
        assertEquals(1, elements(page, "img").size());
        assertEquals("alt" + HOSTILE, elements(page, "img").get(0).getAttribute("alt"));
        String text = text(page);
        for (String name : List.of(
                "paper",
                "title",
                "data",
                "thalweg",
                "jdk",
                "system",
                "kernels",
                "setting",
                "value",
                "sentence",
                "quantity")) {
            assertTrue(text.contains(name + HOSTILE), () -> name + " is not in " + text);
        }
        for (org.w3c.dom.Element element : elements(page, "*")) {
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                String name = element.getAttributes().item(i).getNodeName();
                assertFalse(name.startsWith("on"), name);
            }
        }
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage("figure", result -> result.remove("figure"), "figure: found nothing, expected a text"),
                damage("id", result -> result.put("figure", "../../etc"), "figure: found \"../../etc\", expected ["),
                damage(
                        "preset",
                        result -> result.put("preset", "big"),
                        "preset: found \"big\", expected one of smoke, "),
                damage("seed", result -> result.put("seed", 0.5), "seed: found 0.5, expected a whole number"),
                damage("settings", result -> result.put("settings", 3), "settings: found 3, expected an object"),
                damage(
                        "setting",
                        result -> result.withObject("/settings").putObject("a"),
                        "settings.a: found {}, expected a value or a list of values"),
                damage(
                        "claims",
                        result -> result.putArray("claims").add("x"),
                        "claims[0]: found \"x\", expected an object"),
                damage(
                        "measured",
                        result -> result.withObject("/claims/1").put("measured", "big\u001b[2J"),
                        "claims[1].measured: found \"big\\u001B[2J\", expected a finite number or null"),
                damage(
                        "relation",
                        result -> result.withObject("/claims/1").put("relation", "="),
                        "claims[1].relation: found \"=\", expected one of >=, >, <=, <"),
                damage(
                        "verdict",
                        result -> result.withObject("/claims/0").put("verdict", "not reproduced"),
                        "claims[0].verdict: found not reproduced, expected reproduced, which follows from its numbers"),
                damage("time", result -> result.put("started", "now"), "started: found \"now\", expected a time as "),
                damage(
                        "path",
                        result -> result.withObject("/sha256").put("../../x.svg", "0".repeat(64)),
                        "sha256.name: found \"../../x.svg\", expected a file in the same folder, "),
                damage(
                        "checksum",
                        result -> result.withObject("/sha256").put("x.svg", "0"),
                        "sha256.x.svg: found \"0\", expected [0-9a-f]{64}"),
                damage(
                        "data",
                        result -> result.withObject("/sha256").remove("data"),
                        "sha256.data: found nothing, expected the checksum of the data"),
                damage(
                        "long",
                        result -> result.put("seed", "x".repeat(1000)),
                        "seed: found \"" + "x".repeat(59) + "..., expected a whole number"));
    }

    private static Arguments damage(String name, Consumer<ObjectNode> change, String message) {
        return Arguments.of(name, change, message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void aDamagedResultIsNamedAndTheOthersShown(String name, Consumer<ObjectNode> change, String message)
            throws Exception {
        TestRun.write(folder, "paper/figure-1", Preset.QUICK, result -> {});
        Path json =
                TestRun.write(folder, "paper/figure-3", Preset.QUICK, change).resolve("result.json");
        Report report = TestRun.read(folder);
        assertEquals(1, report.summary().size());
        assertEquals(1, report.warnings().size(), report.warnings().toString());
        String line = report.warnings().get(0);
        assertTrue(line.startsWith(json + ": " + message), line);
        Document page = parse(TestRun.page(folder));
        assertEquals(1, elements(page, "img").size());
        assertTrue(text(page).contains("1 folder is not shown, for the reasons at the end."), text(page));
        assertEquals(
                line, elements(page, "li").get(elements(page, "li").size() - 1).getTextContent());
    }

    @Test
    void withoutAnyGoodResultThereIsNoPage() throws IOException {
        for (String id : List.of("paper/figure-1", "paper/figure-3", "paper/figure-4")) {
            TestRun.write(folder, id, Preset.QUICK, result -> result.put("seed", "x"));
        }
        String line = oneLine(assertThrows(IOException.class, () -> TestRun.page(folder)));
        assertEquals(
                folder.resolve("paper/figure-1/quick/result.json")
                        + ": seed: found \"x\", expected a whole number; and 2 other runs cannot be read either",
                line);
        assertFalse(Files.exists(folder.resolve("report.html")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{\"figure\": \"a",
                "{\"figure\": 1, \"figure\": 2}",
                "{} {}",
                "\u0000",
                "{\"seed\": 1e999}",
                "[[[[[",
                "{\"figure\": nothing}",
                "deep",
                "closed",
                "large"
            })
    void whatIsNoResultIsOneLine(String content) throws IOException {
        Path json = TestRun.write(folder, "paper/figure-3", Preset.QUICK, result -> {})
                .resolve("result.json");
        String text =
                switch (content) {
                    case "deep" -> "[".repeat(100_000);
                    case "closed" -> "[".repeat(200_000) + "]".repeat(200_000);
                    case "large" -> " ".repeat(5_000_000);
                    default -> content;
                };
        Files.writeString(json, text);
        String line = oneLine(assertThrows(IOException.class, () -> TestRun.read(folder)));
        assertTrue(line.startsWith(json + ": "), line);
        String reason = line.substring(json.toString().length());
        assertTrue(reason.length() < 100, line);
        for (String inner : List.of("Source", "Stream", "Feature", "get", "com.", "(")) {
            assertFalse(reason.contains(inner), line);
        }
    }

    @Test
    void filesOfAnotherRunAreTold() throws Exception {
        Path run = TestRun.write(folder, "paper/figure-3", Preset.QUICK, result -> {});
        Files.writeString(run.resolve("points.csv"), "width,depth\n2,1\n");
        Files.delete(run.resolve("figure.svg"));
        Report report = TestRun.read(folder);
        assertEquals(2, report.warnings().size());
        assertTrue(
                report.warnings().get(0).startsWith(run.resolve("figure.svg") + ": is missing, "),
                report.warnings().get(0));
        assertTrue(
                report.warnings().get(1).startsWith(run.resolve("points.csv") + ": its SHA-256 is not the one in "),
                report.warnings().get(1));
        Document page = parse(TestRun.page(folder));
        String text = text(page);
        assertTrue(text.contains("2 files are not as the run wrote them"), text);
        assertTrue(text.contains("points.csv its SHA-256 is not the one in result.json"), text);
        assertTrue(text.contains("figure.svg is missing"), text);
        assertTrue(elements(page, "img").get(0).getAttribute("src").startsWith("data:image/png;"), "what is left");
    }

    @Test
    void unfinishedRunsAreSkippedAndTold() throws Exception {
        TestRun.write(folder, "paper/figure-3", Preset.QUICK, result -> {});
        Path unfinished = folder.resolve("paper/figure-4/paper");
        Files.createDirectories(unfinished.resolve(".unfinished-0123"));
        Files.createDirectories(folder.resolve(".hidden"));
        List<String> warnings = TestRun.read(folder).warnings();
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).startsWith(unfinished + ": skipped: no result.json"), warnings.get(0));
        assertTrue(text(parse(TestRun.page(folder))).contains(unfinished.toString()));
    }

    @Test
    void withoutResultsOneLineTellsHowToMakeThem() throws IOException {
        List<PaperFigure<?>> known = List.of(new Figure3());
        for (Path place : List.of(folder, folder.resolve("nowhere"))) {
            assertEquals(
                    "--figures " + place + ": no results of figures there; ./thalweg figure"
                            + " variance-principle/figure-3 --preset smoke makes one, ./thalweg figures lists all",
                    oneLine(assertThrows(IOException.class, () -> Report.read(place, TestRun.ALL, known, "1.2.3"))));
        }
        TestRun.write(folder, "paper/figure-3", Preset.SMOKE, result -> {});
        assertEquals(
                "--figures " + folder + ": no results of preset paper there; ./thalweg figure"
                        + " variance-principle/figure-3 --preset paper makes one, ./thalweg figures lists all",
                oneLine(assertThrows(
                        IOException.class, () -> Report.read(folder, Set.of(Preset.PAPER), known, "1.2.3"))));
    }

    @Test
    void knownFiguresComeFirstAndLargePresetsBeforeSmall() throws IOException {
        for (String id : List.of("other/figure-1", "variance-principle/figure-3", "variance-principle/figure-4")) {
            TestRun.write(folder, id, Preset.SMOKE, result -> {});
        }
        TestRun.write(folder, "variance-principle/figure-3", Preset.PAPER, result -> {});
        List<PaperFigure<?>> known = List.of(new Figure4(), new Figure3());
        List<String> order = Report.read(folder, TestRun.ALL, known, "1.2.3").summary().stream()
                .map(line -> folder.relativize(Path.of(line.substring(0, line.indexOf(": "))))
                        .toString())
                .toList();
        assertEquals(
                List.of(
                        "variance-principle/figure-4/smoke",
                        "variance-principle/figure-3/paper",
                        "variance-principle/figure-3/smoke",
                        "other/figure-1/smoke"),
                order);
        assertEquals(
                1,
                Report.read(folder, Set.of(Preset.PAPER), known, "1.2.3")
                        .summary()
                        .size());
    }

    @Test
    void saysWhatThePaperLeavesOpen() throws Exception {
        TestRun.write(folder, "variance-principle/figure-3", Preset.SMOKE, result -> {});
        Path file = folder.resolve("report.html");
        Figure3 figure = new Figure3();
        Report.read(folder, TestRun.ALL, List.of(figure), "1.2.3").write(file);
        String text = text(parse(Files.readString(file)));
        assertFalse(figure.openChoices().isEmpty());
        figure.openChoices().forEach(choice -> assertTrue(text.contains(choice.sentence()), choice.sentence()));
        assertTrue(text.contains("learningRates open 0.1, 0.25"), text);
        assertTrue(text(parse(TestRun.page(folder))).contains("this version of the program does not have the figure"));
    }

    /** Lines, unless there are so many that pixels are smaller. */
    @ParameterizedTest
    @ValueSource(ints = {4, 20_000})
    void largeScatterPlotsAreEmbeddedAsPixels(int points) throws Exception {
        Path run = TestRun.write(folder, "paper/figure-3", Preset.QUICK, points, result -> {});
        boolean lines = Files.size(run.resolve("figure.svg")) < 600 << 10;
        assertEquals(points == 4, lines, "the two cases are different ones");
        Document page = parse(TestRun.page(folder));
        String source = elements(page, "img").get(0).getAttribute("src");
        assertTrue(source.startsWith(lines ? "data:image/svg+xml;base64," : "data:image/png;base64,"));
        assertTrue(Files.size(folder.resolve("report.html")) < 2_000_000);
    }

    /** On a window of 360 points, text of 13 points must not shrink with the picture to 4. */
    @ParameterizedTest
    @ValueSource(ints = {4, 20_000})
    void picturesAreReadableOnANarrowWindow(int points) throws Exception {
        TestRun.write(folder, "paper/figure-3", Preset.QUICK, points, result -> {});
        org.w3c.dom.Element image = elements(parse(TestRun.page(folder)), "img").get(0);
        int width = TestRun.figure(points).width();
        assertEquals("min-width: " + Math.round(0.7 * width) + "px", image.getAttribute("style"));
        assertEquals("scroll", ((org.w3c.dom.Element) image.getParentNode()).getAttribute("class"));
    }

    /** Text on its ground, in both colour schemes and on paper: W3C, WCAG 2.2, success criterion 1.4.3. */
    @Test
    void contrastIsEnough() {
        List<Matcher> schemes = Pattern.compile(":root \\{(.*?)\\}", Pattern.DOTALL)
                .matcher(Page.style())
                .results()
                .map(found -> Pattern.compile("--(\\w+): #(\\w{6});").matcher(found.group(1)))
                .toList();
        assertEquals(3, schemes.size());
        for (Matcher scheme : schemes) {
            Map<String, Integer> colours = new HashMap<>();
            while (scheme.find()) {
                colours.put(scheme.group(1), Integer.parseInt(scheme.group(2), 16));
            }
            for (String ground : List.of("paper", "card")) {
                for (String ink : List.of("ink", "muted", "accent", "good", "bad", "doubt")) {
                    double one = luminance(colours.get(ink)) + 0.05;
                    double other = luminance(colours.get(ground)) + 0.05;
                    double contrast = Math.max(one, other) / Math.min(one, other);
                    assertTrue(contrast >= 4.5, ink + " on " + ground + ": " + contrast);
                }
            }
        }
    }

    private static double luminance(int colour) {
        double sum = 0;
        double[] weights = {0.0722, 0.7152, 0.2126};
        for (int i = 0; i < 3; i++) {
            double part = (colour >> (8 * i) & 0xFF) / 255.0;
            sum += weights[i] * (part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
        }
        return sum;
    }
}
