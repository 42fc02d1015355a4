"""The looks that views may want, by name."""

from core.training.snapshots.probes.boundary import take_boundary
from core.training.snapshots.probes.gradients import take_gradients
from core.training.snapshots.probes.initialisations import take_starts
from core.training.snapshots.probes.preactivations import take_sums
from core.training.snapshots.probes.predictions import take_judged
from core.training.snapshots.probes.probe import Probe
from core.training.snapshots.probes.weights import take_weights

_ROWS = (
    Probe("weights", take_weights),
    Probe("gradients", take_gradients),
    Probe("sums", take_sums),
    Probe("boundary", take_boundary),
    Probe("judged", take_judged),
    Probe("starts", take_starts),
)
PROBES = {row.name: row for row in _ROWS}
