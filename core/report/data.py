"""The data: what was learned from, in counts and samples, and what was left out and why."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from core.data.byte_matrix import as_float, columns
from core.data.dataset import Dataset, Samples
from core.data.file_notes import group_skipped
from core.data.registry import DATASETS
from core.data.sample import Sample
from core.data.true_words import number_text, true_words
from core.experiment.inputs import FeatureInputs, PictureInputs
from core.files import shown
from core.messages import fill, to_translate, tr, translate
from core.network.targets import CLASSES, LABELS, NUMBERS
from core.report.charts import COLOURS, Series, chart
from core.report.contents import (
    Figure,
    Heading,
    Items,
    Paragraph,
    Part,
    Pictures,
    Section,
    Table,
)
from core.report.pictures import sample_picture
from core.report.reported_run import ReportedRun

MOST_SAMPLES, MOST_ROWS, MOST_FEATURES, MOST_FILES = 16, 5, 6, 20
MOST_POINTS = 1000


def data(run: ReportedRun) -> Section:
    """Say what the samples are, how many there are, and what was left out."""
    return Section(tr("Data"), tuple(_parts(run)))


def _parts(run: ReportedRun) -> Iterator[Part]:
    dataset = run.dataset
    yield Paragraph(_introduction(run))
    yield _counts(dataset)
    yield from _samples(dataset)
    if dataset.remarks:
        yield Items(tuple(map(str, dataset.remarks)))
    yield from _left_out(dataset)


def _introduction(run: ReportedRun) -> str:
    dataset, settings = run.dataset, run.experiment.data
    text = to_translate("Source: {source}. {train:,} training samples, no test samples.")
    if dataset.test:
        text = to_translate(
            "Source: {source}. {train:,} training samples and {test:,} test samples."
        )
    source = translate(DATASETS[settings.kind].label)
    if name := Path(settings.folder).name:
        named = tr("{kind}, {name}")
        source = named.format(kind=source, name=shown(name))
    train, test = dataset.train.m, dataset.test.m if dataset.test else 0
    return fill(translate(text), source=source, train=train, test=test)


def _counts(dataset: Dataset) -> Table:
    """Count the samples of every class or label, or measure the numbers that are learned."""
    if dataset.targets is NUMBERS:
        return _measures(dataset)
    sides = [dataset.train, *([dataset.test] if dataset.test else [])]
    counts = [_counted(dataset, side) for side in sides]
    rows = tuple(
        (shown(name), *(f"{of_side[place]}" for of_side in counts))
        for place, name in enumerate(dataset.classes)
    )
    totals = (tr("All samples"), *(f"{side.m}" for side in sides))
    is_classes = dataset.targets is CLASSES
    head = (tr("Class") if is_classes else tr("Label"), tr("Training samples"), tr("Test samples"))
    return Table(tr("Samples"), head[: len(sides) + 1], (*rows, totals))


def _counted(dataset: Dataset, side: Samples) -> list[int]:
    if side.targets is LABELS:
        return [int(count) for count in (side.Y > 0.5).sum(axis=1)]
    return [*dataset.counts(side).values()]


def _measures(dataset: Dataset) -> Table:
    parts = [(tr("training"), dataset.train)]
    parts += [(tr("test"), dataset.test)] if dataset.test else []
    rows = tuple(
        (
            shown(name),
            of,
            *(
                number_text(float(value))
                for value in (numbers.mean(), numbers.std(), numbers.min(), numbers.max())
            ),
        )
        for of, side in parts
        for name, numbers in zip(dataset.classes, dataset.in_own_unit(side.Y), strict=True)
    )
    head = (
        tr("Target"),
        tr("Samples"),
        tr("Mean"),
        tr("Standard deviation"),
        tr("Smallest"),
        tr("Largest"),
    )
    return Table(tr("What is learned"), head, rows)


def _samples(dataset: Dataset) -> Iterator[Part]:
    """Show some samples: as pictures, as points of the plane, or as rows of a table."""
    inputs = dataset.inputs
    if isinstance(inputs, PictureInputs):
        if inputs.is_one_picture:
            chosen = _of_all_classes(dataset.train)
            yield Pictures(
                tr("Some training samples, as the network sees them"),
                tuple(
                    sample_picture(
                        inputs, Sample.of(dataset, place).x(dataset), true_words(dataset, place)
                    )
                    for place in chosen
                ),
            )
        return
    if inputs.is_plane and dataset.targets is CLASSES:
        names = [shown(name) for name in inputs.names]
        yield Figure(
            tr("The training samples"),
            chart(points_of(dataset, dataset.train), *names, square=True),
            tr("The training samples as points of the plane, each class in its colour."),
        )
    yield _rows(dataset, inputs)


def points_of(dataset: Dataset, side: Samples, mark_rings: bool = False) -> list[Series]:
    """Return samples of the plane as dots, one series for each class."""
    X, labels = as_float(side.X), side.labels
    step = max(1, -(-side.m // MOST_POINTS))
    series = []
    for place, name in enumerate(dataset.classes):
        of_class = np.flatnonzero(labels == place)[::step]
        x, y = X[:, of_class]
        colour = COLOURS[place % len(COLOURS)]
        series.append(Series(shown(name), x, y, colour, "rings" if mark_rings else "dots"))
    return series


def _of_all_classes(side: Samples) -> list[int]:
    """Return the places of some samples, in turn of every class."""
    labels = side.labels
    by_class = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    each = max(1, MOST_SAMPLES // len(by_class))
    return [int(place) for places in by_class for place in places[:each]][:MOST_SAMPLES]


def _rows(dataset: Dataset, inputs: FeatureInputs) -> Table:
    chosen = np.arange(min(MOST_ROWS, dataset.train.m))
    raw = inputs.unscale(columns(dataset.train.X, chosen))
    features = [shown(name) for name in inputs.names[:MOST_FEATURES]]
    rows = tuple(
        (
            f"{place + 1}",
            *(
                tr("missing")
                if Sample(place).is_missing(dataset, feature)
                else number_text(float(raw[feature, place]))
                for feature in range(len(features))
            ),
            true_words(dataset, place),
        )
        for place in chosen.tolist()
    )
    title = tr("The first training samples")
    if len(inputs.names) > MOST_FEATURES:
        text = to_translate("The first training samples, {count} of {total:,} features")
        title = fill(translate(text), count=MOST_FEATURES, total=len(inputs.names))
    return Table(title, (tr("Sample"), *features, tr("True")), rows)


def _left_out(dataset: Dataset) -> Iterator[Part]:
    """Say what was left out, and why."""
    if not dataset.skipped:
        return
    yield Heading(tr("Left out"))
    yield Items(tuple(str(group) for group in group_skipped(dataset.skipped)))
    files = dataset.skipped[:MOST_FILES]
    rows = tuple((shown(skipped.file), skipped.reason) for skipped in files)
    title = tr("Files that were left out")
    if len(dataset.skipped) > MOST_FILES:
        text = to_translate("The first {count} of {total:,} files that were left out")
        title = fill(translate(text), count=MOST_FILES, total=len(dataset.skipped))
    yield Table(title, (tr("File"), tr("Why")), rows)
