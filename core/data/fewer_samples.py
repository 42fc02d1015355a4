"""A data set with fewer training samples: how much do the others add?"""

from dataclasses import replace

import numpy as np

from core.data.dataset import Dataset, samples_at
from core.messages import Message

SEED = 1


def with_fewer(dataset: Dataset, share: float) -> Dataset:
    """Return a data set that has this share of the training samples, of every class alike.

    Each class keeps one at least, and a larger share has the samples of a smaller one. The test
    samples stay.
    """
    train = dataset.train
    order = np.random.RandomState(SEED).permutation(train.m)
    labels = train.labels[order]
    of_classes = (order[labels == label] for label in np.unique(labels))
    kept = [places[: max(1, round(share * len(places)))] for places in of_classes]
    fewer = samples_at(train, np.sort(np.concatenate(kept)))
    remark = Message(
        "{left:,} of {all:,} training samples are left aside (data.train_share).",
        left=train.m - fewer.m,
        all=train.m,
    )
    return replace(dataset, train=fewer, remarks=(*dataset.remarks, remark))
