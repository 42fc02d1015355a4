"""The views inside the network, in the order of their tabs; each is read when it is first seen."""

from gui.views.view import SnapshotView, View


def _activations() -> SnapshotView:
    from gui.views.activations import ActivationsView

    return ActivationsView()


def _start() -> SnapshotView:
    from gui.views.start import StartView

    return StartView()


def _boundary() -> SnapshotView:
    from gui.views.boundary import BoundaryView

    return BoundaryView()


_ROWS = (
    View("activations", "Activations", _activations),
    View("start", "Start", _start, frozenset({"starts"})),
    View("boundary", "Boundary", _boundary, frozenset({"boundary"})),
)
VIEWS = {row.name: row for row in _ROWS}
