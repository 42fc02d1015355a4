"""The table of probes that views may ask for."""

from core.training.snapshots.probes.boundary import probe_boundary
from core.training.snapshots.probes.gradients import probe_gradients
from core.training.snapshots.probes.initialisations import probe_initialisations
from core.training.snapshots.probes.preactivations import probe_preactivations
from core.training.snapshots.probes.predictions import probe_predictions
from core.training.snapshots.probes.probe import Probe
from core.training.snapshots.probes.weights import probe_weights

_ROWS = (
    Probe("weights", probe_weights),
    Probe("gradients", probe_gradients),
    Probe("preactivations", probe_preactivations),
    Probe("boundary", probe_boundary),
    Probe("predictions", probe_predictions),
    Probe("initialisations", probe_initialisations),
)
PROBES = {row.name: row for row in _ROWS}
