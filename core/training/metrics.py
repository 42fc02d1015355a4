"""How good a network is on given samples."""

from dataclasses import dataclass

import numpy as np

from core.network.network import Network
from core.network.parameters import Parameters

# Samples are scored this many at a time, so that memory does not grow with the data.
CHUNK = 2048


@dataclass(frozen=True, slots=True)
class Score:
    """The mean loss, and the share of samples whose class was named right.

    Both are of the network as it is used: without dropout, and without the penalties of
    the weights, so that costs on test samples compare whatever the training adds.
    """

    cost: float
    accuracy: float


def correct(A: np.ndarray, Y: np.ndarray) -> int:
    """Count the samples that outputs A (n[L], m) put in the class that Y says.

    With one output the answer is class 1 where A > 0.5.
    """
    if len(A) == 1:
        return int(np.count_nonzero((A > 0.5) == (Y > 0.5)))
    return int(np.count_nonzero(A.argmax(axis=0) == Y.argmax(axis=0)))


def score(network: Network, parameters: Parameters, X: np.ndarray, Y: np.ndarray) -> Score:
    """Score a network on samples X (n[0], m) with targets Y (n[L], m)."""
    m, cost, right = X.shape[1], 0.0, 0
    for start in range(0, m, CHUNK):
        part = slice(start, min(start + CHUNK, m))
        made = network.forward(parameters, X[:, part])
        cost += network.cost(made, Y[:, part]) * made.m
        right += correct(made.A[-1], Y[:, part])
    return Score(cost / m, right / m)
