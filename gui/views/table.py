"""The views inside the network, in the order of their tabs."""

from gui.views.activations import ActivationsView
from gui.views.boundary import BoundaryView
from gui.views.start import StartView
from gui.views.view import View

_ROWS = (
    View("activations", "Activations", ActivationsView),
    View("start", "Start", StartView, frozenset({"starts"})),
    View("boundary", "Boundary", BoundaryView, frozenset({"boundary"})),
)
VIEWS = {row.name: row for row in _ROWS}
