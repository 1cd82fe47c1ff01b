import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.thalweg.linalg.LinearOperator;

/** The operator A = diag(1, 2, 3), known only by its products. */
public class Example implements LinearOperator {
    @Override
    public int dimension() {
        return 3;
    }

    @Override
    public void apply(DMatrixRMaj vectors, DMatrixRMaj products) {
        for (int i = 0; i < vectors.data.length; i++) {
            products.data[i] = (i % 3 + 1) * vectors.data[i];
        }
    }

    public static void main(String... arguments) {
        System.out.println(Arrays.toString(new Example().apply(1, 1, 1)));
    }
}
