package org.thalweg.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.thalweg.io.Faults.assertFault;
import static org.thalweg.nn.Orientation.INPUTS_OUTPUTS;
import static org.thalweg.nn.Orientation.OUTPUTS_INPUTS;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Parameter;
import org.thalweg.autodiff.operations.Activations;
import org.thalweg.autodiff.operations.Affine;
import org.thalweg.io.Tensor;

/** Weights of programs that keep them [inputs, outputs]: recognised and turned, or refused; never in another layer. */
class OrientationTest {

    private static final Path PATH = Path.of("w.npz");

    private static int[] widths(String text) {
        return Stream.of(text.split("-")).mapToInt(Integer::parseInt).toArray();
    }

    private static Graph network(String widths, boolean biases) {
        int[] w = widths(widths);
        Sequential network = Sequential.of(w[0]);
        for (int layer = 1; layer < w.length; layer++) {
            Sequential unused = biases ? network.affine(w[layer]) : network.linear(w[layer]);
            if (layer < w.length - 1) {
                network.activation(Activations.TANH);
            }
        }
        return network.build();
    }

    private static double[] counted(Graph network) {
        return IntStream.range(0, network.parameterCount())
                .mapToDouble(i -> i + 1)
                .toArray();
    }

    /**
     * The tensors of a network under other names. In a scheme {@code #} stands for the number of the layer, from 0 on, {@code +}
     * for the one after it, {@code 2#} for twice the number and {@code ~} for {@code _#}, or nothing for the first.
     */
    private static List<Tensor> tensors(Graph network, Orientation orientation, String weight, String bias) {
        List<Tensor> tensors = new ArrayList<>();
        int layer = -1;
        for (Tensor tensor : Weights.tensors(network, counted(network))) {
            boolean matrix = tensor.shape().length == 2;
            layer += matrix ? 1 : 0;
            String name = (matrix ? weight : bias)
                    .replace("2#+", String.valueOf(2 * layer + 1))
                    .replace("2#", String.valueOf(2 * layer))
                    .replace("#", String.valueOf(layer))
                    .replace("+", String.valueOf(layer + 1))
                    .replace("~", layer == 0 ? "" : "_" + layer);
            tensors.add(matrix && orientation.turned() ? turned(name, tensor) : named(name, tensor));
        }
        return tensors;
    }

    private static Tensor named(String name, Tensor tensor) {
        return new Tensor(name, tensor.shape(), tensor.values());
    }

    private static Tensor turned(String name, Tensor tensor) {
        int rows = tensor.shape()[0];
        int columns = tensor.shape()[1];
        double[] values = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                values[j * rows + i] = tensor.values()[i * columns + j];
            }
        }
        return new Tensor(name, new int[] {columns, rows}, values);
    }

    private static WeightFile file(List<Tensor> tensors) {
        return new WeightFile(PATH, tensors, Map.of(), "");
    }

    private static void assertReads(Graph network, Orientation orientation, List<Tensor> tensors) throws IOException {
        Random random = new Random(3);
        for (int round = 0; round < 10; round++) {
            List<Tensor> shuffled = new ArrayList<>(tensors);
            Collections.shuffle(shuffled, random);
            assertRead(network, orientation, file(shuffled).fit(network));
        }
        assertRead(network, orientation, file(tensors).fit(network, Map.of(), orientation));
    }

    private static void assertRead(Graph network, Orientation orientation, ImportedWeights weights) {
        assertArrayEquals(counted(network), weights.theta());
        assertEquals(orientation, weights.orientation());
        for (TensorMatch match : weights.matches()) {
            assertEquals(orientation.turned() && match.shape().length == 2, match.turned());
        }
    }

    private static String refused(Graph network, List<Tensor> tensors) {
        String message = assertThrows(IOException.class, () -> file(tensors).fit(network))
                .getMessage();
        return message.lines().findFirst().orElseThrow();
    }

    private static String refused(Graph network, Orientation told, List<Tensor> tensors) {
        String message = assertThrows(IOException.class, () -> file(tensors).fit(network, Map.of(), told))
                .getMessage();
        return message.lines().findFirst().orElseThrow();
    }

    /** Names that do not tell: shapes, order and biases do, in either orientation. */
    @ParameterizedTest
    @CsvSource({
        "W+, b+",
        "w_#, b_#",
        "weights+, biases+",
        "linear~/w, linear~/b",
        "W~, b~",
        "layers.#.W, layers.#.b",
        "arr_2#, arr_2#+",
        "layers/dense~/vars/0, layers/dense~/vars/1",
        "W+, c+"
    })
    void shapesOrderAndBiasesTell(String weight, String bias) throws IOException {
        for (String widths :
                List.of("2-3-2", "3-2-2-4", "2-3-3-2", "4-4-4-2", "2-4-4", "4-4-3-4", "2-1-3-1-2", "5-1")) {
            Graph network = network(widths, true);
            for (Orientation orientation : Orientation.values()) {
                assertReads(network, orientation, tensors(network, orientation, weight, bias));
            }
        }
    }

    /** Twelve layers, so that 10 comes after 2. */
    @ParameterizedTest
    @CsvSource({"W+, b+", "dense~/kernel:0, dense~/bias:0", "linear_#/w, linear_#/b"})
    void tenComesAfterTwo(String weight, String bias) throws IOException {
        Graph network = network("3-2-2-2-2-2-2-2-2-2-2-2-4", true);
        assertReads(network, INPUTS_OUTPUTS, tensors(network, INPUTS_OUTPUTS, weight, bias));
    }

    /** Names that tell, where layers are square or widths read the same backwards. */
    @ParameterizedTest
    @ValueSource(strings = {"2-2-2", "3-3", "2-3-2", "2-3-3-2", "2-2-3-2", "3-2-2-4"})
    void namesTell(String widths) throws IOException {
        for (boolean biases : new boolean[] {true, false}) {
            Graph network = network(widths, biases);
            for (String[] torch : new String[][] {
                {"2#.weight", "2#.bias"},
                {"fc+.weight", "fc+.bias"},
                {"module.net.#.weight", "module.net.#.bias"},
                {"fc+_weight", "fc+_bias"}
            }) {
                assertReads(network, OUTPUTS_INPUTS, tensors(network, OUTPUTS_INPUTS, torch[0], torch[1]));
            }
            for (String[] keras : new String[][] {
                {"dense~/kernel:0", "dense~/bias:0"},
                {"params.Dense_#.kernel", "params.Dense_#.bias"},
                {"Dense_#/kernel", "Dense_#/bias"}
            }) {
                assertReads(network, INPUTS_OUTPUTS, tensors(network, INPUTS_OUTPUTS, keras[0], keras[1]));
            }
        }
    }

    /** Shapes may overrule the names: NumPy programs call weights what they like. */
    @Test
    void shapesTellMoreThanNames() throws IOException {
        Graph network = network("3-2-2-4", true);
        assertReads(network, INPUTS_OUTPUTS, tensors(network, INPUTS_OUTPUTS, "fc+.weight", "fc+.bias"));
        assertReads(network, INPUTS_OUTPUTS, tensors(network, INPUTS_OUTPUTS, "2#.weight", "2#.bias"));
        assertReads(network, OUTPUTS_INPUTS, tensors(network, OUTPUTS_INPUTS, "Dense_#/kernel", "Dense_#/bias"));
    }

    @ParameterizedTest
    @CsvSource({
        "2-2-2, true, W+, b+",
        "2-2-2, false, W+, b+",
        "4-4, true, w, b",
        "3-3-3-3, true, arr_2#, arr_2#+",
        "2-2-2, true, linear~/w, linear~/b"
    })
    void whatNothingTellsIsRefusedUntilTold(String widths, boolean biases, String weight, String bias)
            throws IOException {
        Graph network = network(widths, biases);
        for (Orientation orientation : Orientation.values()) {
            List<Tensor> tensors = tensors(network, orientation, weight, bias);
            assertEquals(
                    PATH + ": weights are [outputs, inputs] or [inputs, outputs]: their shapes fit both ways and their"
                            + " names do not tell, expected transpose yes or no",
                    refused(network, tensors));
            assertRead(network, orientation, file(tensors).fit(network, Map.of(), orientation));
        }
    }

    /** Names without an order, of shapes that each occur once: only biases can tell which layer is which. */
    @Test
    void lettersHaveNoOrder() throws IOException {
        Graph plain = network("2-3-2", false);
        double[] values = {1, 2, 3, 4, 5, 6};
        List<Tensor> tensors = List.of(
                new Tensor("hidden_w", new int[] {2, 3}, values), new Tensor("readout_w", new int[] {3, 2}, values));
        assertTrue(refused(plain, tensors).endsWith("expected transpose yes or no"));
        ImportedWeights turned = file(tensors).fit(plain, Map.of(), INPUTS_OUTPUTS);
        assertEquals(
                "hidden_w [2, 3] F64, turned -> 0.weight",
                turned.matches().get(0).toString());
        assertArrayEquals(new double[] {1, 4, 2, 5, 3, 6, 1, 3, 5, 2, 4, 6}, turned.theta());
        ImportedWeights asIs = file(tensors).fit(plain, Map.of(), OUTPUTS_INPUTS);
        assertEquals("readout_w [3, 2] F64 -> 0.weight", asIs.matches().get(0).toString());

        List<Tensor> more = new ArrayList<>(tensors);
        more.add(new Tensor("hidden_b", new int[] {3}, new double[] {7, 8, 9}));
        more.add(new Tensor("readout_b", new int[] {2}, new double[] {10, 11}));
        ImportedWeights beside = file(more).fit(network("2-3-2", true));
        assertEquals(INPUTS_OUTPUTS, beside.orientation());
        assertArrayEquals(new double[] {1, 4, 2, 5, 3, 6, 7, 8, 9, 1, 3, 5, 2, 4, 6, 10, 11}, beside.theta());
    }

    /** Where it makes no difference nobody has to tell. */
    @Test
    void sameNumbersBothWays() throws IOException {
        Graph ones = network("1-1-1", true);
        assertReads(ones, OUTPUTS_INPUTS, tensors(ones, OUTPUTS_INPUTS, "W+", "b+"));
        Graph square = network("2-2", false);
        List<Tensor> symmetric = List.of(new Tensor("W", new int[] {2, 2}, new double[] {1, 5, 5, 2}));
        assertArrayEquals(new double[] {1, 5, 5, 2}, file(symmetric).fit(square).theta());
    }

    /** A PyTorch file of 3-2-3 has the shapes of 2-3-2, and is another function. */
    @Test
    void aNetworkOfTheReversedWidthsIsRefused() {
        for (boolean biases : new boolean[] {true, false}) {
            Graph file = network("3-2-3", biases);
            Graph wanted = network("2-3-2", biases);
            assertEquals(
                    PATH + ": weights do not fit the network in the order of their names: read as [outputs, inputs]"
                            + " their shapes put `fc2.weight` before `fc1.weight`, expected a rename, or transpose yes",
                    refused(wanted, tensors(file, OUTPUTS_INPUTS, "fc+.weight", "fc+.bias")));
            assertTrue(refused(wanted, tensors(file, INPUTS_OUTPUTS, "Dense_#/kernel", "Dense_#/bias"))
                    .endsWith("put `Dense_1/kernel` before `Dense_0/kernel`, expected a rename, or transpose no"));
        }
        // With W1 and b1 each orientation has something against it, one the order and the other the biases.
        Graph wanted = network("2-3-2", true);
        for (Orientation orientation : Orientation.values()) {
            List<Tensor> tensors = tensors(network("3-2-3", true), orientation, "W+", "b+");
            assertFalse(refused(wanted, tensors).isEmpty());
            assertFalse(refused(wanted, OUTPUTS_INPUTS, tensors).isEmpty());
            assertFalse(refused(wanted, INPUTS_OUTPUTS, tensors).isEmpty());
        }
    }

    /** Two layers of reversed widths under names without an order: the word alone would exchange them. */
    @Test
    void aWordDoesNotExchangeLayers() throws IOException {
        Graph network = network("6-4-6", false);
        List<Tensor> tensors = List.of(
                new Tensor("enc.weight", new int[] {6, 4}, new double[24]),
                new Tensor(
                        "dec.weight",
                        new int[] {4, 6},
                        DoubleStream.iterate(1, x -> x + 1).limit(24).toArray()));
        assertTrue(refused(network, tensors).endsWith("expected transpose yes or no"));
        assertEquals(
                "enc.weight [6, 4] F64, turned -> 0.weight",
                file(tensors)
                        .fit(network, Map.of(), INPUTS_OUTPUTS)
                        .matches()
                        .get(0)
                        .toString());
    }

    /** Numbers that do not count layers contradict the shapes; whoever renames one takes the order into his own hands. */
    @Test
    void namesOutOfOrderNeedARename() throws IOException {
        Graph network = network("7-5-4-3", false);
        List<Tensor> own = Weights.tensors(network, counted(network));
        List<Tensor> tensors =
                List.of(named("out_3", own.get(2)), named("out_4", own.get(1)), named("out_5", own.get(0)));
        assertEquals(
                PATH + ": weights do not fit the network in the order of their names: read as [outputs, inputs] their"
                        + " shapes put `out_5` before `out_4`, expected a rename",
                refused(network, tensors));
        ImportedWeights weights = file(tensors).fit(network, Map.of("out_5", "0.weight", "out_4", "2.weight"));
        assertArrayEquals(counted(network), weights.theta());
    }

    @Test
    void namesThatContradictEachOtherTellNothing() {
        Graph network = network("2-2-2", false);
        List<Tensor> own = Weights.tensors(network, counted(network));
        assertTrue(refused(network, List.of(named("a1.weight", own.get(0)), named("a2.kernel", own.get(1))))
                .endsWith("expected transpose yes or no"));
    }

    /** One word among names that say nothing tells for all: a file has one orientation. */
    @Test
    void oneNameTellsForAll() throws IOException {
        Graph network = network("2-2-2", false);
        List<Tensor> own = Weights.tensors(network, counted(network));
        List<Tensor> tensors = List.of(turned("a1.kernel", own.get(0)), turned("a2.w", own.get(1)));
        assertRead(network, INPUTS_OUTPUTS, file(tensors).fit(network));
    }

    @Test
    void renamesGoOnWorking() throws IOException {
        Graph network = network("2-3-2", true);
        List<Tensor> tensors = tensors(network, INPUTS_OUTPUTS, "W+", "b+");
        // A renamed tensor must fit, and tells the orientation by that.
        Map<String, String> all = Map.of("W1", "0.weight", "W2", "2.weight", "b1", "0.bias", "b2", "2.bias");
        assertRead(network, INPUTS_OUTPUTS, file(tensors).fit(network, all));
        assertRead(network, INPUTS_OUTPUTS, file(tensors).fit(network, Map.of("W2", "2.weight")));
        assertFault(PATH, "tensor `W2`: found shape [3, 2], expected [2, 3] of 2.weight", () -> file(tensors)
                .fit(network, Map.of("W2", "2.weight"), OUTPUTS_INPUTS));
        // To the other layer it fits as it is, and then its bias does not.
        assertThrows(IOException.class, () -> file(tensors).fit(network, Map.of("W2", "0.weight")));
        // What is left out tells nothing.
        Graph square = network("2-2", false);
        double[] theta = counted(square);
        List<Tensor> two = List.of(
                new Tensor("averaged.weight", new int[] {2, 2}, theta.clone()),
                new Tensor("w", new int[] {2, 2}, theta.clone()));
        String message = assertThrows(IOException.class, () -> file(two).fit(square, Map.of("averaged.weight", "")))
                .getMessage();
        assertTrue(message.endsWith("expected transpose yes or no"), message);
        assertRead(square, OUTPUTS_INPUTS, file(two).fit(square, Map.of("w", "")));
        // Names of this network's own do not make a file one of its own.
        Graph deep = network("2-2-2", false);
        Map<String, String> both = Map.of("W1", "0.weight", "W2", "2.weight");
        List<Tensor> ambiguous = tensors(deep, INPUTS_OUTPUTS, "W+", "");
        assertThrows(IOException.class, () -> file(ambiguous).fit(deep, both));
        assertRead(deep, INPUTS_OUTPUTS, file(ambiguous).fit(deep, both, INPUTS_OUTPUTS));
        Graph biased = network("2-2", true);
        List<Tensor> half = tensors(biased, INPUTS_OUTPUTS, "W", "0.bias");
        assertThrows(IOException.class, () -> file(half).fit(biased, Map.of("W", "0.weight")));
    }

    /** Files of this library are as they are here, whatever their parameters are called. */
    @Test
    void allOwnNamesAreOfThisLibrary() throws IOException {
        Graph.Builder builder = Graph.builder(2);
        Parameter weight = builder.matrix("kernel", 2, 2);
        Graph network = builder.build(builder.apply(new Affine(weight, null), builder.input()));
        List<Tensor> own = Weights.tensors(network, counted(network));
        assertRead(network, OUTPUTS_INPUTS, file(own).fit(network));
    }

    @Test
    void aWrongAnswerIsRefused() {
        Graph network = network("3-2-4", true);
        assertEquals(
                PATH + ": weights do not fit the network: 2 of 4 parameters without a tensor, 2 tensors without a"
                        + " parameter; some weights are [inputs, outputs], expected all to be [outputs, inputs]",
                refused(network, OUTPUTS_INPUTS, tensors(network, INPUTS_OUTPUTS, "W+", "c+")));
        assertTrue(refused(network, INPUTS_OUTPUTS, tensors(network, OUTPUTS_INPUTS, "W+", "c+"))
                .endsWith("; some weights are [outputs, inputs], expected all to be [inputs, outputs]"));
    }

    @Test
    void aFaultIsWhereTheFileHasIt() {
        Graph network = network("3-2-4", true);
        List<Tensor> tensors = tensors(network, INPUTS_OUTPUTS, "W+", "b+");
        tensors.get(0).values()[5] = Double.NaN;
        assertFault(PATH, "tensor `W1`, index [2, 1]: found NaN, expected a finite number", () -> file(tensors)
                .fit(network));
    }

    /** The table is that of the orientation that fits better. */
    @Test
    void theTableShowsTheBetterOrientation() {
        List<Tensor> tensors = new ArrayList<>(tensors(network("3-2-5", true), INPUTS_OUTPUTS, "W+", "b+"));
        String message = assertThrows(IOException.class, () -> file(tensors).fit(network("3-2-4", true)))
                .getMessage();
        assertTrue(message.contains("0.weight [2, 3]   W1 [3, 2] F64"), message);
    }
}
