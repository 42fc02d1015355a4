"""Every activation and every loss in every view."""

import pytest
from pytestqt.qtbot import QtBot

from core.network.activations import ACTIVATIONS
from core.network.losses import LOSSES
from gui.views.registry import VIEWS
from tests.gui.views.conftest import shot, small_run


@pytest.mark.parametrize("data", ["moons", "digits"])
@pytest.mark.parametrize("name", VIEWS)
def test_that_a_view_shows_every_activation_and_loss(qtbot: QtBot, name: str, data: str) -> None:
    view = VIEWS[name].make()
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    settings = [{"network.activation": row} for row in ACTIVATIONS]
    settings += [{"training.loss": row} for row in LOSSES]
    for changes in settings:
        trainer = small_run(2, **{"data.kind": data, **changes})
        snapshot = shot(trainer, *VIEWS[name].probes)
        view.show_snapshot(snapshot)
        assert not view.grab().isNull()
        assert view.newest is snapshot
