"""Pictures that belong together, so that one of them must not test what another has taught.

They lie in one folder within their class, their names count on (series.py), they were taken
within seconds of each other, or they look nearly alike.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import get_args

import numpy as np

from core.data.folder.scan import FoundFile
from core.data.folder.series import find_series
from core.data.images.decode_many import Decoded
from core.data.images.perceptual_hash import LEAST_SIZE, fingerprints, near_duplicates
from core.experiment.settings import DataSettings, GroupKind
from core.files import shown
from core.messages import Joined, Message, listed, to_translate

BURST = 2.0
"""Seconds: pictures that were taken this soon after each other belong together."""
LARGEST = 0.5
"""The part of a class that one group may be; a larger one leaves too little for the other side."""
_BLOCK = 1024

KEPT = {
    "subfolder": to_translate(
        "{groups:,} {groups:folder|folders} of {sizes} pictures within a class"
    ),
    "name": to_translate(
        "{groups:,} {groups:series|series} of {sizes} pictures by their names, such as {example}"
    ),
    "time": to_translate("{groups:,} {groups:burst|bursts} of {sizes} pictures by their times"),
    "copies": to_translate(
        "{groups:,} {groups:group|groups} of {sizes} pictures that look nearly alike"
    ),
}
"""What is said of the groups of every kind."""


@dataclass(frozen=True, slots=True)
class KindFound:
    """The groups of one kind: how many pictures each has, and the first file of the first."""

    kind: GroupKind
    sizes: tuple[int, ...]
    example: str

    def told(self) -> Message:
        """Return the words for them, for the inside of a sentence."""
        low, high = min(self.sizes), max(self.sizes)
        each = "{low:,}" if low == high else to_translate("{low:,} to {high:,}")
        return Message(
            KEPT[self.kind],
            self.kind,
            groups=len(self.sizes),
            sizes=Message(each, low=low, high=high),
            example=shown(self.example),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """Which pictures stay together: `numbers` (m,) are equal where they do.

    `found` are the groups beyond pictures that are equal. `too_large` are left alone, since each
    is more than half of a class, and `by_camera` since their names come from a camera or are
    those of their class.
    """

    numbers: np.ndarray
    found: tuple[KindFound, ...] = ()
    too_large: tuple[KindFound, ...] = ()
    by_camera: tuple[KindFound, ...] = ()

    def remarks(self, grouped: bool = True) -> Iterator[Message]:
        """Say what stays on one side, or that it cannot, and what is too large for that."""
        if self.found:
            text = to_translate(
                "Each whole on one side, training or test (Kept together): {kinds}."
            )
            if not grouped:
                text = to_translate(
                    "Shared out one by one, since a class would have pictures on one side only "
                    "if these stayed together: {kinds}."
                )
            key = "groups" if grouped else "groups_not_kept"
            yield Message(text, key, kinds=_joined(self.found))
        if self.too_large:
            yield Message(
                "Not kept together, being more than half of a class each: {kinds}.",
                "groups_too_large",
                kinds=_joined(self.too_large),
            )


def _joined(kinds: Iterable[KindFound]) -> Joined:
    return listed(kind.told() for kind in kinds)


def kinds_of(settings: DataSettings) -> tuple[GroupKind, ...]:
    """Return the kinds of groups that the settings ask for."""
    every: tuple[GroupKind, ...] = get_args(GroupKind)
    chosen = settings.groups
    if isinstance(chosen, tuple):
        return tuple(kind for kind in every if kind in chosen)
    return every if chosen == "auto" else tuple(kind for kind in every if kind == chosen)


def group_decoded(
    files: Sequence[FoundFile],
    decoded: Decoded,
    kinds: Sequence[GroupKind],
    labelled: bool = False,
) -> Grouping:
    """Group pictures that were read, by their names, their notes and the pixels at hand.

    Of `labelled` ones no group is more than half of all, whatever their labels are.
    """
    records = [decoded.records[file.path] for file in files]
    rows = [record.row for record in records]
    if labelled:
        files = [replace(file, class_name="") for file in files]
    return group(
        files,
        [record.hash for record in records],
        [record.about.taken if record.about else None for record in records],
        lambda: _near(decoded, rows),
        kinds,
    )


def group(
    files: Sequence[FoundFile],
    contents: Sequence[bytes],
    taken: Sequence[float | None],
    near: Callable[[], Iterable[Sequence[int]]],
    kinds: Sequence[GroupKind],
) -> Grouping:
    """Group pictures; equal `contents` are always one group.

    `taken` are seconds, None where a picture does not say; `near()` finds near copies.
    """
    merge = _Merge(files, contents)
    by_camera: list[KindFound] = []
    finders: dict[GroupKind, Callable[[], Iterable[Sequence[int]]]] = {
        "subfolder": lambda: _subfolders(files),
        "name": lambda: _series(files, by_camera),
        "time": lambda: _bursts(taken),
        "copies": near,
    }
    found: list[KindFound] = []
    too_large: list[KindFound] = []
    for kind in kinds:
        kept: list[Sequence[int]] = []
        refused: list[Sequence[int]] = []
        for places in finders[kind]():
            (kept if merge.join(places) else refused).append(places)
        found += _kind_found(kind, merge.growing(kept), files)
        too_large += _kind_found(kind, refused, files)
    return Grouping(merge.numbers(), tuple(found), tuple(too_large), tuple(by_camera))


def _kind_found(
    kind: GroupKind, groups: Sequence[Sequence[int]], files: Sequence[FoundFile]
) -> list[KindFound]:
    if not groups:
        return []
    example = os.path.splitext(os.path.basename(files[groups[0][0]].name))[0]
    return [KindFound(kind, tuple(map(len, groups)), example)]


class _Merge:
    """Samples that are put together step by step, no group more than half of a class."""

    def __init__(self, files: Sequence[FoundFile], contents: Sequence[bytes]) -> None:
        self._classes = [file.class_name for file in files]
        self._most = {name: LARGEST * n for name, n in Counter(self._classes).items()}
        self._leaders = list(range(len(files)))
        self._counts: dict[int, Counter[str]] = {}
        self._new: set[int] = set()
        first: dict[bytes, int] = {}
        for place, content in enumerate(contents):
            if first.setdefault(content, place) != place:
                self._unite({self.leader(first[content]), place})

    def leader(self, place: int) -> int:
        leaders = self._leaders
        while leaders[place] != place:
            leaders[place] = leaders[leaders[place]]
            place = leaders[place]
        return place

    def join(self, places: Sequence[int]) -> bool:
        """Put samples together; tell whether the group is small enough to be one."""
        leaders = {self.leader(place) for place in places}
        if len(leaders) < 2:
            return True
        total = self._total(leaders)
        if any(n > self._most[name] for name, n in total.items()):
            return False
        self._unite(leaders)
        self._new.update(places)
        return True

    def growing(self, groups: Iterable[Sequence[int]]) -> list[Sequence[int]]:
        """Return those groups that have put samples together, and forget which did."""
        new = [places for places in groups if not self._new.isdisjoint(places)]
        self._new.clear()
        return new

    def numbers(self) -> np.ndarray:
        """Number the groups in the order of their first samples, (m,)."""
        numbers: dict[int, int] = {}
        leaders = (self.leader(place) for place in range(len(self._leaders)))
        return np.array([numbers.setdefault(leader, len(numbers)) for leader in leaders], np.intp)

    def _total(self, leaders: Iterable[int]) -> Counter[str]:
        """Count what is already with these, class by class."""
        alone = (leader for leader in leaders if leader not in self._counts)
        total = Counter(self._classes[leader] for leader in alone)
        for leader in leaders:
            total.update(self._counts.get(leader, {}))
        return total

    def _unite(self, leaders: set[int]) -> None:
        low, total = min(leaders), self._total(leaders)
        for leader in leaders:
            self._leaders[leader] = low
        self._counts[low] = total


def _subfolders(files: Sequence[FoundFile]) -> Iterator[Sequence[int]]:
    """Put together what is in one folder within a class, or in folders of one name in several.

    Folders that hold all pictures of a class are passed through: those in them count.
    """
    parts = [tuple(file.name.split("/")[1:-1]) for file in files]
    common: dict[str, tuple[str, ...]] = {}
    for file, within in zip(files, parts, strict=True):
        common[file.class_name] = _both(common.get(file.class_name, within), within)
    groups: dict[str, list[int]] = {}
    for place, (file, within) in enumerate(zip(files, parts, strict=True)):
        depth = len(common[file.class_name])
        if len(within) > depth:
            groups.setdefault(within[depth], []).append(place)
    return (places for places in groups.values() if len(places) > 1)


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folders that two ways have in common, from the first on."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return tuple(folder for folder, _ in pairs)


def _series(files: Sequence[FoundFile], by_camera: list[KindFound]) -> Iterator[Sequence[int]]:
    plain = []
    for series in find_series(files):
        if series.by_camera:
            plain.append(series.places)
        else:
            yield series.places
    by_camera += _kind_found("name", plain, files)


def _bursts(taken: Sequence[float | None]) -> Iterator[Sequence[int]]:
    """Put pictures together of which each was taken soon after the one before."""
    timed = sorted((time, place) for place, time in enumerate(taken) if time is not None)
    burst: list[int] = []
    before = -np.inf
    for time, place in timed:
        if time - before > BURST:
            if len(burst) > 1:
                yield burst
            burst = []
        burst.append(place)
        before = time
    if len(burst) > 1:
        yield burst


def _near(decoded: Decoded, rows: Sequence[int]) -> Iterator[Sequence[int]]:
    """Find near copies by the pixels that training has; none where pictures are very small."""
    inputs = decoded.inputs
    if inputs.size < LEAST_SIZE:
        return
    bits, fields = [], []
    for start in range(0, len(rows), _BLOCK):
        pixels = decoded.pixels[np.asarray(rows[start : start + _BLOCK], np.intp)]
        shape = (len(pixels), inputs.size, inputs.size, inputs.channels)
        some_bits, some_fields = fingerprints(pixels.reshape(shape))
        bits.append(some_bits)
        fields.append(some_fields)
    every = np.concatenate(fields)
    # One of a single colour is like any other.
    seen = np.flatnonzero(np.ptp(every, axis=1) > 0)
    for places in near_duplicates(np.concatenate(bits)[seen], every[seen]):
        yield seen[places].tolist()
