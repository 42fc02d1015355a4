"""The looks that views may want, by name."""

from core.training.snapshots.probes.boundary import take_boundary
from core.training.snapshots.probes.gradients import take_gradients
from core.training.snapshots.probes.initialisations import take_starts
from core.training.snapshots.probes.preactivations import take_sums
from core.training.snapshots.probes.predictions import take_judged
from core.training.snapshots.probes.probe import Look
from core.training.snapshots.probes.weights import take_weights

_ROWS = (
    Look("weights", take_weights),
    Look("gradients", take_gradients),
    Look("sums", take_sums),
    Look("boundary", take_boundary),
    Look("judged", take_judged),
    Look("starts", take_starts),
)
LOOKS = {row.name: row for row in _ROWS}
