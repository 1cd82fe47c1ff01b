#!/usr/bin/env python3
"""Times what figures about the noise of dropout do, the peer of NoiseBenchmark.

Reads the problem that `java -cp benchmarks.jar org.thalweg.benchmarks.TrainedProblem problem.npz` exports: x, y, and
the weights of a relu network with softmax cross-entropy (mean over the samples). Measured are, in float64 and float32,

    step with dropout       forward and backward under masks, one for each sample, with keep probability 0.8 behind the
                            second hidden layer, and a step of torch.optim.SGD
    gradient of 50x50 under a mask
                            the same gradient by the 50 x 50 weight, from the values of the first hidden layer
    interval flatness of 50x50
                            how far along a direction of that weight, on both sides, the loss stays below twice its
                            value; from the values of the first hidden layer, with the direction's product with them
                            computed once: doubling steps from 0.001, then scipy.optimize.brentq to 1e-6. float64 only
    50x50 block, every element
                            the Hessian by that weight, from the values of the first hidden layer: for each row a
                            backward sweep through the graph of the gradient. One run, float64 only

A JSON line for each: name, median and best seconds, runs, threads, dtype, versions.

Needs python3-torch, python3-scipy and libopenblas0-pthread (Debian names).

    noise.py [--quick] [--threads 1,2] [--core TYPE] problem.npz
"""

import argparse
import os

# Idle OpenMP threads of PyTorch otherwise spin on the cores that OpenBLAS's threads need.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import peer

try:
    import numpy as np
    import scipy
    import torch
    from scipy.optimize import brentq
    from torch.autograd import grad
    from torch.nn.functional import cross_entropy, dropout, linear
except ModuleNotFoundError as missing:
    peer.fail(f"{missing}; install python3-torch, python3-scipy and libopenblas0-pthread")

NETWORK = "784-50-50-10"
DROPPED = 0.2
FACTOR, FIRST_STEP, LARGEST_STEP, TOLERANCE = 2, 1e-3, 1e3, 1e-6


class Network:
    """The network of a problem, and the values of its first hidden layer."""

    def __init__(self, problem, names, dtype):
        self.inputs = torch.from_numpy(problem["x"]).to(dtype)
        self.labels = torch.from_numpy(problem["y"]).long()
        self.weights = [torch.from_numpy(problem[name]).to(dtype).requires_grad_() for name in names]
        self.optimizer = torch.optim.SGD(self.weights, lr=0.1)
        with torch.no_grad():
            self.hidden = self.first(self.inputs)
        self.directions = torch.from_numpy(np.random.default_rng(5).standard_normal((20, 50, 50))).to(dtype)
        self.line = 0

    def first(self, x):
        return torch.relu(linear(x, *self.weights[:2]))

    def dropped_loss(self, hidden):
        second = torch.relu(linear(hidden, *self.weights[2:4]))
        return cross_entropy(linear(dropout(second, DROPPED), *self.weights[4:]), self.labels)

    def hessian(self):
        second = torch.relu(linear(self.hidden, *self.weights[2:4]))
        loss = cross_entropy(linear(second, *self.weights[4:]), self.labels)
        (gradient,) = grad(loss, self.weights[2], create_graph=True)
        rows = gradient.reshape(-1)
        return torch.stack([grad(row, self.weights[2], retain_graph=True)[0].reshape(-1) for row in rows])

    def step(self):
        self.optimizer.zero_grad()
        self.dropped_loss(self.first(self.inputs)).backward()
        self.optimizer.step()

    def gradient(self):
        return grad(self.dropped_loss(self.hidden), self.weights[2])

    @torch.no_grad()
    def flatness(self):
        """Along the next direction."""
        start = linear(self.hidden, *self.weights[2:4])
        velocity = linear(self.hidden, self.directions[self.line % len(self.directions)])
        self.line += 1

        def loss(t):
            return float(cross_entropy(linear(torch.relu(start + t * velocity), *self.weights[4:]), self.labels))

        level = FACTOR * loss(0)
        return [crossing(lambda t: loss(sign * t) - level) for sign in (1, -1)]


def crossing(function):
    step = FIRST_STEP
    while function(step) < 0:
        step *= 2
        if step > LARGEST_STEP:
            return float("inf")
    return brentq(function, step / 2, step, rtol=TOLERANCE, xtol=1e-12)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    peer.add_options(parser)
    parser.add_argument("problem", help="the .npz that TrainedProblem writes")
    options = parser.parse_args()
    blas = peer.OpenBlas(torch._C.__file__, "dgemm_")
    problem, names = peer.read_problem(options.problem)
    machine = {"scipy": scipy.__version__, **peer.machine(torch, blas)}
    for dtype in (torch.float64, torch.float32):
        network = Network(problem, names, dtype)
        works = {}
        if dtype == torch.float64:
            works["50x50 block, every element"] = network.hessian
            works[f"{NETWORK} interval flatness of 50x50"] = network.flatness
        works[f"{NETWORK} gradient of 50x50 under a mask"] = network.gradient
        works[f"{NETWORK} step with dropout"] = network.step
        for name, work in works.items():
            for threads in options.threads:
                blas.use_threads(threads)
                torch.set_num_threads(threads)
                once = work == network.hessian
                seconds = peer.times(work, 1) if once else peer.measure(work, options.quick)
                label = str(dtype).removeprefix("torch.")
                peer.report(name, seconds, threads=threads, dtype=label, **machine)


if __name__ == "__main__":
    main()
