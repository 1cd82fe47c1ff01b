#!/usr/bin/env python3
"""Times the 20 largest Hessian eigenvalues of a trained network, the peers of the Lanczos benchmarks.

Reads the problem that `java -cp benchmarks.jar org.thalweg.benchmarks.TrainedProblem problem.npz` exports: x, y, and
the weights of a relu network with softmax cross-entropy (mean over the samples). Measured are, for the Hessian by all
parameters and for that by the 50 x 50 weight alone,

    top 20 to 1e-10         scipy.sparse.linalg.eigsh(ncv=80, which="LA", tol=1e-10), float64 products of PyTorch
    top 20 by power iteration to 1e-3
                            the algorithm of PyHessian (arXiv:1912.07145): power iteration with deflation until two
                            Rayleigh quotients in a row agree to 1e-3, at most 100 steps each, float32

Products are backward sweeps of g . v through the graph of the gradient, kept from one backward with create_graph; the
first of them is not timed. A JSON line for each: name, median and best seconds, runs, threads, dtype, versions, the
number of products, and the eigenvalues.

Needs python3-torch, python3-scipy and libopenblas0-pthread (Debian names).

    spectrum.py [--quick] [--threads 1,2] [--core TYPE] problem.npz
"""

import argparse
import itertools
import os

# Idle OpenMP threads of PyTorch otherwise spin on the cores that OpenBLAS's threads need.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import peer

try:
    import numpy as np
    import scipy
    import torch
    from scipy.sparse.linalg import LinearOperator, eigsh
    from torch.autograd import grad
    from torch.nn.functional import cross_entropy, linear
except ModuleNotFoundError as missing:
    peer.fail(f"{missing}; install python3-torch, python3-scipy and libopenblas0-pthread")

TOP = 20
# Names, and the parameters by which the Hessian is taken.
MATRICES = (("784-50-50-10", None), ("50x50 block", "2.weight"))


class Hessian:
    """The Hessian of the loss at the weights of a problem, by its products."""

    def __init__(self, problem, names, dtype, only=None):
        inputs = torch.from_numpy(problem["x"]).to(dtype)
        labels = torch.from_numpy(problem["y"]).long()
        weights = {name: torch.from_numpy(problem[name]).to(dtype) for name in names}
        self.parameters = [weights[name].requires_grad_() for name in ([only] if only else names)]
        x = inputs
        for weight, bias in zip(names[::2], names[1::2]):
            x = linear(torch.relu(x) if x is not inputs else x, weights[weight], weights[bias])
        self.gradient = grad(cross_entropy(x, labels), self.parameters, create_graph=True)
        self.sizes = [parameter.numel() for parameter in self.parameters]
        self.dimension = sum(self.sizes)
        self.products = 0

    def times(self, v):
        self.products += 1
        parts = [part.view_as(p) for part, p in zip(torch.split(v, self.sizes), self.parameters)]
        return torch.cat([h.reshape(-1) for h in grad(self.gradient, self.parameters, parts, retain_graph=True)])


def lanczos(hessian):
    def product(v):
        return hessian.times(torch.from_numpy(v.reshape(-1))).numpy()

    operator = LinearOperator((hessian.dimension, hessian.dimension), matvec=product, dtype=np.float64)
    start = np.random.default_rng(1).standard_normal(hessian.dimension)
    values, _ = eigsh(operator, k=TOP, ncv=4 * TOP, which="LA", tol=1e-10, v0=start)
    return values[::-1].tolist()


def power_iteration(hessian, tolerance=1e-3, most_steps=100):
    source = torch.Generator().manual_seed(1)
    found, values = [], []

    def deflated(v):
        for other in found:
            v = v - (v @ other) * other
        return v / v.norm()

    for _ in range(TOP):
        v = torch.randint(2, (hessian.dimension,), generator=source).to(hessian.gradient[0].dtype) * 2 - 1
        before = None
        for _ in range(most_steps):
            v = deflated(v)
            product = hessian.times(v)
            value = float(v @ product)
            v = product
            if before is not None and abs(value - before) / (abs(before) + 1e-6) < tolerance:
                break
            before = value
        found.append(deflated(v))
        values.append(value)
    return values


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    peer.add_options(parser)
    parser.add_argument("problem", help="the .npz that TrainedProblem writes")
    options = parser.parse_args()
    blas = peer.OpenBlas(torch._C.__file__, "dgemm_")
    problem, names = peer.read_problem(options.problem)
    machine = {"scipy": scipy.__version__, **peer.machine(torch, blas)}
    solvers = (
        ("to 1e-10", lanczos, torch.float64, 3 if options.quick else 5),
        ("by power iteration to 1e-3", power_iteration, torch.float32, 1 if options.quick else 3),
    )
    for (matrix, only), (what, solver, dtype, runs) in itertools.product(MATRICES, solvers):
        hessian = Hessian(problem, names, dtype, only)
        hessian.times(torch.ones(hessian.dimension, dtype=dtype))
        for threads in options.threads:
            blas.use_threads(threads)
            torch.set_num_threads(threads)
            hessian.products = 0
            values = solver(hessian)
            products = hessian.products
            seconds = peer.times(lambda: solver(hessian), runs)
            peer.report(
                f"{matrix} top 20 {what}",
                seconds,
                threads=threads,
                dtype=str(dtype).removeprefix("torch."),
                **machine,
                products=products,
                eigenvalues=values,
            )


if __name__ == "__main__":
    main()
