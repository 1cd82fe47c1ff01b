package org.thalweg.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.thalweg.linalg.Workers;

/** Trainings in JVMs of their own that are killed (SIGKILL) while they do nothing but step and write checkpoints. */
class KilledTrainingTest {

    private static final int STEPS = 200;
    private static final Optimizer OPTIMIZER = new Optimizer.Adam();

    @TempDir
    Path folder;

    /** Killed three times, a little further each time. Where in a step or a checkpoint it is hit, is left to chance. */
    @Test
    void killedRunEndsInTheBitsOfAnUnbrokenOne() throws Exception {
        Path file = folder.resolve("checkpoint.safetensors");
        long done = 0;
        for (int kill = 0; kill < 3; kill++) {
            killAfter(20, file);
            try (Workers workers = Workers.of(1)) {
                long step = Trainings.trainer(OPTIMIZER, workers).resume(file).step();
                assertTrue(step >= done + 19, "killed at step " + step + " after " + done);
                done = step;
            }
        }
        assertTrue(done < STEPS, "nothing is left to resume");
        try (Workers workers = Workers.of(2)) {
            Trainer unbroken = Trainings.trainer(OPTIMIZER, workers);
            unbroken.run(Goal.ofSteps(STEPS), Checkpoints.NONE, Progress.Observer.NONE);
            Trainer resumed = Trainings.trainer(OPTIMIZER, workers).resume(file);
            resumed.run(Goal.ofSteps(STEPS), Checkpoints.everySteps(file, 1), Progress.Observer.NONE);
            assertArrayEquals(unbroken.theta(), resumed.theta());
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    private static void killAfter(int lines, Path file) throws Exception {
        String path = Stream.of(
                        System.getProperty("jdk.module.path"),
                        System.getProperty("java.class.path"),
                        testClasses().toString())
                .filter(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        path,
                        Child.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        StringBuilder output = new StringBuilder();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int steps = 0; steps < lines; ) {
                String line = reader.readLine();
                assertTrue(line != null, () -> "the child ended: " + output);
                output.append(line).append('\n');
                steps += line.startsWith("step ") ? 1 : 0;
            }
            process.destroyForcibly();
        }
        assertEquals(128 + 9, process.waitFor(), output.toString());
    }

    private static Path testClasses() throws Exception {
        String resource = Child.class.getName().replace('.', '/') + ".class";
        Path path = Path.of(Child.class.getClassLoader().getResource(resource).toURI());
        return path.resolve("../".repeat(resource.split("/").length)).normalize();
    }

    /** Trains on from the checkpoint, if there is one, and writes another after each step. */
    static final class Child {
        public static void main(String[] arguments) throws IOException {
            Path file = Path.of(arguments[0]);
            try (Workers workers = Workers.of(1)) {
                Trainer trainer = Trainings.trainer(OPTIMIZER, workers);
                if (Files.exists(file)) {
                    trainer.resume(file);
                }
                trainer.run(
                        Goal.ofSteps(STEPS),
                        Checkpoints.everySteps(file, 1),
                        progress -> System.out.println("step " + progress.step()));
            }
        }
    }
}
