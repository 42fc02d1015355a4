"""Every activation and every loss in every view."""

from functools import cache

import pytest
from pytestqt.qtbot import QtBot

from core.network.activations import ACTIVATIONS
from core.network.losses import LOSSES
from core.training.trainer import Trainer
from gui.views.registry import VIEWS
from tests.gui.views.conftest import shot, small_run

ROWS = [
    *(("network.activation", row) for row in ACTIVATIONS),
    *(("training.loss", row) for row in LOSSES),
]


@cache
def _run(data: str, key: str, row: str) -> Trainer:
    """Two steps of a small network, the same for every view."""
    return small_run(2, **{"data.kind": data, key: row})


@pytest.mark.parametrize("data", ["moons", "digits"])
@pytest.mark.parametrize("name", VIEWS)
def test_that_a_view_shows_every_activation_and_loss(qtbot: QtBot, name: str, data: str) -> None:
    view = VIEWS[name].make()
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    for key, row in ROWS:
        trainer = _run(data, key, row)
        snapshot = shot(trainer, *VIEWS[name].probes)
        view.show_snapshot(snapshot)
        assert not view.grab().isNull()
        assert view.newest is snapshot
