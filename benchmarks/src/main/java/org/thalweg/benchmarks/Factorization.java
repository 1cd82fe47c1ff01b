package org.thalweg.benchmarks;

import java.util.List;

/** Factorizations and their kin, with the shapes of the matrices that are measured, {@code [m x n]} as {@code m n}. */
enum Factorization {
    /** A positive definite matrix, {@code n^3 / 3} flops. */
    CHOLESKY("Cholesky", "1000 1000", "2500 2500"),
    /** Q and R, both {@code [m x n]} and {@code [n x n]}, {@code 4 m n^2 - 4/3 n^3} flops. */
    THIN_QR("thin QR", "10000 50", "1000 1000"),
    /** All singular values and vectors, {@code 6 m n^2} flops by way of a triangle, those of the small problem left out. */
    TALL_SVD("tall SVD", "10000 50", "10000 200"),
    /** A positive semidefinite matrix, by its eigenvectors. */
    SQUARE_ROOT("square root", "500 500", "1000 1000"),
    /** {@code A'A} of all columns, {@code m n^2} flops. */
    RANK_UPDATE("rank-k update", "10000 784", "2000 2000"),
    /** A lower triangle with as many right-hand sides, {@code n^3} flops. */
    TRIANGULAR_SOLVE("triangular solve", "1000 1000", "2000 2000");

    private final String title;
    private final String first;
    private final String second;

    Factorization(String title, String first, String second) {
        this.title = title;
        this.first = first;
        this.second = second;
    }

    /** Its name in the table and in the peers' script. */
    String title() {
        return title;
    }

    List<String> shapes() {
        return List.of(first, second);
    }

    double flops(String shape) {
        double m = ProductBenchmark.sizes(shape)[0];
        double n = ProductBenchmark.sizes(shape)[1];
        return switch (this) {
            case CHOLESKY -> n * n * n / 3;
            case THIN_QR -> 4 * m * n * n - 4 * n * n * n / 3;
            case TALL_SVD -> 6 * m * n * n;
            case SQUARE_ROOT -> Flops.eigenvectors((int) n) + n * n * n;
            case RANK_UPDATE -> m * n * n;
            case TRIANGULAR_SOLVE -> n * n * n;
        };
    }
}
