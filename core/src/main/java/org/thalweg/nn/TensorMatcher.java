package org.thalweg.nn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Parameter;
import org.thalweg.io.Printable;
import org.thalweg.io.Tensor;

/**
 * Brings the tensors of one file to the parameters of one network: arranges them in both orientations and decides between the
 * two, by the rules of {@link WeightFile}.
 */
final class TensorMatcher {
    private static final String OF_AN_OPTIMIZER = "optimizer.";
    private static final int LEFTOVERS_SHOWN = 40;

    private final NaturalOrder order = new NaturalOrder();
    private final WeightFile source;
    private final Graph network;

    TensorMatcher(WeightFile source, Graph network) {
        this.source = source;
        this.network = network;
    }

    /** Whether a tensor is one that some network would learn. */
    static boolean isWeight(Tensor tensor) {
        return tensor.type().floating()
                && tensor.shape().length > 0
                && !tensor.name().startsWith(OF_AN_OPTIMIZER);
    }

    ImportedWeights match(Map<String, String> renames, Optional<Orientation> told) throws IOException {
        Map<Tensor, Optional<Parameter>> sent = sent(renames);
        Arrangement asIs = new Arrangement(source, network, Orientation.OUTPUTS_INPUTS, sent);
        Arrangement turned = new Arrangement(source, network, Orientation.INPUTS_OUTPUTS, sent);
        Arrangement chosen =
                told.isPresent() ? (told.get().turned() ? turned : asIs) : decide(asIs, turned, named(sent));
        chosen.requireRenamesFit();
        boolean open = told.isEmpty() && asIs.shapesFit() && turned.shapesFit();
        if (chosen.missing() > 0 || !chosen.left().isEmpty()) {
            throw new IOException(source.file() + ": " + mismatch(chosen, open));
        }
        if (!chosen.inverted().isEmpty()) {
            throw new IOException(source.file() + ": weights do not fit the network in the order of their names: "
                    + contradiction(chosen, open));
        }
        return new ImportedWeights(
                chosen.theta(),
                chosen.matches(),
                chosen.orientation(),
                chosen.unused(),
                source.others(),
                source.checksum());
    }

    /** Where renames send tensors. */
    private Map<Tensor, Optional<Parameter>> sent(Map<String, String> renames) {
        Map<Tensor, Optional<Parameter>> sent = new LinkedHashMap<>();
        Set<Parameter> used = new HashSet<>();
        renames.forEach((from, to) -> {
            Tensor tensor = source.tensors().stream()
                    .filter(t -> t.name().equals(from))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("rename of `" + from
                            + "`: not in the file, expected one of "
                            + excerpt(
                                    source.tensors().stream().map(Tensor::name).toList())));
            Optional<Parameter> parameter = to.isEmpty() ? Optional.empty() : Optional.of(network.parameter(to));
            if (parameter.isPresent() && !used.add(parameter.get())) {
                throw new IllegalArgumentException(
                        "renames: two tensors for `" + to + "`, expected different parameters");
            }
            sent.put(tensor, parameter);
        });
        return sent;
    }

    /** The orientation that the names of the weights tell, if they do and do not contradict each other. */
    private Optional<Orientation> named(Map<Tensor, Optional<Parameter>> sent) {
        Set<Orientation> told = source.tensors().stream()
                .filter(tensor -> isWeight(tensor) && tensor.shape().length == 2)
                .filter(tensor -> !sent.containsKey(tensor) || sent.get(tensor).isPresent())
                .flatMap(tensor -> TensorName.ofWeight(tensor.name()).stream())
                .flatMap(name -> name.orientation().stream())
                .collect(Collectors.toSet());
        return told.size() == 1 ? told.stream().findFirst() : Optional.empty();
    }

    /** The one that the file means; if neither fits, the one that fits better, for its message. */
    private Arrangement decide(Arrangement asIs, Arrangement turned, Optional<Orientation> named) throws IOException {
        if (asIs.byName()) {
            return asIs;
        }
        if (asIs.shapesFit() != turned.shapesFit()) {
            return asIs.shapesFit() ? asIs : turned;
        }
        boolean open = asIs.sound() && turned.sound();
        boolean exchanged = open && !sameLayers(asIs, turned);
        if (asIs.shapesFit() && named.isPresent() && !exchanged) {
            return named.get().turned() ? turned : asIs;
        }
        if (open && !Arrays.equals(asIs.theta(), turned.theta())) {
            throw new IOException(source.file() + ": weights are " + asIs.orientation() + " or " + turned.orientation()
                    + ": their shapes fit both ways and their names do not tell, expected transpose yes or no");
        }
        if (asIs.sound() != turned.sound()) {
            return asIs.sound() ? asIs : turned;
        }
        return turned.missing() < asIs.missing() ? turned : asIs;
    }

    /** Whether each weight goes to the same layer either way; if not, a word is too little to tell them apart. */
    private boolean sameLayers(Arrangement asIs, Arrangement turned) {
        return network.parameters().stream().allMatch(p -> Objects.equals(asIs.tensor(p), turned.tensor(p)));
    }

    /** How shapes contradict names, and the way out; with the other orientation if that is open. */
    private static String contradiction(Arrangement found, boolean open) {
        return "read as " + found.orientation() + " their shapes put " + found.inverted() + ", expected a rename"
                + (open ? ", or transpose " + (found.orientation().turned() ? "no" : "yes") : "");
    }

    /** What is wrong in one line, then a line for each parameter and each tensor that is left. */
    private String mismatch(Arrangement found, boolean open) {
        List<Tensor> left = found.left();
        String head = "weights do not fit the network: " + found.missing() + " of "
                + network.parameters().size() + " parameters without a tensor, " + left.size()
                + (left.size() == 1 ? " tensor" : " tensors") + " without a parameter" + hint(found, open);
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"expected", "found"});
        for (Parameter parameter : network.parameters()) {
            Tensor tensor = found.tensor(parameter);
            rows.add(new String[] {
                parameter.name() + " " + Arrays.toString(parameter.shape()), tensor == null ? "-" : text(tensor)
            });
        }
        left.stream()
                .sorted((a, b) -> order.compare(a.name(), b.name()))
                .limit(LEFTOVERS_SHOWN)
                .forEach(tensor -> rows.add(new String[] {"-", text(tensor)}));
        source.others().entrySet().stream()
                .limit(LEFTOVERS_SHOWN)
                .forEach(other -> rows.add(
                        new String[] {"-", excerpt(List.of(other.getKey() + ", not read: " + other.getValue()))}));
        int width = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
        String table = rows.stream()
                .map(row -> "  " + row[0] + " ".repeat(width - row[0].length() + 3) + row[1])
                .collect(Collectors.joining("\n"));
        String more =
                left.size() > LEFTOVERS_SHOWN ? "\n  and " + (left.size() - LEFTOVERS_SHOWN) + " more tensors" : "";
        return head + "\n" + table + more;
    }

    private String hint(Arrangement found, boolean open) {
        if (!found.inverted().isEmpty()) {
            return "; " + contradiction(found, open);
        }
        if (!found.unclear().isEmpty()) {
            return "; which comes first, " + found.unclear() + ", is not clear from their names, expected a rename";
        }
        if (!source.hasBiases() && found.open(true).size() == found.missing()) {
            return "; the file has no biases, expected a network without them";
        }
        if (found.missing() == 0 && found.left().stream().allMatch(t -> t.shape().length == 1)) {
            return "; expected a network with the biases of the file";
        }
        List<Parameter> missing = found.open(false);
        if (found.left().stream()
                .anyMatch(t -> missing.stream().anyMatch(p -> isOtherWay(t, p, found.orientation())))) {
            Orientation other = found.orientation().turned() ? Orientation.OUTPUTS_INPUTS : Orientation.INPUTS_OUTPUTS;
            return "; some weights are " + other + ", expected all to be " + found.orientation();
        }
        return "";
    }

    /** Whether a weight would fit if it were read in the other orientation. */
    private static boolean isOtherWay(Tensor tensor, Parameter parameter, Orientation orientation) {
        int[] shape = tensor.shape();
        int rows = orientation.turned() ? 0 : 1;
        return shape.length == 2
                && shape[0] != shape[1]
                && shape[rows] == parameter.rows()
                && shape[1 - rows] == parameter.columns();
    }

    private static String text(Tensor tensor) {
        return excerpt(List.of(tensor.name())) + " " + Arrays.toString(tensor.shape()) + " " + tensor.type();
    }

    /** A name for a message. */
    static String quoted(String name) {
        return "`" + excerpt(List.of(name)) + "`";
    }

    /** Names come from the file: they are kept to a line, and to a length for people. */
    private static String excerpt(List<String> names) {
        String text = Printable.of(String.join(", ", names));
        int longest = 160;
        return text.length() <= longest ? text : text.substring(0, longest) + "...";
    }
}
