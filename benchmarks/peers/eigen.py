#!/usr/bin/env python3
"""Times LAPACK's dsyevd (divide and conquer) of OpenBLAS through scipy, the peer of the dense symmetric eigensolver.

Measures all eigenvalues and eigenvectors, and all eigenvalues alone, of symmetric matrices of normal numbers. dsyevd gets
the work space that lets its reduction work in blocks; scipy's own default is too small for that where only eigenvalues are
wanted, and twice as slow. A JSON line for each problem and number of threads: name, median and best seconds, runs, threads,
dtype, OpenBLAS's version and core type, scipy's version, and the largest eigenvalue as checksum.

Needs python3-scipy and libopenblas0-pthread (Debian names).

    eigen.py [--quick] [--threads 1,2] [--core TYPE]
"""

import argparse

import peer

try:
    import numpy as np
    import scipy
    from scipy.linalg import lapack
except ModuleNotFoundError as missing:
    peer.fail(f"{missing}; install python3-scipy and libopenblas0-pthread")

BLOCK = 64


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    peer.add_options(parser)
    options = parser.parse_args()
    blas = peer.OpenBlas(lapack._flapack.__file__, "dsyevd_")
    for n in (100, 250, 500, 1000, 2500):
        a = np.random.default_rng(1).standard_normal((n, n))
        a = np.asfortranarray(np.triu(a) + np.triu(a, 1).T)
        for what, vectors, space in (("vectors", 1, 1 + 6 * n + 2 * n * n), ("values", 0, 2 * n + 1 + BLOCK * n)):
            if what == "values" and n < 1000:
                continue

            def decompose():
                return lapack.dsyevd(a, compute_v=vectors, lower=1, lwork=space)

            for threads in options.threads:
                blas.use_threads(threads)
                seconds = peer.measure(decompose, options.quick)
                values, _, info = decompose()
                if info != 0:
                    peer.fail(f"dsyevd: info {info}, expected 0")
                peer.report(
                    f"eigen{what} {n}",
                    seconds,
                    threads=threads,
                    dtype="float64",
                    blas=blas.version,
                    core=blas.core,
                    scipy=scipy.__version__,
                    checksum=float(values[-1]),
                )


if __name__ == "__main__":
    main()
