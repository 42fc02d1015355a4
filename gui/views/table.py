"""The views inside the network, in the order of their tabs."""

from gui.views.activations import ActivationsView
from gui.views.boundary import BoundaryView
from gui.views.cost_surface import CostSurfaceView
from gui.views.data import DataView
from gui.views.functions import FunctionsView
from gui.views.gradients import GradientsView
from gui.views.predictions import PredictionsView
from gui.views.runs import RunsView
from gui.views.start import StartView
from gui.views.view import View
from gui.views.weights import WeightsView

_ROWS = (
    View("activations", "Activations", ActivationsView),
    View("weights", "Weights", WeightsView, frozenset({"weights"})),
    View("gradients", "Gradients", GradientsView, frozenset({"gradients"})),
    View("functions", "Functions", FunctionsView, frozenset({"sums"})),
    View("start", "Start", StartView, frozenset({"starts"})),
    View("boundary", "Boundary", BoundaryView, frozenset({"boundary"})),
    View("cost_surface", "Cost surface", CostSurfaceView),
    View("runs", "Runs", RunsView),
    View("predictions", "Predictions", PredictionsView, frozenset({"judged"})),
    View("data", "Data", DataView),
)
VIEWS = {row.name: row for row in _ROWS}
