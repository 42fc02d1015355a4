"""The gradients of real small runs: curves, spread, legend, and the file of numbers."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.training.snapshots.probes.gradients import EDGES, Gradients
from gui.views.gradients.size_histogram import zeros
from gui.views.gradients.view import GradientsView
from tests.gui.views.conftest import shot, small_run


@pytest.fixture
def view(qtbot: QtBot) -> GradientsView:
    made = GradientsView()
    qtbot.addWidget(made)
    made.resize(1000, 300)
    made.show()
    return made


def show(view: GradientsView, steps: int = 12, **changes: object):
    trainer = small_run(steps, **changes)
    view.show_snapshot(shot(trainer, "gradients", run=trainer.experiment.network.seed))
    return trainer


def legend(view: GradientsView) -> str:
    return re.sub("<[^>]*>|&nbsp;", "", view.legend.text()).replace("\u00a0", " ")


def drawn(curves) -> list[np.ndarray]:
    return [line.points[1] for line in curves.lines if len(line.points[0])]


def test_that_every_layer_has_both_curves_on_a_logarithmic_scale(view) -> None:
    history = show(view).history
    for curves, series in (
        (view.norms, history.gradient_norms),
        (view.ratios, history.update_ratios),
    ):
        assert len(drawn(curves)) == 3
        for height, part in zip(drawn(curves), series, strict=True):
            np.testing.assert_allclose(10**height, part.curve().values)


def test_that_the_legend_says_the_newest_norms_and_those_under_the_mouse(view) -> None:
    history = show(view).history
    norm = float(history.gradient_norms[0].curve().values[-1])
    assert legend(view).startswith(f"norm of dW at iteration 10: ■ layer 1 {norm:.4g}")
    view.ratios.hovered.emit(2.2)
    ratio = float(history.update_ratios[2].curve().values[2])
    assert legend(view).startswith("step / size of W at iteration 2:")
    assert legend(view).endswith(f"■ output {ratio:.4g}")
    view.ratios.hovered.emit(None)
    assert legend(view).startswith("norm of dW at iteration 10:")


def test_that_the_guide_is_always_in_sight(view) -> None:
    show(view, **{"training.learning_rate": 1e-6})
    low, high = view.ratios.plot.y_span
    assert low < -3 < high


def test_that_before_the_first_update_there_is_a_spread_but_no_curve(view) -> None:
    show(view, 0)
    assert legend(view) == "Nothing measured yet: press Train (F5)."
    assert drawn(view.norms) == []
    heights = view.histogram.lines[0].getData()[1]
    assert heights.sum() == pytest.approx(100, abs=40)
    view.grab()


def test_that_layers_that_are_no_longer_there_are_taken_away(view) -> None:
    show(view)
    show(view, **{"network.hidden": (), "network.seed": 2})
    assert len(drawn(view.norms)) == 1
    assert [line.isVisible() for line in view.histogram.lines] == [True, False, False]
    assert "output" in legend(view)
    assert "layer 1" not in legend(view)


def test_that_gradients_of_exactly_0_are_said(view) -> None:
    show(view, 0, **{"network.initialisation": "zeros", "network.activation": "relu"})
    assert view.histogram.title.text() == "exactly 0, layer by layer: 100 %, 100 %, 100 %"
    view.grab()


def test_that_broken_gradients_are_said_first() -> None:
    shares = (np.zeros(len(EDGES) - 1),) * 2
    look = Gradients(EDGES, shares, (0.5, 0.0), (0.0, 0.25), 9)
    assert zeros(look) == "not finite, layer by layer: 0 %, 25 %"


def test_that_a_run_that_broke_is_drawn(view) -> None:
    trainer = small_run(3, **{"training.way": "direct"})
    trainer.parameters.flat[:] = np.nan
    view.show_snapshot(shot(trainer, "gradients"))
    assert "not finite" in view.histogram.title.text()
    view.grab()


def test_that_both_curves_of_every_layer_are_saved(view, tmp_path: Path) -> None:
    history = show(view).history
    view.save_numbers(tmp_path / "gradients.csv")
    header, *rows = csv.reader((tmp_path / "gradients.csv").read_text().splitlines())
    assert header == [
        "iteration",
        *(f"norm of dW{l}" for l in (1, 2, 3)),
        *(f"step / size of W{l}" for l in (1, 2, 3)),
    ]
    numbers = np.array(rows, float)
    np.testing.assert_array_equal(numbers[:, 0], [*range(8), 8, 10])
    np.testing.assert_array_equal(numbers[:, 6], history.update_ratios[2].curve().values)
