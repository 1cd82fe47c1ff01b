package org.thalweg.nn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Node;
import org.thalweg.autodiff.Parameter;
import org.thalweg.io.FormatException;
import org.thalweg.io.Tensor;
import org.thalweg.nn.TensorMatch.Rule;

/** Brings the tensors of one file to the parameters of one network, by the rules of {@link WeightFile}; used once. */
final class TensorMatcher {
    private static final String OF_AN_OPTIMIZER = "optimizer.";
    private static final String WEIGHT = "weight";
    private static final String BIAS = "bias";
    private static final int LEFTOVERS_SHOWN = 40;

    private final NaturalOrder order = new NaturalOrder();
    private final WeightFile source;
    private final Graph network;
    private final Map<Parameter, TensorMatch> matches = new LinkedHashMap<>();
    private final Map<Parameter, Tensor> taken = new LinkedHashMap<>();
    private final List<Tensor> left;
    private final List<Tensor> unused = new ArrayList<>();
    private final List<String> unclear = new ArrayList<>();

    TensorMatcher(WeightFile source, Graph network) {
        this.source = source;
        this.network = network;
        this.left = new ArrayList<>(source.tensors());
    }

    /** Whether a tensor is one that some network would learn. */
    static boolean isWeight(Tensor tensor) {
        return tensor.type().floating()
                && tensor.shape().length > 0
                && !tensor.name().startsWith(OF_AN_OPTIMIZER);
    }

    ImportedWeights match(Map<String, String> renames) throws IOException {
        rename(renames);
        if (!matchByName()) {
            leaveAside();
            matchByOrder(open(false));
            matchSiblings();
            matchByOrder(open(true).stream().filter(p -> siblingOf(p).isEmpty()).toList());
        }
        leaveAside();
        if (missing() > 0 || !left.isEmpty()) {
            throw new IOException(source.file() + ": " + mismatch());
        }
        return new ImportedWeights(
                theta(), network.parameters().stream().map(matches::get).toList(), unused, source.checksum());
    }

    private void rename(Map<String, String> renames) throws IOException {
        Set<String> used = new HashSet<>();
        for (Map.Entry<String, String> rename : renames.entrySet()) {
            String from = rename.getKey();
            Tensor tensor = left.stream()
                    .filter(t -> t.name().equals(from))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("rename of `" + from
                            + "`: not in the file, expected one of "
                            + excerpt(
                                    source.tensors().stream().map(Tensor::name).toList())));
            if (rename.getValue().isEmpty()) {
                left.remove(tensor);
                unused.add(tensor);
                continue;
            }
            Parameter parameter = network.parameter(rename.getValue());
            if (!used.add(parameter.name())) {
                throw new IllegalArgumentException(
                        "renames: two tensors for `" + parameter.name() + "`, expected different parameters");
            }
            if (!fits(tensor, parameter)) {
                throw new FormatException(
                        source.file(),
                        "tensor `" + from + "`",
                        "shape " + Arrays.toString(tensor.shape()),
                        Arrays.toString(parameter.shape()) + " of " + parameter.name());
            }
            take(tensor, parameter, Rule.RENAME);
        }
    }

    private boolean matchByName() {
        Map<Parameter, Tensor> byName = new LinkedHashMap<>();
        for (Parameter parameter : network.parameters()) {
            if (!matches.containsKey(parameter)) {
                left.stream()
                        .filter(t -> t.name().equals(parameter.name()) && fits(t, parameter))
                        .findFirst()
                        .ifPresent(t -> byName.put(parameter, t));
            }
        }
        boolean all = byName.size() + matches.size() == network.parameters().size();
        if (all) {
            byName.forEach((parameter, tensor) -> take(tensor, parameter, Rule.NAME));
        }
        return all;
    }

    private void leaveAside() {
        List<Tensor> others = left.stream().filter(t -> !isWeight(t)).toList();
        unused.addAll(others);
        left.removeAll(others);
    }

    /** The parameters of one kind, vectors or not, that have no tensor yet. */
    private List<Parameter> open(boolean vectors) {
        return network.parameters().stream()
                .filter(p -> p.vector() == vectors && !matches.containsKey(p))
                .toList();
    }

    private void matchByOrder(List<Parameter> parameters) {
        Map<String, List<Parameter>> shapes = parameters.stream()
                .collect(Collectors.groupingBy(
                        p -> Arrays.toString(p.shape()), LinkedHashMap::new, Collectors.toList()));
        for (List<Parameter> wanted : shapes.values()) {
            List<Tensor> found = left.stream()
                    .filter(t -> fits(t, wanted.get(0)))
                    .sorted((a, b) -> order.compare(a.name(), b.name()))
                    .toList();
            if (found.size() == wanted.size() && isClear(found)) {
                for (int i = 0; i < found.size(); i++) {
                    take(found.get(i), wanted.get(i), Rule.ORDER);
                }
            }
        }
    }

    private boolean isClear(List<Tensor> sorted) {
        boolean clear = true;
        for (int i = 1; i < sorted.size(); i++) {
            String before = sorted.get(i - 1).name();
            String name = sorted.get(i).name();
            if (!order.isClear(before, name)) {
                unclear.add("`" + before + "` or `" + name + "`");
                clear = false;
            }
        }
        return clear;
    }

    private void matchSiblings() {
        for (Parameter parameter : open(true)) {
            siblingOf(parameter)
                    .flatMap(name -> left.stream()
                            .filter(t -> t.name().equals(name) && fits(t, parameter))
                            .findFirst())
                    .ifPresent(tensor -> take(tensor, parameter, Rule.SIBLING));
        }
    }

    /** The name that the bias must have, if the weight it is read with has a tensor whose name tells. */
    private Optional<String> siblingOf(Parameter bias) {
        return network.nodes().stream()
                .map(Node::operation)
                .filter(operation -> operation != null && operation.parameters().contains(bias))
                .flatMap(operation -> operation.parameters().stream())
                .filter(parameter -> !parameter.vector() && taken.containsKey(parameter))
                .map(weight -> taken.get(weight).name())
                .filter(name -> name.endsWith(WEIGHT))
                .map(name -> name.substring(0, name.length() - WEIGHT.length()) + BIAS)
                .findFirst();
    }

    private static boolean fits(Tensor tensor, Parameter parameter) {
        return Arrays.equals(tensor.shape(), parameter.shape());
    }

    private void take(Tensor tensor, Parameter parameter, Rule rule) {
        left.remove(tensor);
        taken.put(parameter, tensor);
        matches.put(parameter, new TensorMatch(tensor.name(), tensor.shape(), tensor.type(), parameter, rule));
    }

    private double[] theta() throws FormatException {
        double[] theta = new double[network.parameterCount()];
        for (Parameter parameter : network.parameters()) {
            Tensor tensor = taken.get(parameter);
            double[] values = tensor.values();
            for (int i = 0; i < values.length; i++) {
                if (!Double.isFinite(values[i])) {
                    int[] index = parameter.vector()
                            ? new int[] {i}
                            : new int[] {i / tensor.shape()[1], i % tensor.shape()[1]};
                    throw new FormatException(
                            source.file(),
                            "tensor `" + tensor.name() + "`, index " + Arrays.toString(index),
                            values[i],
                            "a finite number");
                }
            }
            System.arraycopy(values, 0, theta, parameter.offset(), values.length);
        }
        return theta;
    }

    /** What is wrong in one line, then a line for each parameter and each tensor that is left. */
    private String mismatch() {
        String head = "weights do not fit the network: " + missing() + " of "
                + network.parameters().size() + " parameters without a tensor, " + left.size()
                + (left.size() == 1 ? " tensor" : " tensors") + " without a parameter" + hint();
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"expected", "found"});
        for (Parameter parameter : network.parameters()) {
            Tensor tensor = taken.get(parameter);
            rows.add(new String[] {
                parameter.name() + " " + Arrays.toString(parameter.shape()), tensor == null ? "-" : text(tensor)
            });
        }
        left.stream()
                .sorted((a, b) -> order.compare(a.name(), b.name()))
                .limit(LEFTOVERS_SHOWN)
                .forEach(tensor -> rows.add(new String[] {"-", text(tensor)}));
        int width = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
        String table = rows.stream()
                .map(row -> "  " + row[0] + " ".repeat(width - row[0].length() + 3) + row[1])
                .collect(Collectors.joining("\n"));
        String more =
                left.size() > LEFTOVERS_SHOWN ? "\n  and " + (left.size() - LEFTOVERS_SHOWN) + " more tensors" : "";
        return head + "\n" + table + more;
    }

    private int missing() {
        return network.parameters().size() - matches.size();
    }

    private String hint() {
        if (!unclear.isEmpty()) {
            return "; which comes first, " + unclear.get(0) + ", is not clear from their names, expected a rename";
        }
        if (!source.hasBiases() && open(true).size() == missing()) {
            return "; the file has no biases, expected a network without them";
        }
        if (missing() == 0 && left.stream().allMatch(t -> t.shape().length == 1)) {
            return "; expected a network with the biases of the file";
        }
        if (left.stream().anyMatch(t -> open(false).stream().anyMatch(p -> isTransposed(t, p)))) {
            return "; weights are [inputs, outputs], expected [outputs, inputs]";
        }
        return "";
    }

    private static boolean isTransposed(Tensor tensor, Parameter parameter) {
        int[] shape = tensor.shape();
        return shape.length == 2
                && shape[0] != shape[1]
                && shape[0] == parameter.columns()
                && shape[1] == parameter.rows();
    }

    private static String text(Tensor tensor) {
        return excerpt(List.of(tensor.name())) + " " + Arrays.toString(tensor.shape()) + " " + tensor.type();
    }

    /** Names come from the file: they are kept to a line, and to a length for people. */
    private static String excerpt(List<String> names) {
        String text = String.join(", ", names).replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
        int longest = 160;
        return text.length() <= longest ? text : text.substring(0, longest) + "...";
    }
}
