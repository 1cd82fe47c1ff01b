import java.util.Locale;
import org.thalweg.autodiff.Curvature;
import org.thalweg.autodiff.Graph;
import org.thalweg.autodiff.Loss;
import org.thalweg.autodiff.Objective;
import org.thalweg.data.Dataset;
import org.thalweg.linalg.Workers;
import org.thalweg.nn.Initialization;
import org.thalweg.nn.Sequential;

public class Example {
    public static void main(String... arguments) {
        double[][] inputs = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
        double[][] targets = {{0}, {1}, {1}, {0}};
        Dataset data = Dataset.of("exclusive or", inputs, targets);
        Graph network = Sequential.of(2).affine(16).tanh().affine(1).build();
        double[] theta = new Initialization.FanIn().theta(network, 1);
        try (Workers workers = Workers.of(2)) {
            Objective loss = Objective.of(network, Loss.meanSquaredError(), data, workers);
            double[] v = loss.at(theta).gradient();
            double[] hv = loss.operator(Curvature.HESSIAN).apply(v);
            System.out.printf(Locale.ROOT, "L %.12f, |g|^2 %.12f, g'Hg %.12f%n", loss.loss(), dot(v, v), dot(v, hv));
        }
    }

    static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }
}
