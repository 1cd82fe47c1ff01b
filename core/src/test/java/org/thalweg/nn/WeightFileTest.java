package org.thalweg.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.io.Faults.assertFault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.autodiff.operations.Dropout.Sharing;
import org.thalweg.io.ElementType;
import org.thalweg.io.NpzFile;
import org.thalweg.io.Precision;
import org.thalweg.io.SafeTensorsFile;
import org.thalweg.io.Sha256;
import org.thalweg.io.Tensor;
import org.thalweg.nn.TensorMatch.Rule;

class WeightFileTest {

    @TempDir
    Path folder;

    /** Eleven layers of one shape between two others: ten comes after two. */
    private static final Graph DEEP = Sequential.mlp(Activations.RELU, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4);

    private static final Graph NETWORK = Sequential.mlp(Activations.RELU, 3, 2, 2, 4);
    private static final double[] THETA = counted(NETWORK);

    private static double[] counted(Graph network) {
        return IntStream.range(0, network.parameterCount())
                .mapToDouble(i -> i + 1)
                .toArray();
    }

    /** The tensors of a network under other names: module m of the layers becomes {@code names[m]}. */
    private static List<Tensor> renamed(Graph network, String... modules) {
        List<Tensor> tensors = new ArrayList<>();
        List<String> stems = network.parameters().stream()
                .map(p -> p.name().replaceAll("\\..*", ""))
                .distinct()
                .toList();
        for (Tensor tensor : Weights.tensors(network, counted(network))) {
            String[] parts = tensor.name().split("\\.");
            String module = modules[stems.indexOf(parts[0])];
            tensors.add(new Tensor(module + parts[1], tensor.shape(), tensor.values()));
        }
        return tensors;
    }

    private static WeightFile file(List<Tensor> tensors) {
        return new WeightFile(Path.of("w.safetensors"), tensors, Map.of(), "");
    }

    /** Whatever order the tensors have in the file. */
    private static void assertFits(Graph network, Rule ofWeights, List<Tensor> tensors) throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 20; round++) {
            List<Tensor> shuffled = new ArrayList<>(tensors);
            Collections.shuffle(shuffled, random);
            ImportedWeights weights = file(shuffled).fit(network);
            assertArrayEquals(counted(network), weights.theta());
            assertEquals(ofWeights, weights.matches().get(0).rule());
            assertEquals(
                    network.parameters(),
                    weights.matches().stream().map(TensorMatch::parameter).toList());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0., 2., 4., NAME", // nn.Sequential as here
        "0., 3., 6., ORDER", // with dropout modules
        "1., 3., 5., ORDER", // with a flattening in front
        "2., 4., 6., ORDER", // two modules in front: two names are there, and mean other layers
        "fc1., fc2., fc3., ORDER",
        "module.net.0., module.net.10., module.net.12., ORDER",
        "encoder.layer.0., encoder.layer.1., classifier., ORDER",
        "input., hidden., output., ORDER" // every weight has its own shape
    })
    void namesMayBeThoseOfAnyModules(String first, String second, String third, Rule rule) throws IOException {
        assertFits(NETWORK, rule, renamed(NETWORK, first, second, third));
    }

    @Test
    void tenComesAfterTwo() throws IOException {
        String[] modules = IntStream.range(0, 12).mapToObj(i -> 3 * i + ".").toArray(String[]::new);
        assertFits(DEEP, Rule.ORDER, renamed(DEEP, modules));
        modules[11] = "head.";
        assertFits(DEEP, Rule.ORDER, renamed(DEEP, modules));
    }

    @Test
    void twoModulesInFrontShiftNamesOfOneShape() throws IOException {
        Graph network = Sequential.mlp(Activations.RELU, 3, 2, 2, 2, 4);
        assertFits(network, Rule.ORDER, renamed(network, "2.", "4.", "6.", "8."));
    }

    @Test
    void namesWithoutModules() throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        List<Tensor> own = Weights.tensors(NETWORK, THETA);
        for (int i = 0; i < own.size(); i++) {
            tensors.add(new Tensor(
                    (i % 2 == 0 ? "W" : "b") + (i / 2 + 1),
                    own.get(i).shape(),
                    own.get(i).values()));
        }
        assertFits(NETWORK, Rule.ORDER, tensors);
        tensors.clear();
        for (int i = 0; i < own.size(); i++) {
            tensors.add(new Tensor("arr_" + i, own.get(i).shape(), own.get(i).values()));
        }
        assertFits(NETWORK, Rule.ORDER, tensors);
    }

    @Test
    void networksWithoutBiasesOrWithDropout() throws IOException {
        Graph plain =
                Sequential.of(3).linear(2).relu().linear(2).relu().linear(4).build();
        assertFits(plain, Rule.ORDER, renamed(plain, "0.", "3.", "6."));
        assertFalse(file(renamed(plain, "0.", "3.", "6.")).hasBiases());
        Graph mixed = Sequential.of(3)
                .affine(2)
                .relu()
                .dropout(0.5, Sharing.SAMPLE)
                .affine(2)
                .relu()
                .linear(4)
                .build();
        assertFits(mixed, Rule.ORDER, renamed(mixed, "fc1.", "fc2.", "head."));
        assertTrue(file(renamed(mixed, "fc1.", "fc2.", "head.")).hasBiases());
    }

    @Test
    void aBiasFollowsItsWeight() throws IOException {
        List<Tensor> tensors = renamed(NETWORK, "stem.", "middle.", "head.");
        List<TensorMatch> matches = file(tensors).fit(NETWORK).matches();
        assertEquals(
                List.of(Rule.ORDER, Rule.SIBLING, Rule.ORDER, Rule.SIBLING, Rule.ORDER, Rule.SIBLING),
                matches.stream().map(TensorMatch::rule).toList());
        assertEquals("middle.bias [2] F64 -> 2.bias", matches.get(3).toString());
    }

    @Test
    void anOrderOfLettersIsRefusedUntilOneIsRenamed() throws IOException {
        Graph network = Sequential.mlp(Activations.RELU, 3, 2, 2, 2, 4);
        WeightFile file = file(renamed(network, "in.", "encoder.", "decoder.", "out."));
        String message =
                assertThrows(IOException.class, () -> file.fit(network)).getMessage();
        assertTrue(message.contains("which comes first, `decoder.weight` or `encoder.weight`, is not clear"), message);
        ImportedWeights weights = file.fit(network, Map.of("encoder.weight", "2.weight"));
        assertArrayEquals(counted(network), weights.theta());
        assertEquals(Rule.RENAME, weights.matches().get(2).rule());
        assertEquals("encoder.bias [2] F64 -> 2.bias", weights.matches().get(3).toString());
    }

    @Test
    void renamesWinOverNames() throws IOException {
        List<Tensor> tensors = new ArrayList<>(Weights.tensors(NETWORK, THETA));
        double[] other = {-1, -2, -3, -4};
        tensors.add(new Tensor("averaged", new int[] {2, 2}, other));
        WeightFile file = file(tensors);
        ImportedWeights weights = file.fit(NETWORK, Map.of("averaged", "2.weight", "2.weight", ""));
        Parameter moved = NETWORK.parameter("2.weight");
        assertArrayEquals(other, Arrays.copyOfRange(weights.theta(), moved.offset(), moved.offset() + moved.size()));
        assertEquals(
                List.of("2.weight [2, 2]"),
                weights.unused().stream().map(Tensor::toString).toList());
        assertRename("rename of `x`: not in the file, expected one of 0.weight, 0.bias", file, Map.of("x", "0.bias"));
        assertRename("parameter y: not in the graph", file, Map.of("0.bias", "y"));
        assertRename("renames: two tensors for `0.bias`", file, Map.of("0.bias", "0.bias", "2.bias", "0.bias"));
        assertFault(
                file.file(),
                "tensor `0.bias`: found shape [2], expected [2, 2] of 2.weight",
                () -> file.fit(NETWORK, Map.of("0.bias", "2.weight")));
    }

    private static void assertRename(String start, WeightFile file, Map<String, String> renames) {
        String message = assertThrows(IllegalArgumentException.class, () -> file.fit(NETWORK, renames))
                .getMessage();
        assertTrue(message.startsWith(start), message);
    }

    @Test
    void whatIsNoWeightIsReported() throws IOException {
        List<Tensor> tensors = renamed(NETWORK, "0.", "3.", "6.");
        tensors.add(new Tensor("1.num_batches_tracked", new int[0], new double[] {3}, ElementType.I64));
        tensors.add(new Tensor("temperature", new int[0], new double[] {Double.NaN}));
        tensors.add(new Tensor("ids", new int[] {2}, new double[2], ElementType.I32));
        tensors.add(new Tensor("optimizer.velocity", new int[] {2, 2}, new double[4]));
        ImportedWeights weights = file(tensors).fit(NETWORK);
        assertArrayEquals(THETA, weights.theta());
        assertEquals(
                List.of("1.num_batches_tracked []", "temperature []", "ids [2]", "optimizer.velocity [2, 2]"),
                weights.unused().stream().map(Tensor::toString).toList());
    }

    @Test
    void whatDoesNotFitIsShownAsATable() {
        List<Tensor> tensors = renamed(NETWORK, "0.", "3.", "6.");
        tensors.remove(3);
        tensors.add(new Tensor("8.weight", new int[] {7, 4}, new double[28], ElementType.F16));
        tensors.add(new Tensor("a\nb", new int[] {9}, new double[9]));
        assertMismatch("""
                w.safetensors: weights do not fit the network: 1 of 6 parameters without a tensor, 2 tensors without a parameter
                  expected          found
                  0.weight [2, 3]   0.weight [2, 3] F64
                  0.bias [2]        0.bias [2] F64
                  2.weight [2, 2]   3.weight [2, 2] F64
                  2.bias [2]        -
                  4.weight [4, 2]   6.weight [4, 2] F64
                  4.bias [4]        6.bias [4] F64
                  -                 8.weight [7, 4] F16
                  -                 a?b [9] F64""", NETWORK, tensors);
    }

    private static void assertMismatch(String message, Graph network, List<Tensor> tensors) {
        assertEquals(
                message,
                assertThrows(IOException.class, () -> file(tensors).fit(network))
                        .getMessage());
    }

    @Test
    void anotherFunctionIsNeverTakenForTheSame() {
        Graph plain =
                Sequential.of(3).linear(2).relu().linear(2).relu().linear(4).build();
        assertHint(
                NETWORK, renamed(plain, "0.", "2.", "4."), "the file has no biases, expected a network without them");
        assertHint(plain, renamed(NETWORK, "0.", "2.", "4."), "expected a network with the biases of the file");
        assertHint(plain, renamed(NETWORK, "0.", "3.", "6."), "expected a network with the biases of the file");

        List<Tensor> transposed = new ArrayList<>(Weights.tensors(NETWORK, THETA));
        transposed.set(0, new Tensor("0.weight", new int[] {3, 2}, new double[6]));
        assertHint(NETWORK, transposed, "some weights are [inputs, outputs], expected all to be [outputs, inputs]");

        Graph shallow = Sequential.mlp(Activations.RELU, 3, 2, 4);
        assertHint(shallow, renamed(NETWORK, "0.", "3.", "6."), "0 of 4 parameters without a tensor, 2 tensors");
        assertHint(DEEP, renamed(NETWORK, "0.", "3.", "6."), "20 of 24 parameters without a tensor");
        assertHint(NETWORK, List.of(), "6 of 6 parameters without a tensor");
    }

    private static void assertHint(Graph network, List<Tensor> tensors, String part) {
        String message = assertThrows(IOException.class, () -> file(tensors).fit(network))
                .getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void manyTensorsOfAHostileFileAreCutShort() {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            tensors.add(new Tensor(i + "x".repeat(1000), new int[] {5 + i}, new double[5 + i]));
        }
        String message = assertThrows(IOException.class, () -> file(tensors).fit(NETWORK))
                .getMessage();
        assertTrue(message.endsWith("and 960 more tensors"), message);
        assertTrue(message.length() < 10_000, message);
    }

    @Test
    void numbersMustBeFinite() {
        List<Tensor> tensors = renamed(NETWORK, "fc1.", "fc2.", "fc3.");
        tensors.get(4).values()[5] = Double.NaN;
        Path file = Path.of("w.safetensors");
        assertFault(file, "tensor `fc3.weight`, index [2, 1]: found NaN, expected a finite number", () -> file(tensors)
                .fit(NETWORK));
        tensors.get(1).values()[1] = Double.NEGATIVE_INFINITY;
        assertFault(file, "tensor `fc1.bias`, index [1]: found -Infinity", () -> file(tensors)
                .fit(NETWORK));
    }

    @ParameterizedTest
    @ValueSource(strings = {"w.safetensors", "w.npz"})
    void whatIsWrittenIsReadBack(String name) throws IOException {
        Path file = folder.resolve(name);
        Weights.write(file, NETWORK, THETA);
        WeightFile read = WeightFile.read(file);
        ImportedWeights weights = read.fit(NETWORK);
        assertArrayEquals(THETA, weights.theta());
        assertEquals(Rule.NAME, weights.matches().get(5).rule());
        assertEquals(List.of(), weights.unused());
        assertEquals(Sha256.of(file), weights.checksum());
    }

    @Test
    void everyPrecisionIsReadExactly() throws IOException {
        Path file = folder.resolve("w.safetensors");
        List<Tensor> tensors = renamed(NETWORK, "0.", "3.", "6.");
        SafeTensorsFile.write(file, tensors, Map.of(), Precision.F32);
        ImportedWeights weights = WeightFile.read(file).fit(NETWORK);
        assertArrayEquals(THETA, weights.theta());
        assertEquals(ElementType.F32, weights.matches().get(0).type());
        Path npz = folder.resolve("w.npz");
        NpzFile.write(npz, tensors, Precision.F32);
        assertEquals(
                "6.bias [4] F32 -> 4.bias",
                WeightFile.read(npz).fit(NETWORK).matches().get(5).toString());

        // 1, 2, 3 as bfloat16 and as binary16, by hand.
        Graph three = Sequential.of(3).linear(1).build();
        for (String type : List.of("BF16", "F16")) {
            String header = "{\"w\":{\"dtype\":\"" + type + "\",\"shape\":[1,3],\"data_offsets\":[0,6]}}";
            byte[] numbers = type.equals("F16")
                    ? new byte[] {0, 0x3c, 0, 0x40, 0, 0x42}
                    : new byte[] {(byte) 0x80, 0x3f, 0, 0x40, 0x40, 0x40};
            byte[] bytes = Arrays.copyOf(new byte[] {(byte) header.length()}, 8 + header.length() + 6);
            System.arraycopy(header.getBytes(StandardCharsets.US_ASCII), 0, bytes, 8, header.length());
            System.arraycopy(numbers, 0, bytes, 8 + header.length(), 6);
            Files.write(file, bytes);
            weights = WeightFile.read(file).fit(three);
            assertArrayEquals(new double[] {1, 2, 3}, weights.theta());
            assertEquals(
                    "w [1, 3] " + type + " -> 0.weight",
                    weights.matches().get(0).toString());
        }
    }

    @Test
    void faultsNameTheFile() {
        Path other = folder.resolve("w.h5");
        assertEquals(
                "weight file " + other + ": unknown ending, expected .safetensors or .npz",
                assertThrows(IllegalArgumentException.class, () -> WeightFile.read(other))
                        .getMessage());
        for (String ending : new String[] {".pt", ".pth"}) {
            Path torch = folder.resolve("w" + ending);
            assertEquals(
                    "weight file " + torch
                            + ": unknown ending, expected .safetensors or .npz; to convert a state_dict: "
                            + "import torch; from safetensors.torch import save_file; save_file({k: v.contiguous() for "
                            + "k, v in torch.load('" + torch + "', map_location='cpu').items()}, '"
                            + folder.resolve("w.safetensors") + "')",
                    assertThrows(IllegalArgumentException.class, () -> WeightFile.read(torch))
                            .getMessage());
        }
        Path missing = folder.resolve("w.npz");
        assertFault(missing, "found no such file", () -> WeightFile.read(missing));
    }

    /** Eight-bit floats are told where they are missed, and names cannot turn or hide the text around them. */
    @Test
    void whatIsNotReadIsToldAndNamesAreShownAsTheyAre() throws IOException {
        String header = "{\"0.weight\":{\"dtype\":\"F8_E4M3\",\"shape\":[2,1],\"data_offsets\":[0,2]},"
                + "\"\\u001b[2J\\u202ebias\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[2,18]}}";
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = ByteBuffer.allocate(8 + text.length + 18)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
        WeightFile weights = WeightFile.read(Files.write(folder.resolve("w.safetensors"), bytes));
        assertEquals(Map.of("0.weight", "F8_E4M3 [2, 1]"), weights.others());
        String message = assertThrows(IOException.class, () -> weights.fit(Sequential.mlp(Activations.RELU, 1, 2)))
                .getMessage();
        assertTrue(message.contains("0.weight, not read: F8_E4M3 [2, 1]"), message);
        assertTrue(message.contains("?[2J?bias [2] F64"), message);
        ImportedWeights imported = weights.fit(Sequential.of(2).build(), Map.of("\u001b[2J\u202ebias", ""));
        assertEquals(weights.others(), imported.others());
    }
}
