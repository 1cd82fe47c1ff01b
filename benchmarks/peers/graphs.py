#!/usr/bin/env python3
"""Evaluates random networks by PyTorch in float64, the peer of the evidence campaign `engine`.

Reads a file with a JSON object a line, as org.thalweg.benchmarks.evidence.EngineCampaign writes them:

    case             what to call it in the answer
    inputs           [n x d]
    labels, classes, smoothing | targets [n x o]
    weights          [n] sample weights w_i
    parameters       their shapes; theta holds their elements one after the other
    theta, direction numbers for each element
    masks            for each dropout layer [n x width], or [1 x width] if the rows share it
    nodes            what is computed after the input, in order: {"operation", "inputs", ...}; operations are affine (weight
                     and bias: numbers of parameters), one of the activations, sum, and dropout (mask)
    output           the node that is compared with labels or targets
    penalty          {"weight", "hidden", "keep"}: (1-p)/(2p) sum_r |a_r|^2 h_r^2 is added to each l_i; or absent

Node 0 is the input. The loss is (1/n) sum_i w_i l_i with l_i = -sum_c q_ic log softmax(f(x_i))_c, where q is one-hot or
smoothed, or l_i = (1/2) |f(x_i) - y_i|^2. Answers by a JSON line for each: case, and

    loss, gradient, hessian (H v by double backward), gauss_newton (J' H_f J v; null with a penalty)

each as {"value", "size"}. Values are added up over groups of samples; the size is the sum of the norms of the groups'
parts, against which errors are measured, as parts may cancel.

Needs python3-torch and libopenblas0-pthread (Debian names).

    graphs.py problems.jsonl
"""

import argparse
import json

import peer

try:
    import torch
    from torch.autograd import grad
    from torch.nn.functional import gelu, linear, one_hot, softplus
except ModuleNotFoundError as missing:
    peer.fail(f"{missing}; install python3-torch and libopenblas0-pthread")

GROUPS = 12
# Beyond its threshold torch's softplus is the identity, by default from 20 on, where that is off by 2e-9.
SOFTPLUS_THRESHOLD = 700

ACTIVATIONS = {
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "gelu": gelu,
    "softplus": lambda x: softplus(x, threshold=SOFTPLUS_THRESHOLD),
    "identity": lambda x: x,
}


def tensor(numbers):
    return torch.tensor(numbers, dtype=torch.float64)


def accurate_log_softmax(outputs):
    """z_c - z_m - log(1 + sum_(j != m) e^(z_j - z_m)) with the largest output z_m.

    Its derivatives hold no 1 - p: those of torch's log_softmax have no correct digit left of p (1 - p) where p is near 1.
    """
    largest = one_hot(outputs.argmax(1), outputs.shape[1]).double()
    below = outputs - (outputs * largest).sum(1, keepdim=True)
    return below - torch.log1p(((1 - largest) * below.exp()).sum(1, keepdim=True))


class Problem:
    """One line of the file."""

    def __init__(self, line):
        self.line = line
        self.inputs = tensor(line["inputs"])
        self.weights = tensor(line["weights"])
        self.masks = [tensor(mask) for mask in line["masks"]]
        self.samples = len(self.inputs)

    def parameters(self, theta):
        sizes = [int(torch.tensor(shape).prod()) for shape in self.line["parameters"]]
        return [part.view(shape) for part, shape in zip(theta.split(sizes), self.line["parameters"])]

    def nodes(self, theta, rows):
        """The values of all nodes at some of the samples."""
        parameters = self.parameters(theta)
        values = [self.inputs[rows]]
        for node in self.line["nodes"]:
            inputs = [values[i] for i in node["inputs"]]
            if node["operation"] == "affine":
                bias = None if node["bias"] is None else parameters[node["bias"]]
                value = linear(inputs[0], parameters[node["weight"]], bias)
            elif node["operation"] == "sum":
                value = sum(inputs)
            elif node["operation"] == "dropout":
                mask = self.masks[node["mask"]]
                value = inputs[0] * (mask if len(mask) == 1 else mask[rows])
            else:
                value = ACTIVATIONS[node["operation"]](inputs[0])
            values.append(value)
        return values

    def outputs(self, theta, rows):
        return self.nodes(theta, rows)[self.line["output"]]

    def loss_of_outputs(self, outputs, rows):
        if "targets" in self.line:
            losses = 0.5 * (outputs - tensor(self.line["targets"])[rows]).square().sum(1)
        else:
            classes, smoothing = self.line["classes"], self.line["smoothing"]
            labels = one_hot(torch.tensor(self.line["labels"])[rows], classes).double()
            wanted = (1 - smoothing) * labels + smoothing / classes
            losses = (wanted * -accurate_log_softmax(outputs)).sum(1)
        return (self.weights[rows] * losses).sum() / self.samples

    def loss(self, theta, rows):
        values = self.nodes(theta, rows)
        loss = self.loss_of_outputs(values[self.line["output"]], rows)
        penalty = self.line.get("penalty")
        if penalty:
            keep = penalty["keep"]
            columns = self.parameters(theta)[penalty["weight"]].square().sum(0)
            terms = (1 - keep) / (2 * keep) * (values[penalty["hidden"]].square() * columns).sum(1)
            loss = loss + (self.weights[rows] * terms).sum() / self.samples
        return loss

    def gauss_newton(self, theta, direction, rows):
        """J' H_f J v; J v by differentiating J' c along c."""
        outputs = self.outputs(theta, rows)
        cotangent = torch.zeros_like(outputs, requires_grad=True)
        pulled = grad(outputs, theta, cotangent, create_graph=True, allow_unused=True)[0]
        change = grad(pulled, cotangent, direction)[0]
        point = outputs.detach().requires_grad_()
        slope = grad(self.loss_of_outputs(point, rows), point, create_graph=True)[0]
        curved = grad(slope, point, change)[0]
        return grad(self.outputs(theta, rows), theta, curved)[0]


def answer(line):
    problem = Problem(line)
    theta = tensor(line["theta"]).requires_grad_()
    direction = tensor(line["direction"])
    found = {"loss": [], "gradient": [], "hessian": [], "gauss_newton": []}
    for rows in torch.arange(problem.samples).chunk(GROUPS):
        loss = problem.loss(theta, rows)
        gradient = grad(loss, theta, create_graph=True)[0]
        found["loss"].append(loss.detach().reshape(1))
        found["gradient"].append(gradient.detach())
        # A gradient that does not depend on theta has no graph: of an affine network and a linear loss, or none at all.
        found["hessian"].append(
            grad(gradient, theta, direction, allow_unused=True)[0] if gradient.requires_grad else torch.zeros_like(theta)
        )
        if not line.get("penalty"):
            found["gauss_newton"].append(problem.gauss_newton(theta, direction, rows))
    result = {"case": line["case"]}
    for name, parts in found.items():
        result[name] = parts and {
            "value": sum(parts).tolist(),
            "size": float(sum(part.norm() for part in parts)),
        }
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("problems", help="a file with a JSON object a line")
    options = parser.parse_args()
    torch.set_num_threads(1)
    with open(options.problems, encoding="utf-8") as lines:
        for line in lines:
            print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
