"""How a file's arrays lie: samples as columns or rows, weights as (outputs, inputs) or turned."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from core.own_numbers.values import PER_SAMPLE, PER_UNIT, PER_WEIGHT, Place

PICTURES = Place("pictures")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Say how arrays lie: whether a sample is a row, and whether W is (inputs, outputs)."""

    samples_as_rows: bool = False
    weights_turned: bool = False

    def arranged(self, arrays: Mapping[Place, np.ndarray]) -> dict[Place, np.ndarray]:
        """Return the arrays as the course has them: a sample a column, W (n[l], n[l-1]).

        What is no matrix becomes one where it is clear which; the rest stays as it is. float64.
        """
        flat_biases = all(
            array.ndim < 2 for place, array in arrays.items() if place.kind == "b"
        ) and any(place.kind == "b" for place in arrays)
        inputs = arrays[Place("W", 1)].shape[not self.weights_turned] if self._has_w1(arrays) else 0
        Y = arrays.get(Place("Y"))
        samples = Y.size if Y is not None else 0
        found = {}
        for place, array in arrays.items():
            array = np.asarray(array, np.float64)
            if place.kind == "pictures":
                continue
            if place == Place("X") and array.ndim == 1 and len(array) == inputs > 1:
                array = array.reshape(-1, 1)
            elif place.kind in PER_SAMPLE:
                array = self._samples(array)
            elif place.kind in PER_WEIGHT:
                array = self._weights(array)
            elif place.kind in PER_UNIT:
                array = self._units(array, flat_biases or self._is_flat(place, array, samples))
            elif array.size == 1:
                array = array.reshape(())
            found[place] = array
        return found

    @staticmethod
    def _is_flat(place: Place, array: np.ndarray, samples: int) -> bool:
        """Tell whether a given b of (n,) cannot have been added along the samples."""
        return place.kind == "b" and array.ndim == 1 and len(array) != samples

    @staticmethod
    def _has_w1(arrays: Mapping[Place, np.ndarray]) -> bool:
        return Place("W", 1) in arrays and arrays[Place("W", 1)].ndim == 2

    def _samples(self, array: np.ndarray) -> np.ndarray:
        if array.ndim < 2:
            return array.reshape(1, -1)
        return array.T if self.samples_as_rows and array.ndim == 2 else array

    def _weights(self, array: np.ndarray) -> np.ndarray:
        if array.ndim < 2:
            return array.reshape(1, -1)
        return array.T if self.weights_turned and array.ndim == 2 else array

    def _units(self, array: np.ndarray, flat: bool) -> np.ndarray:
        """Make (n, 1) of one number a unit; (n,) beside biases of (n, 1) is left as it is."""
        if array.size == 1:
            return array.reshape(1, 1)
        if array.ndim == 1:
            return array.reshape(-1, 1) if flat or self._is_other else array
        return array.T if self._is_other and array.ndim == 2 and len(array) == 1 else array

    @property
    def _is_other(self) -> bool:
        return self.samples_as_rows or self.weights_turned


def possible(arrays: Mapping[Place, np.ndarray]) -> tuple[Arrangement, ...]:
    """Return the arrangements that the shapes speak for, the course's own first."""
    shows_samples = any(
        place.kind in PER_SAMPLE and array.ndim > 1 for place, array in arrays.items()
    )
    sides = (False, True) if shows_samples else (False,)
    ways = [Arrangement(rows, turned) for turned in (False, True) for rows in sides]
    clashes = [_clashes(way.arranged(arrays)) for way in ways]
    return tuple(way for way, count in zip(ways, clashes, strict=True) if count == min(clashes))


def _clashes(arrays: Mapping[Place, np.ndarray]) -> int:
    """Count the pairs of arrays whose sides do not go together."""
    return sum(ours != theirs for ours, theirs in _sides(arrays))


def _sides(arrays: Mapping[Place, np.ndarray]) -> Iterator[tuple[int, int]]:
    def side(kind: str, layer: int, axis: int) -> int | None:
        array = arrays.get(Place(kind, layer))
        if array is None and kind == "A" and layer == 0:
            array = arrays.get(Place("X"))
        return array.shape[axis] if array is not None and array.ndim == 2 else None

    layers = max((place.layer for place in arrays), default=0)
    m = side("Y", 0, 1) or side("X", 0, 1)
    for l in range(1, layers + 1):
        units = side("W", l, 0) or side("b", l, 0)
        pairs = [(side("W", l, 1), side("W", l - 1, 0)), (side("W", l, 1), side("A", l - 1, 0))]
        pairs += [(side("b", l, 0), units)]
        for kind in PER_SAMPLE[2:]:
            pairs += [(side(kind, l, 0), units), (side(kind, l, 1), m)]
        pairs += [(side("dW", l, axis), side("W", l, axis)) for axis in (0, 1)]
        yield from ((one, other) for one, other in pairs if one and other)
    if m and (samples := side("X", 0, 1)):
        yield samples, m
    if (outputs := side("Y", 0, 0)) and (last := side("W", layers, 0)) and last > 1:
        yield outputs, last
