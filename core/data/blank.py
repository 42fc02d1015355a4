"""What stands in for data that is not there, so that a network can be looked at without any."""

import numpy as np

from core.data.dataset import Dataset, samples, target_samples
from core.experiment.inputs import Inputs, PictureInputs
from core.experiment.target_scale import TargetScale
from core.messages import Message, to_translate
from core.network.targets import CLASSES, Targets

GREY = 0.5
_REMARK = to_translate(
    "There is no data: weights are shown, and nothing that is measured on samples. Open data to "
    "train on."
)


def blank_dataset(
    inputs: Inputs,
    classes: tuple[str, ...],
    targets: Targets = CLASSES,
    target_scale: TargetScale | None = None,
) -> Dataset:
    """Return one blank sample for each class, label or number: grey pictures, or zeros."""
    value = GREY if isinstance(inputs, PictureInputs) else 0.0
    X = inputs.scale(np.full((inputs.count, len(classes)), value, order="F"))
    if targets is CLASSES:
        blank = samples(X, np.arange(len(classes)), len(classes))
    else:
        blank = target_samples(X, np.eye(len(classes)), targets)
    remarks = (Message(_REMARK),)
    return Dataset(
        blank, None, classes, inputs, remarks=remarks, blank=True, target_scale=target_scale
    )
