package org.thalweg.experiments.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Objective;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.data.Dataset;
import org.thalweg.data.Targets;
import org.thalweg.experiments.result.ResultFolder;
import org.thalweg.io.NpzFile;
import org.thalweg.io.Precision;
import org.thalweg.io.SafeTensorsFile;
import org.thalweg.io.Tensor;
import org.thalweg.linalg.LinearOperator;
import org.thalweg.linalg.Workers;
import org.thalweg.linalg.eigen.SymmetricEigen;
import org.thalweg.linalg.random.Draws;
import org.thalweg.nn.Initialization;
import org.thalweg.nn.Sequential;
import org.thalweg.train.Evaluation;

/** The command from its options to its files, on a network of 46 parameters whose spectrum a dense solver knows. */
class SpectrumTest {

    private static final Graph NETWORK = Sequential.mlp(Activations.TANH, 4, 5, 3);
    private static final double[] THETA = new Initialization.Normal(0.8).theta(NETWORK, 3);
    private static final int SAMPLES = 40;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path weights;
    private Path data;
    private Dataset samples;
    private String problem;

    @BeforeEach
    void writeProblem() throws IOException {
        weights = folder.resolve("w.safetensors");
        SafeTensorsFile.write(weights, tensors(THETA, "fc1", "fc2"), Map.of(), Precision.F64);
        double[] x = new double[4 * SAMPLES];
        new Draws(1, 2).normals(0, x, 0, x.length);
        double[] y = IntStream.range(0, SAMPLES).mapToDouble(i -> i % 3).toArray();
        data = folder.resolve("data.npz");
        // As floats the labels would be numbers, so the loss is squared error with targets in rows.
        double[] rows = new double[3 * SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            rows[3 * i + (int) y[i]] = 1;
        }
        NpzFile.write(
                data,
                List.of(new Tensor("x", new int[] {SAMPLES, 4}, x), new Tensor("y", new int[] {SAMPLES, 3}, rows)),
                Precision.F64);
        samples = Dataset.of(
                "data", DMatrixRMaj.wrap(SAMPLES, 4, x), new Targets.Values(DMatrixRMaj.wrap(SAMPLES, 3, rows)));
        problem = "--model mlp:4-5-3 --activation tanh --loss mse --data " + data + " --weights " + weights;
    }

    /** Under other names than the network has. */
    private static List<Tensor> tensors(double[] theta, String first, String second) {
        return List.of(
                new Tensor(first + ".weight", new int[] {5, 4}, Arrays.copyOfRange(theta, 0, 20)),
                new Tensor(first + ".bias", new int[] {5}, Arrays.copyOfRange(theta, 20, 25)),
                new Tensor(second + ".weight", new int[] {3, 5}, Arrays.copyOfRange(theta, 25, 40)),
                new Tensor(second + ".bias", new int[] {3}, Arrays.copyOfRange(theta, 40, 43)));
    }

    private int spectrum(String arguments, Path run) {
        List<String> all = new ArrayList<>(List.of(("spectrum " + arguments).split(" ")));
        all.addAll(List.of("--out", run.toString()));
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Thalweg.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private JsonNode succeed(String arguments) throws IOException {
        Path run = folder.resolve("run");
        assertEquals(0, spectrum(arguments, run), err::toString);
        return new ObjectMapper().readTree(run.resolve("result.json").toFile());
    }

    private void fail(int status, String message, String arguments) {
        Path run = folder.resolve("failed");
        assertEquals(status, spectrum(arguments, run), err::toString);
        String[] lines = err.toString().split("\n");
        assertEquals("thalweg: " + message, lines[lines.length - 1]);
        assertTrue(Files.notExists(run.resolve("result.json")));
    }

    private static List<double[]> rows(Path csv, String header) throws IOException {
        List<double[]> rows = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(csv)) {
            for (CsvRecord record : reader) {
                if (rows.isEmpty() && record.getStartingLineNumber() == 1) {
                    assertEquals(header, String.join(",", record.getFields()));
                } else {
                    rows.add(record.getFields().stream()
                            .mapToDouble(Double::parseDouble)
                            .toArray());
                }
            }
        }
        return rows;
    }

    /** All eigenvalues, largest first, by the dense solver on products with the coordinate vectors. */
    private double[] truth(Curvature matrix) {
        try (Workers workers = Workers.of(1)) {
            Objective objective = Objective.of(NETWORK, Loss.meanSquaredError(), samples, workers)
                    .at(THETA);
            LinearOperator operator = objective.operator(matrix);
            int n = operator.dimension();
            DMatrixRMaj dense = new DMatrixRMaj(n, n);
            for (int i = 0; i < n; i++) {
                double[] unit = new double[n];
                unit[i] = 1;
                System.arraycopy(operator.apply(unit), 0, dense.data, i * n, n);
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    dense.set(j, i, dense.get(i, j));
                }
            }
            return SymmetricEigen.of()
                    .decompose(dense, SymmetricEigen.Settings.values())
                    .eigenvalues();
        }
    }

    @Test
    void endsTraceAndDensityAreThoseOfTheMatrix() throws Exception {
        JsonNode result = succeed(problem + " --top 4 --bottom 3 --trace --density --density-steps 20");
        double[] truth = truth(Curvature.HESSIAN);
        int n = truth.length;
        Path run = folder.resolve("run");
        List<double[]> rows = rows(run.resolve("spectrum.csv"), "index,eigenvalue,lower,upper,residual");
        assertEquals(7, rows.size());
        for (int i = 0; i < 7; i++) {
            double[] row = rows.get(i);
            int rank = i < 4 ? i + 1 : n - 6 + i;
            assertEquals(rank, row[0]);
            assertTrue(row[2] <= row[1] && row[1] <= row[3], Arrays.toString(row));
            assertTrue(row[2] <= truth[rank - 1] && truth[rank - 1] <= row[3], Arrays.toString(row));
            assertTrue(row[4] <= 1e-10 * Math.abs(row[1]) + 1e-13, Arrays.toString(row));
            assertEquals(row[1], result.at("/eigenvalues/" + i + "/value").doubleValue());
        }
        double trace = Arrays.stream(truth).sum();
        double frobenius = Math.sqrt(Arrays.stream(truth).map(x -> x * x).sum());
        assertHolds(result.get("trace"), trace);
        assertHolds(result.get("frobenius"), frobenius);
        assertTrue(result.get("converged").booleanValue());
        assertTrue(result.get("products").longValue() > 0);
        assertTrue(result.get("probability_missed").doubleValue() <= 0.01);
        try (Workers workers = Workers.of(1)) {
            Evaluation expected = Evaluation.of(
                    Objective.of(NETWORK, Loss.meanSquaredError(), samples, workers)
                            .at(THETA),
                    samples.targets());
            assertEquals(expected.loss(), result.get("loss").doubleValue());
            assertEquals(expected.gradientNorm(), result.get("gradient_norm").doubleValue());
        }
        assertEquals(n, result.get("parameters").intValue());
        assertEquals(
                "fc1.weight", result.at("/settings/weights/matches/0.weight").textValue());
        assertEquals(ResultFolder.sha256(weights), result.at("/sha256/weights").textValue());
        assertEquals(ResultFolder.sha256(data), result.at("/sha256/data").textValue());
        for (String name : List.of("spectrum.csv", "density.csv", "spectrum.png", "spectrum.svg")) {
            assertEquals(
                    ResultFolder.sha256(run.resolve(name)),
                    result.at("/sha256").get(name).textValue());
        }
        for (String key : List.of("seed", "thalweg", "jdk", "kernels", "threads", "started", "seconds", "settings")) {
            assertTrue(result.hasNonNull(key), key);
        }
        List<double[]> density = rows(run.resolve("density.csv"), "eigenvalue,density,standard_error");
        double mass = 0;
        for (int i = 1; i < density.size(); i++) {
            mass += (density.get(i)[0] - density.get(i - 1)[0]) * (density.get(i)[1] + density.get(i - 1)[1]) / 2;
        }
        assertEquals(1, mass, 1e-5, "the trapezoidal rule over the density");
        BufferedImage image = ImageIO.read(run.resolve("spectrum.png").toFile());
        assertEquals(3 * 520 * 2, image.getWidth());
        assertTrue(IntStream.range(0, image.getWidth()).anyMatch(x -> IntStream.range(0, image.getHeight())
                .anyMatch(y -> (image.getRGB(x, y) & 0xFFFFFF) == 0x0072B2)));
        assertTrue(out.toString().startsWith("kernels   "), out.toString());
        assertTrue(out.toString().contains("fc2.bias [3] F64 -> 2.bias"), out.toString());
    }

    private static void assertHolds(JsonNode estimate, double truth) {
        assertTrue(estimate.get("lower").doubleValue() <= truth, estimate::toString);
        assertTrue(truth <= estimate.get("upper").doubleValue(), estimate::toString);
        assertTrue(estimate.hasNonNull("value") && estimate.hasNonNull("confidence"));
        assertTrue(estimate.hasNonNull("method"));
    }

    /** A linear model whose inputs are the columns of a Hadamard matrix: the Hessian is the identity. */
    @Test
    void identityHasOneAtom() throws IOException {
        double[] x = {1, 1, 1, -1, 1, -1, 1, -1, -1, -1, -1, 1};
        NpzFile.write(
                data,
                List.of(new Tensor("x", new int[] {4, 3}, x), new Tensor("y", new int[] {4, 2}, new double[8])),
                Precision.F64);
        double[] theta = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8};
        SafeTensorsFile.write(
                weights,
                List.of(
                        new Tensor("weight", new int[] {2, 3}, Arrays.copyOf(theta, 6)),
                        new Tensor("bias", new int[] {2}, Arrays.copyOfRange(theta, 6, 8))),
                Map.of(),
                Precision.F64);
        String linear = "--model mlp:3-2 --loss mse --data " + data + " --weights " + weights;
        for (String eigenvalues : List.of("--top 1 --trace", "", "--full")) {
            JsonNode result = succeed(linear + " --density " + eigenvalues);
            double identity = result.at("/density/atom/eigenvalue").doubleValue();
            assertEquals(1, identity, 1e-12);
            assertEquals(1, result.at("/density/atom/weight").doubleValue());
            List<double[]> density = rows(folder.resolve("run/density.csv"), "eigenvalue,density,standard_error");
            assertEquals(
                    1001, density.stream().mapToDouble(row -> row[0]).distinct().count());
            double mass = 0;
            for (int i = 1; i < density.size(); i++) {
                mass += (density.get(i)[0] - density.get(i - 1)[0]) * (density.get(i)[1] + density.get(i - 1)[1]) / 2;
            }
            assertEquals(1, mass, 1e-5, "the trapezoidal rule over the density");
            assertTrue(
                    out.toString().contains("density   all eigenvalues are 1.00000 within a rounding of "),
                    out.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hessian", "gauss-newton", "empirical-fisher", "gradient-covariance"})
    void fullIsTheWholeSpectrum(String name) throws IOException {
        JsonNode result = succeed(problem + " --full --density --matrix " + name);
        double[] truth =
                truth(Curvature.valueOf(name.toUpperCase(java.util.Locale.ROOT).replace('-', '_')));
        List<double[]> rows = rows(folder.resolve("run/spectrum.csv"), "index,eigenvalue,lower,upper,residual");
        assertEquals(truth.length, rows.size());
        for (int i = 0; i < truth.length; i++) {
            assertTrue(rows.get(i)[2] <= truth[i] && truth[i] <= rows.get(i)[3], Arrays.toString(rows.get(i)));
        }
        assertEquals(Arrays.stream(truth).sum(), result.at("/trace/value").doubleValue(), 1e-12);
    }

    @Test
    void blocksAndDropoutCovariance() throws IOException {
        JsonNode result = succeed(
                problem + " --block 2.weight --block 0.b?as --magnitude 2 --matrix dropout-covariance --keep 0.7"
                        + " --mask sample");
        assertEquals(20, result.get("dimension").intValue());
        assertEquals("[\"0.bias\",\"2.weight\"]", result.get("block").toString());
        assertEquals(0.7, result.at("/settings/keep").doubleValue());
        assertEquals("closed form", result.at("/settings/masks").textValue());
        assertEquals(2, result.get("eigenvalues").size());
        assertTrue(result.get("trace").isNull());
    }

    @Test
    void jsonAndCsvAreAloneOnStandardOutput() throws IOException {
        succeed(problem + " --top 2 --format json");
        JsonNode printed = new ObjectMapper().readTree(out.toString());
        assertEquals(2, printed.get("eigenvalues").size());
        succeed(problem + " --top 2 --format csv");
        assertEquals(Files.readString(folder.resolve("run/spectrum.csv")), out.toString());
        assertTrue(err.toString().contains("kernels   "), err.toString());
    }

    @Test
    void bitsDoNotDependOnThreads() throws IOException {
        String all = problem + " --top 3 --trace --density --density-steps 10 --threads ";
        succeed(all + 1);
        Map<String, byte[]> first = Map.of(
                "spectrum.csv", Files.readAllBytes(folder.resolve("run/spectrum.csv")),
                "density.csv", Files.readAllBytes(folder.resolve("run/density.csv")),
                "spectrum.svg", Files.readAllBytes(folder.resolve("run/spectrum.svg")));
        succeed(all + 3);
        for (Map.Entry<String, byte[]> file : first.entrySet()) {
            assertArrayEquals(
                    file.getValue(), Files.readAllBytes(folder.resolve("run").resolve(file.getKey())));
        }
    }

    @Test
    void withoutWeightsItTrainsFirst() throws IOException {
        JsonNode result = succeed("--model mlp:784-4-10 --samples 50 --steps 3 --top 1 --tolerance 1e-4");
        assertEquals(3, result.at("/settings/training/steps_done").intValue());
        Path file = folder.resolve("run/weights.safetensors");
        assertEquals(ResultFolder.sha256(file), result.at("/sha256/weights").textValue());
        double value = result.at("/eigenvalues/0/value").doubleValue();
        JsonNode again = succeed("--model mlp:784-4-10 --samples 50 --top 1 --tolerance 1e-4 --weights "
                + Files.move(file, folder.resolve("moved.safetensors")));
        assertEquals(value, again.at("/eigenvalues/0/value").doubleValue());
    }

    /**
     * A network of JAX or Keras, weights [inputs, outputs]: {@code x W1 + b1}, tanh, {@code h W2 + b2}. Its widths read the same
     * backwards, so that each weight has the shape of the other layer. The loss is that of the formula, by plain loops.
     */
    @ParameterizedTest
    @ValueSource(strings = {"W1 b1 W2 b2", "Dense_0/kernel Dense_0/bias Dense_1/kernel Dense_1/bias"})
    void weightsOfAnotherProgramAreTurned(String names) throws IOException {
        double[] w1 = {0.35, 0.33, 0.91, 0.82, -1.3, 0.45};
        double[] b1 = {-0.54, 0.58, 0.36};
        double[] w2 = {0.29, -0.74, 0.03, -0.16, 0.55, -0.48};
        double[] b2 = {0.6, 0.04};
        Path file = folder.resolve("jax.npz");
        String[] name = names.split(" ");
        NpzFile.write(
                file,
                List.of(
                        new Tensor(name[0], new int[] {2, 3}, w1),
                        new Tensor(name[1], new int[] {3}, b1),
                        new Tensor(name[2], new int[] {3, 2}, w2),
                        new Tensor(name[3], new int[] {2}, b2)),
                Precision.F64);
        double[] x = {1, 2, -0.5, 0.3, 0.7, -1.1};
        double[] y = {1, 0, 0, 1, 1, 1};
        Path few = folder.resolve("few.npz");
        NpzFile.write(
                few,
                List.of(new Tensor("x", new int[] {3, 2}, x), new Tensor("y", new int[] {3, 2}, y)),
                Precision.F64);
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double[] output = b2.clone();
            for (int j = 0; j < 3; j++) {
                double h = Math.tanh(x[2 * i] * w1[j] + x[2 * i + 1] * w1[3 + j] + b1[j]);
                output[0] += h * w2[2 * j];
                output[1] += h * w2[2 * j + 1];
            }
            for (int k = 0; k < 2; k++) {
                sum += (output[k] - y[2 * i + k]) * (output[k] - y[2 * i + k]) / 2;
            }
        }
        String small = "--model mlp:2-3-2 --activation tanh --loss mse --top 1 --data " + few + " --weights " + file;
        JsonNode result = succeed(small);
        assertEquals(sum / 3, result.get("loss").doubleValue(), 1e-14);
        assertTrue(result.at("/settings/weights/transposed").booleanValue());
        assertEquals(name[0], result.at("/settings/weights/matches/0.weight").textValue());
        assertTrue(
                out.toString()
                        .contains("weights   " + file + ": [inputs, outputs], turned\n          " + name[0]
                                + " [2, 3] F64, turned -> 0.weight\n"),
                out.toString());
        assertEquals(result.get("loss"), succeed(small + " --transpose yes").get("loss"));
        assertEquals(1, spectrum(small + " --transpose no", folder.resolve("failed")));
        assertTrue(
                err.toString()
                        .endsWith("; read as [outputs, inputs] their shapes put `" + name[2] + "` before `" + name[0]
                                + "`, expected --rename OLD=NEW for each, as in --rename " + name[2]
                                + "=0.weight; NEW is one of"
                                + " 0.weight, 0.bias, 2.weight, 2.bias\n"),
                err.toString());
    }

    /** Square layers read both ways are two networks: the one that is meant must be said. */
    @Test
    void squareLayersMustBeToldFor() throws IOException {
        Path file = folder.resolve("square.npz");
        double[] w = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        NpzFile.write(file, List.of(new Tensor("W1", new int[] {3, 3}, w)), Precision.F64);
        Path few = folder.resolve("few.npz");
        NpzFile.write(
                few,
                List.of(
                        new Tensor("x", new int[] {1, 3}, new double[] {1, 0, 0}),
                        new Tensor("y", new int[] {1, 3}, new double[3])),
                Precision.F64);
        String square = "--model mlp:3-3 --no-bias --loss mse --top 1 --data " + few + " --weights " + file;
        fail(
                1,
                file
                        + ": weights are [outputs, inputs] or [inputs, outputs]: their shapes fit both ways and their names do"
                        + " not tell, expected --transpose yes or --transpose no",
                square);
        JsonNode turned = succeed(square + " --transpose yes");
        assertEquals((1 + 4 + 9) / 2.0, turned.get("loss").doubleValue());
        assertTrue(turned.at("/settings/weights/transposed").booleanValue());
        JsonNode asIs = succeed(square + " --transpose no");
        assertEquals((1 + 16 + 49) / 2.0, asIs.get("loss").doubleValue());
        assertFalse(asIs.at("/settings/weights/transposed").booleanValue());
        assertFalse(out.toString().contains("turned"), out.toString());
        fail(2, "--transpose: found maybe, expected yes or no", square + " --transpose maybe");
        fail(2, "--transpose: found 2 answers, expected one", square + " --transpose yes,no");
        fail(
                2,
                "--transpose: found no --weights with it, expected a file with names",
                "--model mlp:784-2-10 --transpose yes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--top 44 | --top: found 44, expected 1 to 43, the dimension of the matrix",
                "--top 0 | --top: found 0, expected 1 to 43, the dimension of the matrix",
                "--top 40 --bottom 4 | --top 40 --bottom 4: found 44 eigenvalues, expected at most 43, the dimension of the"
                        + " matrix",
                "--block 3.weight | --block: found 3.weight, expected a name or a pattern of 0.weight, 0.bias, 2.weight,"
                        + " 2.bias",
                "--block 0.bias --block 0.bias | --block: found 0.bias twice, by 0.bias and 0.bias, expected each parameter"
                        + " once",
                "--block *.bias --block 2.* | --block: found 2.bias twice, by *.bias and 2.*, expected each parameter once",
                "--full --top 2 | --full: found --top, --bottom or --magnitude with it, expected none, as it finds all",
                "--matrix fisher | --matrix: found fisher, expected one of hessian, gauss-newton, empirical-fisher,"
                        + " gradient-covariance, dropout-covariance",
                "--keep 0.5 | --keep: found 0.5, expected none with --matrix hessian; it is for dropout-covariance",
                "--matrix dropout-covariance --keep 0 | --keep: found 0.0, expected 0 < P <= 1",
                "--matrix dropout-covariance --mask row | --mask: found row, expected batch or sample",
                "--tolerance 0 | --tolerance: found 0.0, expected 0 < T < 1",
                "--confidence 1 | --confidence: found 1.0, expected 0.5 to 1 - 1e-9",
                "--format xml | --format: found xml, expected one of table, json, csv",
                "--steps 5 | --weights: found --steps with it, expected none, as nothing is trained",
                "--normalize 3 | --normalize: found 3, expected MEAN,SD as in 0.1307,0.3081",
                "--nonsense | Unknown option: '--nonsense'"
            })
    void wrongUseIsNamed(String arguments, String message) {
        fail(2, message, problem + " " + arguments);
        assertTrue(Files.notExists(folder.resolve("failed")));
    }

    @Test
    void weightsThatDoNotFitAreTabulated() {
        fail(
                1,
                weights + ": weights do not fit the network: 3 of 4 parameters without a tensor, 3 tensors without a"
                        + " parameter",
                problem.replace("4-5-3", "4-6-3"));
        assertTrue(err.toString().contains("0.weight [6, 4]"), err.toString());
        assertTrue(err.toString().contains("fc1.weight [5, 4] F64"), err.toString());
    }

    /** Counters are left aside; what is not read is told with what it is; and no name reaches the terminal as a command. */
    @Test
    void whatIsNotUsedAndWhatIsNotReadAreTold() throws IOException {
        List<Tensor> tensors = new ArrayList<>(tensors(THETA, "fc1", "fc2"));
        tensors.add(new Tensor("count\u202e", new int[0], new double[1]));
        Path archive = folder.resolve("w.npz");
        NpzFile.write(archive, tensors, Precision.F64);
        Path more = folder.resolve("more.npz");
        try (ZipFile zip = new ZipFile(archive.toFile());
                ZipOutputStream copy = new ZipOutputStream(Files.newOutputStream(more))) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                copy.putNextEntry(new ZipEntry(entry.getName()));
                zip.getInputStream(entry).transferTo(copy);
            }
            copy.putNextEntry(new ZipEntry("\u001b[2Jmeta.json"));
        }
        succeed(problem.replace(weights.toString(), more.toString()) + " --matrix hessian --top 1");
        assertTrue(out.toString().contains("  not used: count?\n"), out::toString);
        String told = "  not read: ?[2Jmeta.json (no array, as its name does not end in .npy)\n";
        assertTrue(out.toString().contains(told), out::toString);
    }

    @Test
    void badFilesAreNamed() throws IOException {
        double[] theta = THETA.clone();
        theta[21] = Double.NaN;
        SafeTensorsFile.write(weights, tensors(theta, "fc1", "fc2"), Map.of(), Precision.F64);
        fail(1, weights + ": tensor `fc1.bias`, index [1]: found NaN, expected a finite number", problem);
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, 60));
        assertEquals(1, spectrum(problem, folder.resolve("failed")));
        assertTrue(
                err.toString().matches("thalweg: " + weights + ": [^\n]*found [^\n]+, expected [^\n]+\n"),
                err.toString());
        fail(
                1,
                folder.resolve("none.npz") + ": no such file, expected weights, .safetensors or .npz",
                problem.replace(weights.toString(), folder.resolve("none.npz").toString()));
    }

    /** A table that cannot be written leaves all files of the run before. */
    @Test
    void fileThatCannotBeWrittenIsNamed() throws IOException {
        succeed(problem + " --top 2 --density --density-steps 5");
        Path run = folder.resolve("run");
        byte[] before = Files.readAllBytes(run.resolve("result.json"));
        Files.delete(run.resolve("density.csv"));
        Files.createDirectory(run.resolve("density.csv"));
        assertEquals(1, spectrum(problem + " --top 3 --density --density-steps 5", run));
        assertTrue(
                err.toString()
                        .endsWith("thalweg: " + run.resolve("density.csv") + ": cannot be written: it is a folder\n"),
                err.toString());
        assertEquals(3, Files.readAllLines(run.resolve("spectrum.csv")).size());
        assertArrayEquals(before, Files.readAllBytes(run.resolve("result.json")));
        try (Stream<Path> files = Files.list(run)) {
            assertTrue(files.noneMatch(file -> file.getFileName().toString().startsWith(".unfinished")));
        }
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertEquals(1, spectrum(problem, file));
        assertTrue(err.toString().contains("thalweg: --out " + file + ": cannot be written: "), err.toString());
    }

    /** A batch of 200, the usual one, is more than there are. */
    @Test
    void theUsualBatchIsNoLargerThanTheData() throws IOException {
        JsonNode result = succeed("--model mlp:784-2-10 --samples 30 --top 1");
        assertEquals(30, result.at("/settings/training/batch_size").intValue());
    }

    /** All coordinate vectors are worth their products for the one, and so for the other. */
    @Test
    void traceAndNormAreExactTogether() throws IOException {
        JsonNode result = succeed("--model mlp:784-2-10 --samples 30 --block 2.* --steps 3 --trace");
        for (String name : new String[] {"trace", "frobenius"}) {
            assertEquals(1, result.at("/" + name + "/confidence").doubleValue());
            assertEquals(
                    "all coordinate vectors", result.at("/" + name + "/method").textValue());
            assertTrue(result.at("/" + name + "/reached").booleanValue());
        }
    }

    @Test
    void whatTheBudgetDidNotReachIsSaid() throws IOException {
        JsonNode result = succeed("--model mlp:784-2-10 --samples 30 --steps 3 --trace --accuracy 1e-6 --budget 20");
        assertFalse(result.at("/trace/reached").booleanValue());
        assertTrue(
                out.toString().contains("; the --budget is spent before the --accuracy is reached\n"), out.toString());
    }

    @Test
    void weightsAreLookedForBeforeAnythingElse() {
        assertEquals(1, spectrum("--weights none.npz --data nowhere", folder.resolve("run")));
        assertEquals("thalweg: none.npz: no such file, expected weights, .safetensors or .npz\n", err.toString());
        assertEquals("", out.toString());
    }
}
