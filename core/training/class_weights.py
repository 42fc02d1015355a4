"""The loss of an experiment on its data: its row of LOSSES, with the classes weighted as asked."""

import numpy as np

from core.data.dataset import Dataset
from core.errors import ExperimentError
from core.experiment.settings import Experiment, loss_of
from core.files import shown
from core.messages import listed
from core.network.class_weights import ALIKE, CLASS_WEIGHTS
from core.network.losses import Loss
from core.network.targets import CLASSES

_SETTING = "training.class_weights"


def loss_on(experiment: Experiment, dataset: Dataset) -> Loss:
    """Return the loss of an experiment, weighted by the classes of the data if it asks for that.

    Raises ExperimentError where the settings are not for these samples, or for other classes.
    """
    row = loss_of(experiment, dataset.targets.name)
    weights = class_weights(experiment, dataset)
    return row.weighted(weights) if weights else row


def class_weights(experiment: Experiment, dataset: Dataset) -> tuple[float, ...]:
    """Return the weight of every class, in the order of the classes; () where none is weighted.

    Raises ExperimentError where there are no classes, or the weights are of others.
    """
    asked = experiment.training.class_weights
    if asked == ALIKE:
        return ()
    if dataset.targets is not CLASSES:
        raise _weigh_alike(
            ExperimentError(
                "training.class_weights weigh the classes of samples that have one class each, and "
                'these have {targets}: set it to "none".',
                targets=dataset.targets.name,
            )
        )
    if isinstance(asked, str):
        counts = np.bincount(dataset.train.labels, minlength=len(dataset.classes))
        return tuple(CLASS_WEIGHTS[asked].weights(counts).tolist())
    if isinstance(asked, dict):
        return _by_name(asked, dataset.classes)
    if len(asked) != len(dataset.classes):
        raise _weigh_alike(
            ExperimentError(
                "training.class_weights lists {given} weights, and there are {classes} classes: "
                "give one for each of {names}.",
                given=len(asked),
                classes=len(dataset.classes),
                names=listed(map(shown, dataset.classes)),
            )
        )
    return asked


def _by_name(asked: dict[str, float], classes: tuple[str, ...]) -> tuple[float, ...]:
    """Return the weight of every class; one that is not named counts once."""
    if unknown := [name for name in asked if name not in classes]:
        raise _weigh_alike(
            ExperimentError(
                "training.class_weights names {unknown}, and the classes are {names}: correct it, "
                'or set it to "none".',
                unknown=shown(unknown[0]),
                names=listed(map(shown, classes)),
            )
        )
    return tuple(asked.get(name, 1.0) for name in classes)


def _weigh_alike(problem: ExperimentError) -> ExperimentError:
    return problem.suggest({_SETTING: ALIKE}, "Weigh all samples alike")
