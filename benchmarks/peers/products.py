#!/usr/bin/env python3
"""Times matrix products of numpy through OpenBLAS in float64, the peer of the matrix-product benchmarks.

Measures C = A B for square matrices and for the shapes of a 784-50-50-10 network with 10,000 samples, among them the
products as a network's forward sweep (X W', W [50 x 784]) and reverse sweep (D' X, D [10000 x 50]) ask for them.
C is allocated once. A JSON line for each product and number of threads: name, median and best seconds, runs, gflops
(2 m n k operations over the best time), threads, dtype, OpenBLAS's version and core type, numpy's version, and the
Frobenius norm of C as checksum. Inputs are standard normal with a fixed seed.

Needs python3-numpy and libopenblas0-pthread (Debian names). On a processor with AVX-512 the core type should be
SkylakeX, Cooperlake or later; a Haswell core type runs at half the speed.

    products.py [--quick] [--threads 1,2] [--core TYPE]
"""

import argparse

import peer

try:
    import numpy as np
except ModuleNotFoundError as missing:
    peer.fail(f"{missing}; install python3-numpy and libopenblas0-pthread")


def products(random):
    """Name, A, B; a transposed factor is a view, which numpy hands to BLAS as a flag."""

    def normal(rows, columns):
        return random.standard_normal((rows, columns))

    for n in (1024, 2048):
        yield f"{n}^3", normal(n, n), normal(n, n)
    samples, inputs, width = 10_000, 784, 50
    x = normal(samples, inputs)
    d = normal(samples, width)
    w = normal(width, inputs)
    yield "(10000x784)(784x50)", x, np.ascontiguousarray(w.T)
    yield "(10000x784)(50x784)'", x, w.T
    yield "(10000x50)(50x784)", d, w
    yield "(10000x50)'(10000x784)", d.T, x


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    peer.add_options(parser)
    options = parser.parse_args()
    blas = peer.OpenBlas(np.core._multiarray_umath.__file__, "cblas_dgemm")
    for name, a, b in products(np.random.default_rng(1)):
        c = np.empty((a.shape[0], b.shape[1]))
        for threads in options.threads:
            blas.use_threads(threads)
            seconds = peer.measure(lambda: np.matmul(a, b, out=c), options.quick)
            peer.report(
                name,
                seconds,
                gflops=round(2e-9 * a.shape[0] * a.shape[1] * b.shape[1] / min(seconds), 1),
                threads=threads,
                dtype="float64",
                blas=blas.version,
                core=blas.core,
                numpy=np.__version__,
                checksum=float(np.linalg.norm(c)),
            )


if __name__ == "__main__":
    main()
