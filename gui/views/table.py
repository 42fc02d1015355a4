"""The views inside the network, in the order of their tabs; each is read when it is first seen."""

from gui.views.view import SnapshotView, View


def _activations() -> SnapshotView:
    from gui.views.activations import ActivationsView

    return ActivationsView()


VIEWS = {row.name: row for row in (View("activations", "Activations", _activations),)}
