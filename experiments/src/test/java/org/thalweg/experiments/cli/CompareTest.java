package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.data.BuiltInDigits;
import org.thalweg.data.Split;
import org.thalweg.io.NpzFile;
import org.thalweg.io.Precision;
import org.thalweg.io.Tensor;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.eigen.Lanczos;
import org.thalweg.nn.Initialization;
import org.thalweg.nn.Sequential;
import org.thalweg.nn.Weights;

class CompareTest {

    private static final Graph NETWORK = Sequential.mlp(Activations.RELU, 784, 3, 10);
    private static final String PROBLEM = "--model mlp:784-3-10 --samples 60 --pairs 8";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path one;
    private Path scaled;
    private Path other;

    /** The second network computes the same function as the first: a neuron's weights in are multiplied, those out divided. */
    @BeforeEach
    void writeWeights() throws IOException {
        double[] theta = new Initialization.FanIn().theta(NETWORK, 1);
        double[] same = theta.clone();
        int in = 784 * 3;
        for (int i = 0; i < in + 3; i++) {
            same[i] *= 4;
        }
        for (int i = in + 3; i < in + 3 + 30; i++) {
            same[i] /= 4;
        }
        one = folder.resolve("one.safetensors");
        scaled = folder.resolve("scaled.npz");
        other = folder.resolve("other.safetensors");
        Weights.write(one, NETWORK, theta);
        Weights.write(scaled, NETWORK, same);
        Weights.write(other, NETWORK, Arrays.stream(theta).map(x -> 3 * x).toArray());
    }

    private int compare(String arguments) {
        List<String> all = new ArrayList<>(List.of(("compare " + arguments).split(" ")));
        all.addAll(List.of("--out", folder.resolve("run").toString()));
        return Thalweg.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private static double largest(Path weights) throws IOException {
        try (Workers workers = Workers.of(1)) {
            Objective objective = Objective.of(
                            NETWORK, Loss.crossEntropy(), BuiltInDigits.generate(1, Split.TRAIN, 60), workers)
                    .at(Weights.read(weights, NETWORK));
            LinearOperator hessian = objective.operator(Curvature.HESSIAN);
            return Lanczos.of(hessian).seed(9).largest(1).eigenvalues()[0];
        }
    }

    @Test
    void minimaSideBySide() throws IOException {
        assertEquals(0, compare(PROBLEM + " " + one + " " + scaled + " " + other), err::toString);
        Path run = folder.resolve("run");
        JsonNode result = new ObjectMapper().readTree(run.resolve("result.json").toFile());
        Path[] files = {one, scaled, other};
        for (int i = 0; i < 3; i++) {
            JsonNode minimum = result.at("/minima/" + i);
            assertEquals(files[i].toString(), minimum.get("weights").textValue());
            double truth = largest(files[i]);
            assertTrue(minimum.at("/sharpness/lower").doubleValue() <= truth * (1 + 1e-9));
            assertTrue(minimum.at("/sharpness/upper").doubleValue() >= truth * (1 - 1e-9));
            assertTrue(minimum.at("/trace/lower").doubleValue()
                    < minimum.at("/trace/upper").doubleValue());
            assertEquals(41, minimum.at("/slice/loss").size());
            assertEquals(
                    minimum.get("loss").doubleValue(),
                    minimum.at("/slice/loss/20").doubleValue(),
                    1e-14);
        }
        // What rescaling does not change: the loss, the slice and the relative sharpness; the biases out stay.
        JsonNode first = result.at("/minima/0");
        JsonNode second = result.at("/minima/1");
        assertEquals(first.get("loss").doubleValue(), second.get("loss").doubleValue(), 1e-13);
        for (int i = 0; i < 41; i += 10) {
            assertEquals(
                    first.at("/slice/loss/" + i).doubleValue(),
                    second.at("/slice/loss/" + i).doubleValue(),
                    1e-12);
        }
        assertEquals(
                first.at("/relative_sharpness/value").doubleValue(),
                second.at("/relative_sharpness/value").doubleValue(),
                1e-12);
        assertTrue(first.at("/sharpness/value").doubleValue()
                != second.at("/sharpness/value").doubleValue());
        assertEquals(4, result.get("verdicts").size());
        JsonNode sharpness = result.at("/verdicts/0");
        assertEquals("sharpness", sharpness.get("measure").textValue());
        assertTrue(sharpness.get("decided").booleanValue());
        JsonNode relative = result.at("/verdicts/3");
        assertFalse(relative.get("decided").booleanValue(), "two of them are the same by this measure");
        assertEquals(1 + 3 * 5, Files.readAllLines(run.resolve("compare.csv")).size());
        assertEquals(
                3 * 520 * 2, ImageIO.read(run.resolve("compare.png").toFile()).getWidth());
        assertTrue(Files.size(run.resolve("compare.svg")) > 1000);
        assertTrue(out.toString().contains("is flattest; "), out.toString());
        assertTrue(out.toString().contains("not decided: "), out.toString());
    }

    private JsonNode result() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("run/result.json").toFile());
    }

    @Test
    void equalFilesAreEqual() throws IOException {
        Path copy = Files.copy(one, folder.resolve("copy.safetensors"));
        assertEquals(0, compare(PROBLEM + " " + one + " " + copy), err::toString);
        for (JsonNode verdict : result().get("verdicts")) {
            assertTrue(verdict.get("decided").booleanValue(), verdict::toString);
            assertTrue(verdict.get("equal").booleanValue(), verdict::toString);
            assertEquals(0, verdict.at("/difference/value").doubleValue());
            assertEquals(0, verdict.at("/difference/lower").doubleValue());
            assertEquals(0, verdict.at("/difference/upper").doubleValue());
        }
        assertTrue(
                out.toString()
                        .contains("equal: " + one + " and " + copy
                                + " have the same weights, so the difference is exactly 0\n"),
                out.toString());
        // Beside a third one they are one minimum.
        assertEquals(0, compare(PROBLEM + " " + one + " " + other + " " + copy), err::toString);
        JsonNode sharpness = result().at("/verdicts/0");
        assertTrue(sharpness.get("decided").booleanValue());
        assertFalse(sharpness.get("equal").booleanValue());
    }

    /** Trace and noise see both by the same vectors, and what these do to both drops out. */
    @Test
    void nearMinimaAreToldApart() throws IOException {
        double[] theta = new Initialization.FanIn().theta(NETWORK, 1);
        Path near = folder.resolve("near.safetensors");
        Weights.write(near, NETWORK, Arrays.stream(theta).map(x -> 1.0001 * x).toArray());
        assertEquals(0, compare(PROBLEM + " " + one + " " + near), err::toString);
        assertTrue(result().at("/verdicts/1/decided").booleanValue(), out::toString);
        for (int i = 1; i < 4; i++) {
            JsonNode verdict = result().at("/verdicts/" + i);
            JsonNode each = result().at("/minima/0/" + verdict.get("measure").textValue());
            assertTrue(width(verdict.get("difference")) < 0.05 * width(each), verdict::toString);
        }
    }

    private static double width(JsonNode interval) {
        return interval.get("upper").doubleValue() - interval.get("lower").doubleValue();
    }

    /** The same function, written down with other roundings: the difference is rounding, which the interval allows for. */
    @Test
    void roundingIsNoDifference() throws IOException {
        double[] theta = new Initialization.FanIn().theta(NETWORK, 1);
        int in = 784 * 3 + 3;
        for (int i = 0; i < in + 30; i++) {
            theta[i] = i < in ? theta[i] * 3 : theta[i] / 3;
        }
        Path thrice = folder.resolve("thrice.safetensors");
        Weights.write(thrice, NETWORK, theta);
        assertEquals(0, compare(PROBLEM + " " + one + " " + thrice), err::toString);
        JsonNode relative = result().at("/verdicts/3");
        assertFalse(relative.get("decided").booleanValue(), relative::toString);
        assertTrue(width(relative.get("difference")) < 1e-10, relative::toString);
        assertTrue(relative.at("/difference/upper").doubleValue() > 0, relative::toString);
    }

    /** Weights for which chance alone, and the rounding of the difference's own products, would tell both apart by the trace. */
    @ParameterizedTest
    @CsvSource({"relu, 4, 200", "relu, 4, 3000", "tanh, 2, 200"})
    void lastBitsAreNoDifference(String activation, long seed, int budget) throws IOException {
        double[] theta = new Initialization.FanIn().theta(NETWORK, seed);
        Path first = folder.resolve("first.safetensors");
        Path next = folder.resolve("next.safetensors");
        Weights.write(first, NETWORK, theta);
        Weights.write(next, NETWORK, Arrays.stream(theta).map(Math::nextUp).toArray());
        String options = " --activation " + activation + " --budget " + budget + " ";
        assertEquals(0, compare(PROBLEM + options + first + " " + next), err::toString);
        for (JsonNode verdict : result().get("verdicts")) {
            assertFalse(verdict.get("decided").booleanValue(), verdict::toString);
            JsonNode difference = verdict.get("difference");
            assertTrue(difference.get("confidence").doubleValue() < 1, verdict::toString);
            assertTrue(difference.get("lower").doubleValue() <= 0, verdict::toString);
            assertTrue(difference.get("upper").doubleValue() >= 0, verdict::toString);
        }
        assertTrue(width(result().at("/verdicts/1/difference")) < 1e-6, out::toString);
    }

    @Test
    void whatIsNoMinimumIsSaid() throws IOException {
        assertEquals(0, compare(PROBLEM + " " + one + " " + other), err::toString);
        assertTrue(
                err.toString()
                        .contains("thalweg: warning: " + one
                                + " is no minimum of this loss on these data: it would still" + " fall by about "),
                err.toString());
        JsonNode minimum = result().at("/minima/0");
        assertFalse(minimum.get("minimum").booleanValue());
        assertTrue(
                minimum.get("fall").doubleValue() > 0.01 * minimum.get("loss").doubleValue());
    }

    private Path trained(String name, String options) {
        Path run = folder.resolve(name);
        String arguments =
                "train --model mlp:784-3-10 --optimizer adam --steps 5 --label-smoothing 0.1 --normalize 0.5,0.5 "
                        + options;
        List<String> all = new ArrayList<>(List.of(arguments.split(" ")));
        all.addAll(List.of("--out", run.toString()));
        assertEquals(0, Thalweg.commandLine().setOut(new PrintWriter(out)).execute(all.toArray(String[]::new)));
        return run.resolve("weights.safetensors");
    }

    @Test
    void optionsAreThoseOfTheTraining() throws IOException {
        Path first = trained("first", "--activation tanh --samples 60");
        Path second = trained("second", "--activation tanh --samples 60 --seed 1");
        assertEquals(0, compare("--pairs 3 " + first + " " + second), err::toString);
        JsonNode settings = result().get("settings");
        assertEquals("mlp:784-3-10 tanh", settings.get("model").textValue());
        assertEquals(
                "cross-entropy with label smoothing 0.1", settings.get("loss").textValue());
        assertEquals(60, settings.get("samples").intValue());
        double loss = result().at("/minima/0/loss").doubleValue();
        JsonNode run =
                new ObjectMapper().readTree(first.resolveSibling("result.json").toFile());
        assertEquals(run.at("/train/loss").doubleValue(), loss, 1e-12 * loss);

        err.getBuffer().setLength(0);
        assertEquals(2, compare("--activation relu " + first + " " + second));
        assertEquals(
                "thalweg: --activation: found relu, expected tanh, as " + first + " was trained with by the result.json"
                        + " beside it; leave the option out, or move the weights away from that file\n",
                err.toString());
        // Another look at the data is no contradiction, and the same value in other letters none either.
        assertEquals(0, compare("--pairs 3 --samples 50 --activation Tanh " + first + " " + second), err::toString);
        assertEquals(50, result().at("/settings/samples").intValue());

        err.getBuffer().setLength(0);
        Path third = trained("third", "--activation tanh --samples 70");
        assertEquals(2, compare(first + " " + third));
        assertEquals(
                "thalweg: --samples: found 60 for " + first + " and 70 for " + third
                        + ", expected one of them, by --samples\n",
                err.toString());
        // What is no JSON, or says nothing of these weights, is not taken.
        Path junk = Files.createDirectory(folder.resolve("junk"));
        Files.write(junk.resolve("result.json"), new byte[] {0, 0, 0, (byte) 0xff, '{'});
        Path beside = Files.copy(one, junk.resolve("one.safetensors"));
        assertEquals(0, compare(PROBLEM + " " + beside + " " + other), err::toString);
        Files.copy(one, first, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(other, second, StandardCopyOption.REPLACE_EXISTING);
        assertEquals(0, compare(PROBLEM + " " + first + " " + second), err::toString);
        assertEquals("mlp:784-3-10 relu", result().at("/settings/model").textValue());
    }

    /** Each file as it has its weights; one answer is for all files, or there is one for each. */
    @Test
    void filesOfDifferentPrograms() throws IOException {
        Graph square = Sequential.mlp(Activations.RELU, 3, 3);
        double[] theta = {1, 2, 3, 4, 5, 6, 7, 8, 9, 0.1, 0.2, 0.3};
        double[] turned = {1, 4, 7, 2, 5, 8, 3, 6, 9};
        Path torch = folder.resolve("torch.safetensors");
        Weights.write(torch, square, theta);
        Path keras = folder.resolve("keras.npz");
        Path plain = folder.resolve("plain.npz");
        double[] bias = {0.1, 0.2, 0.3};
        for (Path file : List.of(keras, plain)) {
            String[] names = file.equals(keras) ? new String[] {"kernel", "bias"} : new String[] {"W", "b"};
            NpzFile.write(
                    file,
                    List.of(new Tensor(names[0], new int[] {3, 3}, turned), new Tensor(names[1], new int[] {3}, bias)),
                    Precision.F64);
        }
        Path data = folder.resolve("data.npz");
        NpzFile.write(
                data,
                List.of(
                        new Tensor("x", new int[] {2, 3}, new double[] {1, 0, 2, -1, 1, 0.5}),
                        new Tensor("y", new int[] {2, 3}, new double[] {0, 1, 0, 1, 0, 0})),
                Precision.F64);
        String problem = "--model mlp:3-3 --loss mse --pairs 3 --data " + data + " ";
        assertEquals(0, compare(problem + torch + " " + keras), err::toString);
        JsonNode result =
                new ObjectMapper().readTree(folder.resolve("run/result.json").toFile());
        assertEquals(result.at("/minima/0/loss"), result.at("/minima/1/loss"));
        assertFalse(result.at("/minima/0/transposed").booleanValue());
        assertTrue(result.at("/minima/1/transposed").booleanValue());
        assertEquals("first 2", result.at("/data_identity/done/0").textValue());
        assertTrue(out.toString().contains("weights   " + torch + "; loss "), out.toString());
        assertTrue(
                out.toString().contains("weights   " + keras + ": [inputs, outputs], turned; loss "), out.toString());

        err.getBuffer().setLength(0);
        assertEquals(1, compare(problem + torch + " " + plain));
        assertTrue(
                err.toString().matches("thalweg: " + plain + ": [^\n]* expected --transpose yes or --transpose no\n"),
                err::toString);
        assertEquals(0, compare(problem + torch + " " + plain + " --transpose no,yes"));
        JsonNode told =
                new ObjectMapper().readTree(folder.resolve("run/result.json").toFile());
        assertEquals(result.at("/minima/1/loss"), told.at("/minima/1/loss"));
        err.getBuffer().setLength(0);
        assertEquals(2, compare(problem + torch + " " + plain + " --transpose no,yes,no"));
        assertEquals("thalweg: --transpose: found 3 answers, expected one, or 2, one for each file\n", err.toString());
    }

    @Test
    void oneFileIsNotEnough() {
        assertEquals(2, compare(one.toString()));
        assertEquals(
                "thalweg: FILE: found the weights of " + one
                        + " alone, expected at least two files, as compare holds minima"
                        + " against each other; spectrum looks at one\n",
                err.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--noise 0 | --noise: found 0.0, expected a finite number above 0",
                "--pairs 2 | --pairs: found 2, expected at least 3",
                "--radius -1 | --radius: found -1.0, expected a finite number above 0",
                "--confidence 2 | --confidence: found 2.0, expected 0.5 to 1 - 1e-6"
            })
    void wrongUseIsNamed(String arguments, String message) {
        assertEquals(2, compare("--model mlp:784-3-10 --samples 60 " + one + " " + other + " " + arguments));
        assertEquals("thalweg: " + message + "\n", err.toString());
    }

    @Test
    void oneMinimumIsNoComparison() {
        assertEquals(2, compare(PROBLEM + " " + one));
        assertTrue(err.toString().matches("thalweg: [^\n]+\n"), err.toString());
    }
}
