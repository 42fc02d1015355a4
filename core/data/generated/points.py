"""Points in the plane, drawn from a definition and a seed: flower, circles, moons, xor, spiral.

Every generator takes how many points to make, the standard deviation of the noise and a
seed of numpy's RandomState; it gives X, float64 (2, samples), and class numbers, (samples,).
Class j of k gets (samples + j) // k points: all the same number, the last ones one more.
"""

from collections.abc import Iterator

import numpy as np
from numpy.random import RandomState

Points = tuple[np.ndarray, np.ndarray]


def flower(samples: int, noise: float, seed: int) -> Points:
    """Draw eight petals, r = 4 sin 4t: the first half turn of t is class 0, the second class 1.

    Source: the planar data of the deep-learning course, repeated bit for bit.
    """
    random = RandomState(seed)
    X, labels = _empty(samples, 2)
    for j, mine in _classes(labels):
        t = np.linspace(j * 3.12, (j + 1) * 3.12, len(mine)) + random.randn(len(mine)) * noise
        r = 4 * np.sin(4 * t) + random.randn(len(mine)) * noise
        X[:, mine] = r * np.sin(t), r * np.cos(t)
    return X, labels


def circles(samples: int, noise: float, seed: int) -> Points:
    """Draw a circle of radius 1, class 0, around one of radius 0.8, class 1, in mixed order.

    Gives the numbers of scikit-learn's make_circles bit for bit.
    """
    X, labels = _empty(samples, 2)
    for j, mine in _classes(labels):
        t = np.linspace(0, 2 * np.pi, len(mine), endpoint=False)
        radius = (1.0, 0.8)[j]
        X[:, mine] = np.cos(t) * radius, np.sin(t) * radius
    return _mixed(X, labels, noise, RandomState(seed))


def moons(samples: int, noise: float, seed: int) -> Points:
    """Draw two half circles that reach into each other, the upper one class 0, in mixed order.

    Gives the numbers of scikit-learn's make_moons bit for bit.
    """
    X, labels = _empty(samples, 2)
    upper, lower = (mine for _, mine in _classes(labels))
    t = np.linspace(0, np.pi, len(upper))
    X[:, upper] = np.cos(t), np.sin(t)
    t = np.linspace(0, np.pi, len(lower))
    X[:, lower] = 1 - np.cos(t), 1 - np.sin(t) - 0.5
    return _mixed(X, labels, noise, RandomState(seed))


def xor(samples: int, noise: float, seed: int) -> Points:
    """Draw points in the square -1..1: class 0 where the signs agree, class 1 where they differ."""
    random = RandomState(seed)
    X, labels = _empty(samples, 2)
    sign = np.where(random.rand(samples) < 0.5, -1.0, 1.0)
    X[:] = random.rand(2, samples) * sign
    X[1, labels == 1] *= -1
    return X + random.normal(scale=noise, size=X.shape), labels


def spiral(samples: int, noise: float, seed: int) -> Points:
    """Draw three arms that turn outwards, one class each: r from 0 to 1 while t turns by 4.

    Source: the spiral of Stanford's CS231n, "Putting it together: minimal neural network".
    """
    random = RandomState(seed)
    X, labels = _empty(samples, 3)
    for j, mine in _classes(labels):
        r = np.linspace(0.0, 1.0, len(mine))
        t = np.linspace(j * 4, (j + 1) * 4, len(mine)) + random.randn(len(mine)) * noise
        X[:, mine] = r * np.sin(t), r * np.cos(t)
    return X, labels


def _empty(samples: int, classes: int) -> Points:
    """Make room for the points, whose classes come one after the other."""
    counts = [(samples + j) // classes for j in range(classes)]
    return np.empty((2, samples), order="F"), np.repeat(np.arange(classes), counts)


def _classes(labels: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Return every class with the places of its points."""
    for j in range(labels[-1] + 1):
        yield j, np.flatnonzero(labels == j)


def _mixed(X: np.ndarray, labels: np.ndarray, noise: float, random: RandomState) -> Points:
    """Shuffle the points, then move each: in this order, as scikit-learn does."""
    order = random.permutation(len(labels))
    moved = X[:, order] + random.normal(scale=noise, size=(len(labels), 2)).T
    return moved, labels[order]
