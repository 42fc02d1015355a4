"""The summary of a data set in a line or two."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.data.dataset import UNEVEN, ConstantAnswer, Dataset, Samples, best_constant_answer
from core.data.true_words import number_text
from core.files import shown
from core.messages import paragraph, tr
from core.network.targets import CLASSES, LABELS
from core.statistics import wilson_interval
from gui.widgets.number_format import grouped, percent

if TYPE_CHECKING:  # it brings Pillow, which a window of points does without
    from core.data.audit.audit import Audit


def about(dataset: Dataset) -> str:
    """Say the best constant answers, how even classes are, and what was passed over."""
    if dataset.blank:
        return paragraph(*dataset.remarks)
    told = (*_baselines(dataset), *_balance(dataset))
    if dataset.targets is not CLASSES:
        told = tuple(_others(dataset))
    return paragraph(*told, *dataset.remarks)


def sizes(audit: "Audit") -> str:
    """Say how large the files of the pictures are, nothing where there are none."""
    if not (audit.smallest and audit.largest):
        return ""
    text = tr("{width} x {height}")
    low, high = (text.format(width=w, height=h) for w, h in (audit.smallest, audit.largest))
    if low == high:
        return tr("All as large as {size}.").format(size=low)
    return tr("Sizes from {low} to {high}.").format(low=low, high=high)


def _baselines(dataset: Dataset) -> Iterator[str]:
    train = best_constant_answer(dataset.train)
    test = best_constant_answer(dataset.test) if dataset.test else None
    text = tr(
        "Always answering {name} is right for {train} of the training samples: a network must do "
        "better."
    )
    if test and test.label == train.label:
        text = tr(
            "Always answering {name} is right for {train} of the training samples and for {test} "
            "of the test samples: a network must do better."
        )
    elif test:
        text = tr(
            "Always answering {name} is right for {train} of the training samples, always "
            "answering {test_name} for {test} of the test samples: a network must do better."
        )
    yield text.format(
        name=shown(dataset.classes[train.label]),
        train=_share(train, dataset.train),
        test_name=shown(dataset.classes[test.label]) if test else "",
        test=_share(test, dataset.test) if test and dataset.test else "",
    )


def _others(dataset: Dataset) -> Iterator[str]:
    """Say what is true of labels and numbers, and what one answer for all would come to."""
    numbers = dataset.in_own_unit(dataset.train.Y)
    for name, row in zip(dataset.classes, numbers, strict=True):
        if dataset.targets is LABELS:
            text = tr("{name}: {share} of the training samples.")
            yield text.format(name=shown(name), share=percent(float(row.mean())))
            continue
        text = tr(
            "{name}: {low} to {high}, mean {mean}; always answering that is off by {off} on "
            "average: a network must do better."
        )
        off = float(np.abs(row - row.mean()).mean())
        figures = (float(row.min()), float(row.max()), float(row.mean()), off)
        low, high, mean, off_text = map(number_text, figures)
        yield text.format(name=shown(name), low=low, high=high, mean=mean, off=off_text)


def _share(answer: ConstantAnswer, samples: Samples) -> str:
    """Write the share that an answer is right for, with its 95 % interval."""
    share = answer.share
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
