package org.thalweg.linalg.kernels;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.thalweg.linalg.internal.PortableSymmetric;
import org.thalweg.linalg.internal.elementary.PortableFunctions;
import org.thalweg.linalg.internal.vector.VectorProvider;

/**
 * The two inner engines of every computation, the tiled matrix product and the elementary functions, in one of two
 * implementations with the same bits: portable Java, or the vector instructions of the processor through
 * {@code jdk.incubator.vector}.
 *
 * <p>Vectors are used if the module is there, that is, if the program was started with
 * {@code --add-modules jdk.incubator.vector}, and the JVM has the compiler that makes instructions of them (C2). The system property {@value #PROPERTY} forces a choice: {@code portable},
 * {@code vector}, or {@code vector-128}, {@code vector-256}, {@code vector-512} for vectors of that many bits. A forced
 * choice that is not to be had is an error.
 */
public final class Kernels {

    /** The system property that forces an implementation. */
    public static final String PROPERTY = "thalweg.kernels";

    private static final String MODULE = "jdk.incubator.vector";

    private final String name;
    private final TiledProduct product;
    private final RowKernels rows;
    private final SymmetricKernels symmetric;
    private final SparseKernel sparse;
    private final ElementaryFunctions functions;

    private Kernels(
            String name,
            Tiles tiles,
            RowKernels rows,
            SymmetricKernels symmetric,
            SparseKernel sparse,
            ElementaryFunctions functions) {
        this.name = name;
        this.product = new TiledProduct(tiles);
        this.rows = rows;
        this.symmetric = symmetric;
        this.sparse = sparse;
        this.functions = functions;
    }

    /**
     * The implementation that this process uses.
     *
     * @return the kernels, chosen at the first call
     * @throws IllegalStateException if {@value #PROPERTY} names an unknown implementation, or vectors while the module is
     *     missing
     */
    public static Kernels selected() {
        if (Choice.KERNELS_OR_ERROR instanceof IllegalStateException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        return (Kernels) Choice.KERNELS_OR_ERROR;
    }

    /**
     * What is used.
     *
     * @return {@code portable} or {@code vector-} and the width in bits
     */
    public String name() {
        return name;
    }

    /**
     * The matrix product.
     *
     * @return the product over the tiles of this implementation
     */
    public TiledProduct product() {
        return product;
    }

    /**
     * Products of rows element by element.
     *
     * @return the row kernels
     */
    public RowKernels rows() {
        return rows;
    }

    /**
     * What the dense symmetric eigensolver needs beside products.
     *
     * @return the symmetric kernels
     */
    public SymmetricKernels symmetric() {
        return symmetric;
    }

    /**
     * The product of a sparse and a dense matrix.
     *
     * @return its innermost loop
     */
    public SparseKernel sparse() {
        return sparse;
    }

    /**
     * The elementary functions.
     *
     * @return functions of whole arrays
     */
    public ElementaryFunctions functions() {
        return functions;
    }

    /** The module of vectors, looked for in the layer of this module and those above it. */
    private static Optional<Module> vectors() {
        ModuleLayer layer = Kernels.class.getModule().getLayer();
        return (layer == null ? ModuleLayer.boot() : layer).findModule(MODULE);
    }

    private static Kernels choose(String forced) {
        Optional<Module> vectors = vectors();
        boolean usable = vectors.isPresent()
                && VectorCompiler.missing(System::getProperty).isEmpty();
        String wanted = forced == null ? usable ? "vector" : "portable" : forced;
        return switch (wanted) {
            case "portable" ->
                new Kernels(
                        "portable",
                        new PortableTiles(),
                        new PortableRows(),
                        new PortableSymmetric(),
                        SparseKernel.PORTABLE,
                        new PortableFunctions());
            case "vector", "vector-128", "vector-256", "vector-512" -> {
                Module module = vectors.orElseThrow(() -> new IllegalStateException(PROPERTY + "=" + wanted
                        + ": module " + MODULE + " not found, expected --add-modules " + MODULE));
                Kernels.class.getModule().addReads(module);
                yield new Kernels(
                        VectorProvider.name(),
                        VectorProvider.tiles(),
                        VectorProvider.rows(),
                        VectorProvider.symmetric(),
                        VectorProvider.sparse(),
                        VectorProvider.functions());
            }
            default ->
                throw new IllegalStateException(PROPERTY + "=" + wanted
                        + ": unknown kernels, expected portable, vector, vector-128, vector-256 or vector-512");
        };
    }

    private static String hint(Kernels kernels, String forced) {
        if (forced != null) {
            return "forced by " + PROPERTY;
        }
        if (!kernels.name.equals("portable")) {
            return "for portable ones set -D" + PROPERTY + "=portable";
        }
        return vectors().isEmpty()
                ? "for faster ones start java with --add-modules " + MODULE
                : "as vectors would be slow: "
                        + VectorCompiler.missing(System::getProperty).orElseThrow();
    }

    private static Object chooseOnce() {
        String forced = System.getProperty(PROPERTY);
        try {
            Kernels kernels = choose(forced);
            Logger logger = System.getLogger("org.thalweg.linalg");
            logger.log(Level.INFO, "kernels: " + kernels.name + " (" + hint(kernels, forced) + ")");
            return kernels;
        } catch (IllegalStateException e) {
            return e;
        }
    }

    /** Chooses when first asked; a wrong property then reaches the caller as it is, not as an initialiser's failure. */
    private static final class Choice {
        private static final Object KERNELS_OR_ERROR = chooseOnce();
    }
}
