#!/usr/bin/env python3
"""Writes the reference networks that the autodiff tests compare against, as seen by PyTorch in float64.

Each file `<name>.safetensors` holds one small network, its samples, and what PyTorch's autograd says about them:

    parameters           under the names and in the order of the metadata key `parameters`; a weight is [out x in]
    inputs               [n x d]
    labels | targets     [n], whole numbers | [n x o]
    mask.0, mask.1       dropout factors (0 or 1/keep) of the hidden layers, [n x width], or [1 x width] if shared
    weights              [n] sample weights w_i, where the loss has them
    outputs              [n x o], logits for cross-entropy
    loss                 [1]
    gradient             [P], all parameters flattened one after the other
    directions           [3 x P]
    hessian_products     [3 x P], H v for each direction v
    gauss_newton_products  [3 x P], J' H_loss J v, J the derivative of the network's outputs
    per_sample_norms     [n], |g_i|, g_i the gradient of l_i
    fisher_products      [3 x P], (1/n) sum_i g_i (g_i . v)
    covariance_products  [3 x P], (1/n) sum_i (g_i - gbar) ((g_i - gbar) . v), gbar the mean of the g_i
    weighted_*           the last three once more with w_i g_i in place of g_i, where the loss has weights

The loss is (1/n) sum_i w_i l_i (w_i = 1 where there are none), with l_i = -sum_c q_ic log softmax(f(x_i))_c for
cross-entropy (q is one-hot, or with label smoothing s: (1 - s) one-hot + s / classes), and
l_i = (1/2) |f(x_i) - y_i|^2 for the mean squared error. The dropout regulariser adds
(1-p)/(2np) sum_i sum_r |a_r|^2 h_ir^2 (a_r: column r of the last weight matrix, h: the last hidden activations);
its file has no Gauss-Newton products and no per-sample results.

Every result is computed in two ways that must agree before a file is written: products by double backward against
the materialised Hessian and against finite differences of gradients, Gauss-Newton products by jvp, hvp and vjp against
materialised Jacobians, per-sample gradients one sample at a time against the Jacobian of the losses, and plain
networks against torch.nn.Sequential and its losses.

The committed files were made by Python 3.11.2, PyTorch 1.13.0a0 (Debian 1.13.1+dfsg-4), NumPy 1.24.2, and OpenBLAS
0.3.21 (core type Cooperlake). Another version or processor may change last bits.

Needs python3-torch, python3-numpy and libopenblas0-pthread (Debian names).
"""

import argparse
import json
import os
import platform
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

if any(name.startswith("OPENBLAS_") for name in os.environ):  # such variables can cap the kernels or the threads
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    os.execve(sys.executable, sys.orig_argv, clean)

try:
    import numpy as np
    import torch
    from torch.autograd import functional, grad
    from torch.nn.functional import gelu, log_softmax, one_hot, softplus
except ModuleNotFoundError as missing:
    sys.exit(f"reference_networks.py: {missing}; install python3-torch and python3-numpy")

SAMPLES = 11
DIRECTIONS = 3
LARGEST_FILE = 40_000
FOLDER = Path(__file__).resolve().parents[1] / "resources/org/thalweg/autodiff/reference"

ACTIVATIONS = {
    "relu": (torch.relu, torch.nn.ReLU),
    "tanh": (torch.tanh, torch.nn.Tanh),
    "sigmoid": (torch.sigmoid, torch.nn.Sigmoid),
    "gelu": (gelu, torch.nn.GELU),
    "softplus": (softplus, torch.nn.Softplus),
    "identity": (lambda x: x, torch.nn.Identity),
}


@dataclass
class Network:
    """A network, its samples and its loss; `forward(p, s)` gives outputs and last hidden activations."""

    name: str
    description: str
    parameters: dict
    samples: dict
    forward: Callable
    settings: dict
    regulariser: Callable = None
    plain: list = field(default_factory=list)  # activations, if the network is a torch.nn.Sequential

    def theta(self):
        return torch.cat([p.reshape(-1) for p in self.parameters.values()])

    def named(self, theta):
        pieces = theta.split([p.numel() for p in self.parameters.values()])
        return {name: piece.view_as(p) for (name, p), piece in zip(self.parameters.items(), pieces)}

    def sample(self, i):
        """The i-th sample alone; a mask shared by the batch stays whole."""
        return {name: value if len(value) == 1 else value[i : i + 1] for name, value in self.samples.items()}

    def outputs(self, theta):
        return self.forward(self.named(theta), self.samples)[0]

    def losses_of_outputs(self, outputs, samples):
        if "targets" in samples:
            return 0.5 * (outputs - samples["targets"]).square().sum(1)
        classes = outputs.shape[1]
        smoothing = float(self.settings.get("label_smoothing", 0))
        wanted = (1 - smoothing) * one_hot(samples["labels"].long(), classes) + smoothing / classes
        return -(wanted * log_softmax(outputs, 1)).sum(1)

    def losses(self, theta, samples=None):
        """The l_i, without sample weights."""
        samples = self.samples if samples is None else samples
        p = self.named(theta)
        outputs, hidden = self.forward(p, samples)
        losses = self.losses_of_outputs(outputs, samples)
        return losses if self.regulariser is None else losses + self.regulariser(p, hidden)

    def mean(self, losses):
        return (self.samples.get("weights", 1.0) * losses).mean()

    def loss(self, theta):
        return self.mean(self.losses(theta))

    def loss_of_outputs(self, outputs):
        return self.mean(self.losses_of_outputs(outputs, self.samples))


def normal(random, *shape):
    return torch.from_numpy(random.standard_normal(shape))


def affine_parameters(random, name, fan_in, fan_out, biases=True):
    parameters = {f"{name}.weight": normal(random, fan_out, fan_in) / fan_in**0.5}
    if biases:
        parameters[f"{name}.bias"] = 0.3 * normal(random, fan_out)
    return parameters


def affine(p, name, x):
    return torch.nn.functional.linear(x, p[f"{name}.weight"], p.get(f"{name}.bias"))


def samples_of(random, inputs, outputs, loss):
    """Normal inputs; normal targets, or labels among which every class is found."""
    samples = {"inputs": normal(random, SAMPLES, inputs)}
    if loss == "cross-entropy":
        samples["labels"] = torch.from_numpy(random.permutation(np.arange(SAMPLES) % outputs).astype(float))
    else:
        samples["targets"] = normal(random, SAMPLES, outputs)
    return samples


def mask(random, rows, width, keep):
    """Inverted dropout with exactly round((1 - keep) rows width) zeros, at random places."""
    size = rows * width
    kept = random.permutation(np.arange(size) >= round((1 - keep) * size))
    return torch.from_numpy((kept / keep).reshape(rows, width))


def chain(seed, name, description, widths, activations, loss, biases=True, keeps=(), shared=False, **more):
    """Affine layers named as in torch.nn.Sequential without dropout modules, masks after each activation."""
    random = np.random.default_rng(seed)
    names = [str(2 * i) for i in range(len(widths) - 1)]
    parameters = {}
    for layer, fan_in, fan_out in zip(names, widths, widths[1:]):
        parameters |= affine_parameters(random, layer, fan_in, fan_out, biases)
    samples = samples_of(random, widths[0], widths[-1], loss)
    for i, keep in enumerate(keeps):
        samples[f"mask.{i}"] = mask(random, 1 if shared else SAMPLES, widths[i + 1], keep)

    def forward(p, s):
        x = s["inputs"]
        for i, activation in enumerate(activations):
            x = ACTIVATIONS[activation][0](affine(p, names[i], x)) * s.get(f"mask.{i}", 1.0)
        return affine(p, names[-1], x), x

    settings = {
        "widths": ",".join(map(str, widths)),
        "activations": ",".join(activations),
        "loss": loss,
        "biases": str(biases).lower(),
    }
    if keeps:
        settings |= {"keep_probabilities": ",".join(map(str, keeps)), "mask": "shared" if shared else "per-sample"}
    settings |= more.pop("settings", {})
    plain = [] if keeps or more else list(activations)
    return Network(name, description, parameters, samples, forward, settings, plain=plain, **more)


def dropout_regulariser(keep):
    def term(p, hidden):
        columns = list(p.values())[-2].square().sum(0)
        return (1 - keep) / (2 * keep) * (hidden.square() * columns).sum(1)

    return term


def residual(seed):
    random = np.random.default_rng(seed)
    parameters = affine_parameters(random, "first", 5, 6)
    parameters |= affine_parameters(random, "block", 6, 6) | affine_parameters(random, "last", 6, 3)

    def forward(p, s):
        h1 = torch.tanh(affine(p, "first", s["inputs"]))
        h2 = h1 + gelu(affine(p, "block", h1))
        return affine(p, "last", h2), h2

    return Network(
        "residual-cross-entropy",
        "h1 = tanh(first(x)), h2 = h1 + gelu(block(h1)), f = last(h2); cross-entropy",
        parameters,
        samples_of(random, 5, 3, "cross-entropy"),
        forward,
        {"widths": "5,6,6,3", "loss": "cross-entropy"},
    )


def tied(seed):
    random = np.random.default_rng(seed)
    parameters = affine_parameters(random, "first", 5, 6)
    parameters |= affine_parameters(random, "tied", 6, 6) | affine_parameters(random, "last", 6, 2)

    def forward(p, s):
        h1 = torch.tanh(affine(p, "first", s["inputs"]))
        h2 = torch.tanh(affine(p, "tied", h1))
        h3 = torch.tanh(affine(p, "tied", h2))
        return affine(p, "last", h3), h3

    return Network(
        "tied-mse",
        "h1 = tanh(first(x)), h2 = tanh(tied(h1)), h3 = tanh(tied(h2)), f = last(h3); mean squared error",
        parameters,
        samples_of(random, 5, 2, "mean-squared-error"),
        forward,
        {"widths": "5,6,6,6,2", "loss": "mean-squared-error"},
    )


def weighted(seed):
    network = chain(
        seed,
        "weighted-cross-entropy",
        "relu, then tanh; cross-entropy with sample weights, one of them zero",
        (7, 6, 5, 3),
        ("relu", "tanh"),
        "cross-entropy",
    )
    weights = np.random.default_rng(seed + 1000).uniform(0.2, 2.5, SAMPLES)
    weights[4] = 0
    network.samples["weights"] = torch.from_numpy(weights)
    network.plain = []
    return network


def networks():
    entropy, squares = "cross-entropy", "mean-squared-error"
    yield chain(1, "relu-cross-entropy", "relu; cross-entropy", (7, 6, 5, 3), ("relu",) * 2, entropy)
    yield chain(2, "tanh-mse", "tanh, no biases; mean squared error", (5, 7, 3, 2), ("tanh",) * 2, squares, False)
    yield chain(
        3,
        "sigmoid-smoothed-cross-entropy",
        "sigmoid; cross-entropy with label smoothing 0.1",
        (6, 5, 7, 4),
        ("sigmoid",) * 2,
        entropy,
        settings={"label_smoothing": "0.1"},
    )
    yield chain(4, "gelu-mse", "exact gelu; mean squared error", (7, 6, 5, 3), ("gelu",) * 2, squares)
    yield chain(5, "softplus-cross-entropy", "softplus; cross-entropy", (4, 9, 5, 3), ("softplus",) * 2, entropy)
    yield chain(6, "identity-mse", "deep linear; mean squared error", (6, 5, 4, 5, 2), ("identity",) * 3, squares)
    yield residual(7)
    yield chain(
        8,
        "dropout-per-sample-cross-entropy",
        "relu, dropout after both with a mask a sample; cross-entropy",
        (7, 6, 5, 3),
        ("relu",) * 2,
        entropy,
        keeps=(0.8, 0.6),
    )
    yield chain(
        9,
        "dropout-shared-mse",
        "tanh, dropout after both with one mask for the batch; mean squared error",
        (5, 7, 6, 2),
        ("tanh",) * 2,
        squares,
        keeps=(0.7, 0.8),
        shared=True,
    )
    yield chain(
        10,
        "dropout-regulariser-mse",
        "tanh; mean squared error plus the dropout regulariser, keep probability 0.8",
        (5, 6, 7, 2),
        ("tanh",) * 2,
        squares,
        regulariser=dropout_regulariser(0.8),
        settings={"regulariser_keep_probability": "0.8"},
    )
    yield tied(11)
    yield weighted(12)


def agree(network, what, found, expected, tolerance):
    error = (found - expected).norm() / expected.norm()
    if not error <= tolerance:
        sys.exit(f"{network.name}: {what}: two ways differ by {error:.1e} relative, expected at most {tolerance:.0e}")


def check_against_sequential(network, theta):
    """Plain networks: torch's own modules and losses give the same outputs, loss and gradient."""
    layers = []
    for i, activation in enumerate(network.plain + [None]):
        fan_out, fan_in = network.parameters[f"{2 * i}.weight"].shape
        layers.append(torch.nn.Linear(fan_in, fan_out, bias=f"{2 * i}.bias" in network.parameters))
        layers += [ACTIVATIONS[activation][1]()] if activation else []
    module = torch.nn.Sequential(*layers).double()
    module.load_state_dict(network.parameters)
    outputs = module(network.samples["inputs"])
    if "targets" in network.samples:
        loss = torch.nn.MSELoss(reduction="sum")(outputs, network.samples["targets"]) / (2 * SAMPLES)
    else:
        smoothing = float(network.settings.get("label_smoothing", 0))
        loss = torch.nn.CrossEntropyLoss(label_smoothing=smoothing)(outputs, network.samples["labels"].long())
    loss.backward()
    agree(network, "outputs", network.outputs(theta), outputs, 1e-14)
    agree(network, "loss", network.loss(theta), loss, 1e-14)
    gradient = torch.cat([p.grad.reshape(-1) for p in module.parameters()])
    agree(network, "gradient", functional.jacobian(network.loss, theta), gradient, 1e-13)


def hessian_products(network, theta, gradient, directions):
    products = torch.stack([grad(gradient @ v, theta, retain_graph=True)[0] for v in directions])
    agree(network, "H v and the Hessian", products, directions @ functional.hessian(network.loss, theta), 1e-13)
    for v, product in zip(directions, products):
        step = 1e-5 / v.norm()
        ahead, behind = (functional.jacobian(network.loss, theta + sign * step * v) for sign in (1, -1))
        agree(network, "H v and differences of gradients", (ahead - behind) / (2 * step), product, 1e-8)
        ahead, behind = (network.loss(theta + sign * step * v) for sign in (1, -1))
        agree(network, "gradient and differences of losses", (ahead - behind) / (2 * step), gradient @ v, 1e-8)
    return products


def gauss_newton_products(network, theta, directions):
    outputs = network.outputs(theta)
    products = []
    for v in directions:
        change = functional.jvp(network.outputs, theta, v)[1]
        curved = functional.hvp(network.loss_of_outputs, outputs, change)[1]
        products.append(functional.vjp(network.outputs, theta, curved)[1])
    products = torch.stack(products)
    size = outputs.numel()
    jacobian = functional.jacobian(network.outputs, theta).reshape(size, -1)
    curvature = functional.hessian(network.loss_of_outputs, outputs).reshape(size, size)
    agree(network, "Gauss-Newton", products, directions @ jacobian.T @ curvature @ jacobian, 1e-13)
    return products


def per_sample_gradients(network, theta, gradient):
    def alone(i):
        return functional.jacobian(lambda t: network.losses(t, network.sample(i)).sum(), theta)

    rows = torch.stack([alone(i) for i in range(SAMPLES)])
    agree(network, "per-sample gradients", rows, functional.jacobian(network.losses, theta), 1e-13)
    weights = network.samples.get("weights", torch.ones(SAMPLES))
    agree(network, "mean of per-sample gradients", weights @ rows / SAMPLES, gradient, 1e-13)
    return rows


def moments(network, prefix, rows, directions):
    """Norms, uncentred and centred second moments of gradients given as rows."""
    products = (rows @ directions.T).T
    fisher = products @ rows / SAMPLES
    centred = rows - rows.mean(0)
    covariance = (directions @ centred.T) @ centred / SAMPLES
    dense = torch.from_numpy(np.cov(rows.numpy(), rowvar=False, bias=True))
    agree(network, "covariance", covariance, directions @ dense, 1e-13)
    mean = rows.mean(0)
    agree(network, "covariance and Fisher", covariance, fisher - (directions @ mean)[:, None] * mean, 1e-13)
    return {
        f"{prefix}per_sample_norms": rows.norm(dim=1),
        f"{prefix}fisher_products": fisher,
        f"{prefix}covariance_products": covariance,
    }


def results(network, seed):
    theta = network.theta().requires_grad_()
    directions = normal(np.random.default_rng(seed), DIRECTIONS, theta.numel())
    loss = network.loss(theta)
    gradient = grad(loss, theta, create_graph=True)[0]
    found = {
        "outputs": network.outputs(theta),
        "loss": loss.reshape(1),
        "gradient": gradient,
        "directions": directions,
        "hessian_products": hessian_products(network, theta, gradient, directions),
    }
    if network.plain:
        check_against_sequential(network, theta)
    if network.regulariser is None:
        found["gauss_newton_products"] = gauss_newton_products(network, theta, directions)
        rows = per_sample_gradients(network, theta, gradient)
        found |= moments(network, "", rows, directions)
        if "weights" in network.samples:
            found |= moments(network, "weighted_", network.samples["weights"][:, None] * rows, directions)
    return {name: value.detach() for name, value in found.items()}


def write_safetensors(path, tensors, metadata):
    """The format: little-endian u64 length of the JSON header, the header padded to 8 bytes, the data."""
    header, data = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        values = np.ascontiguousarray(tensor.numpy(), dtype="<f8")
        offsets = [len(data), len(data) + values.nbytes]
        header[name] = {"dtype": "F64", "shape": list(values.shape), "data_offsets": offsets}
        data += values.tobytes()
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)
    if path.stat().st_size >= LARGEST_FILE:
        sys.exit(f"{path}: {path.stat().st_size} bytes, expected fewer than {LARGEST_FILE}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder to write to (default: the test resources)")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    for seed, network in enumerate(networks(), 101):
        metadata = {
            "description": network.description,
            "parameters": ",".join(network.parameters),
            **network.settings,
            "torch": torch.__version__,
            "numpy": np.__version__,
            "python": platform.python_version(),
        }
        path = out / f"{network.name}.safetensors"
        write_safetensors(path, network.parameters | network.samples | results(network, seed), metadata)
        print(f"{path.name}: {network.theta().numel()} parameters, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
