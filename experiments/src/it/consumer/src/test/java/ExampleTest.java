import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Runs the example as its reader would. */
class ExampleTest {

    @Test
    void runsWithTheExpectedModules() {
        boolean vector = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        assertEquals(Boolean.parseBoolean(System.getProperty("expect.vector")), vector);
    }

    @Test
    void printsWhatTheReadmeSays() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Example.main();
        } finally {
            System.setOut(out);
        }
        assertEquals(
                "L 0.460264874415, |g|^2 3.246880048148, g'Hg 16.476641284774",
                printed.toString(StandardCharsets.UTF_8).strip());
    }
}
