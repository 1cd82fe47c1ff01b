package org.thalweg.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Parameter;
import org.thalweg.io.FormatException;
import org.thalweg.io.Tensor;
import org.thalweg.nn.TensorMatch.Rule;

/**
 * The tensors of a file brought to the parameters of a network, by the rules of {@link WeightFile}, with all weights read in one
 * orientation. What speaks against it is kept: parameters and tensors that are left, and names that contradict.
 */
final class Arrangement {
    private static final NaturalOrder ORDER = new NaturalOrder();

    private final WeightFile source;
    private final Graph network;
    private final Orientation orientation;
    private final Map<Parameter, Tensor> taken = new LinkedHashMap<>();
    private final Map<Parameter, Rule> rules = new LinkedHashMap<>();
    private final List<Tensor> left;
    private final List<Tensor> unused = new ArrayList<>();
    private final boolean shapesFit;
    private final boolean byName;
    private FormatException misplaced;
    private String unclear = "";
    private String inverted = "";

    /**
     * Arranges.
     *
     * @param source the file
     * @param network the network
     * @param orientation of its weights
     * @param renames parameters by tensors that were sent there, empty for those that were left out
     */
    Arrangement(WeightFile source, Graph network, Orientation orientation, Map<Tensor, Optional<Parameter>> renames) {
        this.source = source;
        this.network = network;
        this.orientation = orientation;
        this.left = new ArrayList<>(source.tensors());
        renames.forEach(this::rename);
        shapesFit = misplaced == null && countedShapes().isEmpty();
        byName = matchByName();
        if (missing() > 0) {
            leaveAside();
            matchByOrder(open(false));
            matchBiases();
        }
        leaveAside();
    }

    Orientation orientation() {
        return orientation;
    }

    /** Whether every weight of the network has one of its shape in the file, and none is left: the order aside. */
    boolean shapesFit() {
        return shapesFit;
    }

    /** Whether weights have gone where their names say, so that the file is one of this library. */
    boolean byName() {
        return byName;
    }

    /** Whether nothing speaks against it. */
    boolean sound() {
        return misplaced == null && missing() == 0 && left.isEmpty() && inverted.isEmpty();
    }

    /** How many parameters have no tensor. */
    int missing() {
        return network.parameters().size() - taken.size();
    }

    /** The tensors without a parameter. */
    List<Tensor> left() {
        return left;
    }

    List<Tensor> unused() {
        return unused;
    }

    /** The tensor of a parameter, or {@code null}. */
    Tensor tensor(Parameter parameter) {
        return taken.get(parameter);
    }

    /**
     * Refuses a renamed tensor that does not have the shape of its parameter.
     *
     * @throws FormatException if there is one
     */
    void requireRenamesFit() throws FormatException {
        if (misplaced != null) {
            throw misplaced;
        }
    }

    /** Two names whose order hangs on letters; empty if there are none. */
    String unclear() {
        return unclear;
    }

    /** Two names that are in the other order than the layers they went to, in words; empty if there are none. */
    String inverted() {
        return inverted;
    }

    /** The parameters of one kind, vectors or not, that have no tensor yet. */
    List<Parameter> open(boolean vectors) {
        return network.parameters().stream()
                .filter(p -> p.vector() == vectors && !taken.containsKey(p))
                .toList();
    }

    List<TensorMatch> matches() {
        return network.parameters().stream()
                .map(p -> new TensorMatch(
                        taken.get(p).name(),
                        taken.get(p).shape(),
                        taken.get(p).type(),
                        p,
                        rules.get(p),
                        orientation.turned() && !p.vector()))
                .toList();
    }

    /** For each shape how many weights of the network exceed those of the file, or fall short of them, where they do. */
    private Map<String, Integer> countedShapes() {
        Map<String, Integer> count = new LinkedHashMap<>();
        open(false).forEach(p -> count.merge(Arrays.toString(p.shape()), 1, Integer::sum));
        left.stream()
                .filter(t -> TensorMatcher.isWeight(t) && t.shape().length > 1)
                .forEach(t -> count.merge(Arrays.toString(shape(t)), -1, Integer::sum));
        count.values().removeIf(number -> number == 0);
        return count;
    }

    private void rename(Tensor tensor, Optional<Parameter> to) {
        if (to.isEmpty()) {
            left.remove(tensor);
            unused.add(tensor);
        } else if (fits(tensor, to.get())) {
            take(tensor, to.get(), Rule.RENAME);
        } else if (misplaced == null) {
            misplaced = new FormatException(
                    source.file(),
                    "tensor `" + tensor.name() + "`",
                    "shape " + Arrays.toString(tensor.shape()),
                    Arrays.toString(to.get().shape()) + " of " + to.get().name());
        }
    }

    private boolean matchByName() {
        Map<Parameter, Tensor> named = new LinkedHashMap<>();
        for (Parameter parameter : network.parameters()) {
            if (!taken.containsKey(parameter)) {
                left.stream()
                        .filter(t -> t.name().equals(parameter.name()) && fits(t, parameter))
                        .findFirst()
                        .ifPresent(t -> named.put(parameter, t));
            }
        }
        boolean all = named.size() + taken.size() == network.parameters().size();
        if (all) {
            named.forEach((parameter, tensor) -> take(tensor, parameter, Rule.NAME));
        }
        return all && named.keySet().stream().anyMatch(parameter -> !parameter.vector());
    }

    private void leaveAside() {
        List<Tensor> others =
                left.stream().filter(t -> !TensorMatcher.isWeight(t)).toList();
        unused.addAll(others);
        left.removeAll(others);
    }

    private void matchByOrder(List<Parameter> parameters) {
        Map<String, List<Parameter>> shapes = parameters.stream()
                .collect(Collectors.groupingBy(
                        p -> Arrays.toString(p.shape()), LinkedHashMap::new, Collectors.toList()));
        for (List<Parameter> wanted : shapes.values()) {
            List<Tensor> found = left.stream()
                    .filter(t -> fits(t, wanted.get(0)))
                    .sorted((a, b) -> ORDER.compare(a.name(), b.name()))
                    .toList();
            if (found.size() == wanted.size() && isClear(found)) {
                for (int i = 0; i < found.size(); i++) {
                    take(found.get(i), wanted.get(i), Rule.ORDER);
                }
            }
        }
        findInversion(
                parameters.stream().map(taken::get).filter(Objects::nonNull).toList());
    }

    private boolean isClear(List<Tensor> sorted) {
        for (int i = 1; i < sorted.size(); i++) {
            String before = sorted.get(i - 1).name();
            String name = sorted.get(i).name();
            if (!ORDER.isClear(before, name)) {
                unclear = unclear.isEmpty()
                        ? TensorMatcher.quoted(before) + " or " + TensorMatcher.quoted(name)
                        : unclear;
                return false;
            }
        }
        return true;
    }

    /** Shapes may put a later name before an earlier one. */
    private void findInversion(List<Tensor> placed) {
        for (int i = 0; i < placed.size() && inverted.isEmpty(); i++) {
            for (int j = i + 1; j < placed.size(); j++) {
                String first = placed.get(i).name();
                String second = placed.get(j).name();
                if (ORDER.compare(first, second) > 0 && ORDER.isClear(first, second)) {
                    inverted = TensorMatcher.quoted(first) + " before " + TensorMatcher.quoted(second);
                    return;
                }
            }
        }
    }

    /** Each beside its weight, if names pair any of them; else in their own order. */
    private void matchBiases() {
        Map<String, Tensor> biases = new LinkedHashMap<>();
        left.stream().filter(t -> t.shape().length == 1).forEach(t -> TensorName.ofBias(t.name())
                .ifPresent(name -> biases.putIfAbsent(name.module(), t)));
        boolean paired = taken.values().stream()
                .flatMap(tensor -> TensorName.ofWeight(tensor.name()).stream())
                .anyMatch(name -> biases.containsKey(name.module()));
        if (!paired) {
            matchByOrder(open(true));
            return;
        }
        for (Parameter parameter : open(true)) {
            Optional.ofNullable(taken.get(weightBeside(parameter)))
                    .flatMap(weight -> TensorName.ofWeight(weight.name()))
                    .map(name -> biases.get(name.module()))
                    .filter(tensor -> fits(tensor, parameter))
                    .ifPresent(tensor -> take(tensor, parameter, Rule.SIBLING));
        }
    }

    /** The weight that is read together with a bias, or {@code null}. */
    private Parameter weightBeside(Parameter bias) {
        return network.nodes().stream()
                .map(Node::operation)
                .filter(operation -> operation != null && operation.parameters().contains(bias))
                .map(operation -> operation.parameters())
                .flatMap(Collection::stream)
                .filter(parameter -> !parameter.vector())
                .findFirst()
                .orElse(null);
    }

    /** The shape that a tensor has when it is read. */
    private int[] shape(Tensor tensor) {
        int[] shape = tensor.shape();
        return orientation.turned() && shape.length == 2 ? new int[] {shape[1], shape[0]} : shape;
    }

    private boolean fits(Tensor tensor, Parameter parameter) {
        return Arrays.equals(shape(tensor), parameter.shape());
    }

    private void take(Tensor tensor, Parameter parameter, Rule rule) {
        left.remove(tensor);
        taken.put(parameter, tensor);
        rules.put(parameter, rule);
    }

    /**
     * The parameters; all must have a tensor.
     *
     * @throws FormatException if a number is NaN or infinite
     */
    double[] theta() throws FormatException {
        double[] theta = new double[network.parameterCount()];
        for (Parameter parameter : network.parameters()) {
            double[] values = taken.get(parameter).values();
            int rows = parameter.rows();
            int columns = parameter.columns();
            for (int i = 0; i < values.length; i++) {
                requireFinite(taken.get(parameter), i);
                int at = orientation.turned() && !parameter.vector() ? i % rows * columns + i / rows : i;
                theta[parameter.offset() + at] = values[i];
            }
        }
        return theta;
    }

    private void requireFinite(Tensor tensor, int i) throws FormatException {
        if (!Double.isFinite(tensor.values()[i])) {
            int[] shape = tensor.shape();
            int[] index = shape.length == 1 ? new int[] {i} : new int[] {i / shape[1], i % shape[1]};
            throw new FormatException(
                    source.file(),
                    "tensor `" + tensor.name() + "`, index " + Arrays.toString(index),
                    tensor.values()[i],
                    "a finite number");
        }
    }
}
