package org.thalweg.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.io.NpzFile;
import org.thalweg.io.SafeTensorsFile;
import org.thalweg.io.Tensor;

class WeightsTest {

    @TempDir
    Path folder;

    private static final Graph NETWORK = Sequential.mlp(Activations.RELU, 3, 2, 2);
    private static final double[] THETA =
            IntStream.range(0, 14).mapToDouble(i -> i / 3.0).toArray();

    @Test
    void namesAndShapesAreThoseOfPyTorch() {
        List<String> tensors =
                Weights.tensors(NETWORK, THETA).stream().map(Tensor::toString).toList();
        assertEquals(List.of("0.weight [2, 3]", "0.bias [2]", "2.weight [2, 2]", "2.bias [2]"), tensors);
    }

    @ParameterizedTest
    @ValueSource(strings = {"w.safetensors", "w.npz"})
    void filesKeepEveryBit(String name) throws Exception {
        Path file = folder.resolve(name);
        Weights.write(file, NETWORK, THETA);
        assertArrayEquals(THETA, Weights.read(file, NETWORK));
        Map<String, Tensor> tensors = name.endsWith("z")
                ? NpzFile.read(file).tensors()
                : SafeTensorsFile.read(file).tensors();
        assertArrayEquals(new double[] {6 / 3.0, 7 / 3.0}, tensors.get("0.bias").values());
    }

    @Test
    void orderIsFreeAndNamesAreNot() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<Tensor> forward = Weights.tensors(NETWORK, THETA);
        for (int i = forward.size() - 1; i >= 0; i--) {
            tensors.put(forward.get(i).name(), forward.get(i));
        }
        assertArrayEquals(THETA, Weights.theta(NETWORK, tensors));
        tensors.put("2.bias", new Tensor("2.bias", new int[] {1}, new double[1]));
        assertMessage("weights `2.bias`: shape [1], expected [2]", tensors);
        tensors.remove("2.bias");
        assertMessage("weights `2.bias`: missing, expected shape [2]", tensors);
        tensors.put("2.bias", forward.get(3));
        tensors.put("3.bias", forward.get(3));
        assertMessage("weights `3.bias`: not in the network, expected 0.weight, 0.bias, 2.weight, 2.bias", tensors);
    }

    private static void assertMessage(String message, Map<String, Tensor> tensors) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> Weights.theta(NETWORK, tensors))
                        .getMessage());
    }

    @Test
    void faultsNameTheFile() throws Exception {
        Path file = folder.resolve("w.npz");
        Weights.write(file, Sequential.mlp(Activations.RELU, 3, 2), new double[8]);
        assertEquals(
                file + ": weights `2.weight`: missing, expected shape [2, 2]",
                assertThrows(IOException.class, () -> Weights.read(file, NETWORK))
                        .getMessage());
        Path torch = folder.resolve("w.pt");
        String message = "weight file " + torch + ": unknown ending, expected .safetensors or .npz";
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> Weights.write(torch, NETWORK, THETA))
                        .getMessage());
        String reading = assertThrows(IllegalArgumentException.class, () -> Weights.read(torch, NETWORK))
                .getMessage();
        assertTrue(reading.startsWith(message + "; to convert"), reading);
        assertTrue(Files.notExists(torch));
        assertEquals(
                "theta: length 3, expected 14",
                assertThrows(IllegalArgumentException.class, () -> Weights.tensors(NETWORK, new double[3]))
                        .getMessage());
    }
}
