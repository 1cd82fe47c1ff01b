#!/usr/bin/env python3
"""Writes the trajectories of PyTorch's optimizers that OptimizerTest compares against, in float64.

The loss is L(theta) = sum_i (c_i / 2) (theta_i - t_i)^2 + (1 / 10) theta_i^4 with c = 1, 2, 3, 4, 5, t = 1, ..., 1 and
theta = 0.5, -1, 0.25, 2, -0.125 at first; 30 steps with learning rate 0.05, from step 20 on 0.005. `optimizers.npz` holds
for each optimizer the thetas after each step, [30 x 5].

Made by Python 3.11.2, PyTorch 1.13.0a0 (Debian 1.13.1+dfsg-4), NumPy 1.24.2.
"""

import pathlib

import numpy
import torch

STEPS = 30
OPTIMIZERS = {
    "descent": lambda p: torch.optim.SGD(p, lr=0.05),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.05),
}


def trajectory(make):
    c = torch.arange(1, 6, dtype=torch.float64)
    theta = torch.tensor([0.5, -1, 0.25, 2, -0.125], dtype=torch.float64, requires_grad=True)
    optimizer = make([theta])
    points = []
    for step in range(STEPS):
        optimizer.param_groups[0]["lr"] = 0.05 if step < 20 else 0.005
        optimizer.zero_grad()
        (c / 2 * (theta - 1) ** 2 + theta**4 / 10).sum().backward()
        optimizer.step()
        points.append(theta.detach().numpy().copy())
    return numpy.array(points)


target = pathlib.Path(__file__).parent.parent / "resources/org/thalweg/train/optimizers.npz"
numpy.savez(target, **{name: trajectory(make) for name, make in OPTIMIZERS.items()})
