"""All samples in several folds, each of which is tested once while the others are learned."""

import os
from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace as changed

from core.data.dataset import Dataset, samples_at
from core.data.load import load_unscaled
from core.data.registry import DATASETS, Report
from core.data.scaling import scale_dataset
from core.data.split import members_of
from core.errors import DataError
from core.experiment.settings import DataSettings
from core.files import shown
from core.network.targets import CLASSES, LABELS


class FoldedData:
    """The samples of some settings, shared out to `count` folds.

    A share that is kept for the test, and pictures marked for it, are put back before; test
    samples of their own stay out. What belongs together is in one fold. Raises DataError where a
    class lies in one fold alone, and what `load` raises.
    """

    def __init__(
        self,
        settings: DataSettings,
        count: int,
        report: Report | None = None,
        before: Dataset | None = None,
    ) -> None:
        self.settings, self.count = settings, count
        whole = changed(settings, test_share=0.0, test_pictures=(), train_pictures=())
        self.dataset = load_unscaled(whole, report, before)
        samples = self.dataset.train
        names = self.dataset.classes if self.dataset.targets is CLASSES else ()
        groups = _groups(settings, self.dataset)
        self.folds = stratified_folds(samples.labels, groups, count, settings.split_seed, names)
        self.grouped = len(np.unique(groups)) < samples.m

    def places(self, fold: int) -> np.ndarray:
        """Return the places of the samples that a fold tests, ascending."""
        return np.flatnonzero(self.folds == fold)

    def dataset_of(self, fold: int) -> Dataset:
        """Return the data set that tests a fold, scaled by the samples that it learns from."""
        samples = self.dataset.train
        train, test = (samples_at(samples, np.flatnonzero(side)) for side in self._sides(fold))
        # What was decoded stays with the whole; a fold reads no file.
        apart = Dataset(
            train, test, self.dataset.classes, self.dataset.inputs,
            target_scale=self.dataset.target_scale,
        )  # fmt: skip
        scaled = "scaling" in DATASETS[self.settings.kind].settings
        return scale_dataset(apart, self.settings.scaling) if scaled else apart

    def _sides(self, fold: int) -> tuple[np.ndarray, np.ndarray]:
        return self.folds != fold, self.folds == fold


def stratified_folds(
    labels: np.ndarray,
    groups: np.ndarray,
    count: int,
    seed: int,
    classes: Sequence[str] = (),
) -> np.ndarray:
    """Return the number of every sample's fold, (m,), 0 to count - 1.

    `labels` (m,) are class numbers, and samples with equal numbers in `groups` (m,) share a fold.
    The groups of most uneven classes come first, each into the fold where the classes' shares
    spread least over the folds, as in StratifiedGroupKFold of scikit-learn; then single samples
    fill up. Raises DataError where there is not a group for every fold, and where a class would
    be in one fold alone.
    """
    drawn = np.random.RandomState(seed).permutation(len(labels))
    members = [drawn[group] for group in members_of(groups[drawn])]
    if len(members) < count:
        raise DataError(
            "{count} folds need as many samples, or groups of samples that belong together, and "
            "there are {there}: take fewer folds.",
            count=count,
            there=len(members),
        )
    per_class = np.bincount(labels)
    held = np.zeros((count, len(per_class)))
    folds = np.zeros(len(labels), np.intp)
    several = [group for group in members if len(group) > 1]
    of_class = [np.bincount(labels[group], minlength=len(per_class)) for group in several]
    for place in np.argsort([-counts.std() for counts in of_class], kind="stable"):
        fold = _best_fold(held, of_class[place], np.maximum(1, per_class))
        held[fold] += of_class[place]
        folds[several[place]] = fold
    for (sample,) in (group for group in members if len(group) == 1):
        label = labels[sample]
        fold = int(np.lexsort((held.sum(axis=1), held[:, label]))[0])
        held[fold, label] += 1
        folds[sample] = fold
    for label in np.flatnonzero((held > 0).sum(axis=0) == 1).tolist():
        raise DataError(
            "The class {name} has too few samples that do not belong together for folds: it would "
            "be in one of them alone. Add samples, or set data.groups to none.",
            name=shown(classes[label]) if classes else str(label),
        )
    return folds


def _best_fold(held: np.ndarray, more: np.ndarray, per_class: np.ndarray) -> int:
    """Return the fold that a group evens out most, the smallest of equals."""
    spreads = []
    for fold in range(len(held)):
        held[fold] += more
        spreads.append((held / per_class).std(axis=0).mean().round(12))
        held[fold] -= more
    return int(np.lexsort((held.sum(axis=1), spreads))[0])


def _groups(settings: DataSettings, dataset: Dataset) -> np.ndarray:
    """Number what belongs together, (m,): of pictures in a folder only, else each is alone."""
    samples, decoded = dataset.train, dataset.decoded
    if decoded is None:
        return np.arange(samples.m)
    from core.data.folder.groups import group_decoded, kinds_of  # it brings Pillow
    from core.data.folder.scan import FoundFile

    paths = {os.path.normpath(path): path for path in decoded.records}
    files = [
        FoundFile(
            paths[os.path.normpath(os.path.join(settings.folder, name))],
            name,
            dataset.classes[label],
        )
        for name, label in zip(samples.names, samples.labels, strict=True)
    ]
    labelled = dataset.targets is LABELS
    return group_decoded(files, decoded, kinds_of(settings), labelled).numbers
