"""The places that speak of flat ends: one measure, one word, one number."""

import re

import pytest
from pytestqt.qtbot import QtBot

from core.training.snapshots.snapshot import State
from core.training.snapshots.snapshotter import Snapshotter
from gui.views.activations.view import ActivationsView
from gui.views.functions.view import FunctionsView
from tests.gui.views.conftest import small_run


@pytest.mark.parametrize(
    ("settings", "word", "key"),
    [
        ({"network.activation": "tanh", "network.scale": 10.0}, "saturated", "saturated_units"),
        (
            {"network.activation": "sigmoid", "training.learning_rate": 30.0},
            "saturated",
            "saturated_units",
        ),
        ({"network.activation": "relu", "training.learning_rate": 30.0}, "dead", "dead_units"),
    ],
)
@pytest.mark.parametrize("samples", [100, 600])
def test_that_functions_activations_and_health_count_the_same_units(
    qtbot: QtBot, settings: dict[str, object], word: str, key: str, samples: int
) -> None:
    trainer = small_run(
        60,
        **{"data.kind": "digits", "data.samples": samples, "network.hidden": (12,)},
        **{"training.iterations": 60, **settings},
    )
    shot = Snapshotter(trainer, 1).take(State.FINISHED, 1.0, 1.0, ("preactivations",))
    (finding,) = [finding for finding in shot.findings if finding.key == key]
    functions, activations = FunctionsView(), ActivationsView()
    for view in (functions, activations):
        qtbot.addWidget(view)
        view.show()
        view.show_snapshot(shot)
    count = finding.values[word]
    assert count
    said = f"{count} of 12 {word}"
    assert f"Units: {said}." in functions.words.text()
    assert activations.rows[0].note.text() == said
    assert re.search(rf"({count} of|all its) 12 units (is|are) {word}", finding.sentence())
