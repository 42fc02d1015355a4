"""What data is, found out quickly: classes, counts, shapes and colours, from headers alone."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace

from core.data.dataset import Dataset
from core.data.folder.labels import labels_in
from core.data.folder.overrides import apply_exclusions
from core.data.folder.scan import FoundFile, folders_without_class, scan
from core.data.load import load, load_unscaled
from core.data.registry import DATASETS, Report
from core.data.split import groups_by_size, kept_for_test
from core.errors import DataError
from core.experiment.inputs import PictureInputs
from core.experiment.settings import DataSettings
from core.files import shown
from core.io_threads import ReportThrottle
from core.network.targets import CLASSES, LABELS, NUMBERS
from core.open_file import open_regular_file

if TYPE_CHECKING:
    from core.data.images.read import ImageHeader

LOOKED_AT = 240
"""Picture files whose headers are read, spread over all classes."""
_DRAWN = 500
_CONTENT = 2**16


@dataclass(frozen=True, slots=True)
class DataFacts:
    """Say what data is, before it is read.

    `counts` are the samples of each class that can be used, as far as headers tell; `features`
    counts the numbers of a sample, None for pictures. `sides` (width, height) are of pictures
    whose headers were read; `fixed_size` is the size of pictures that have no other, else 0.
    `targets` names what is learned, a row of TARGETS; of labels and numbers `counts` add up to
    the samples. `uniform` names the classes of one picture repeated. `has_test` says that test
    samples come with the data.
    """

    counts: dict[str, int]
    features: int | None = None
    sides: tuple[tuple[int, int], ...] = ()
    fixed_size: int = 0
    colour: bool = True
    uniform: tuple[str, ...] = ()
    has_test: bool = False
    targets: str = CLASSES.name

    @property
    def m(self) -> int:
        return sum(self.counts.values())

    def learned_from(self, test_share: float) -> int:
        """Return how many samples are left where a share of each class is kept for the test."""
        if not test_share:
            return self.m
        counts = [*self.counts.values()]
        if self.targets == NUMBERS.name:
            counts = np.bincount(groups_by_size(np.arange(self.m))).tolist()
        return sum(n - kept_for_test(n, test_share) for n in counts)


def gather_facts(settings: DataSettings, report: Report | None = None) -> DataFacts:
    """Find out what the settings describe; `report(done, total)` may raise, such as Cancelled.

    Raises DataError or ExperimentError where it cannot be used, as `load` does.
    """
    opens = DATASETS[settings.kind].opens if settings.kind in DATASETS else "nothing"
    if opens == "folder" and settings.folder:
        return _of_folder(settings, report or (lambda done, total: None))
    if opens == "file" and settings.folder:
        return _of_file(settings, report)
    return _of_generated(settings)


def _of_folder(settings: DataSettings, report: Report) -> DataFacts:
    left_out = folders_without_class(settings.folder, settings.test_folder, settings.leave_out)
    step = ReportThrottle(report).report_found
    found = scan(settings.folder, step, left_out, settings.level, settings.labels)
    files = apply_exclusions([found], settings)[0].files
    by_class: dict[str, list[FoundFile]] = {name: [] for name in found.labels or found.classes}
    for file in files:
        # Of several labels the first counts, as where a fair choice of samples is made.
        labels = labels_in(file.class_name) if found.labels else (file.class_name,)
        by_class[labels[0] if labels else found.labels[0]].append(file)
    each = max(8, LOOKED_AT // max(1, len(by_class)))
    counts, sides, coloured = {}, [], 0
    for number, (name, mine) in enumerate(by_class.items()):
        report(number, len(by_class))
        looked_at = _spread(mine, each)
        headers = [header for file in looked_at if (header := _header(file.path))]
        counts[name] = round(len(mine) * len(headers) / max(1, len(looked_at)))
        sides += [header.size for header in headers]
        coloured += sum(header.colour for header in headers)
    if not any(counts.values()):
        raise DataError(
            "{folder}: no picture can be read. Put others in.", folder=shown(settings.folder)
        )
    return DataFacts(
        counts,
        sides=tuple(sides),
        colour=coloured > 0,
        uniform=() if found.labels else _uniform(by_class),
        has_test=bool(settings.test_folder or settings.test_pictures),
        targets=(LABELS if found.labels else CLASSES).name,
    )


def _uniform(by_class: dict[str, list[FoundFile]]) -> tuple[str, ...]:
    return tuple(name for name, mine in by_class.items() if not _two_differ(mine))


def _header(path: str) -> "ImageHeader | None":
    from core.data.images.read import read_header  # Pillow waits until it is needed

    try:
        return read_header(path)
    except DataError:
        return None


def _spread(files: Sequence[FoundFile], most: int) -> list[FoundFile]:
    """Choose so many files from the first to the last."""
    places = np.linspace(0, len(files) - 1, min(most, len(files)))
    return [files[int(place)] for place in places]


def _two_differ(files: Iterable[FoundFile]) -> bool:
    """Tell whether there are two files with other bytes; reads no more than the first to differ."""
    seen: set[bytes] = set()
    for file in files:
        try:
            with open_regular_file(file.path) as opened:
                seen.add(os.fstat(opened.fileno()).st_size.to_bytes(8) + opened.read(_CONTENT))
        except (DataError, OSError):
            continue
        if len(seen) > 1:
            return True
    return False


def _of_file(settings: DataSettings, report: Report | None) -> DataFacts:
    """Read a file, whose own test samples count as such, and no share of it."""
    dataset = load_unscaled(replace(settings, test_share=0.0), report)
    return facts_of(dataset, settings.kind)


def _of_generated(settings: DataSettings) -> DataFacts:
    """Draw a few samples: what there are more of are more of the same."""
    source = DATASETS.get(settings.kind)
    usual = (source.samples if source else None) or 0
    wanted = usual if settings.samples is None else settings.samples
    few = replace(settings, samples=min(wanted, _DRAWN) if wanted else None, test_share=0.0)
    dataset = load(replace(few, size=8, scaling="unit"))
    share = max(1.0, wanted / max(1, dataset.train.m))
    return facts_of(dataset, settings.kind, share)


def facts_of(dataset: Dataset, kind: str, share: float = 1.0) -> DataFacts:
    """Return the facts of data of a source in DATASETS that has been read.

    There are `share` times as many samples as are learned from here.
    """
    counts = {name: round(n * share) for name, n in dataset.counts(dataset.train).items()}
    if not isinstance(dataset.inputs, PictureInputs):
        return DataFacts(
            counts,
            dataset.inputs.count,
            has_test=dataset.test is not None,
            targets=dataset.targets.name,
        )
    source = DATASETS.get(kind)
    own_size = 0 if source and "size" in source.settings else dataset.inputs.size
    return DataFacts(
        counts,
        fixed_size=own_size,
        colour=dataset.inputs.colour,
        has_test=dataset.test is not None,
    )
