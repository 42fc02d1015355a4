"""The functions of real small runs under the sums that they get."""

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.network.activations import ACTIVATIONS, SATURATED
from gui.views.functions.function_plot import FunctionPlot
from gui.views.functions.layer_function import LayerFunction, function_of
from gui.views.functions.view import FunctionsView, shares_of, words
from tests.gui.views.conftest import shot, small_run


@pytest.fixture
def view(qtbot: QtBot) -> FunctionsView:
    made = FunctionsView()
    qtbot.addWidget(made)
    made.resize(1000, 300)
    made.show()
    return made


def hidden(name: str) -> LayerFunction:
    return function_of(shot(small_run(0, **{"network.activation": name})), 1)


def said(view: FunctionsView) -> str:
    return view.words.text().replace("\u00a0", " ")


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_that_the_slope_is_that_of_finite_differences(name) -> None:
    function, z = hidden(name), np.linspace(-7.05, 7.05, 142)
    differences = (function.g(z + 1e-6) - function.g(z - 1e-6)) / 2e-6
    np.testing.assert_allclose(function.slope(z), differences, atol=1e-8)


def test_that_ends_are_saturated_or_have_a_slope_under_two_percent() -> None:
    assert hidden("identity").ends == (None, None)
    assert hidden("relu").ends == hidden("leaky_relu").ends == (0.0, None)
    low, high = hidden("tanh").ends
    assert (-low, high) == pytest.approx((np.arctanh(SATURATED),) * 2, abs=0.01)
    low, high = hidden("sigmoid").ends
    assert (-low, high) == pytest.approx((2 * np.arctanh(SATURATED),) * 2, abs=0.01)
    low, high = hidden("elu").ends
    assert (low, high) == (pytest.approx(np.log(1 - SATURATED), abs=0.01), None)


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "elu"])
def test_that_a_unit_beyond_an_end_is_saturated_for_health_and_one_within_is_not(name) -> None:
    row, function = ACTIVATIONS[name], hidden(name)
    for end, outwards in zip(function.ends, (-0.02, 0.02), strict=True):
        if end is not None:
            A = function.g(np.array([[end + outwards], [end - outwards]]))
            assert row.flat_units(A).tolist() == [0]


def test_that_a_steeper_leak_is_not_flat() -> None:
    run = small_run(0, **{"network.activation": "leaky_relu", "network.leak": 0.3})
    assert function_of(shot(run), 1).ends == (None, None)


def test_that_saturation_is_counted_and_said(view) -> None:
    trainer = small_run(1, **{"network.activation": "tanh", "network.scale": 10.0})
    snapshot = shot(trainer, "preactivations")
    view.show_snapshot(snapshot)
    Z = snapshot.probes["preactivations"].Z[0]
    share = np.mean(np.abs(Z) >= 2.65)
    assert share > 0.5
    assert said(view).startswith(f"{100 * share:.1f} % of all z are saturated: on a flat end")
    assert "Hardly any gradient passes there." in said(view)
    assert view.title.text() == f"tanh: g(z) = {ACTIVATIONS['tanh'].formula}"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "relu",
            "50.0 % of all z lie on the flat side up to 0, where the slope is 0. No gradient "
            "passes there; on the other side the slope is 1.",
        ),
        (
            "leaky_relu",
            "50.0 % of all z lie on the flat side up to 0, where the slope is 0.01. Hardly any "
            "gradient passes there; on the other side the slope is 1.",
        ),
    ],
)
def test_that_both_slopes_of_a_function_with_a_kink_are_said(name, text) -> None:
    said = words(hidden(name), np.array([-1.0, 1.0]), 4.0)
    assert said.replace("\u00a0", " ") == text


def test_that_the_bars_add_up_to_the_share_that_can_be_seen() -> None:
    values = np.concatenate([np.random.RandomState(1).randn(997), [1e9, np.nan, -np.inf]])
    shares, reach = shares_of(values)
    assert shares.sum() == pytest.approx(0.997)
    assert reach == 5.0
    text = words(hidden("identity"), values, reach).replace("\u00a0", " ")
    assert text == (
        "This function is flat nowhere. 0.2 % lie beyond this plot. 0.2 % are not finite."
    )


def test_that_few_sums_beyond_the_plot_are_not_said_to_be_none() -> None:
    values = np.append(np.zeros(9999), 50.0)
    text = words(hidden("identity"), values, 5.0).replace("\u00a0", " ")
    assert text == "This function is flat nowhere. 0.01 % lie beyond this plot."


def test_that_a_softmax_is_the_sigmoid_of_what_z_exceeds_the_others_by() -> None:
    snapshot = shot(small_run(5), "preactivations")
    sums, function = snapshot.probes["preactivations"], function_of(snapshot, 3)
    np.testing.assert_allclose(function.g(function.argument(sums.Z[2])), sums.A[-1], atol=1e-12)
    assert function.label == "softmax"


def test_that_two_classes_end_in_a_sigmoid_which_the_loss_makes_up_for(view) -> None:
    trainer = small_run(3, **{"data.kind": "moons", "network.scale": 10.0})
    view.show_snapshot(shot(trainer, "preactivations"))
    view.layer.setCurrentIndex(2)
    assert view.title.text().startswith("sigmoid: ")
    assert "dZ = A - Y" in said(view)


@pytest.mark.parametrize("kind", ["digits", "moons"])
def test_that_a_network_without_hidden_layers_has_its_output(view, kind) -> None:
    view.show_snapshot(
        shot(small_run(0, **{"network.hidden": (), "data.kind": kind}), "preactivations")
    )
    assert view.layer.count() == 1
    assert view.layer.currentText() == "output layer"
    view.grab()


def test_that_sums_that_are_not_finite_are_said_and_drawn(view) -> None:
    trainer = small_run(1, **{"training.way": "direct"})
    trainer.parameters.flat[:] = np.nan
    view.show_snapshot(shot(trainer, "preactivations"))
    assert said(view).endswith("100.0 % are not finite.")
    view.grab()


def test_that_the_sums_of_the_chosen_layer_are_saved(view, tmp_path: Path) -> None:
    snapshot = shot(small_run(2), "preactivations")
    view.show_snapshot(snapshot)
    view.layer.setCurrentIndex(1)
    view.save_numbers(tmp_path / "sums.csv")
    header, *rows = csv.reader((tmp_path / "sums.csv").read_text().splitlines())
    assert header[:2] == ["unit", f"sample {snapshot.shown[0] + 1}"]
    np.testing.assert_array_equal(
        np.array(rows, float)[:, 1:], snapshot.probes["preactivations"].Z[1]
    )


def test_that_other_bars_leave_the_picture_of_the_axes_as_it_is(qtbot: QtBot) -> None:
    plot, z = FunctionPlot("a = g(z)"), np.linspace(-4, 4, 9)
    qtbot.addWidget(plot)
    plot.recolour()

    def shown(*shares: float) -> tuple[int, QImage]:
        plot.show_function(z, np.tanh(z), (-2.65, 2.65), np.array(shares), "z")
        picture = plot.grab().toImage()
        return plot._ground.pixmap.cacheKey(), picture

    shown(0.2, 0.5, 0.3, 0.0)
    ground, before = shown(0.2, 0.5, 0.3, 0.0)
    same_ground, after = shown(0.1, 0.5, 0.3, 0.1)
    assert same_ground == ground
    assert after != before
    assert shown(0.1, 0.8, 0.1, 0.0)[0] != ground
