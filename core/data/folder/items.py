"""Every sample of a data set, one by one: where it came from, its class, and its side."""

import os
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from core.data.dataset import Dataset, Samples
from core.data.folder.labels import joined
from core.data.folder.listing import same_spelling
from core.data.folder.overrides import LEFT_OUT
from core.data.folder.scan import prefix
from core.experiment.settings import DataSettings
from core.files import shown
from core.natural_sort import natural
from core.network.targets import LABELS


class Side(StrEnum):
    """What a sample is there for."""

    TRAIN = "train"
    TEST = "test"
    EXCLUDED = "out"


@dataclass(frozen=True, slots=True)
class SampleItem:
    """One sample, or a picture that the user left out.

    `name` is what the settings call its file and `path` where that is, both empty where there
    is none; `folder_class` is the class of its folder, empty where a table says what it is and
    where there are several labels, which `class_name` has joined; `column` is its place on its
    side.
    """

    name: str
    path: str
    folder_class: str
    class_name: str
    side: Side
    column: int


def list_samples(settings: DataSettings, dataset: Dataset) -> tuple[SampleItem, ...]:
    """List the samples class by class, the training first, and last what the user left out."""
    sides = [(Side.TRAIN, dataset.train)]
    if dataset.test:
        sides.append((Side.TEST, dataset.test))
    items = [item for side, samples in sides for item in _items(settings, dataset, side, samples)]
    if dataset.targets is LABELS:
        items.sort(key=lambda item: natural(item.class_name))
    else:
        order = {name: number for number, name in enumerate(dataset.classes)}
        items.sort(key=lambda item: order[item.class_name])
    return (*items, *_left_out(settings, dataset))


def with_pending_edits(settings: DataSettings, item: SampleItem) -> SampleItem:
    """Return an item as the settings want it, which the data set may not have followed yet."""
    side: Side = Side.TRAIN if item.side is Side.EXCLUDED else item.side
    for names, marked_side in (
        (settings.test_pictures, Side.TEST),
        (settings.train_pictures, Side.TRAIN),
        (settings.leave_out, Side.EXCLUDED),
    ):
        side = marked_side if item.name and item.name in names else side
    folder_class = item.folder_class or item.class_name
    return replace(item, side=side, class_name=settings.relabel.get(item.name, folder_class))


def _items(
    settings: DataSettings, dataset: Dataset, side: Side, samples: Samples
) -> list[SampleItem]:
    second = side is Side.TEST and bool(settings.test_folder)
    folder, start = settings.folder, ""
    if second:
        folder, start = settings.test_folder, prefix(settings.test_folder)
    names = samples.names or ("",) * samples.m
    labelled = samples.targets is LABELS
    return [
        SampleItem(
            shown(start + name) if name else "",
            os.path.join(folder, name) if name else "",
            _folder_class(dataset, name),
            _labels_of(dataset, samples, column) if labelled else dataset.classes[label],
            side,
            column,
        )
        for column, (name, label) in enumerate(zip(names, samples.labels, strict=True))
    ]


def _labels_of(dataset: Dataset, samples: Samples, column: int) -> str:
    """Return the labels of a sample, joined."""
    return joined(dataset.classes[label] for label in np.flatnonzero(samples.Y[:, column] > 0.5))


def _folder_class(dataset: Dataset, name: str) -> str:
    """Return the class that the folder of a file is, empty where a table says what it is."""
    if dataset.targets is LABELS:
        return ""
    folder = same_spelling(name.partition("/")[0])
    return folder if folder in dataset.classes else ""


def _left_out(settings: DataSettings, dataset: Dataset) -> list[SampleItem]:
    """List what was left out by the experiment, not what cannot be read."""
    start = prefix(settings.test_folder) if settings.test_folder else ""
    items = []
    for skipped in dataset.skipped:
        if skipped.problem.text != LEFT_OUT:
            continue
        within = skipped.file.removeprefix(start) if start else skipped.file
        folder = settings.folder if within == skipped.file else settings.test_folder
        folder_class = _folder_class(dataset, within)
        path = os.path.join(folder, within)
        items.append(
            SampleItem(shown(skipped.file), path, folder_class, folder_class, Side.EXCLUDED, -1)
        )
    return items
