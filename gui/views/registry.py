"""The views inside the network, in the order of their tabs; each is read when it is first seen."""

from core.messages import to_translate
from core.training.snapshots.snapshot import Snapshot
from gui.depths import Depth
from gui.views.view import SnapshotView, View


def _activations() -> SnapshotView:
    from gui.views.activations.view import ActivationsView

    return ActivationsView()


def _calculation() -> SnapshotView:
    from gui.views.calculation.view import CalculationView

    return CalculationView()


def _weights() -> SnapshotView:
    from gui.views.weights.view import WeightsView

    return WeightsView()


def _gradients() -> SnapshotView:
    from gui.views.gradients.view import GradientsView

    return GradientsView()


def _functions() -> SnapshotView:
    from gui.views.functions.view import FunctionsView

    return FunctionsView()


def _start() -> SnapshotView:
    from gui.views.start.view import StartView

    return StartView()


def _boundary() -> SnapshotView:
    from gui.views.boundary.view import BoundaryView

    return BoundaryView()


def _cost_surface() -> SnapshotView:
    from gui.views.cost_surface.view import CostSurfaceView

    return CostSurfaceView()


def _runs() -> SnapshotView:
    from gui.views.runs.view import RunsView

    return RunsView()


def _predictions() -> SnapshotView:
    from gui.views.predictions.view import PredictionsView

    return PredictionsView()


def _calibration() -> SnapshotView:
    from gui.views.calibration.view import CalibrationView

    return CalibrationView()


def _data() -> SnapshotView:
    from gui.views.data.view import DataView

    return DataView()


def _sample() -> SnapshotView:
    from gui.views.sample.view import SampleView

    return SampleView()


def _map() -> SnapshotView:
    from gui.views.map.view import MapView

    return MapView()


def _has_no_samples(snapshot: Snapshot) -> bool:
    return snapshot.dataset.blank


def _has_no_sample(snapshot: Snapshot) -> bool:
    """Tell whether there is neither a sample of data nor a picture of the user's own."""
    return snapshot.dataset.blank and snapshot.sample.pixels is None


_ROWS = (
    View(
        "activations",
        to_translate("Activations"),
        to_translate("What every unit answers to every sample"),
        _activations,
        is_empty=_has_no_samples,
    ),
    View(
        "calculation",
        to_translate("Calculation"),
        to_translate(
            "Every number of the picked sample's way forward, and of its error's way back"
        ),
        _calculation,
        frozenset({"calculation"}),
    ),
    View(
        "weights",
        to_translate("Weights"),
        to_translate("The weights of every unit, as pictures where the inputs are"),
        _weights,
        frozenset({"weights"}),
    ),
    View(
        "gradients",
        to_translate("Gradients"),
        to_translate("How large gradients and steps are in every layer"),
        _gradients,
        frozenset({"gradients"}),
        is_empty=_has_no_samples,
        depth=Depth.EXPERIMENT,
    ),
    View(
        "functions",
        to_translate("Functions"),
        to_translate("Where on its activation function every layer works"),
        _functions,
        frozenset({"preactivations"}),
        is_empty=_has_no_samples,
        depth=Depth.EXPERIMENT,
    ),
    View(
        "start",
        to_translate("Start"),
        to_translate("How the first weights spread the signal from layer to layer"),
        _start,
        frozenset({"initialisations"}),
        is_empty=_has_no_samples,
        depth=Depth.EXPERIMENT,
    ),
    View(
        "boundary",
        to_translate("Boundary"),
        to_translate("What the network answers everywhere in the plane, or along a single input"),
        _boundary,
        frozenset({"boundary", "answer_curve"}),
    ),
    View(
        "cost_surface",
        to_translate("Cost surface"),
        to_translate("The cost around the weights of now"),
        _cost_surface,
        is_empty=_has_no_samples,
        depth=Depth.EVERYTHING,
    ),
    View(
        "runs",
        to_translate("Runs"),
        to_translate("The runs that are over, compared in words"),
        _runs,
        depth=Depth.EXPERIMENT,
    ),
    View(
        "predictions",
        to_translate("Predictions"),
        to_translate("What the network answers, right and wrong, and for pictures of your own"),
        _predictions,
        frozenset({"predictions"}),
    ),
    View(
        "calibration",
        to_translate("Calibration"),
        to_translate("How probabilities become answers: threshold, temperature, none of these"),
        _calibration,
        is_empty=_has_no_samples,
        depth=Depth.EVERYTHING,
    ),
    View(
        "data",
        to_translate("Data"),
        to_translate("Every sample, what is wrong in the files, and corrections"),
        _data,
    ),
    View(
        "sample",
        to_translate("Sample"),
        to_translate("The picked sample: what pushed its answer, and which samples are like it"),
        _sample,
        frozenset({"sample", "weights", "occlusion", "neighbours", "boundary"}),
        is_empty=_has_no_sample,
        depth=Depth.EXPERIMENT,
    ),
    View(
        "map",
        to_translate("Map"),
        to_translate("Which settings, and what would help: questions answered by many runs"),
        _map,
        is_empty=_has_no_samples,
        depth=Depth.EXPERIMENT,
    ),
)
VIEWS = {row.name: row for row in _ROWS}
