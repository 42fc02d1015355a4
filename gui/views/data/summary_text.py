"""The summary of a data set in a line or two."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.data.dataset import UNEVEN, ConstantAnswer, Dataset, Samples, best_constant_answer
from core.files import shown
from core.messages import tr
from core.statistics import wilson_interval
from gui.widgets.number_format import grouped, percent

if TYPE_CHECKING:  # it brings Pillow, which a window of points does without
    from core.data.audit.audit import Audit


def about(dataset: Dataset) -> str:
    """Say the best constant answers, how even classes are, and what was passed over."""
    if dataset.blank:
        return " ".join(map(str, dataset.remarks))
    return " ".join((*_baselines(dataset), *_balance(dataset), *map(str, dataset.remarks)))


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
