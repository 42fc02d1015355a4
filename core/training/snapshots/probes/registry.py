"""The table of probes that views may ask for."""

from core.training.snapshots.probes.answer_curve import probe_answer_curve
from core.training.snapshots.probes.boundary import probe_boundary
from core.training.snapshots.probes.calculation import probe_calculation
from core.training.snapshots.probes.gradients import probe_gradients
from core.training.snapshots.probes.initialisations import probe_initialisations
from core.training.snapshots.probes.neighbours import probe_neighbours
from core.training.snapshots.probes.occlusion import probe_occlusion
from core.training.snapshots.probes.preactivations import probe_preactivations
from core.training.snapshots.probes.predictions import probe_predictions
from core.training.snapshots.probes.probe import Probe
from core.training.snapshots.probes.refusals import probe_refusals
from core.training.snapshots.probes.reliability import probe_reliability
from core.training.snapshots.probes.sample import probe_sample
from core.training.snapshots.probes.standing import probe_standing
from core.training.snapshots.probes.threshold_curves import probe_threshold_curves
from core.training.snapshots.probes.weights import probe_weights

_ROWS = (
    Probe("weights", probe_weights),
    Probe("gradients", probe_gradients),
    Probe("preactivations", probe_preactivations),
    Probe("boundary", probe_boundary),
    Probe("answer_curve", probe_answer_curve),
    Probe("predictions", probe_predictions),
    Probe("initialisations", probe_initialisations),
    Probe("sample", probe_sample),
    Probe("occlusion", probe_occlusion),
    Probe("neighbours", probe_neighbours),
    Probe("calculation", probe_calculation),
    Probe("standing", probe_standing),
    Probe("threshold_curves", probe_threshold_curves),
    Probe("reliability", probe_reliability),
    Probe("refusals", probe_refusals),
)
PROBES = {row.name: row for row in _ROWS}
