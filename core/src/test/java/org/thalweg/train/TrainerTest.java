package org.thalweg.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.autodiff.operations.Dropout;
import org.thalweg.data.BuiltInDigits;
import org.thalweg.data.Dataset;
import org.thalweg.data.Split;
import org.thalweg.data.Targets;
import org.thalweg.io.Precision;
import org.thalweg.io.SafeTensorsFile;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Initialization;
import org.thalweg.nn.Sequential;

class TrainerTest {

    @TempDir
    Path folder;

    private final Workers workers = Workers.of(1);

    @AfterEach
    void close() {
        workers.close();
    }

    static Stream<Optimizer> optimizers() {
        return Stream.of(new Optimizer.GradientDescent(), new Optimizer.Nesterov(0.9), new Optimizer.Adam());
    }

    /** The loop written out: the gradient of the mean loss, times the learning rate. */
    @Test
    void aStepGoesDownTheGradient() throws IOException {
        Graph network = Trainings.plain();
        double[] theta = new Initialization.FanIn().theta(network, 2);
        Objective objective = Objective.of(network, Loss.crossEntropy(), Trainings.DATA, workers);
        List<Progress> expected = new ArrayList<>();
        for (int step = 1; step <= 5; step++) {
            double[] gradient = objective.at(theta).gradient();
            double norm = Math.sqrt(Arrays.stream(gradient).map(g -> g * g).reduce(0, Double::sum));
            expected.add(new Progress(step, objective.loss(), norm, 0.5));
            for (int i = 0; i < theta.length; i++) {
                theta[i] -= 0.5 * gradient[i];
            }
        }
        Trainer trainer = Trainings.trainer(
                network,
                Loss.crossEntropy(),
                Trainings.DATA,
                new TrainingSettings(
                        new Optimizer.GradientDescent(),
                        new LearningRate.Constant(0.5),
                        TrainingSettings.FULL_BATCH,
                        1),
                workers);
        List<Progress> found = new ArrayList<>();
        assertEquals(Trainer.Ending.STEPS, trainer.run(Goal.ofSteps(5), Checkpoints.NONE, found::add));
        assertEquals(expected, found);
        assertArrayEquals(theta, trainer.theta());
        assertEquals(5, trainer.step());
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void resumedRunEndsInTheSameBits(Optimizer optimizer) throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        Trainer unbroken = Trainings.trainer(optimizer, workers);
        unbroken.run(Goal.ofSteps(40), Checkpoints.NONE, Progress.Observer.NONE);
        for (int at = 0; at <= 40; at += 13) {
            Trainings.trainer(optimizer, workers)
                    .run(Goal.ofSteps(at), Checkpoints.everySteps(file, 5), Progress.Observer.NONE);
            try (Workers three = Workers.of(3)) {
                Trainer resumed = Trainings.trainer(optimizer, three).resume(file);
                assertEquals(at, resumed.step());
                resumed.run(Goal.ofSteps(40), Checkpoints.NONE, Progress.Observer.NONE);
                assertArrayEquals(unbroken.theta(), resumed.theta(), "resumed at step " + at);
            }
        }
    }

    /** A file that is made old stays old until it is written. */
    @Test
    void aCheckpointOfThePresentStepIsNotWrittenAgain() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        Checkpoints checkpoints = Checkpoints.everySteps(file, 100);
        Optimizer adam = new Optimizer.Adam();
        Trainer trainer = Trainings.trainer(adam, workers);
        trainer.run(Goal.ofSteps(3), checkpoints, Progress.Observer.NONE);
        FileTime written = markAsOld(file);

        Trainer resumed = Trainings.trainer(adam, workers).resume(file);
        resumed.run(Goal.ofSteps(3), checkpoints, Progress.Observer.NONE);
        assertEquals(written, Files.getLastModifiedTime(file), "at the step that it was resumed from");
        resumed.run(Goal.ofSteps(5), checkpoints, Progress.Observer.NONE);
        assertNotEquals(written, Files.getLastModifiedTime(file), "two steps later");
        assertEquals(5, Trainings.trainer(adam, workers).resume(file).step());

        trainer.run(Goal.ofSteps(3), checkpoints, Progress.Observer.NONE);
        assertEquals(3, Trainings.trainer(adam, workers).resume(file).step(), "over a file of another trainer");
        Files.delete(file);
        trainer.run(Goal.ofSteps(3), checkpoints, Progress.Observer.NONE);
        assertEquals(3, Trainings.trainer(adam, workers).resume(file).step(), "where the file is gone");
    }

    private static FileTime markAsOld(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
        return Files.getLastModifiedTime(file);
    }

    /** Layers so wide that packing, masks, copies and the steps of the optimizer are shared, as the products are. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void wideLayersHaveTheSameBitsForAnyWorkers(Optimizer optimizer) throws IOException {
        Dataset data = Trainings.DATA;
        Graph network = Sequential.of(data.inputs().numCols)
                .affine(410)
                .relu()
                .dropout(0.8, Dropout.Sharing.SAMPLE)
                .affine(450)
                .relu()
                .dropout(0.5, Dropout.Sharing.BATCH)
                .affine(data.targets().width())
                .build();
        double[] expected = null;
        for (int threads = 1; threads <= 3; threads++) {
            try (Workers team = Workers.of(threads)) {
                Trainer trainer = Trainings.trainer(
                        network,
                        Loss.crossEntropy(),
                        data,
                        new TrainingSettings(optimizer, new LearningRate.Constant(0.01), 50, 3),
                        team);
                trainer.run(Goal.ofSteps(4), Checkpoints.NONE, Progress.Observer.NONE);
                expected = expected == null ? trainer.theta() : expected;
                assertArrayEquals(expected, trainer.theta(), threads + " threads");
            }
        }
    }

    @Test
    void batchesAndMasksChangeFromStepToStep() throws IOException {
        List<Double> losses = new ArrayList<>();
        Trainings.trainer(
                        Trainings.network(),
                        Loss.crossEntropy(),
                        Trainings.DATA,
                        new TrainingSettings(new Optimizer.GradientDescent(), new LearningRate.Constant(1e-300), 8, 3),
                        workers)
                .run(Goal.ofSteps(20), Checkpoints.NONE, p -> losses.add(p.loss()));
        assertEquals(20, losses.stream().distinct().count(), losses.toString());
    }

    @Test
    void endsAtTheTargetLoss() throws IOException {
        List<Double> losses = new ArrayList<>();
        Trainer trainer = Trainings.trainer(
                Trainings.plain(),
                Loss.crossEntropy(),
                Trainings.DATA,
                new TrainingSettings(
                        new Optimizer.Adam(), new LearningRate.Constant(0.01), TrainingSettings.FULL_BATCH, 1),
                workers);
        Trainer.Ending ending = trainer.run(new Goal(1000, 0.5), Checkpoints.NONE, p -> losses.add(p.loss()));
        assertEquals(Trainer.Ending.TARGET_LOSS, ending);
        assertTrue(trainer.step() > 1 && trainer.step() < 1000);
        assertTrue(losses.stream().allMatch(loss -> loss > 0.5), losses.toString());
        double reached = Objective.of(Trainings.plain(), Loss.crossEntropy(), Trainings.DATA, workers)
                .at(trainer.theta())
                .loss();
        assertTrue(reached <= 0.5, "loss " + reached);
    }

    @Test
    void stopsAfterTheStep() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        Trainer trainer = Trainings.trainer(new Optimizer.Adam(), workers);
        Trainer.Ending ending = trainer.run(Goal.ofSteps(40), Checkpoints.everySteps(file, 1000), progress -> {
            if (progress.step() == 7) {
                trainer.stop();
            }
        });
        assertEquals(Trainer.Ending.STOPPED, ending);
        assertEquals(7, trainer.step());
        assertEquals(
                7, Trainings.trainer(new Optimizer.Adam(), workers).resume(file).step());
        assertEquals(Trainer.Ending.STEPS, trainer.run(Goal.ofSteps(8), Checkpoints.NONE, Progress.Observer.NONE));
    }

    @Test
    void checkpointsComeWithTheStepsOrWithTime() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        List<Long> seen = new ArrayList<>();
        Progress.Observer observer = progress ->
                seen.add(Long.valueOf(SafeTensorsFile.read(file).metadata().get("step")));
        Trainings.trainer(new Optimizer.Adam(), workers)
                .run(Goal.ofSteps(7), Checkpoints.everySteps(file, 3), observer);
        assertEquals(List.of(0L, 0L, 0L, 3L, 3L, 3L, 6L), seen);
        seen.clear();
        Trainings.trainer(new Optimizer.Adam(), workers)
                .run(Goal.ofSteps(3), Checkpoints.every(file, Duration.ofNanos(1)), observer);
        assertEquals(List.of(0L, 1L, 2L), seen);
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void divergenceNamesStepRateAndCheckpoint() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        Trainer trainer = Trainings.trainer(
                Sequential.mlp(Activations.IDENTITY, 784, 5, 10),
                Loss.meanSquaredError(),
                Trainings.DATA,
                new TrainingSettings(
                        new Optimizer.GradientDescent(),
                        new LearningRate.Constant(1e60),
                        TrainingSettings.FULL_BATCH,
                        1),
                workers);
        DivergenceException fault = assertThrows(
                DivergenceException.class,
                () -> trainer.run(Goal.ofSteps(50), Checkpoints.everySteps(file, 1), Progress.Observer.NONE));
        String message = "training diverged at step " + fault.step()
                + ": (loss|norm of the gradient) (NaN|Infinity), expected a finite number; learning rate 1.0E60; "
                + "last good checkpoint: " + file;
        assertTrue(fault.getMessage().matches(message), fault.getMessage());
        assertTrue(fault.step() > 1 && fault.step() < 50);
        for (double value : SafeTensorsFile.read(file).tensors().get("2.weight").values()) {
            assertTrue(Double.isFinite(value));
        }
        assertEquals(
                String.valueOf(fault.step() - 2),
                SafeTensorsFile.read(file).metadata().get("step"));
    }

    /** One setting after the other differs, and is named. */
    @Test
    void aCheckpointOfAnotherTrainingIsRefused() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        TrainingSettings settings = Trainings.settings(new Optimizer.Nesterov(0.9));
        Trainings.trainer(Trainings.plain(), Loss.crossEntropy(), Trainings.DATA, settings, workers)
                .save(file);
        Dataset other = BuiltInDigits.generate(2, Split.TRAIN, 50);
        Map<String, Trainer> others = new LinkedHashMap<>();
        others.put(
                "data: found " + Trainings.DATA.checksum() + ", expected " + other.checksum(),
                trainer(Trainings.plain(), Loss.crossEntropy(), other, settings));
        others.put(
                "samples: found 50, expected 40",
                trainer(Trainings.plain(), Loss.crossEntropy(), Trainings.DATA.first(40), settings));
        others.put(
                "done to the data: found drawn with seed 1, split train, expected drawn with seed 1, split train;"
                        + " normalised by mean 0.5, standard deviation 0.25",
                trainer(Trainings.plain(), Loss.crossEntropy(), Trainings.DATA.normalized(0.5, 0.25), settings));
        others.put(
                "parameter 0.weight: found [6, 784], expected [7, 784]",
                trainer(Sequential.mlp(Activations.TANH, 784, 7, 10), Loss.crossEntropy(), Trainings.DATA, settings));
        others.put(
                "node 2: found Elementwise[activation=tanh] of [1], expected Elementwise[activation=relu] of [1]",
                trainer(Sequential.mlp(Activations.RELU, 784, 6, 10), Loss.crossEntropy(), Trainings.DATA, settings));
        others.put(
                "node 4: found CrossEntropy[labelSmoothing=0.0] of [3], expected CrossEntropy[labelSmoothing=0.1] of [3]",
                trainer(Trainings.plain(), Loss.crossEntropy(0.1), Trainings.DATA, settings));
        others.put(
                "optimizer: found Nesterov momentum 0.9, expected Nesterov momentum 0.8",
                withPlain(Trainings.settings(new Optimizer.Nesterov(0.8))));
        others.put(
                "learning rate: found cosine from 0.1 to 0.01 over 40 steps, expected constant 0.1",
                withPlain(new TrainingSettings(settings.optimizer(), new LearningRate.Constant(0.1), 8, 3)));
        others.put(
                "batch size: found 8, expected 50",
                withPlain(new TrainingSettings(settings.optimizer(), Trainings.RATE, TrainingSettings.FULL_BATCH, 3)));
        others.put(
                "seed: found 3, expected 4",
                withPlain(new TrainingSettings(settings.optimizer(), Trainings.RATE, 8, 4)));
        for (Map.Entry<String, Trainer> entry : others.entrySet()) {
            assertEquals(
                    file + ": " + entry.getKey(),
                    assertThrows(IOException.class, () -> entry.getValue().resume(file))
                            .getMessage());
        }
        Graph network = Trainings.plain();
        Trainer elsewhere = Trainer.of(
                network,
                Loss.crossEntropy(),
                Trainings.DATA,
                settings,
                new Initialization.Normal(0.1).theta(network, 2),
                workers);
        String message =
                assertThrows(IOException.class, () -> elsewhere.resume(file)).getMessage();
        assertTrue(message.startsWith(file + ": starting point: found CRC-32 "), message);
    }

    private Trainer withPlain(TrainingSettings settings) {
        return trainer(Trainings.plain(), Loss.crossEntropy(), Trainings.DATA, settings);
    }

    private Trainer trainer(Graph network, Loss loss, Dataset data, TrainingSettings settings) {
        return Trainings.trainer(network, loss, data, settings, workers);
    }

    @Test
    void aCorruptCheckpointIsRefused() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        Trainer trainer = Trainings.trainer(new Optimizer.Adam(), workers);
        trainer.run(Goal.ofSteps(3), Checkpoints.everySteps(file, 1), Progress.Observer.NONE);
        byte[] bytes = Files.readAllBytes(file);
        double[] before = trainer.theta();
        bytes[bytes.length - 100] ^= 1;
        Files.write(file, bytes);
        assertRefused(file, trainer, "checksum: found ");
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        assertRefused(file, trainer, "; the file is damaged: delete it to start again");
        Files.write(file, new byte[0]);
        assertRefused(file, trainer, "; the file is damaged: delete it to start again");
        SafeTensorsFile.write(file, List.of(), Map.of(), Precision.F64);
        assertRefused(file, trainer, "checkpoint: found nothing, expected thalweg 3");
        Files.delete(file);
        assertRefused(file, trainer, "no such file");
        assertArrayEquals(before, trainer.theta());
        assertEquals(3, trainer.step());
    }

    /** Every digit and letter of the file, not only the numbers: with another step other weights would come out. */
    @Test
    void aChangeAnywhereInACheckpointIsRefused() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        Trainer trainer = Trainings.trainer(new Optimizer.Adam(), workers);
        trainer.run(Goal.ofSteps(15), Checkpoints.everySteps(file, 15), new Progress.Observer() {
            @Override
            public void stepped(Progress progress) {}

            @Override
            public String note() {
                return "noted at " + trainer.step();
            }
        });
        byte[] good = Files.readAllBytes(file);
        String text = new String(good, StandardCharsets.ISO_8859_1);
        Files.writeString(file, text.replace("\"step\":\"15\"", "\"step\":\"25\""), StandardCharsets.ISO_8859_1);
        assertRefused(file, trainer, "the file is damaged: delete it to start again");
        for (int i = 0; i < good.length; i += i < text.indexOf("}}") ? 3 : 1009) {
            byte[] bytes = good.clone();
            bytes[i] ^= 1;
            Files.write(file, bytes);
            int at = i;
            assertThrows(IOException.class, () -> trainer.resume(file), () -> "byte " + at);
        }
        Files.write(file, good);
        assertEquals(
                "noted at 15",
                Trainings.trainer(new Optimizer.Adam(), workers).resume(file).note());
    }

    /** Files of the format before hold what this one does, but for what was done to the data: they may be of any. */
    @Test
    void aCheckpointThatDoesNotSayWhatWasDoneToTheDataIsRefused() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        Trainer trainer = Trainings.trainer(new Optimizer.Adam(), workers);
        trainer.save(file);
        SafeTensorsFile saved = SafeTensorsFile.read(file);
        Map<String, String> metadata = new LinkedHashMap<>(saved.metadata());
        assertEquals("drawn with seed 1, split train", metadata.remove("done to the data"));
        assertEquals("thalweg 3", metadata.put("checkpoint", "thalweg 1"));
        SafeTensorsFile.write(file, saved.tensors().values(), metadata, Precision.F64);
        assertRefused(file, trainer, "checkpoint: found thalweg 1, expected thalweg 3");
    }

    /** However they came about: the order in which they were cut and normalised, and how the numbers were written. */
    @Test
    void equalDataMayGoOnWithOneAnother() throws IOException {
        Path file = folder.resolve("checkpoint.safetensors");
        TrainingSettings settings = Trainings.settings(new Optimizer.Adam());
        Dataset data = Trainings.DATA;
        trainer(Trainings.plain(), Loss.crossEntropy(), data.first(40).normalized(0.5, 0.25), settings)
                .save(file);
        Dataset other = data.normalized(0, 1)
                .normalized(Double.parseDouble("0.500"), Double.parseDouble("25e-2"))
                .first(45)
                .first(40);
        trainer(Trainings.plain(), Loss.crossEntropy(), other, settings).resume(file);
    }

    private static void assertRefused(Path file, Trainer trainer, String part) {
        String message =
                assertThrows(IOException.class, () -> trainer.resume(file)).getMessage();
        assertTrue(message.startsWith(file + ": ") && message.contains(part), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void namesWrongUse() throws IOException {
        Trainer trainer = Trainings.trainer(new Optimizer.Adam(), workers);
        trainer.run(Goal.ofSteps(3), Checkpoints.NONE, Progress.Observer.NONE);
        assertMessage(
                "steps: 2, expected at least the 3 that are done",
                () -> trainer.run(Goal.ofSteps(2), Checkpoints.NONE, Progress.Observer.NONE));
        assertMessage("steps: -1, expected 0 or more", () -> Goal.ofSteps(-1));
        assertMessage("target loss: NaN, expected a number", () -> new Goal(1, Double.NaN));
        assertMessage(
                "batch size: 0, expected at least 1",
                () -> new TrainingSettings(new Optimizer.Adam(), Trainings.RATE, 0, 1));
        assertMessage(
                "batch size: 51, expected 1 to 50",
                () -> withPlain(new TrainingSettings(new Optimizer.Adam(), Trainings.RATE, 51, 1)));
        assertMessage("steps between checkpoints: 0, expected at least 1", () -> Checkpoints.everySteps(folder, 0));
        assertMessage(
                "time between checkpoints: PT0S, expected 1 ns to PT2562047H47M16.854775807S",
                () -> new Checkpoints(Optional.of(folder), 1, Duration.ZERO));
    }

    private static void assertMessage(String message, Executable wrong) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, wrong).getMessage());
    }

    @Test
    void accuracyCountsTheLargestOutput() {
        DMatrixRMaj outputs = new DMatrixRMaj(new double[][] {{0, 2, 1}, {3, 3, 1}, {-3, -2, -1}, {1, 0, 0}});
        assertEquals(0.75, Evaluation.accuracy(outputs, new Targets.Labels(new int[] {1, 0, 2, 2}, 3)));
        Objective objective = Objective.of(Trainings.plain(), Loss.crossEntropy(), Trainings.DATA, workers);
        objective.at(new double[objective.dimension()]);
        Evaluation evaluation = Evaluation.of(objective, Trainings.DATA.targets());
        assertEquals(Math.log(10), evaluation.loss(), 1e-15 * 4);
        assertEquals(OptionalDouble.of(0.1), evaluation.accuracy());
        assertFalse(evaluation.gradientNorm() > 1);
    }
}
