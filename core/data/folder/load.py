"""Folders of pictures into a Dataset: training pictures, test pictures, and what was left out."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import cast

import numpy as np

from core.data.byte_matrix import ByteMatrix, Columns
from core.data.dataset import Dataset, Samples, samples, target_samples
from core.data.file_notes import conversion_notes, group_skipped
from core.data.folder.groups import group_decoded, kinds_of
from core.data.folder.labels import labels_in
from core.data.folder.level_check import check_there
from core.data.folder.overrides import apply_exclusions, apply_side_marks
from core.data.folder.positive_class import order_classes
from core.data.folder.scan import FoundFile, PictureFolder, folders_without_class, scan
from core.data.images.decode_many import Decoded, Record, decode_in_one_range
from core.data.images.mapped_file import free_disk
from core.data.images.storage import FLOAT, choose_storage
from core.data.skipped import Skipped
from core.data.split import split, split_groups
from core.errors import DataError
from core.experiment.settings import DataSettings
from core.files import shown
from core.io_threads import Report, ReportThrottle
from core.memory import free_memory
from core.messages import Message, clauses, listed, to_translate
from core.natural_sort import natural
from core.network.targets import LABELS

_BLOCK = 256
LARGE_LEAK = 0.1
"""A larger share of test pictures that are learned makes the test accuracy say little."""
FEW_LEVELS = 16
"""A picture of 16 bits that spans fewer grey levels than this has little left to learn from."""


def load_folder(
    settings: DataSettings, report: Report | None = None, before: Dataset | None = None
) -> Dataset:
    """Load the pictures of a folder, and of a test folder or a share kept for the test.

    `report(done, total)` is called more than ten times a second and may raise, such as
    Cancelled; while files are still being found, done is 0 and total grows from 1.
    Pictures that are in the data set of `before` as they would be now are taken from it.
    Raises DataError if a folder cannot be used, a class has no picture that can be read,
    the test folder has other classes, or the pictures do not fit into memory.
    """
    decoded = before.decoded if before else None
    return _Loading(settings, report or (lambda done, total: None), decoded).load()


class _Loading:
    """One load, step by step."""

    def __init__(self, settings: DataSettings, report: Report, before: Decoded | None) -> None:
        self.settings = settings
        self.before = before
        self.report = report
        self.inputs = settings.picture_inputs
        self.throttle = ReportThrottle(report)
        self.labels: tuple[str, ...] = ()
        self.group_remarks: tuple[Message, ...] = ()

    def load(self) -> Dataset:
        """Find, check, read and divide."""
        folders = [self._scan(self.settings.folder)]
        if self.settings.test_folder:
            folders.append(self._scan(self.settings.test_folder))
            _check_same_classes(*folders)
        found = folders[0].files
        folders = apply_exclusions(folders, self.settings)
        self.labels = folders[0].labels
        classes = self._classes(folders)
        files = [file for folder in folders for file in folder.files]
        # To draw the share alike, what is left out is read too.
        drawn_of = found if self._redraws else ()
        paths = [file.path for file in files]
        to_read = list(dict.fromkeys((*paths, *(file.path for file in drawn_of))))
        storage = choose_storage(
            self.settings, len(to_read), self.inputs, free_memory(), free_disk()
        )
        border = len(folders[0].files)
        decoded = decode_in_one_range(
            to_read, paths[:border], self.settings, self.report, storage, self.before
        )
        read = [decoded.records[path] for path in paths]
        _check_there(folders, files, read)
        labels = np.array([classes.index(file.class_name) for file in files], np.intp)
        usable = np.array([record.problem is None for record in read])
        parts = [np.flatnonzero(usable[:border]), border + np.flatnonzero(usable[border:])]
        unread = [
            (file.class_name, Skipped(file.name, record.problem))
            for file, record in zip(files, read, strict=True)
            if record.problem
        ]
        for folder, part in zip(folders, parts, strict=False):
            if self.labels:
                break
            corrected = self.settings.leave_out or self.settings.relabel
            _check_usable(folder, classes, labels[part], CORRECTED if corrected else UNREAD, unread)
        if self.settings.test_share:
            parts = self._divide(parts[0], files, decoded, classes, drawn_of)
        if self.settings.test_pictures or self.settings.train_pictures:
            parts = apply_side_marks(parts, files, [record.hash for record in read], self.settings)
            if not self.labels:
                _check_usable(folders[0], classes, labels[parts[0]], TESTED)
        columns = self._floats if storage == FLOAT else ByteMatrix
        rows = np.array([record.row for record in read])
        train, test = (
            self._samples(
                columns(decoded.pixels, rows[part]), [files[index] for index in part], classes
            )
            for part in parts
        )
        if self.labels:
            _check_labels(folders[0], self.labels, train.Y)
        return Dataset(
            train,
            test if test.m else None,
            self.labels or classes,
            decoded.inputs,
            _skipped(folders, files, read),
            (
                *_label_remarks(folders[0]),
                *self.group_remarks,
                *_remarks(folders, parts, [record.hash for record in read]),
                *_grey_range_remarks(read, decoded),
                *conversion_notes(
                    sum((folder.rubbish for folder in folders), Counter()),
                    (
                        (file.name, record.about)
                        for file, record in zip(files, read, strict=True)
                        if record.about
                    ),
                ),
            ),
            decoded,
        )

    def _classes(self, folders: list[PictureFolder]) -> tuple[str, ...]:
        """Return the classes by their numbers; of labels all that stand together somewhere."""
        if not self.labels:
            found = folders[0]
            return order_classes(found.folder, found.classes, self.settings.positive_class)
        names = {file.class_name for folder in folders for file in folder.files}
        return tuple(sorted(names, key=natural))

    def _samples(self, X: Columns, files: Sequence[FoundFile], classes: tuple[str, ...]) -> Samples:
        names = tuple(file.name for file in files)
        if self.labels:
            Y = np.zeros((len(self.labels), len(files)), order="F")
            for column, file in enumerate(files):
                for label in labels_in(file.class_name):
                    Y[self.labels.index(label), column] = 1.0
            return target_samples(X, Y, LABELS, names)
        numbers = np.array([classes.index(file.class_name) for file in files], np.intp)
        return samples(X, numbers, len(classes), names)

    def _scan(self, folder: str) -> PictureFolder:
        existed = os.path.isdir(folder)
        settings = self.settings
        left_out = folders_without_class(folder, settings.test_folder, settings.leave_out)
        try:
            return scan(
                folder, self.throttle.report_found, left_out, settings.level, settings.labels
            )
        except DataError as problem:
            if existed:
                check_there(folder)
            for fix in problem.fixes:
                self._complete_fix(fix.changes, folder)
            raise

    def _complete_fix(self, changes: dict[str, object], folder: str) -> None:
        """Make what is suggested for one folder fit the other settings."""
        if folder == self.settings.test_folder and "data.folder" in changes:
            right = changes.pop("data.folder")
            changes["data.test_folder"] = changes.get("data.test_folder") or right
        if changes.get("data.test_folder") and self.settings.test_share:
            changes["data.test_share"] = 0.0
        if names := changes.get("data.leave_out"):
            changes["data.leave_out"] = [*self.settings.leave_out, *cast(list[str], names)]

    @property
    def _redraws(self) -> bool:
        """Tell whether corrections of single files would draw the share for the test anew."""
        settings = self.settings
        return bool(settings.test_share and (settings.leave_out or settings.relabel))

    def _divide(
        self,
        part: np.ndarray,
        files: Sequence[FoundFile],
        decoded: Decoded,
        classes: tuple[str, ...],
        found: Sequence[FoundFile],
    ) -> list[np.ndarray]:
        """Keep a share of each class for the test, and what belongs together on one side.

        With corrections it is drawn of all that were `found`, in the classes of their folders, so
        that no other picture changes sides; or of what is left, where a class would lack one.
        """
        left = [files[index] for index in part]
        labels = np.array([classes.index(file.class_name) for file in left], np.intp)
        whole = [file for file in found if decoded.records[file.path].problem is None]
        if whole:
            with suppress(DataError):
                test = {whole[index].path for index in self._drawn(whole, decoded, classes)[1]}
                of_test = np.array([file.path in test for file in left])
                if self.labels or all(
                    len(np.unique(labels[side])) == len(classes) for side in (~of_test, of_test)
                ):
                    return [part[~of_test], part[of_test]]
        return [part[side] for side in self._drawn(left, decoded, classes)]

    def _drawn(
        self, files: Sequence[FoundFile], decoded: Decoded, classes: tuple[str, ...]
    ) -> tuple[np.ndarray, np.ndarray]:
        labels = np.array([classes.index(file.class_name) for file in files], np.intp)
        if self.labels:
            labels = _without_rare(labels)
        share, seed = self.settings.test_share, self.settings.split_seed
        names = [shown(name) for name in classes]
        grouping = group_decoded(files, decoded, kinds_of(self.settings), bool(self.labels))
        if grouping.found:
            with suppress(DataError):
                sides = split_groups(labels, grouping.numbers, share, seed, names)
                self.group_remarks = tuple(grouping.remarks())
                return sides
        self.group_remarks = tuple(grouping.remarks(grouped=False))
        equal: dict[bytes, int] = {}
        hashes = (decoded.records[file.path].hash for file in files)
        contents = np.array([equal.setdefault(content, len(equal)) for content in hashes])
        return split(labels, share, seed, names, contents)

    def _floats(self, rows: np.ndarray, places: np.ndarray) -> np.ndarray:
        pixels = ByteMatrix(rows, places)
        X = np.empty(pixels.shape, order="F")
        for start in range(0, len(places), _BLOCK):
            block = slice(start, start + _BLOCK)
            X[:, block] = pixels[:, block]
            self.throttle.report(len(rows), len(rows))
        return X


def _check_same_classes(train: PictureFolder, test: PictureFolder) -> None:
    """Compare by name; only where the names agree do the numbers mean the same."""
    if train.labels or test.labels:
        train, test = (replace(one, classes=one.labels) for one in (train, test))
    extra = [shown(name) for name in test.classes if name not in train.classes]
    missing = [shown(name) for name in train.classes if name not in test.classes]
    texts = {
        (True, False): to_translate(
            "{folder}: classes that the training folder does not have: {extra}. "
            "Give both folders the same names of classes."
        ),
        (False, True): to_translate(
            "{folder}: classes of the training folder are missing: {missing}. "
            "Give both folders the same names of classes."
        ),
        (True, True): to_translate(
            "{folder}: classes that the training folder does not have: {extra}; "
            "classes of the training folder are missing: {missing}. "
            "Give both folders the same names of classes."
        ),
    }
    if extra or missing:
        raise DataError(
            texts[bool(extra), bool(missing)],
            folder=shown(test.folder),
            extra=listed(extra),
            missing=listed(missing),
        )


def _without_rare(strata: np.ndarray) -> np.ndarray:
    """Put samples that stand alone in their stratum (m,) into one together, or a large one."""
    counts = np.bincount(strata)
    alone = counts[strata] < 2
    if alone.all() or not alone.any():
        return np.zeros_like(strata) if alone.all() else strata
    together = len(counts) if alone.sum() > 1 else int(counts.argmax())
    return np.unique(np.where(alone, together, strata), return_inverse=True)[1]


def _check_labels(folder: PictureFolder, labels: tuple[str, ...], Y: np.ndarray) -> None:
    """Refuse labels that no training picture has."""
    lost = [label for label, row in zip(labels, Y, strict=True) if not row.any()]
    if lost:
        raise DataError(
            "{folder}: no training picture has the label {labels}. Add some, keep fewer for the "
            "test, or take the label out.",
            folder=shown(folder.folder),
            labels=listed(map(shown, lost)),
        )


def _label_remarks(folder: PictureFolder) -> Iterator[Message]:
    """Tell where the labels, or the classes, were found, and how to do without."""
    if folder.table:
        text = to_translate("{count:,} {count:class|classes} of {file} (data.labels).")
        if folder.labels:
            text = to_translate("{count:,} {count:label|labels} of {file} (data.labels).")
        count, file = len(folder.labels or folder.classes), os.path.basename(folder.table)
        yield Message(text, "labels", count=count, file=shown(file))
    elif folder.labels:
        yield Message(
            'Folders such as {name} are read as several labels (data.labels = "none" takes them '
            "for classes).",
            "labels",
            name=shown(next(name for name in folder.classes if len(labels_in(name)) > 1)),
        )


def _remarks(
    folders: list[PictureFolder], parts: list[np.ndarray], contents: list[bytes]
) -> Iterator[Message]:
    """Tell of test pictures that are learned, and of one class in two spellings."""
    learned = {contents[index] for index in parts[0]}
    same = sum(contents[index] in learned for index in parts[1])
    if same:
        share = same / len(parts[1])
        text = to_translate(
            "{same:,} of {count:,} test pictures {same:is|are} among the training pictures: this "
            "can change the test accuracy by at most {points} {points:point|points}."
        )
        if share > LARGE_LEAK:
            text = to_translate(
                "{same:,} of {count:,} test pictures are among the training pictures, so that the "
                "test accuracy says little about new pictures."
            )
        yield Message(text, "leak", same=same, count=len(parts[1]), points=f"{100 * share:.2g}")
    for name in dict.fromkeys(name for folder in folders for name in folder.respelled):
        yield Message(
            "Two folders are called {name}, spelled in two ways that look the same: they are "
            "one class.",
            "two_spellings",
            name=shown(name),
        )
    by_case: dict[str, list[str]] = {}
    for name in folders[0].classes:
        by_case.setdefault(name.casefold(), []).append(name)
    for alike in by_case.values():
        if len(alike) > 1:
            yield Message(
                "{names} differ in upper and lower case alone, and are classes of their own. If "
                "they are one, put their pictures together.",
                "case_alone",
                names=listed(map(shown, alike)),
            )


def _grey_range_remarks(read: list[Record], decoded: Decoded) -> Iterator[Message]:
    """Tell the range of deep pictures, and if few grey levels are left of some at 8 bits."""
    deep = [record.row for record in read if record.values]
    if deep and decoded.inputs.grey_range:
        low, high = decoded.inputs.grey_range
        yield Message(
            "In {count:,} pictures of more than 8 bits, {low:,.6g} is black and {high:,.6g} is "
            "white, in all alike (data.grey_range).",
            "grey_range",
            count=len(deep),
            low=low,
            high=high,
        )
    flat = sum(int(np.ptp(decoded.pixels[row])) < FEW_LEVELS for row in deep)
    if flat:
        yield Message(
            "{flat:,} of {count:,} pictures of more than 8 bits span fewer than {levels} of 256 "
            "grey levels, because their values use a small part of the range: set "
            "data.grey_range to two numbers closer together.",
            "flat",
            flat=flat,
            count=len(deep),
            levels=FEW_LEVELS,
        )


def _check_there(folders: list[PictureFolder], files: list[FoundFile], read: list[Record]) -> None:
    lost = [file for file, record in zip(files, read, strict=True) if record.problem]
    within = {os.path.dirname(file.path) for file in lost}
    for folder in folders:
        inside = os.path.join(folder.folder, "")
        check_there(folder.folder, (path for path in within if path.startswith(inside)))


UNREAD = to_translate(
    "{folder}: no picture of the class {classes} can be read ({reasons}). "
    "Put others in, or take its folder out."
)
CORRECTED = to_translate(
    "{folder}: no picture of the class {classes} is left. "
    "Leave fewer out, or give fewer another class."
)
TESTED = to_translate(
    "{folder}: every picture of the class {classes} is kept for the test. "
    "Leave some for the training."
)


def _check_usable(
    folder: PictureFolder,
    classes: tuple[str, ...],
    labels: np.ndarray,
    text: str,
    unread: Sequence[tuple[str, Skipped]] = (),
) -> None:
    """Refuse classes without a picture; `unread` are the classes and files that were lost."""
    counts = np.bincount(labels, minlength=len(classes))
    lost = [name for name, count in zip(classes, counts, strict=True) if not count]
    if lost:
        groups = group_skipped(skipped for name, skipped in unread if name in lost)
        raise DataError(
            text,
            folder=shown(folder.folder),
            classes=listed(map(shown, lost)),
            reasons=clauses(groups),
        )


def _skipped(
    folders: list[PictureFolder], files: list[FoundFile], read: list[Record]
) -> tuple[Skipped, ...]:
    """List what was left out, sorted by path; what is in the test folder begins with its name."""
    each = iter(zip(files, read, strict=True))
    skipped: list[Skipped] = []
    for number, folder in enumerate(folders):
        start = folder.prefix(number)
        here = [next(each) for _ in folder.files]
        lost = [Skipped(file.name, record.problem) for file, record in here if record.problem]
        both = sorted((*folder.skipped, *lost), key=lambda skipped: os.fsencode(skipped.file))
        skipped += [Skipped(start + file.file, file.problem) for file in both]
    return tuple(skipped)
