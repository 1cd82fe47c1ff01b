package org.thalweg.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.experiments.figure.Preset;

/** The page in a real browser: on a phone, on paper, by day and by night. Each check is shown a page that fails it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportBrowserTest {

    private static final Pattern MEASURED = Pattern.compile(
            "width (\\d+), content (\\d+), beyond (\\d+), pictures (\\d+), decoded (\\d+), scripts (\\d+)");

    /**
     * Shows a page in a frame, which unlike a window may be as narrow as a phone, and writes down what became of it. What is
     * beyond the right edge does not count in a region that scrolls.
     */
    private static final String FRAME = """
            <!DOCTYPE html><html><body><pre id="measured">nothing</pre>
            <iframe id="frame" style="border:0;height:844px;width:WIDTHpx" srcdoc="PAGE"></iframe>
            <script>
            addEventListener('load', () => {
              const frame = document.getElementById('frame');
              const page = frame.contentDocument;
              const pictures = [...page.images];
              const decoded = pictures.filter(i => i.complete && i.naturalWidth > 0);
              const beyond = [...page.body.querySelectorAll('*')].filter(e =>
                  !e.closest('.scroll') && e.getBoundingClientRect().right > frame.contentWindow.innerWidth + 0.5);
              document.getElementById('measured').textContent = 'width ' + frame.contentWindow.innerWidth
                  + ', content ' + page.documentElement.scrollWidth + ', beyond ' + beyond.length
                  + ', pictures ' + pictures.length + ', decoded ' + decoded.length
                  + ', scripts ' + page.scripts.length;
            });
            </script></body></html>
            """;

    private Path folder;

    private Browser browser;
    private String page;

    @BeforeAll
    void makePage(@TempDir Path temporary) throws IOException {
        folder = temporary;
        Path figures = folder.resolve("figures");
        String longest = "a_name_without_any_space_".repeat(12);
        TestRun.write(figures, "paper/figure-2", Preset.QUICK, 20_000, result -> {});
        TestRun.write(figures, "paper/figure-3", Preset.PAPER, result -> {
            result.put("title", longest + "<script>document.title = 'hacked'</script>");
            result.put("jdk", longest);
            result.withObject("/settings").put(longest, longest);
            TestRun.claim(result, longest, -1.2345e-100, -1.2345e-100, -1.2345e-100, "reproduced");
        });
        for (int i = 4; i < 8; i++) {
            TestRun.write(figures, "paper/figure-" + i, Preset.QUICK, result -> {});
        }
        page = TestRun.page(figures);
    }

    /** Before each test, so that each is counted as skipped where there is no browser. */
    @BeforeEach
    void findBrowser() {
        browser = Browser.find(folder);
    }

    private Path write(String html) throws IOException {
        return Files.writeString(folder.resolve("page.html"), html);
    }

    /** Width of the window and of the content, elements beyond the edge, pictures, decoded pictures, scripts. */
    private int[] measure(String html, int width) throws IOException, InterruptedException {
        String escaped = html.replace("&", "&amp;").replace("\"", "&quot;");
        String dom =
                browser.dom(write(FRAME.replace("WIDTH", String.valueOf(width)).replace("PAGE", escaped)));
        Matcher measured = MEASURED.matcher(dom);
        assertTrue(measured.find(), () -> dom.substring(0, Math.min(dom.length(), 500)));
        int[] numbers = new int[measured.groupCount()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Integer.parseInt(measured.group(i + 1));
        }
        return numbers;
    }

    private static List<Integer> list(int... numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 390, 800, 1400})
    void fitsEveryWidthAndShowsEveryPicture(int width) throws IOException, InterruptedException {
        assertEquals(list(width, width, 0, 6, 6, 0), list(measure(page, width)));
    }

    @Test
    void whatDoesNotFitAndWhatDoesNotDecodeIsSeen() throws IOException, InterruptedException {
        String wide =
                page.replace("class=\"scroll\"", "class=\"wide\"").replaceFirst("base64,[A-Za-z0-9+/]{100}", "base64,");
        int[] measured = measure(wide, 390);
        assertTrue(measured[1] > 390, "content " + measured[1]);
        assertTrue(measured[2] > 0, "beyond " + measured[2]);
        assertEquals(List.of(6, 5), list(measured[3], measured[4]));
    }

    @Test
    void noFigureIsSplitOverPages() throws IOException, InterruptedException {
        PrintedPages printed = PrintedPages.of(browser.pdf(write(page)));
        assertTrue(printed.count() >= 7, printed.count() + " pages");
        List<Set<Integer>> figures = printed.ofFigures();
        assertEquals(2 * 6, figures.size(), "figures with their captions, and pictures in them");
        figures.forEach(pages -> assertEquals(1, pages.size(), figures.toString()));
    }

    @Test
    void aFigureThatIsSplitIsSeen() throws IOException, InterruptedException {
        String tall = page.replace("max-height: 205mm; width: auto", "height: 600mm");
        List<Set<Integer>> figures = PrintedPages.of(browser.pdf(write(tall))).ofFigures();
        assertTrue(figures.stream().anyMatch(pages -> pages.size() > 1), figures.toString());
    }

    /** The ground of the page is that of the reader's colour scheme. */
    @ParameterizedTest
    @CsvSource({"1, faf9f6", "0, 15191d"})
    void followsTheColourScheme(int scheme, String ground) throws IOException, InterruptedException {
        Path image = browser.screenshot(write(page), 1200, 900, "--blink-settings=preferredColorScheme=" + scheme);
        BufferedImage pixels = ImageIO.read(image.toFile());
        assertEquals(ground, String.format("%06x", pixels.getRGB(5, 5) & 0xFFFFFF));
    }
}
