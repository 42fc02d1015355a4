"""The views inside the network, in the order of their tabs."""

from gui.views.activations import ActivationsView
from gui.views.functions import FunctionsView
from gui.views.gradients import GradientsView
from gui.views.view import View
from gui.views.weights import WeightsView

VIEWS = {
    row.name: row
    for row in (
        View("activations", "Activations", ActivationsView),
        View("weights", "Weights", WeightsView, frozenset({"weights"})),
        View("gradients", "Gradients", GradientsView, frozenset({"gradients"})),
        View("functions", "Functions", FunctionsView, frozenset({"sums"})),
    )
}
