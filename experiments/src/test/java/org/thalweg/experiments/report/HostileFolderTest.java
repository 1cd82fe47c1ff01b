package org.thalweg.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.experiments.figure.Preset;
import org.thalweg.experiments.result.ResultFolder;

/** Folders that somebody made to read what is not theirs, to keep the program busy for ever, or to run scripts. */
@Timeout(60)
class HostileFolderTest {

    private static final String SECRET = "the secret of somebody else";

    @TempDir
    Path folder;

    private Path figures;
    private Path secret;

    @BeforeEach
    void prepare() throws IOException {
        figures = Files.createDirectory(folder.resolve("figures"));
        secret = Files.writeString(folder.resolve("secret"), SECRET);
    }

    /** A run that lists a file as if it had written it. */
    private Path runListing(String name, String checksum) throws IOException {
        return TestRun.write(figures, "paper/figure-3", Preset.QUICK, result -> result.withObject("/sha256")
                .put(name, checksum));
    }

    private static void link(Path link, Path target) {
        try {
            Files.createSymbolicLink(link, target);
        } catch (IOException | UnsupportedOperationException none) {
            assumeTrue(false, "no symbolic links here: " + none);
        }
    }

    private static void pipe(Path pipe) throws InterruptedException {
        try {
            Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
            assumeTrue(made.waitFor() == 0, "no pipe");
        } catch (IOException none) {
            assumeTrue(false, "no mkfifo here: " + none);
        }
    }

    private static void assertNothingOf(String page) {
        String encoded = Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8));
        assertFalse(page.contains(SECRET) || page.contains(encoded));
        assertFalse(page.contains("leak.svg\"") || page.contains("leak.png\"") || page.contains("leak.csv\""), page);
    }

    private void assertTold(String name, String words) throws IOException {
        List<String> warnings = TestRun.read(figures).warnings();
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).contains(name + ": " + words), warnings.toString());
        assertNothingOf(TestRun.page(figures));
    }

    @ParameterizedTest
    @ValueSource(strings = {"leak.png", "leak.svg", "leak.csv"})
    void linksAreNotFollowed(String name) throws IOException {
        Path run = runListing(name, ResultFolder.sha256(secret));
        link(run.resolve(name), secret);
        assertTold(name, "is no file of this folder but a link, a pipe or the like; not read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"leak.png", "leak.svg", "leak.csv"})
    void pipesAreNotRead(String name) throws IOException, InterruptedException {
        Path run = runListing(name, "0".repeat(64));
        pipe(run.resolve(name));
        assertTold(name, "is no file of this folder but a link, a pipe or the like; not read");
    }

    @Test
    void filesWithoutEndAreNotRead() throws IOException {
        Path run = runListing("leak.csv", "0".repeat(64));
        // Takes no room where files may have holes.
        try (RandomAccessFile file =
                new RandomAccessFile(run.resolve("leak.csv").toFile(), "rw")) {
            file.setLength(1L << 31);
        }
        assertTold("leak.csv", "is larger than 256 MiB; not read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"link", "pipe", "device", "folder", "large"})
    void aResultThatIsNoFileIsOneLine(String what) throws IOException, InterruptedException {
        Path json = TestRun.write(figures, "paper/figure-3", Preset.QUICK, result -> {})
                .resolve(ResultFolder.RESULT);
        Files.move(json, folder.resolve("valid.json"));
        String found =
                switch (what) {
                    case "link" -> {
                        link(json, folder.resolve("valid.json"));
                        yield "found a symbolic link, expected a file";
                    }
                    case "pipe" -> {
                        pipe(json);
                        yield "found a pipe, a socket or a device, expected a file";
                    }
                    case "device" -> {
                        assumeTrue(Files.exists(Path.of("/dev/zero")));
                        link(json, Path.of("/dev/zero"));
                        yield "found a symbolic link, expected a file";
                    }
                    case "folder" -> {
                        Files.createDirectory(json);
                        yield "found a folder, expected a file";
                    }
                    default -> {
                        try (RandomAccessFile file = new RandomAccessFile(json.toFile(), "rw")) {
                            file.setLength(1L << 31);
                        }
                        yield "2147483648 bytes, expected at most 4194304";
                    }
                };
        assertEquals(
                json + ": " + found,
                assertThrows(IOException.class, () -> TestRun.read(figures)).getMessage());
    }

    @Test
    void linkedFoldersAreSkippedAndTold() throws IOException {
        TestRun.write(figures, "paper/figure-3", Preset.QUICK, result -> {});
        TestRun.write(folder.resolve("elsewhere"), "paper/figure-4", Preset.QUICK, result -> {});
        link(figures.resolve("paper/figure-4"), folder.resolve("elsewhere/paper/figure-4"));
        Report report = TestRun.read(figures);
        assertEquals(
                List.of(figures.resolve("paper/figure-4") + ": skipped: a symbolic link, which could lead anywhere"),
                report.warnings());
        assertEquals(1, report.summary().size());
    }

    private static String svg(String content) {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"9\""
                + " height=\"9\">" + content + "</svg>";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<script href='https://example.org/a.js'/>",
                "<rect width='9' height='9' onclick='alert(1)'/>",
                "<rect width='9' height='9' xlink:onload='alert(1)'/>",
                "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
                "<p xmlns='http://www.w3.org/1999/xhtml'>x</p>",
                "<image href='https://example.org/a.png'/>",
                "<image xlink:href='data:image/png;base64,AA=='/>",
                "<use href='https://example.org/a.svg#a'/>",
                "<a href='javascript:alert(1)'><path d='M0 0'/></a>",
                "<style>@import 'https://example.org/a.css';</style>",
                "<rect style=\"fill: url(https://example.org/a#a)\"/>",
                "<rect style=\"fill: URL( 'https://example.org/a#a')\"/>",
                "<rect style=\"fill: u\\72l(https://example.org/a#a)\"/>",
                "<rect style=\"fill: url/**/(https://example.org/a#a)\"/>",
                "<rect fill=\"image-set('https://example.org/a')\"/>",
                "<path xml:base='https://example.org/' d='M0 0'/>",
                "<linearGradient id='a' href='https://example.org/a#b'/>",
                "<path d='M0 0'><animate attributeName='href' to='javascript:alert(1)'/></path>",
                "<path d='M0 0'><set attributeName='onload' to='alert(1)'/></path>",
                "<path d='M0 0'>",
                "\u0000"
            })
    void drawingsThatDoMoreAreNeitherShownNorLinked(String content) throws IOException {
        refuses(svg(content));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>",
                "<svg/>",
                "<html xmlns='http://www.w3.org/1999/xhtml'/>",
                "<?xml-stylesheet href='https://example.org/a.css'?><svg xmlns='http://www.w3.org/2000/svg'/>",
                "<!DOCTYPE svg SYSTEM 'https://example.org/a.dtd'><svg xmlns='http://www.w3.org/2000/svg'/>",
                "<!DOCTYPE svg [<!ENTITY a SYSTEM 'secret'>]><svg xmlns='http://www.w3.org/2000/svg'><desc>&a;</desc></svg>",
                "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><svg xmlns='http://www.w3.org/2000/svg'>"
                        + "<desc>&b;&b;</desc></svg>",
                "",
                "GIF89a"
            })
    void whatIsNoPlainDrawingIsNeitherShownNorLinked(String text) throws IOException {
        refuses(text);
    }

    private void refuses(String text) throws IOException {
        Path drawing = Files.writeString(folder.resolve("drawing.svg"), text);
        Path run = runListing("leak.svg", ResultFolder.sha256(drawing));
        Files.move(drawing, run.resolve("leak.svg"));
        assertTold(
                "leak.svg",
                "is not only a drawing: it may run scripts or load from elsewhere; neither shown nor linked");
        assertFalse(TestRun.page(figures).contains("example.org"));
    }

    /** So that the drawings above are refused for what they do. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<g transform='translate(1, 2) rotate(3)' style='fill: rgb(1, 2, 3)'><path d='M0 0L1 1'/></g>",
                "<defs><linearGradient id='a'/><linearGradient id='b' href='#a'/></defs><rect fill=\"url( '#b')\"/>",
                "<title xml:lang='en'>a (b) &lt;script&gt;</title><text xml:space='preserve'>x</text>"
            })
    void drawingsAreShown(String content) throws IOException {
        Path drawing = Files.writeString(folder.resolve("drawing.svg"), svg(content));
        Path run = runListing("own.svg", ResultFolder.sha256(drawing));
        Files.move(drawing, run.resolve("own.svg"));
        assertEquals(List.of(), TestRun.read(figures).warnings());
        assertTrue(TestRun.page(figures).contains("own.svg\""));
    }

    /** What the terminal would take for a command, and what a browser would take for markup. */
    @Test
    void namesOfFoldersAreShownAndNotObeyed() throws IOException {
        String name = "a\u001B]0;owned\u0007\u202E<script>alert(1)</script>";
        Path paper;
        try {
            paper = Files.createDirectories(figures.resolve(name.replace("/", "")));
        } catch (IOException | java.nio.file.InvalidPathException none) {
            assumeTrue(false, "no such names here: " + none);
            return;
        }
        TestRun.write(paper, "figure-3", Preset.QUICK, result -> result.put("figure", "paper/figure-3"));
        Files.createDirectories(paper.resolve("figure-4").resolve("\u001B[2J"));
        Files.delete(paper.resolve("figure-3/quick/points.csv"));
        Report report = TestRun.read(figures);
        assertEquals(1, report.summary().size());
        assertEquals(2, report.warnings().size());
        report.summary().forEach(HostileFolderTest::assertSeen);
        report.warnings().forEach(HostileFolderTest::assertSeen);
        String page = TestRun.page(figures);
        assertFalse(page.contains("<script>"));
        assertTrue(page.chars().noneMatch(c -> c == 0x1B || c == 0x7 || c == 0x202E));
    }

    private static void assertSeen(String line) {
        assertTrue(line.chars().noneMatch(c -> Character.isISOControl(c) || c == 0x202E), line);
    }
}
