"""Pictures that look alike: a fingerprint that survives another size, format or brightness.

The fingerprint has 64 bits: which of the slowest waves in the grey levels (the 8 x 8 first of
a cosine transform of 32 x 32) are above their median. Two pictures are near duplicates where
at most NEAR of those bits differ, and the colours of 8 x 8 fields by at most ALIKE of 255, with a
correlation of CORRELATED or more: two drawings with few strokes differ in few fields.
"""

from collections.abc import Callable, Iterator

import numpy as np

NEAR = 4
ALIKE = 6.0
CORRELATED = 0.99
SIZE = 64
"""An audit's fingerprint is of a picture of this size."""
LEAST_SIZE = 24
"""Of pictures with fewer pixels a side, different ones look alike."""

_WAVES, _GRID, _FIELDS = 8, 32, 8
# Of NEAR + 1 bands of bits, pictures that differ in NEAR bits have one in common.
_BANDS = NEAR + 1
_GREY = np.array((0.299, 0.587, 0.114))


def _cosines() -> np.ndarray:
    waves, places = np.arange(_WAVES)[:, np.newaxis], np.arange(_GRID) + 0.5
    return np.cos(np.pi / _GRID * waves * places)


_COSINES = _cosines()
_BITS = np.left_shift(np.uint64(1), np.arange(64, dtype=np.uint64))


def fingerprints(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the 64 bits of pictures, uint64 (m,), and their fields, uint8 (m, 192).

    `pixels` are (m, size, size, channels), of one channel or three.
    """
    channels = np.moveaxis(pixels, 3, 1).astype(np.float64)
    grey = channels[:, 0] if pixels.shape[3] == 1 else np.tensordot(_GREY, channels, (0, 1))
    grid, fields = (_areas(pixels.shape[1], size) for size in (_GRID, _FIELDS))
    waves = (_COSINES @ grid) @ grey @ (_COSINES @ grid).T
    waves = waves.reshape(len(pixels), -1)
    bits = waves > np.median(waves[:, 1:], axis=1, keepdims=True)
    bits[:, 0] = False
    means = np.rint(fields @ channels @ fields.T).astype(np.uint8)
    prints = (bits * _BITS).sum(axis=1, dtype=np.uint64)
    three = np.broadcast_to(means, (len(pixels), 3, _FIELDS, _FIELDS))
    return prints, three.reshape(len(pixels), -1)


def _areas(size: int, fewer: int) -> np.ndarray:
    """Return what means over equal parts of so many pixels are made with, (fewer, size)."""
    edges = np.linspace(0, size, fewer + 1)
    low, high = edges[:-1, np.newaxis], edges[1:, np.newaxis]
    places = np.arange(size)
    covered = np.minimum(high, places + 1) - np.maximum(low, places)
    return np.clip(covered, 0, None) * (fewer / size)


def near_duplicates(
    prints: np.ndarray, fields: np.ndarray, step: Callable[[], None] = lambda: None
) -> list[list[int]]:
    """Group pictures that are near duplicates, directly or through others: sorted indices.

    `prints` are uint64 (m,), `fields` uint8 (m, 192); `step()` is called often and may raise.
    """
    leaders = np.arange(len(prints))
    for first, second in _pairs(prints, step):
        apart = np.abs(fields[first].astype(np.int16) - fields[second]).mean(axis=1)
        alike = np.flatnonzero(apart <= ALIKE)
        together = _correlation(fields[first[alike]], fields[second[alike]]) >= CORRELATED
        alike = alike[together | (apart[alike] == 0)]
        for a, b in zip(first[alike], second[alike], strict=True):
            low, high = sorted((_leader(leaders, a), _leader(leaders, b)))
            leaders[high] = low
    groups: dict[int, list[int]] = {}
    for index in range(len(prints)):
        groups.setdefault(_leader(leaders, index), []).append(index)
    return [group for group in groups.values() if len(group) > 1]


def _correlation(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return how far two rows go together, (m,); 0 where one has a single value."""
    one, other = (fields - fields.mean(axis=1, keepdims=True) for fields in (one, other))
    sizes = np.sqrt(np.square(one).sum(axis=1) * np.square(other).sum(axis=1))
    return np.asarray((one * other).sum(axis=1) / np.maximum(sizes, np.finfo(float).tiny))


def _pairs(prints: np.ndarray, step: Callable[[], None]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Return the pairs whose fingerprints differ in NEAR bits or fewer, some of them twice."""
    different, place = np.unique(prints, return_inverse=True)
    order = np.argsort(place, kind="stable")
    same = place[order][1:] == place[order][:-1]
    yield order[:-1][same], order[1:][same]  # equal ones in a chain, never all with all
    index_of = order[np.searchsorted(place[order], np.arange(len(different)))]
    for band in range(_BANDS):
        mask = _BITS[band::_BANDS].sum(dtype=np.uint64)
        for first, second in _neighbours(different & mask, step):
            close = np.bitwise_count(different[first] ^ different[second]) <= NEAR
            yield index_of[first[close]], index_of[second[close]]


def _neighbours(
    keys: np.ndarray, step: Callable[[], None]
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Return all pairs of equal keys, those one place apart in their order first."""
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    at, apart = np.arange(len(keys)), 1
    while len(at):
        step()
        at = at[at + apart < len(keys)]
        at = at[keys[at] == keys[at + apart]]
        yield order[at], order[at + apart]
        apart += 1


def _leader(leaders: np.ndarray, index: int) -> int:
    while leaders[index] != index:
        leaders[index] = leaders[leaders[index]]
        index = leaders[index]
    return int(index)
