"""The views inside the network, in the order of their tabs."""

from gui.views.activations import ActivationsView
from gui.views.predictions import PredictionsView
from gui.views.view import View

VIEWS = {
    row.name: row
    for row in (
        View("activations", "Activations", ActivationsView),
        View("predictions", "Predictions", PredictionsView, frozenset({"judged"})),
    )
}
