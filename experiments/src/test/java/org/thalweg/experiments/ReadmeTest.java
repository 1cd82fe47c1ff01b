package org.thalweg.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Java in the README is the program that the consumer project compiles and runs. */
class ReadmeTest {

    @Test
    void theExampleIsTheConsumersProgram() throws IOException {
        List<String> blocks = Pattern.compile("(?ms)^```java\\n(.*?)^```$")
                .matcher(Files.readString(Path.of("../README.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        String program = Files.readString(Path.of("src/it/consumer/src/main/java/Example.java"));
        assertEquals(List.of(program), blocks);
    }
}
