"""How sure the network is of the test samples, how far they are, and what each rule refuses."""

from dataclasses import dataclass

import numpy as np

from core.experiment.settings import loss_of
from core.messages import Message
from core.training.calibration import (
    can_refuse,
    choose_references,
    cut_off,
    outputs,
    too_few_to_refuse,
)
from core.training.snapshots.network_state import NetworkState


@dataclass(frozen=True, slots=True, eq=False)
class Refusals:
    """The highest probabilities and the distances of the test samples, (m,), read-only.

    Below `least_probability`, or beyond `largest_distance`, is the share that may be refused;
    `probabilities` are None where there are scores. `right` (m,) tells which samples are answered
    right if none is refused. `references` counts the training samples that distances are measured
    to, and `numbers` what a file of the network holds of them. `too_few` says so where the share is
    less than one sample.
    """

    probabilities: np.ndarray | None
    distances: np.ndarray
    least_probability: float
    largest_distance: float
    right: np.ndarray
    references: int
    numbers: int
    too_few: Message | None


@np.errstate(all="ignore")
def probe_refusals(state: NetworkState) -> Refusals | None:
    """Measure what the rules for none of these look at; None without test samples or classes."""
    test, loss = state.dataset.test, loss_of(state.experiment, state.dataset.targets.name)
    if test is None or state.dataset.blank or not can_refuse("distance", loss):
        return None
    executor, share = state.parametrisation.executor, state.experiment.answers.false_refusals
    references = choose_references(state.network, state.parameters, state.dataset, executor)
    Z, far = outputs(state.network, state.parameters, test, executor, references)
    readings = loss.readings_at(Z, state.calibration.temperature)
    certain = readings.max(axis=0) if can_refuse("probability", loss) else None
    right = state.answers.likeliest(readings) == test.labels
    for array in (far, right, *([] if certain is None else [certain])):
        array.flags.writeable = False
    return Refusals(
        certain,
        far,
        0.0 if certain is None else max(0.0, cut_off(certain, share)),
        -cut_off(-far, share),
        right,
        len(references.features),
        references.size,
        too_few_to_refuse(share, test.m),
    )
