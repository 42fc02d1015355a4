"""The views inside the network, in the order of their tabs; each is read when it is first seen."""

from core.messages import to_translate
from gui.views.view import SnapshotView, View


def _activations() -> SnapshotView:
    from gui.views.activations.view import ActivationsView

    return ActivationsView()


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


def _data() -> SnapshotView:
    from gui.views.data.view import DataView

    return DataView()


_ROWS = (
    View("activations", to_translate("Activations"), _activations),
    View("weights", to_translate("Weights"), _weights, frozenset({"weights"})),
    View("gradients", to_translate("Gradients"), _gradients, frozenset({"gradients"})),
    View("functions", to_translate("Functions"), _functions, frozenset({"preactivations"})),
    View("start", to_translate("Start"), _start, frozenset({"initialisations"})),
    View("boundary", to_translate("Boundary"), _boundary, frozenset({"boundary"})),
    View("cost_surface", to_translate("Cost surface"), _cost_surface),
    View("runs", to_translate("Runs"), _runs),
    View("predictions", to_translate("Predictions"), _predictions, frozenset({"predictions"})),
    View("data", to_translate("Data"), _data),
)
VIEWS = {row.name: row for row in _ROWS}
