package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code thalweg}, with stand-ins for Java and Maven that show what they are given. */
@Timeout(60)
class LauncherTest {

    private static final String JAVA = """
            #!/bin/sh
            echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2
            echo 'a message' >&2
            while [ $# -gt 0 ]; do
                case $1 in
                    --module-path)
                        [ -f "${2%%:*}" ] && [ -d "${2#*:}" ] && echo 'modules found'
                        shift
                        ;;
                    --module | --add-modules) shift ;;
                    -*) ;;
                    *) echo "argument <$1>" ;;
                esac
                shift
            done
            echo "locale ${LC_ALL-unset}"
            exit 7
            """;

    private static final String MAVEN = """
            #!/bin/sh
            echo '[INFO] Scanning for projects...'
            echo '[INFO] Building Thalweg core 0.1.0-SNAPSHOT          [2/3]'
            if [ -n "${BROKEN-}" ]; then
                echo '[ERROR] Core.java:[3,4] wrong'
                exit 1
            fi
            mkdir -p experiments/target/lib
            [ -z "${SLOW-}" ] || sleep 2
            echo built >> builds
            touch experiments/target/thalweg-experiments.jar
            printf '\\033[0m'
            """;

    @TempDir
    Path folder;

    private Path tools;
    private Path temporary;

    /** What a run said and how it ended. */
    private record Run(int status, String out, String err) {}

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh");
        tools = Files.createDirectories(folder.resolve("jdk/bin"));
        script(tools.resolve("java"), JAVA);
        script(tools.resolve("mvn"), MAVEN);
        temporary = Files.createDirectory(folder.resolve("temporary"));
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A clone whose program is as new as its sources. */
    private Path built(String name) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Files.copy(Path.of("../thalweg"), home.resolve("thalweg"));
        Files.createFile(home.resolve("pom.xml"));
        for (String module : List.of("linalg", "core", "experiments")) {
            Files.createDirectories(home.resolve(module).resolve("src/main"));
            Files.createFile(home.resolve(module).resolve("pom.xml"));
        }
        Files.createDirectories(home.resolve("experiments/target/lib"));
        Path jar = Files.createFile(home.resolve("experiments/target/thalweg-experiments.jar"));
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
        return home;
    }

    private Run run(Path home, Map<String, String> environment, String redirections, String... arguments)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$0\" \"$@\" " + redirections, home + "/thalweg"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        builder.environment().put("JAVA_HOME", tools.getParent().toString());
        builder.environment().merge("PATH", tools.toString(), (old, own) -> own + ":" + old);
        builder.environment().put("TMPDIR", temporary.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "hangs");
        // What filters the messages is another process.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (redirections.isEmpty()
                && process.exitValue() == 7
                && !Files.readString(err).endsWith("a message\n")
                && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList(), "left behind");
        }
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static String expected(String locale, String... arguments) {
        StringBuilder text = new StringBuilder("modules found\n");
        for (String argument : arguments) {
            text.append("argument <").append(argument).append(">\n");
        }
        return text + "locale " + locale + "\n";
    }

    @Test
    void argumentsStatusAndMessagesPassAndTheWarningDoesNot() throws Exception {
        Run run = run(built("home"), Map.of(), "", "a b", "*", "$HOME", "c\nd");
        assertEquals(7, run.status());
        assertEquals(expected("C.UTF-8", "a b", "*", "$HOME", "c\nd"), run.out());
        assertEquals("a message\n", run.err());
    }

    @ParameterizedTest
    @CsvSource({"2>&-, true", "<&- 2>&-, true", ">&-, false", "<&- >&- 2>&-, false"})
    void closedStreamsDoNotHoldItUp(String redirections, boolean speaks) throws Exception {
        Run run = run(built("home"), Map.of(), redirections, "x");
        assertEquals(7, run.status());
        assertEquals(speaks ? expected("C.UTF-8", "x") : "", run.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", "a\nb", "a b", "'\"$x`", "end\n", "-n"})
    void theFolderMayHaveAnyName(String name) throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/fd")), "no /proc");
        Path home = built(name);
        Run run = run(home, Map.of(), "", "x");
        assertEquals(expected("C.UTF-8", "x"), run.out());
        Path link = Files.createSymbolicLink(
                Files.createDirectory(folder.resolve("bin")).resolve("thalweg"), home.resolve("thalweg"));
        assertEquals(run, run(link.getParent(), Map.of(), "", "x"));
    }

    @Test
    void theWarningIsHiddenWithoutAFolderForTemporaryFiles() throws Exception {
        Run run = run(built("home"), Map.of("TMPDIR", folder + "/nowhere"), "");
        assertEquals("a message\n", run.err());
    }

    @ParameterizedTest
    @CsvSource({
        "LANG, C, '', C.UTF-8",
        "LANG, POSIX, '', C.UTF-8",
        "LC_ALL, C, '', C.UTF-8",
        "LC_CTYPE, C, '', C.UTF-8",
        "LANG, de_DE.UTF-8, UTF-8, unset",
        "LANG, tr_TR.UTF-8, ANSI_X3.4-1968, C.UTF-8",
        "LC_CTYPE, tr_TR.UTF-8, US-ASCII, C.UTF-8",
        "LC_ALL, tr_TR.UTF-8, ANSI_X3.4-1968, C.UTF-8",
        "LANG, en_GB.ISO-8859-1, ISO-8859-1, unset",
        "LC_ALL, en_GB.ISO-8859-1, ISO-8859-1, en_GB.ISO-8859-1",
        "LC_ALL, en_GB.ISO-8859-1, '', en_GB.ISO-8859-1"
    })
    void onlyLocalesWithTheLettersOfAsciiAreReplaced(String variable, String value, String charmap, String locale)
            throws Exception {
        script(tools.resolve("locale"), "#!/bin/sh\n[ \"$1\" = charmap ] && echo '" + charmap + "'\n");
        assertEquals(
                expected(locale),
                run(built("home"), Map.of(variable, value), "").out());
    }

    private static boolean exists(String command) throws Exception {
        return new ProcessBuilder("/bin/sh", "-c", "command -v " + command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /** One builds, the others wait for it; a launcher that was killed while it built holds up nobody. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void launchersBuildOneAtATime(boolean killedBefore) throws Exception {
        assumeTrue(exists("flock") || exists("perl"), "nothing to lock with");
        Path home = built("home");
        Path target = home.resolve("experiments/target");
        Files.delete(target.resolve("thalweg-experiments.jar"));
        if (killedBefore) {
            // It had written what looks new, but had not come to the end.
            Files.createFile(target.resolve("thalweg-experiments.jar"));
            Files.writeString(target.resolve(".building"), "building\n");
        }
        List<Process> others = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ProcessBuilder builder = new ProcessBuilder(home + "/thalweg", "x")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("JAVA_HOME", tools.getParent().toString());
            builder.environment().merge("PATH", tools.toString(), (old, own) -> own + ":" + old);
            builder.environment().put("SLOW", "yes");
            others.add(builder.start());
        }
        Run run = run(home, Map.of("SLOW", "yes"), "", "x");
        assertEquals(expected("C.UTF-8", "x"), run.out());
        for (Process other : others) {
            assertTrue(other.waitFor(30, TimeUnit.SECONDS), "hangs");
            assertEquals(7, other.exitValue());
        }
        assertEquals(List.of("built"), Files.readAllLines(home.resolve("builds")));
    }

    @Test
    void aBuildTellsHowFarItIs() throws Exception {
        Path home = built("home");
        Files.delete(home.resolve("experiments/target/thalweg-experiments.jar"));
        Run run = run(home, Map.of(), "", "x");
        assertEquals(expected("C.UTF-8", "x"), run.out());
        assertEquals("""
                thalweg: not built yet, or its sources have changed; building takes a minute, the first time some minutes more
                thalweg: building Thalweg core (2 of 3)
                thalweg: built
                a message
                """, run.err());
    }

    @Test
    void aBuildThatFailsShowsWhy() throws Exception {
        Path home = built("home");
        Files.setLastModifiedTime(
                home.resolve("core/pom.xml"), FileTime.from(Instant.now().plusSeconds(120)));
        Run run = run(home, Map.of("BROKEN", "yes"), "", "x");
        assertEquals(1, run.status());
        assertEquals("", run.out());
        assertTrue(
                run.err()
                        .endsWith(
                                "[ERROR] Core.java:[3,4] wrong\n\nthalweg: the build failed; its messages are above\n"),
                run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", "\u001B[31mred\nb"})
    void whereJavaCannotBuildOneLineTells(String name) throws Exception {
        Path home = built(name);
        Files.delete(home.resolve("experiments/target/thalweg-experiments.jar"));
        Run run = run(home, Map.of(), "");
        assertEquals(1, run.status());
        String shown = home.toRealPath().toString().replace('\u001B', '?').replace('\n', '?');
        assertEquals(
                "thalweg: not built from the present sources, and Java cannot build in '" + shown
                        + "', whose path has a ':' or a line feed\n",
                run.err());
    }
}
