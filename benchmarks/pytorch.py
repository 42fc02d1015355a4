"""PyTorch, eager or compiled: its layers, its optimisers, its losses."""

import numpy as np
import torch
from torch import nn

from benchmarks.ours import start_of
from benchmarks.work import Work

HIDDEN = {"relu": nn.ReLU, "tanh": nn.Tanh}
RULES = {"gradient_descent": torch.optim.SGD, "adam": torch.optim.Adam}


class PyTorch:
    """Train in a precision, step by step, as its tutorials do, without looking at the test."""

    def __init__(self, work: Work, precision: str, compiled: bool = False) -> None:
        self._work, self._precision, self._compiled = work, precision, compiled
        X, labels = work.samples()
        self._X = torch.from_numpy(np.ascontiguousarray(X.T, dtype=precision))
        if work.sizes[-1] == 1:
            self._Y = torch.from_numpy(labels.astype(precision)).reshape(-1, 1)
            self._loss: nn.Module = nn.BCEWithLogitsLoss()
        else:
            self._Y = torch.from_numpy(labels.astype(np.int64))
            self._loss = nn.CrossEntropyLoss()
        self._model = self._network()
        self._answer = torch.compile(self._model) if compiled else self._model

    def _network(self) -> nn.Sequential:
        layers: list[nn.Module] = []
        dtype = getattr(torch, self._precision)
        for n_in, n_out in zip(self._work.sizes, self._work.sizes[1:], strict=False):
            layers += [nn.Linear(n_in, n_out, dtype=dtype), HIDDEN[self._work.activation]()]
        return nn.Sequential(*layers[:-1])

    def _start(self) -> None:
        start = start_of(self._work, self._precision)
        linear = [layer for layer in self._model if isinstance(layer, nn.Linear)]
        with torch.no_grad():
            for layer, W, b in zip(linear, start.W, start.b, strict=True):
                layer.weight.copy_(torch.from_numpy(W))
                layer.bias.copy_(torch.from_numpy(b.ravel()))

    def train(self) -> float:
        """Train, and give the last cost (of an epoch, its mean)."""
        work, X, Y = self._work, self._X, self._Y
        self._start()
        rule = RULES[work.optimiser](self._model.parameters(), lr=work.rate)
        costs = []
        orders = [torch.from_numpy(order) for order in work.orders()]
        for update in range(work.updates):
            batch = (X[orders[update]], Y[orders[update]]) if orders else (X, Y)
            rule.zero_grad()
            cost = self._loss(self._answer(batch[0]), batch[1])
            cost.backward()
            rule.step()
            costs.append(cost.item())
        return costs[-1]
