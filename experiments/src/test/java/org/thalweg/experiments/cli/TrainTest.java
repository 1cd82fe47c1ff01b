package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.data.BuiltInDigits;
import org.thalweg.data.Dataset;
import org.thalweg.data.Split;
import org.thalweg.experiments.result.FolderLock;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.io.NpzFile;
import org.thalweg.io.Precision;
import org.thalweg.io.Tensor;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Sequential;
import org.thalweg.nn.Weights;
import org.thalweg.train.Evaluation;

class TrainTest {

    private static final String SMALL = "--model mlp:784-6-5-10 --samples 60";
    private static final String EVERYTHING =
            SMALL + " --activation tanh --optimizer adam --schedule cosine:0.0001 --batch-size 16 --dropout 1:0.8"
                    + " --dropout 2:0.5:batch --label-smoothing 0.1 --initialization normal:0.1 --seed 5 --steps 30";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int train(String arguments, Path run) {
        List<String> all = new ArrayList<>(List.of(("train " + arguments).split(" ")));
        all.addAll(List.of("--out", run.toString()));
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Thalweg.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private void succeed(String arguments, Path run) {
        assertEquals(0, train(arguments, run), err::toString);
        assertTrue(err.toString().lines().allMatch(line -> line.startsWith("step ")), err::toString);
    }

    private void fail(int status, String message, String arguments, Path run) {
        assertEquals(status, train(arguments, run), err::toString);
        String found = err.toString()
                .lines()
                .filter(line -> !line.startsWith("step "))
                .collect(Collectors.joining("\n", "", "\n"));
        if (message.startsWith("~")) {
            assertTrue(found.matches("thalweg: " + message.substring(1) + "\n"), found);
        } else {
            assertEquals("thalweg: " + message + "\n", found);
        }
    }

    /** Programs read standard output; people see the rest on standard error. */
    @Test
    void jsonIsAllThatIsPrinted() throws IOException {
        Path run = folder.resolve("run");
        assertEquals(0, train(SMALL + " --steps 3 --activation TanH --format json", run), err::toString);
        assertEquals(
                new ObjectMapper().readTree(run.resolve("result.json").toFile()),
                new ObjectMapper().readTree(out.toString()));
        assertTrue(err.toString().contains("\nmodel     mlp:784-6-5-10 tanh; "), err.toString());
        assertTrue(err.toString().contains("\nstep 3/3  loss "), err.toString());
    }

    /** Targets in a column look like rows of numbers, which the default loss does not know. */
    @Test
    void labelsInAColumnAreRefusedWithTheWayOut() throws IOException {
        Path data = folder.resolve("column.npz");
        NpzFile.write(
                data,
                List.of(
                        new Tensor("x", new int[] {3, 2}, new double[] {1, 2, 3, 4, 5, 6}),
                        new Tensor("y", new int[] {3, 1}, new double[] {0, 1, 1})),
                Precision.F64);
        fail(
                2,
                "--data: found targets [n x 1] in column, expected labels for --loss cross-entropy, which are integers"
                        + " [n]; for rows of numbers use --loss mse",
                "--model mlp:2-2 --data " + data,
                folder.resolve("run"));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(FolderLock.FILE))
                    .sorted()
                    .toList();
        }
    }

    private static void assertSameWeights(Path one, Path other) throws IOException {
        for (String name : List.of("weights.safetensors", "weights.npz", "progress.csv")) {
            assertArrayEquals(Files.readAllBytes(one.resolve(name)), Files.readAllBytes(other.resolve(name)), name);
        }
    }

    @Test
    void resultsAreThoseOfTheWeightsWritten() throws IOException {
        succeed(SMALL + " --steps 20 --learning-rate 0.5 --dropout 2:0.8", folder.resolve("new/run"));
        Path run = folder.resolve("new/run");
        assertEquals(
                List.of("checkpoint.safetensors", "progress.csv", "result.json", "weights.npz", "weights.safetensors"),
                names(run));
        Graph network = Sequential.mlp(Activations.RELU, 784, 6, 5, 10);
        double[] theta = Weights.read(run.resolve("weights.safetensors"), network);
        assertArrayEquals(theta, Weights.read(run.resolve("weights.npz"), network));
        JsonNode result = new ObjectMapper().readTree(run.resolve("result.json").toFile());
        Dataset data = BuiltInDigits.generate(1, Split.TRAIN, 60);
        try (Workers workers = Workers.of(1)) {
            Evaluation expected = Evaluation.of(
                    Objective.of(network, Loss.crossEntropy(), data, workers).at(theta), data.targets());
            assertEquals(expected.loss(), result.at("/train/loss").doubleValue());
            assertEquals(
                    expected.gradientNorm(), result.at("/train/gradient_norm").doubleValue());
            assertEquals(
                    expected.accuracy().getAsDouble(),
                    result.at("/train/accuracy").doubleValue());
            assertTrue(out.toString()
                    .contains(String.format(
                            "%naccuracy       %.4f  (test ", expected.accuracy().getAsDouble())));
        }
        assertEquals(network.parameterCount(), result.get("parameters").intValue());
        assertEquals(20, result.get("steps").intValue());
        assertEquals(data.checksum(), result.at("/sha256/data").textValue());
        assertEquals(
                ResultFolder.sha256(run.resolve("weights.npz")),
                result.at("/sha256/weights.npz").textValue());
        List<String> rows = Files.readAllLines(run.resolve("progress.csv"));
        assertEquals("step,loss,gradient_norm,learning_rate", rows.get(0));
        assertEquals(21, rows.size());
        assertTrue(rows.get(20).matches("20,[.0-9]+,[.0-9]+,0[.]5"), rows.get(20));
        double first = Double.parseDouble(rows.get(1).split(",")[1]);
        assertTrue(result.at("/train/loss").doubleValue() < first, "the loss has not gone down from " + first);
        assertTrue(out.toString().contains("data      built-in digits (no --data): 60 samples of 784 numbers"));
    }

    /** With products large enough to be shared out, of a batch too small to be. */
    @Test
    void smallBatchesShareOutTheirProducts() throws IOException {
        String wide = "--model mlp:784-40-10 --samples 200 --batch-size 100 --steps 5 --threads ";
        succeed(wide + 1, folder.resolve("one"));
        succeed(wide + 3, folder.resolve("three"));
        assertSameWeights(folder.resolve("one"), folder.resolve("three"));
    }

    @Test
    void bitsDoNotDependOnThreads() throws IOException {
        succeed(EVERYTHING + " --threads 1", folder.resolve("one"));
        succeed(EVERYTHING + " --threads 3", folder.resolve("three"));
        assertSameWeights(folder.resolve("one"), folder.resolve("three"));
        succeed(EVERYTHING.replace("--seed 5", "--seed 6"), folder.resolve("other"));
        assertNotEquals(
                ResultFolder.sha256(folder.resolve("one/weights.npz")),
                ResultFolder.sha256(folder.resolve("other/weights.npz")));
    }

    /** Ended by SIGTERM once, and once more with rows in the table that its checkpoint does not know. */
    @Test
    void interruptedRunGoesOn() throws Exception {
        String arguments = EVERYTHING.replace("--steps 30", "--steps 30000").replace("cosine:0.0001", "constant");
        Path run = folder.resolve("run");
        long step = interrupt(arguments, run);
        Path table = run.resolve("progress.csv");
        Files.writeString(table, Files.readString(table) + (step + 1) + ",9.0,9.0,9.0\n" + (step + 2) + ",9");
        String rest = arguments.replace("30000", String.valueOf(step + 10));
        fail(
                2,
                "--out " + run + ": found checkpoint.safetensors, expected an empty or a new folder;"
                        + " --resume goes on with the run it holds",
                rest,
                run);
        succeed(rest + " --resume", run);
        succeed(rest, folder.resolve("unbroken"));
        assertSameWeights(folder.resolve("unbroken"), run);
    }

    private long interrupt(String arguments, Path run) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--module",
                "org.thalweg.experiments/" + Thalweg.class.getName(),
                "train"));
        command.addAll(Arrays.asList(arguments.split(" ")));
        command.addAll(List.of("--out", run.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuilder output = new StringBuilder();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.append(line).append('\n');
                if (line.startsWith("step ")) {
                    process.toHandle().destroy();
                }
            }
        }
        assertEquals(128 + 15, process.waitFor(), output.toString());
        String said = output.substring(output.indexOf("stopped after step "));
        assertTrue(
                said.endsWith(" of 30000; the same command with --resume goes on from "
                        + run.resolve("checkpoint.safetensors") + "\n"),
                said);
        assertEquals(List.of("checkpoint.safetensors", "progress.csv"), names(run));
        return Long.parseLong(said.split(" ")[3]);
    }

    @Test
    void resumedRunMustBeTheSame() throws IOException {
        Path run = folder.resolve("run");
        fail(
                2,
                "--out " + run + ": no checkpoint.safetensors to resume; leave out --resume to start",
                SMALL + " --resume",
                run);
        succeed(SMALL + " --steps 3", run);
        String file = run.resolve("checkpoint.safetensors").toString();
        fail(
                1,
                file + ": optimizer: found gradient descent, expected Adam with beta 0.9 and 0.999, epsilon 1.0E-8",
                SMALL + " --steps 5 --optimizer adam --resume",
                run);
        fail(2, "--steps: 2, expected at least the 3 that are done", SMALL + " --steps 2 --resume", run);
        succeed(SMALL + " --steps 5 --resume", run);
        succeed(SMALL + " --steps 5", folder.resolve("unbroken"));
        assertSameWeights(folder.resolve("unbroken"), run);
    }

    /** What was done to the data is part of them; how it was spelled is not. */
    @Test
    void resumedRunMustHaveTheSameData() throws IOException {
        Path run = folder.resolve("run");
        succeed(SMALL + " --steps 3 --normalize 0.5,0.250", run);
        String file = run.resolve("checkpoint.safetensors").toString();
        String drawn = "drawn with seed 1, split train";
        String normalised = drawn + "; normalised by mean 0.5, standard deviation 0.25";
        fail(
                1,
                file + ": done to the data: found " + normalised + ", expected " + drawn,
                SMALL + " --steps 5 --resume",
                run);
        fail(
                1,
                file + ": done to the data: found " + normalised + ", expected " + normalised + "1",
                SMALL + " --steps 5 --normalize 0.5,0.251 --resume",
                run);
        succeed(SMALL + " --steps 5 --normalize 5e-1,.25 --resume", run);
        succeed(SMALL + " --steps 5 --normalize 0.5,0.25", folder.resolve("unbroken"));
        assertSameWeights(folder.resolve("unbroken"), run);
        JsonNode result = new ObjectMapper().readTree(run.resolve("result.json").toFile());
        assertEquals(
                "[\"first 60\",\"" + drawn + "\",\"normalised by mean 0.5, standard deviation 0.25\"]",
                result.at("/data_identity/done").toString());
        assertEquals(result.at("/sha256/data"), result.at("/data_identity/sha256"));
        assertEquals("first 2000", result.at("/test_data_identity/done/0").textValue());
        Path plain = folder.resolve("plain");
        succeed(SMALL + " --steps 3", plain);
        fail(
                1,
                plain.resolve("checkpoint.safetensors") + ": done to the data: found " + drawn + ", expected "
                        + normalised,
                SMALL + " --steps 5 --normalize 0.5,0.25 --resume",
                plain);
        succeed(SMALL + " --steps 5 --normalize 0,1 --resume", plain);
    }

    /** All samples are the first n of them: it does not matter whether that is said. */
    @Test
    void allSamplesAreAllHoweverManyWereAskedFor() throws IOException {
        Path data = Files.createDirectory(folder.resolve("digits"));
        TinyDigits.write(data, "train", 12);
        Path run = folder.resolve("run");
        String options = "--model mlp:4-3-10 --data " + data + " --steps ";
        succeed(options + "2", run);
        succeed(options + "3 --samples 12 --resume", run);
        fail(
                1,
                run.resolve("checkpoint.safetensors") + ": samples: found 12, expected 11",
                options + "4 --samples 11 --resume",
                run);
    }

    @Test
    void endsAtATargetLoss() throws IOException {
        succeed(SMALL + " --optimizer adam --learning-rate 0.01 --target-loss 1.5", folder);
        JsonNode result =
                new ObjectMapper().readTree(folder.resolve("result.json").toFile());
        assertEquals("target_loss", result.get("ending").textValue());
        assertTrue(result.at("/train/loss").doubleValue() <= 1.5);
        assertTrue(result.get("steps").intValue() < 1000);
    }

    @Test
    void divergenceLeavesNoResult() throws IOException {
        assertEquals(1, train(SMALL + " --loss mse --activation identity --learning-rate 1e70", folder));
        assertTrue(
                err.toString()
                        .matches(
                                "(step [^\n]*\n)*thalweg: training diverged at step [0-9]+: .*, expected a finite number; learning rate"
                                        + " 1.0E70; last good checkpoint: " + folder.resolve("checkpoint.safetensors")
                                        + "\n"),
                err.toString());
        assertEquals(List.of("checkpoint.safetensors", "progress.csv"), names(folder));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--model mlp:784 | --model: found mlp:784, expected mlp:W-W-..., at least two widths of 1 or more",
                "--model cnn:3-4 | --model: found cnn:3-4, expected mlp:W-W-..., at least two widths of 1 or more",
                "--model mlp:784-99999999-10 | ~--model mlp:784-99999999-10: found 79499999215 parameters, expected at most [0-9]+, .*",
                "--model mlp:100-50-10 | --model mlp:100-50-10, layer 0 (input): width 100, expected 784 as a sample of"
                        + " built-in digits has numbers",
                "--model mlp:784-50-5 | --model mlp:784-50-5, layer 2 (output): width 5, expected 10 as built-in digits has"
                        + " classes",
                "--dropout 3:0.5 | --dropout 3:0.5: found layer 3, expected at most 2, the hidden layers",
                "--dropout 1:0.5 --dropout 1:0.8 | --dropout 1:0.8: found layer 1 twice, expected each layer once",
                "--model mlp:6-2147483648-3 | ~--model mlp:6-2147483648-3: found 21474836483 parameters, expected at most"
                        + " [0-9]+, which have room .*",
                "--model mlp:6-2000000000-3 | ~--model mlp:6-2000000000-3: found 20000000003 parameters, expected at most .*",
                "--model mlp:6-99999999999999999999-3 | ~--model mlp:6-9+-3: found 1.00e[+]21 parameters, expected at most .*",
                "--normalize 0,0 | --normalize 0,0: standard deviation to normalize by: found 0.0, expected a finite number"
                        + " above 0",
                "--target-loss -1 | --target-loss: found -1.0, expected 0 or more, as no loss is less",
                "--seed 99999999999999999999 | `Invalid value for option '--seed': found 99999999999999999999, expected a whole"
                        + " number of at most 2^63 - 1`",
                "--seed -99999999999999999999 | `Invalid value for option '--seed': found -99999999999999999999, expected a"
                        + " whole number of at least -2^63`",
                "--threads 2147483648 | `Invalid value for option '--threads': found 2147483648, expected a whole number of at"
                        + " most 2^31 - 1`",
                "--threads two | `Invalid value for option '--threads': found two, expected a whole number`",
                "--dropout 1 | --dropout: found 1, expected LAYER:P, LAYER:P:sample or LAYER:P:batch",
                "--dropout 1:.e:batch | --dropout: found 1:.e:batch, expected LAYER:P, LAYER:P:sample or LAYER:P:batch",
                "--dropout 1:1.5 | --dropout 1:1.5: found 1.5, expected a probability to be kept, 0 < P <= 1",
                "--label-smoothing 1 | --label-smoothing: found 1.0, expected 0 <= S < 1",
                "--loss mse --label-smoothing 0.1 | --label-smoothing: found 0.1, expected 0 with --loss mse",
                "--momentum 0.5 | --momentum: found 0.5, expected none with --optimizer gd",
                "--optimizer nesterov --momentum 1 | --momentum: 1.0, expected 0 <= momentum < 1",
                "--learning-rate -1 | --learning-rate: -1.0, expected a finite number above 0",
                "--schedule linear | --schedule: found linear, expected constant, step:FACTOR:STEP,STEP,..., cosine,"
                        + " cosine:LOWEST or warmup:STEPS",
                "--schedule step:x:5 | --schedule: found step:x:5, expected constant, step:FACTOR:STEP,STEP,..., cosine,"
                        + " cosine:LOWEST or warmup:STEPS",
                "--schedule step:0.1:5,5 | --schedule step:0.1:5,5: steps of the step decay: [5, 5], expected ascending"
                        + " numbers above 0",
                "--schedule cosine:2 --learning-rate 1 | --schedule cosine:2: lowest learning rate: 2.0, expected 0 to"
                        + " 1.0",
                "--batch-size 61 | --batch-size: found 61, expected 1 to 60, the samples",
                "--batch-size 0 | --batch-size: found 0, expected at least 1",
                "--samples 0 | --samples: found 0, expected 1 to 2739137",
                "--steps -1 | --steps: found -1, expected at least 1",
                "--steps 0 | --steps: found 0, expected at least 1",
                "--format csv | --format: found csv, expected table or json; the CSV file is progress.csv",
                "--model mlp:784-500000000-10 | ~--model mlp:784-500000000-10: found 397500000010 parameters, expected at most"
                        + " [0-9]+, which have room in [0-9]+ MB of memory: narrower layers",
                "--threads 0 | ~--threads: found 0, expected 1 to [0-9]+, 4 for each processor; .*",
                "--threads 100000 | ~--threads: found 100000, expected 1 to [0-9]+, 4 for each processor; .*",
                "--initialization zero | --initialization: found zero, expected fan-in or normal:SD",
                "--initialization normal:- | --initialization: found normal:-, expected normal:SD with a number",
                "--initialization normal:-1 | --initialization normal:-1: standard deviation of the initialization:"
                        + " -1.0, expected a finite number, 0 or more",
                "--checkpoint-every 0 | --checkpoint-every: found 0, expected a number of steps, or of seconds as in 60s",
                "--activation foo | --activation: found foo, expected one of identity, relu, tanh, sigmoid, gelu, softplus",
                "--loss foo | --loss: found foo, expected one of cross-entropy, mse",
                "--optimizer sgd | --optimizer: found sgd, expected one of gd, nesterov, adam; did you mean gd?",
                "--label-smoothing x | `Invalid value for option '--label-smoothing': 'x' is not a double`",
                "--optimiser adam | `Unknown options: '--optimiser', 'adam'; did you mean --optimizer?`"
            })
    void wrongUseIsNamed(String arguments, String message) {
        String small = SMALL;
        for (String option : new String[] {"--model", "--samples"}) {
            small = arguments.contains(option) ? small.replaceFirst(option + " [^ ]+ ?", "") : small;
        }
        Path run = folder.resolve("run");
        fail(2, message, (arguments + " " + small).strip(), run);
        assertTrue(Files.notExists(run));
        assertEquals("", out.toString());
    }

    @Test
    void folderThatCannotBeWrittenIsFoundBeforeTraining() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertEquals(1, train(SMALL, file));
        assertTrue(err.toString().matches("thalweg: --out " + file + ": cannot be written: [^\n]+\n"), err.toString());
        assertEquals(1, train(SMALL, file.resolve("run")));
        assertTrue(
                err.toString().matches("thalweg: --out " + file.resolve("run") + ": cannot be written: [^\n]+\n"),
                err.toString());
        assertEquals("", out.toString());
        fail(2, "--out " + folder + ": found file, expected an empty or a new folder", SMALL, folder);
    }

    @Test
    void trainsOnAFolder() throws IOException {
        Path data = Files.createDirectory(folder.resolve("digits"));
        TinyDigits.write(data, "train", 12);
        succeed("--model mlp:4-3-10 --steps 2 --samples 10 --data " + data, folder.resolve("without"));
        assertTrue(out.toString().contains(": 10 samples of 4 numbers, 10 classes; none for testing"), out.toString());
        TinyDigits.write(data, "t10k", 5);
        succeed("--model mlp:4-3-10 --steps 2 --data " + data, folder.resolve("with"));
        assertTrue(out.toString().contains(": 12 samples of 4 numbers, 10 classes; 5 more for testing"));
        fail(
                2,
                "--samples: found 13, expected at most the 12 of " + data,
                "--model mlp:4-3-10 --samples 13 --data " + data,
                folder.resolve("run"));
    }

    /** As figures take it: the folder with the files, or the one that holds them as {@code mnist}. */
    @Test
    void dataMayLieInAFolderOfTheirName() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data/mnist"));
        TinyDigits.write(data, "train", 12);
        succeed("--model mlp:4-3-10 --steps 2 --data " + data.getParent(), folder.resolve("outer"));
        succeed("--model mlp:4-3-10 --steps 2 --data " + data, folder.resolve("inner"));
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("inner/weights.safetensors")),
                Files.readAllBytes(folder.resolve("outer/weights.safetensors")));
        succeed("--samples 60 --steps 2 --data built-in", folder.resolve("built-in"));
        assertTrue(out.toString().contains("built-in digits: 60 samples"), out.toString());
    }

    @Test
    void badFilesAreNamed() throws IOException {
        Path data = folder.resolve("digits");
        String arguments = "--model mlp:4-3-10 --data " + data;
        Path run = folder.resolve("run");
        fail(
                1,
                data + ": data folder: found no such folder, expected"
                        + " {train,t10k}-{images-idx3,labels-idx1}-ubyte[.gz] (MNIST, Fashion-MNIST)",
                arguments,
                run);
        Files.createDirectory(data);
        TinyDigits.write(data, "train", 12);
        TinyDigits.write(data, "t10k", 5);
        Path images = data.resolve("train-images-idx3-ubyte");
        Path labels = data.resolve("t10k-labels-idx1-ubyte");
        byte[] good = Files.readAllBytes(labels);
        byte[] wrong = good.clone();
        wrong[9] = 10;
        Files.write(labels, wrong);
        fail(1, labels + ": label 1: found 10, expected 0 to 9", arguments, run);
        Files.write(labels, good);
        Files.write(images, Arrays.copyOf(Files.readAllBytes(images), 50));
        assertEquals(1, train(arguments, run));
        assertTrue(err.toString().matches("thalweg: " + images + ": [^\n]*found [^\n]+, expected [^\n]+\n"));
        assertTrue(Files.notExists(run));
    }
}
