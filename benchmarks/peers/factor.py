#!/usr/bin/env python3
"""Times factorizations of LAPACK and products of BLAS through scipy, the peers of the factorization benchmarks.

Measured in float64, of matrices of normal numbers or Gram matrices n I + X'X of them:

    Cholesky n n            dpotrf
    thin QR m n             dgeqrf and dorgqr
    tall SVD m n            dgesdd of the whole matrix, thin U and V'
    square root n n         dsyevd and one dsyrk of its scaled vectors; symmetric, as scipy's sqrtm is for any matrix
    rank-k update m n       dsyrk, A'A; only one triangle is written
    triangular solve n n    dtrsm with n right-hand sides, in place of a copy of them

A JSON line for each problem and number of threads: name, median and best seconds, runs, threads, dtype, OpenBLAS's version
and core type, scipy's version, and the Frobenius norm of the result as checksum.

Needs python3-scipy and libopenblas0-pthread (Debian names).

    factor.py [--quick] [--threads 1,2] [--core TYPE]
"""

import argparse

import peer

try:
    import numpy as np
    import scipy
    from scipy.linalg import blas, lapack
except ModuleNotFoundError as missing:
    peer.fail(f"{missing}; install python3-scipy and libopenblas0-pthread")

BLOCK = 64


def checked(routine, result):
    if result[-1] != 0:
        peer.fail(f"{routine}: info {result[-1]}, expected 0")
    return result[:-1]


def normal(m, n, seed=1):
    return np.asfortranarray(np.random.default_rng(seed).standard_normal((m, n)))


def positive(m, n):
    x = normal(m, n)
    return np.asfortranarray(x.T @ x + n * np.eye(n))


def cholesky(m, n):
    a = positive(m, n)
    return lambda: checked("dpotrf", lapack.dpotrf(a, lower=1))[0]


def thin_qr(m, n):
    a = normal(m, n)

    def work():
        qr, tau, _ = checked("dgeqrf", lapack.dgeqrf(a, lwork=BLOCK * n))
        return checked("dorgqr", lapack.dorgqr(qr, tau, lwork=BLOCK * n, overwrite_a=1))[0]

    return work


def tall_svd(m, n):
    a = normal(m, n)
    space = int(lapack.dgesdd_lwork(m, n, compute_uv=1, full_matrices=0)[0])
    return lambda: checked("dgesdd", lapack.dgesdd(a, compute_uv=1, full_matrices=0, lwork=space))[0]


def square_root(m, n):
    a = positive(m, n)

    def work():
        values, vectors = checked("dsyevd", lapack.dsyevd(a, compute_v=1, lower=1, lwork=1 + 6 * n + 2 * n * n))
        return blas.dsyrk(1.0, vectors * np.maximum(values, 0) ** 0.25)

    return work


def rank_update(m, n):
    a = normal(m, n)
    c = np.zeros((n, n), order="F")
    return lambda: blas.dsyrk(1.0, a, trans=1, c=c, overwrite_c=1)


def triangular_solve(m, n):
    lower = np.asfortranarray(np.linalg.cholesky(positive(m, n)))
    b = normal(n, n, 2)
    return lambda: blas.dtrsm(1.0, lower, b, lower=1)


WORKS = (
    ("Cholesky", cholesky, ((1000, 1000), (2500, 2500))),
    ("thin QR", thin_qr, ((10_000, 50), (1000, 1000))),
    ("tall SVD", tall_svd, ((10_000, 50), (10_000, 200))),
    ("square root", square_root, ((500, 500), (1000, 1000))),
    ("rank-k update", rank_update, ((10_000, 784), (2000, 2000))),
    ("triangular solve", triangular_solve, ((1000, 1000), (2000, 2000))),
)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    peer.add_options(parser)
    options = parser.parse_args()
    openblas = peer.OpenBlas(lapack._flapack.__file__, "dpotrf_")
    for name, prepare, shapes in WORKS:
        for m, n in shapes:
            work = prepare(m, n)
            for threads in options.threads:
                openblas.use_threads(threads)
                seconds = peer.measure(work, options.quick)
                peer.report(
                    f"{name} {m} {n}",
                    seconds,
                    threads=threads,
                    dtype="float64",
                    blas=openblas.version,
                    core=openblas.core,
                    scipy=scipy.__version__,
                    checksum=float(np.linalg.norm(work())),
                )


if __name__ == "__main__":
    main()
