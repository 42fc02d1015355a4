"""The summary of a data set in a line or two."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.data.dataset import UNEVEN, Dataset, Samples, baseline
from core.files import shown
from core.messages import tr
from core.statistics import wilson_interval
from gui.widgets.number_format import grouped, percent

if TYPE_CHECKING:  # it brings Pillow, which a window of points does without
    from core.data.audit.audit import Audit


def about(dataset: Dataset, audit: "Audit | None") -> str:
    """Say the baseline, how even the classes are, the sizes, and what was passed over."""
    return " ".join((*_baselines(dataset), *_balance(dataset), *_files(dataset, audit)))


def _baselines(dataset: Dataset) -> Iterator[str]:
    name = shown(dataset.classes[int(np.bincount(dataset.train.labels).argmax())])
    text = tr("Always answering {name} is right for {share} of the training samples")
    text = text.format(name=name, share=_share(dataset.train, dataset))
    if dataset.test:
        more = tr("{text} and for {share} of the test samples")
        text = more.format(text=text, share=_share(dataset.test, dataset))
    yield tr("{text}: a network must do better.").format(text=text)


def _share(samples: Samples, dataset: Dataset) -> str:
    """Write a share with its 95 % interval."""
    share = baseline(samples, dataset.train)
    low, high = wilson_interval(share, samples.m)
    text = tr("{share} (95 %: {low} to {high})")
    return text.format(share=percent(share), low=percent(low), high=percent(high))


def _balance(dataset: Dataset) -> Iterator[str]:
    counts = dataset.counts(dataset.train)
    most, least = max(counts, key=counts.__getitem__), min(counts, key=counts.__getitem__)
    if counts[most] >= UNEVEN * counts[least]:
        text = tr("Uneven classes ({large}: {most}, {small}: {least}).")
        yield text.format(
            most=grouped(counts[most]),
            large=shown(most),
            least=grouped(counts[least]),
            small=shown(least),
        )


def _files(dataset: Dataset, audit: "Audit | None") -> Iterator[str]:
    if audit and audit.smallest and audit.largest:
        sizes = [
            tr("{width} x {height}").format(width=w, height=h)
            for w, h in (audit.smallest, audit.largest)
        ]
        if sizes[0] == sizes[1]:
            yield tr("All as large as {size}.").format(size=sizes[0])
        else:
            yield tr("Sizes from {low} to {high}.").format(low=sizes[0], high=sizes[1])
    yield from map(str, dataset.remarks)
