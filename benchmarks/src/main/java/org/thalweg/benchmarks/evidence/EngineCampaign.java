package org.thalweg.benchmarks.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Objective;
import org.thalweg.benchmarks.Child;
import org.thalweg.linalg.Workers;

/** Loss, gradient and products of the engine against PyTorch's, on random networks. */
final class EngineCampaign implements Campaign {

    /**
     * The largest relative difference. Either side evaluates a few dozen operations, each a sum of up to some ten terms, which
     * rounds to some hundred u; the rest is left for what the networks make of it.
     */
    private static final double BOUND = 1e-12;

    private final String python;
    private final Path peers;

    /**
     * The campaign with a peer.
     *
     * @param python the Python that has torch
     * @param peers where the scripts are
     */
    EngineCampaign(String python, Path peers) {
        this.python = python;
        this.peers = peers;
    }

    @Override
    public String name() {
        return "engine";
    }

    @Override
    public String description() {
        return "Random networks against PyTorch in float64: loss, gradient, and products of a vector with the Hessian (by double "
                + "backward there) and the Gauss-Newton matrix. Affine maps, all activations, sums, tied weights, dropout under "
                + "given masks, cross-entropy with and without smoothing or squared errors, sample weights. Differences are "
                + "relative to the sum of the norms over groups of samples.";
    }

    @Override
    public List<Row> run(Trials trials) throws Unavailable, IOException, InterruptedException {
        if (Arrays.stream(RandomGraph.Kind.values())
                .noneMatch(kind -> trials.chosen().test(kind.title))) {
            return List.of();
        }
        requireTorch();
        int cases = trials.scale().choose(15, 300);
        List<Family> families = new ArrayList<>();
        Map<String, JsonNode> answers = new HashMap<>();
        for (RandomGraph.Kind kind : RandomGraph.Kind.values()) {
            families.add(new Family(
                    kind.title,
                    quantities(kind),
                    cases,
                    (number, key) -> compare(new RandomGraph(kind, key), answers.get(name(kind, number)))));
            if (trials.chosen().test(kind.title)) {
                answers.putAll(ask(kind, trials, cases));
            }
        }
        return Family.run(families, trials);
    }

    private static List<Family.Quantity> quantities(RandomGraph.Kind kind) {
        List<Family.Quantity> quantities = new ArrayList<>(List.of(
                Family.Quantity.largest("loss", BOUND),
                Family.Quantity.largest("gradient", BOUND),
                Family.Quantity.largest("H v", BOUND)));
        if (kind != RandomGraph.Kind.PENALTY) {
            quantities.add(Family.Quantity.largest("Gauss-Newton v", BOUND));
        }
        return quantities;
    }

    private void requireTorch() throws Unavailable, InterruptedException {
        try {
            Process process = new ProcessBuilder(python, "-c", "import torch")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor() != 0) {
                throw new Unavailable(python + " cannot import torch; --python names one that can");
            }
        } catch (IOException e) {
            throw new Unavailable(e.getMessage() + "; --python names a Python that can import torch");
        }
    }

    private static String name(RandomGraph.Kind kind, int number) {
        return kind + " " + number;
    }

    /** What PyTorch says of the cases of a kind. */
    private Map<String, JsonNode> ask(RandomGraph.Kind kind, Trials trials, int cases)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile("thalweg-graphs", ".jsonl");
        try {
            ObjectMapper mapper = new ObjectMapper();
            try (BufferedWriter writer = Files.newBufferedWriter(file)) {
                for (int i = trials.first(); i < trials.first() + trials.count(cases); i++) {
                    RandomGraph graph = new RandomGraph(kind, trials.key(kind.title, i));
                    writer.write(mapper.writeValueAsString(graph.toJson(name(kind, i))));
                    writer.write('\n');
                }
            }
            Map<String, JsonNode> answers = new HashMap<>();
            List<String> command = List.of(python, peers.resolve("graphs.py").toString(), file.toString());
            for (JsonNode answer : Child.lines(command, Map.of())) {
                answers.put(answer.path("case").asText(), answer);
            }
            return answers;
        } finally {
            Files.delete(file);
        }
    }

    private static Family.Outcome compare(RandomGraph graph, JsonNode answer) {
        try (Workers workers = Workers.of(1)) {
            Objective objective = graph.objective(workers);
            double loss = difference(answer.path("loss"), objective.loss());
            double gradient = difference(answer.path("gradient"), objective.gradient());
            double hessian = difference(
                    answer.path("hessian"),
                    objective.operator(Curvature.HESSIAN).apply(graph.direction()));
            if (graph.penalty().isPresent()) {
                return new Family.Outcome(graph.describe(), loss, gradient, hessian);
            }
            double gaussNewton = difference(
                    answer.path("gauss_newton"),
                    objective.operator(Curvature.GAUSS_NEWTON).apply(graph.direction()));
            return new Family.Outcome(graph.describe(), loss, gradient, hessian, gaussNewton);
        }
    }

    private static double difference(JsonNode theirs, double... ours) {
        JsonNode values = theirs.path("value");
        if (values.size() != ours.length) {
            return Double.NaN;
        }
        double[] differences = new double[ours.length];
        for (int i = 0; i < ours.length; i++) {
            differences[i] = ours[i] - values.get(i).asDouble();
        }
        double difference = Precise.norm(ours.length, differences, 0, 1);
        return difference == 0 ? 0 : difference / theirs.path("size").asDouble();
    }
}
