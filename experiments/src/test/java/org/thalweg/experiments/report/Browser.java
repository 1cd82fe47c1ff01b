package org.thalweg.experiments.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real browser without a window: the one that the property {@code thalweg.browser} or the environment variable
 * {@code THALWEG_BROWSER} names, else Chromium or Chrome on the path.
 *
 * @param program the program
 * @param folder for its profile and its output
 */
record Browser(String program, Path folder) {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final long SECONDS = 120;

    /** The browser; without one the test that asks is skipped, which standard error says too. */
    static Browser find(Path folder) {
        Optional<String> program = Optional.ofNullable(System.getProperty("thalweg.browser"))
                .or(() -> Optional.ofNullable(System.getenv("THALWEG_BROWSER")))
                .or(Browser::onPath);
        String message = "SKIPPED: the report is not looked at in a browser, as there is none: no " + NAMES
                + " on the PATH, and neither -Dthalweg.browser nor THALWEG_BROWSER";
        if (program.isEmpty()) {
            System.err.println(message);
        }
        assumeTrue(program.isPresent(), message);
        return new Browser(program.get(), folder);
    }

    private static Optional<String> onPath() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return NAMES.stream()
                .flatMap(name -> Stream.of(path.split(File.pathSeparator)).map(place -> Path.of(place, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /** The document as it is after its scripts have run. */
    String dom(Path page) throws IOException, InterruptedException {
        return run("--hide-scrollbars", "--dump-dom", page.toUri().toString());
    }

    /** What is seen in a window, as PNG. */
    Path screenshot(Path page, int width, int height, String... options) throws IOException, InterruptedException {
        Path image = folder.resolve("screenshot.png");
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of(
                "--hide-scrollbars",
                "--window-size=" + width + "," + height,
                "--screenshot=" + image,
                page.toUri().toString()));
        run(arguments.toArray(String[]::new));
        return image;
    }

    /** The page as it is printed. */
    Path pdf(Path page) throws IOException, InterruptedException {
        Path pdf = folder.resolve("page.pdf");
        run("--no-pdf-header-footer", "--print-to-pdf=" + pdf, page.toUri().toString());
        return pdf;
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        Path out = folder.resolve("browser.out");
        Path err = folder.resolve("browser.err");
        List<String> command = new ArrayList<>(List.of(
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--user-data-dir=" + folder.resolve("profile")));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            String errors = Files.readString(err, StandardCharsets.ISO_8859_1);
            assertEquals(true, ended, () -> program + " did not end within " + SECONDS + " s: " + errors);
            assertEquals(0, process.exitValue(), errors);
        } finally {
            end(process);
        }
        return Files.readString(out);
    }

    /** With all that it started: a browser is a tree of processes. */
    private static void end(Process process) throws InterruptedException {
        List<ProcessHandle> tree = process.descendants().toList();
        process.destroyForcibly().waitFor();
        tree.forEach(ProcessHandle::destroyForcibly);
    }
}
