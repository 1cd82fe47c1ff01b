#!/usr/bin/env python3
"""Writes the eigenvalues of every matrix of curvature of the reference networks, as SciPy sees them in float64.

The networks are those of reference_networks.py beside this script. Each file `<name>.safetensors` holds, largest first,

    hessian, gauss_newton, fisher, covariance    [P], all eigenvalues
    dropout_batch, dropout_sample                [P], those of the covariance of the gradient under inverted dropout of the
                                                 last hidden layer, keep probability 0.8, one mask for the batch or one a
                                                 sample, by summing over all masks; for the mean squared error alone

The matrices are formed by PyTorch's autograd, all their eigenvalues computed by numpy.linalg.eigvalsh, and the five largest
(of the Hessian the three smallest, too) once more by scipy.sparse.linalg.eigsh; a file is written only if the two agree to
1e-10 of the largest.

The committed files were made by Python 3.11.2, PyTorch 1.13.0a0 (Debian 1.13.1+dfsg-4), NumPy 1.24.2, SciPy 1.10.1 and
OpenBLAS 0.3.21. Another version or processor may change last bits.

Needs python3-torch, python3-scipy and libopenblas0-pthread (Debian names).
"""

import itertools
import platform
import sys
from pathlib import Path

import reference_networks as reference
import numpy as np
import scipy
import torch
from scipy.sparse.linalg import eigsh
from torch.autograd import functional

KEEP = 0.8
FOLDER = Path(__file__).resolve().parents[1] / "resources/org/thalweg/curvature/spectra"
NAMES = [
    "relu-cross-entropy",
    "tanh-mse",
    "sigmoid-smoothed-cross-entropy",
    "gelu-mse",
    "softplus-cross-entropy",
    "identity-mse",
    "residual-cross-entropy",
    "dropout-regulariser-mse",
    "tied-mse",
]


def moments(rows, weights):
    """Mean and centred covariance of rows with probabilities."""
    mean = weights @ rows
    centred = rows - mean
    return mean, centred.T @ (weights[:, None] * centred)


def dropped_losses(network, theta, masks):
    """The l_i with the last hidden activations multiplied by masks, [n x width] or [1 x width]."""
    p = network.named(theta)
    _, hidden = network.forward(p, network.samples)
    last = list(p)[-1].rpartition(".")[0]
    return network.losses_of_outputs(reference.affine(p, last, hidden * masks), network.samples)


def dropout(network, theta):
    """The covariance by summing over all masks, for a mask for the batch and for one a sample."""
    width = network.forward(network.parameters, network.samples)[1].shape[1]
    rows, weights = [], []
    for kept in itertools.product((0.0, 1.0), repeat=width):
        mask = torch.tensor(kept)[None] / KEEP
        rows.append(functional.jacobian(lambda t: dropped_losses(network, t, mask), theta))
        weights.append(KEEP ** sum(kept) * (1 - KEEP) ** (width - sum(kept)))
    rows, weights = torch.stack(rows), torch.tensor(weights)  # [masks x n x P]
    batch = moments(rows.mean(1), weights)[1]
    sample = sum(moments(rows[:, i], weights)[1] for i in range(reference.SAMPLES)) / reference.SAMPLES**2
    return batch, sample


def matrices(network):
    theta = network.theta()
    found = {"hessian": functional.hessian(network.loss, theta)}
    if network.regulariser is None:
        outputs = network.outputs(theta)
        jacobian = functional.jacobian(network.outputs, theta).reshape(outputs.numel(), -1)
        curvature = functional.hessian(network.loss_of_outputs, outputs).reshape(outputs.numel(), -1)
        found["gauss_newton"] = jacobian.T @ curvature @ jacobian
    rows = functional.jacobian(network.losses, theta)
    found["fisher"] = rows.T @ rows / reference.SAMPLES
    found["covariance"] = moments(rows, torch.full((reference.SAMPLES,), 1 / reference.SAMPLES))[1]
    if "targets" in network.samples:
        found["dropout_batch"], found["dropout_sample"] = dropout(network, theta)
    return found


def eigenvalues(name, what, matrix):
    matrix = matrix.numpy()
    matrix = (matrix + matrix.T) / 2
    values = np.linalg.eigvalsh(matrix)[::-1].copy()
    top = np.sort(eigsh(matrix, 5, which="LA", tol=1e-13, ncv=min(60, len(values) - 1))[0])[::-1]
    error = abs(top - values[:5]).max() / abs(values).max()
    if what == "hessian":  # the others end with zeros, to which ARPACK does not converge
        bottom = np.sort(eigsh(matrix, 3, which="SA", tol=1e-13, ncv=min(60, len(values) - 1))[0])[::-1]
        error = max(error, abs(bottom - values[-3:]).max() / abs(values).max())
    if not error <= 1e-10:
        sys.exit(f"{name}: {what}: eigvalsh and eigsh differ by {error:.1e} of the largest")
    return torch.from_numpy(values)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    for network in reference.networks():
        if network.name not in NAMES:
            continue
        spectra = {what: eigenvalues(network.name, what, m) for what, m in matrices(network).items()}
        versions = {"torch": torch.__version__, "numpy": np.__version__, "scipy": scipy.__version__}
        metadata = {**versions, "python": platform.python_version(), "keep_probability": str(KEEP)}
        path = FOLDER / f"{network.name}.safetensors"
        reference.write_safetensors(path, spectra, metadata)
        print(f"{path.name}: {', '.join(spectra)}, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
