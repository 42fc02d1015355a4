"""Pictures that look alike: a fingerprint that survives another size, format or brightness.

The fingerprint has 64 bits: which of the slowest waves in the grey levels (the 8 x 8 first of
a cosine transform of 32 x 32) are above their median. Two pictures are near duplicates where
at most NEAR of those bits differ, and the colours of 8 x 8 fields by at most ALIKE of 255.
"""

from collections.abc import Callable, Iterator

import numpy as np

NEAR = 4
ALIKE = 6.0
SIZE = 64
"""The fingerprint is of a picture of this size."""

_WAVES, _GRID, _FIELDS = 8, 32, 8
# Of NEAR + 1 bands of bits, pictures that differ in NEAR bits have one in common.
_BANDS = NEAR + 1
_GREY = np.array((0.299, 0.587, 0.114))


def _cosines() -> np.ndarray:
    waves, places = np.arange(_WAVES)[:, np.newaxis], np.arange(_GRID) + 0.5
    return np.cos(np.pi / _GRID * waves * places)


_COSINES = _cosines()
_BITS = np.left_shift(np.uint64(1), np.arange(64, dtype=np.uint64))


def fingerprint(pixels: np.ndarray) -> tuple[int, np.ndarray]:
    """Return the 64 bits and the fields, uint8 (192,), of pixels (SIZE, SIZE, 3)."""
    grey = _shrunk(pixels @ _GREY, _GRID)
    waves = (_COSINES @ grey @ _COSINES.T).ravel()
    bits = waves > np.median(waves[1:])
    bits[0] = False
    fields = np.stack([_shrunk(pixels[:, :, channel], _FIELDS) for channel in range(3)])
    return int(_BITS[bits].sum(dtype=np.uint64)), np.rint(fields).astype(np.uint8).ravel()


def _shrunk(levels: np.ndarray, size: int) -> np.ndarray:
    step = len(levels) // size
    return levels.reshape(size, step, size, step).mean(axis=(1, 3))


def near_duplicates(
    prints: np.ndarray, fields: np.ndarray, step: Callable[[], None] = lambda: None
) -> list[list[int]]:
    """Group pictures that are near duplicates, directly or through others: sorted indices.

    `prints` are uint64 (m,), `fields` uint8 (m, 192); `step()` is called often and may raise.
    """
    leaders = np.arange(len(prints))
    for first, second in _pairs(prints, step):
        apart = np.abs(fields[first].astype(np.int16) - fields[second]).mean(axis=1)
        for a, b in zip(first[apart <= ALIKE], second[apart <= ALIKE], strict=True):
            low, high = sorted((_leader(leaders, a), _leader(leaders, b)))
            leaders[high] = low
    groups: dict[int, list[int]] = {}
    for index in range(len(prints)):
        groups.setdefault(_leader(leaders, index), []).append(index)
    return [group for group in groups.values() if len(group) > 1]


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
