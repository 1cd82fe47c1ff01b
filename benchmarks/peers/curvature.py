#!/usr/bin/env python3
"""Times gradients and Hessian-vector products of PyTorch on the CPU, the peer of the curvature benchmarks.

Networks with biases, relu and softmax cross-entropy (mean over the samples), dense standard normal inputs:
784-50-50-10 with 10,000 samples and 512-512-512-512 with 4,096 samples, in float64 and float32. Measured are

    gradient            forward and backward
    HVP cached          the backward of g . v, on the graph of the gradient kept from one backward with create_graph
    HVP from scratch    forward, backward with create_graph, backward of g . v
    HVP of 50x50 cached the same as cached, restricted to the second weight matrix

all by torch.autograd.grad, with v handed over as grad_outputs of g, which saves the product g . v itself.
A JSON line for each: name, median and best seconds, runs, threads (of PyTorch and of OpenBLAS alike), dtype, versions
of PyTorch and OpenBLAS, OpenBLAS's core type, PyTorch's vector instructions, and the Euclidean norm of the result as
checksum. Afterwards a line for each measurement and dtype with the best over the numbers of threads. Inputs,
parameters and v are drawn in float64 with a fixed seed and rounded for float32.

Needs python3-torch and libopenblas0-pthread (Debian names). Debian's PyTorch takes AVX2 for its elementwise loops by
default; ATEN_CPU_CAPABILITY=avx512 in the environment chooses otherwise.

    curvature.py [--quick] [--threads 1,2] [--core TYPE]
"""

import argparse
import os

# Idle OpenMP threads of PyTorch otherwise spin on the cores that OpenBLAS's threads need, and two threads are slower
# than one.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import peer

try:
    import torch
    from torch.autograd import grad
    from torch.nn.functional import cross_entropy, linear
except ModuleNotFoundError as missing:
    peer.fail(f"{missing}; install python3-torch and libopenblas0-pthread")


class Problem:
    """A relu network with its samples and a direction v; parameters W0, b0, W1, b1, ..."""

    def __init__(self, widths, samples, dtype):
        source = torch.Generator().manual_seed(1)

        def normal(*shape):
            return torch.randn(*shape, generator=source, dtype=torch.float64)

        self.inputs = normal(samples, widths[0]).to(dtype)
        self.labels = torch.randint(widths[-1], (samples,), generator=source)
        self.parameters, self.direction = [], []
        for fan_in, fan_out in zip(widths, widths[1:]):
            for value in (normal(fan_out, fan_in) / fan_in**0.5, 0.1 * normal(fan_out)):
                self.parameters.append(value.to(dtype).requires_grad_())
                self.direction.append(normal(*value.shape).to(dtype))

    def loss(self):
        x = self.inputs
        for i in range(0, len(self.parameters), 2):
            x = linear(torch.relu(x) if i > 0 else x, *self.parameters[i : i + 2])
        return cross_entropy(x, self.labels)

    def gradient(self):
        return grad(self.loss(), self.parameters)

    def product_from_scratch(self):
        return grad(grad(self.loss(), self.parameters, create_graph=True), self.parameters, self.direction)

    def cached_product(self, which=slice(None)):
        parameters, direction = self.parameters[which], self.direction[which]
        gradient = grad(self.loss(), parameters, create_graph=True)
        return lambda: grad(gradient, parameters, direction, retain_graph=True)


def measurements(dtype):
    """Name and work; a cached graph lives until the next measurement."""
    small = Problem((784, 50, 50, 10), 10_000, dtype)
    yield "784-50-50-10 gradient", small.gradient
    yield "784-50-50-10 HVP cached", small.cached_product()
    yield "784-50-50-10 HVP from scratch", small.product_from_scratch
    yield "784-50-50-10 HVP of 50x50 cached", small.cached_product(slice(2, 3))
    square = Problem((512, 512, 512, 512), 4_096, dtype)
    yield "512-512-512-512 gradient", square.gradient
    yield "512-512-512-512 HVP cached", square.cached_product()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    peer.add_options(parser)
    options = parser.parse_args()
    blas = peer.OpenBlas(torch._C.__file__, "dgemm_")
    machine = peer.machine(torch, blas)
    best = []
    for dtype in (torch.float64, torch.float32):
        label = str(dtype).removeprefix("torch.")
        for name, work in measurements(dtype):
            found = {}
            for threads in options.threads:
                blas.use_threads(threads)
                torch.set_num_threads(threads)
                found[threads] = seconds = peer.measure(work, options.quick)
                checksum = float(torch.cat([part.double().reshape(-1) for part in work()]).norm())
                peer.report(name, seconds, threads=threads, dtype=label, **machine, checksum=checksum)
            threads = min(found, key=lambda count: sorted(found[count])[len(found[count]) // 2])
            best.append((f"{name}, best over threads", found[threads], threads, label))
    for name, seconds, threads, label in best:
        peer.report(name, seconds, threads=threads, dtype=label, **machine)


if __name__ == "__main__":
    main()
