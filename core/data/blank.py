"""What stands in for data that is not there, so that a network can be looked at without any."""

import numpy as np

from core.data.dataset import Dataset, samples
from core.experiment.inputs import Inputs, PictureInputs
from core.messages import Message, to_translate

GREY = 0.5
_REMARK = to_translate(
    "There is no data: the views show what the network makes of one blank sample for each class. "
    "Open data to train on."
)


def blank_dataset(inputs: Inputs, classes: tuple[str, ...]) -> Dataset:
    """Return one blank sample for each class: grey pictures, or zeros for numbers."""
    value = GREY if isinstance(inputs, PictureInputs) else 0.0
    X = inputs.scale(np.full((inputs.count, len(classes)), value, order="F"))
    blank = samples(X, np.arange(len(classes)), len(classes))
    return Dataset(blank, None, classes, inputs, remarks=(Message(_REMARK),), blank=True)
