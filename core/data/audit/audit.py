"""What a folder of pictures holds, and what is wrong with it, before anything is trained."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from core.data.audit.scan_images import ScannedImage, scan_images
from core.data.file_notes import conversion_notes
from core.data.folder.groups import Grouping, group, kinds_of
from core.data.folder.labels import labels_in
from core.data.folder.scan import FoundFile, PictureFolder, folders_without_class, list_files
from core.data.images.perceptual_hash import near_duplicates
from core.data.skipped import Skipped
from core.errors import DataError
from core.experiment.settings import DataSettings
from core.io_threads import Report, ReportThrottle
from core.messages import Message
from core.natural_sort import natural
from core.statistics import wilson_interval

TINY = 16
"""Pixels; a picture with a shorter side is too small to learn from."""
LONG = 4
"""Times its width or height; a longer picture has an odd shape."""


@dataclass(frozen=True, slots=True)
class Group:
    """Files that show the same; where they stand in two classes, or in training and test."""

    files: tuple[str, ...]
    across_classes: bool
    train_and_test: bool


@dataclass(frozen=True, slots=True)
class Baseline:
    """The best constant answer: its class, and what it gets right with its 95 % interval."""

    class_name: str
    share: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Audit:
    """All that was found; files are named within the folder, test files after the test folder.

    `level_problem` says why other folders than the one that was asked for are audited;
    `remarks` count system files, names that lie and converted pictures; `grouping` tells which
    pictures of the first folder belong together. Where pictures have several `labels`, the counts
    are of these.
    """

    folder: str
    test_folder: str
    level_problem: Message | None
    counts: dict[str, int]
    test_counts: dict[str, int]
    skipped: tuple[Skipped, ...]
    ignored: int
    remarks: tuple[Message, ...]
    duplicates: tuple[Group, ...]
    near_duplicates: tuple[Group, ...]
    constant: tuple[str, ...]
    tiny: tuple[str, ...]
    odd: tuple[str, ...]
    smallest: tuple[int, int] | None
    largest: tuple[int, int] | None
    baseline: Baseline | None
    test_baseline: Baseline | None
    grouping: Grouping
    labels: tuple[str, ...] = ()


def audit(
    folder: str,
    test_folder: str = "",
    report: Report = lambda done, total: None,
    threads: int = 0,
    leave_out: Sequence[str] = (),
    level: str = "auto",
    labels: str = "auto",
) -> Audit:
    """Look at every file of a folder, and of a test folder.

    A folder that holds training and test folders is audited as these. `report(done, total)` is
    called more than ten times a second and may raise; while files are still being found, done
    is 0. Without `threads` as many read as the machine has use for. `leave_out`, `level` and
    `labels` are those of the settings.
    Raises DataError where there is no such folder, or no folders for classes in it.
    """
    throttle = ReportThrottle(report)

    def listed(folder: str) -> PictureFolder:
        left_out = folders_without_class(folder, test_folder, leave_out)
        return list_files(folder, throttle.report_found, left_out, level, labels)

    level_problem = None
    try:
        folders = [listed(folder)]
    except DataError as problem:
        changes = problem.suggested_changes
        if not changes or test_folder:
            raise
        level_problem = Message(problem.text, "wrong_level", **problem.values)
        test_folder = str(changes.get("data.test_folder", ""))
        leave_out = (*leave_out, *cast(list[str], changes.get("data.leave_out", [])))
        folders = [listed(str(changes.get("data.folder", folder)))]
    if test_folder:
        folders.append(listed(test_folder))
    return _Auditing(folders, level_problem, report, threads).audit()


class _Auditing:
    """One audit, step by step."""

    def __init__(
        self,
        folders: list[PictureFolder],
        level_problem: Message | None,
        report: Report,
        threads: int,
    ) -> None:
        self.folders = folders
        self.level_problem = level_problem
        self.report = report
        self.threads = threads
        self.looks: list[ScannedImage] = []

    def audit(self) -> Audit:
        """Look at all files, compare them, and count."""
        everything = scan_images(self.folders, self.report, self.threads)
        self.looks = [image for image in everything if image.problem is None]
        train, test = (self._counts(number) for number in range(2))
        names = [folder.folder for folder in self.folders]
        near, labels = self._near(len(everything)), self.folders[0].labels
        return Audit(
            names[0],
            names[1] if len(names) > 1 else "",
            self.level_problem,
            train,
            test,
            _skipped(self.folders, everything),
            sum(folder.ignored for folder in self.folders),
            conversion_notes(
                sum((folder.rubbish for folder in self.folders), Counter()),
                ((image.name, image.about) for image in self.looks),
            ),
            self._duplicates(),
            _groups(near),
            self._named(lambda image: image.constant),
            self._named(lambda image: min(image.size) < TINY),
            self._named(lambda image: max(image.size) > LONG * min(image.size)),
            min((image.size for image in self.looks), key=_area, default=None),
            max((image.size for image in self.looks), key=_area, default=None),
            None if labels else _baseline(train),
            None if labels else _baseline(test),
            self._grouping(near),
            labels,
        )

    def _counts(self, number: int) -> dict[str, int]:
        """Count the usable pictures of every class of the training or of the test folder."""
        if number >= len(self.folders):
            return {}
        labels = self.folders[number].labels
        counts = dict.fromkeys(labels or self.folders[number].classes, 0)
        for image in self.looks:
            if image.folder == number:
                for name in labels_in(image.class_name) if labels else (image.class_name,):
                    counts[name] += 1
        return counts

    def _named(self, is_so: Callable[[ScannedImage], bool]) -> tuple[str, ...]:
        return tuple(image.name for image in self.looks if is_so(image))

    def _duplicates(self) -> tuple[Group, ...]:
        by_hash: dict[bytes, list[ScannedImage]] = {}
        for image in self.looks:
            by_hash.setdefault(image.content, []).append(image)
        return _groups([group for group in by_hash.values() if len(group) > 1])

    def _grouping(self, near: list[list[ScannedImage]]) -> Grouping:
        mine, labelled = [image for image in self.looks if not image.folder], self.folders[0].labels
        places = {image.name: place for place, image in enumerate(mine)}
        alike = [[places[image.name] for image in lot if not image.folder] for lot in near]
        return group(
            [FoundFile("", image.name, "" if labelled else image.class_name) for image in mine],
            [image.content for image in mine],
            [image.about.taken for image in mine],
            lambda: alike,
            kinds_of(DataSettings()),
        )

    def _near(self, total: int) -> list[list[ScannedImage]]:
        """Compare one of each lot of equal pictures; one of a single colour is like any other."""
        first = {image.content: image for image in reversed(self.looks) if not image.constant}
        images = list(first.values())[::-1]
        if not images:
            return []
        throttle = ReportThrottle(self.report)
        prints = np.array([image.print for image in images], np.uint64)
        fields = np.array([image.fields for image in images], np.uint8)
        groups = near_duplicates(prints, fields, lambda: throttle.report(total, total))
        return [[images[index] for index in group] for group in groups]


def _groups(groups_of_images: list[list[ScannedImage]]) -> tuple[Group, ...]:
    groups = [
        Group(
            tuple(image.name for image in images),
            len({image.class_name for image in images}) > 1,
            len({image.folder for image in images}) > 1,
        )
        for images in groups_of_images
    ]
    return tuple(sorted(groups, key=lambda group: os.fsencode(group.files[0])))


def _skipped(folders: list[PictureFolder], everything: list[ScannedImage]) -> tuple[Skipped, ...]:
    lost = [Skipped(image.name, image.problem) for image in everything if image.problem]
    for number, folder in enumerate(folders):
        start = folder.prefix(number)
        lost += [Skipped(start + file.file, file.problem) for file in folder.skipped]
    return tuple(sorted(lost, key=lambda skipped: os.fsencode(skipped.file)))


def _baseline(counts: dict[str, int]) -> Baseline | None:
    """Return the best constant answer to the pictures counted, their largest class."""
    total = sum(counts.values())
    if not total:
        return None
    name = max(sorted(counts, key=natural), key=counts.__getitem__)
    share = counts[name] / total
    return Baseline(name, share, *wilson_interval(share, total), total)


def _area(size: tuple[int, int]) -> int:
    return size[0] * size[1]
