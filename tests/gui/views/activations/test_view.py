"""The activations: rows, their words, and what lies under the mouse."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from core.data.dataset import Dataset, target_samples
from core.data.dataset import samples as samples_of
from core.experiment.inputs import NumberInputs
from core.experiment.settings import Experiment, NetworkSettings
from core.network.activations import ACTIVATIONS
from core.network.targets import LABELS
from core.training.snapshots.snapshot import LayerActivations
from gui import theme
from gui.plots.colour_range import colour_range, subsample
from gui.plots.colour_tables import activation_colours
from gui.plots.heat_map import averaged, image
from gui.views.activations.layer_row import LayerRow
from gui.views.activations.view import ActivationsView
from gui.views.flat_units_text import flat_units_text
from gui.widgets.number_format import fit_width, ticks


@pytest.fixture
def view(qtbot: QtBot) -> ActivationsView:
    made = ActivationsView()
    qtbot.addWidget(made)
    made.resize(1000, 380)
    made.show()
    return made


def layers(*units: int, activation: str = "relu", samples: int = 3) -> tuple[LayerActivations, ...]:
    draw = np.random.RandomState(1).rand
    return tuple(LayerActivations(i, activation, draw(n, samples)) for i, n in enumerate(units, 1))


def read(row: LayerRow, x: float, y: float) -> str:
    box = row.heat_map.picture
    return row.read(QPointF(box.left() + x * box.width(), box.top() + y * box.height()))


def seen(view: ActivationsView) -> list[LayerRow]:
    return [row for row in view.rows if row.isVisible()]


def test_that_every_hidden_layer_has_a_row_with_its_title(view, make) -> None:
    view.show_snapshot(make(layers=layers(20, 7)))
    assert [row.title.text() for row in seen(view)] == [
        "layer 1 - 20 units x 3 of 209 samples, ReLU",
        "layer 2 - 7 units x 3 of 209 samples, ReLU",
    ]


@pytest.mark.parametrize(("width", "said"), [(600, "layer 1, tanh"), (1000, "layer 1 - 64 uni")])
def test_that_a_title_without_room_says_less_rather_than_being_cut(
    view, make, qtbot: QtBot, width: int, said: str
) -> None:
    view.resize(width, 300)
    A = np.tanh(np.random.RandomState(1).randn(64, 96))
    view.show_snapshot(make(layers=(LayerActivations(1, "tanh", A),)))
    title = seen(view)[0].title
    assert title.text().startswith(said)
    qtbot.waitUntil(lambda: title.width() >= title.sizeHint().width())


def test_that_a_row_says_the_mean_and_the_spread_of_its_layer_and_when_they_were_so(
    view, make
) -> None:
    A = np.array([[0.0, 1.0, 2.0], [5.0, 4.0, 0.0]])
    view.show_snapshot(make(layers=(LayerActivations(1, "relu", A),), inside=7755))
    spread = view.rows[0].spread
    assert spread.text() == "mean of A 2 ± 1.91"
    when = "mean of A 2, standard deviation 1.91, at iteration 7\u202f755"
    assert when in spread.toolTip()
    view.rows[0].resize(880, 200)
    view.rows[0].say_picked("Test sample 31 is not among these. " * 6)
    view.rows[0].layout().activate()
    assert spread.width() >= spread.fontMetrics().horizontalAdvance(spread.text())
    row = view.rows[0]
    row.pointed.setText("unit 37, training sample 32 (mushrooms/IMG_1014.jpg): 1.184")
    row.layout().activate()
    assert row.pointed.geometry().left() > spread.geometry().right()
    broken = LayerActivations(1, "relu", np.array([[np.inf, -np.inf, 1.0]]))
    view.show_snapshot(make(layers=(broken,)))
    assert "mean of A not a number" in view.rows[0].spread.text()


def test_that_rows_are_used_again(view, make) -> None:
    view.show_snapshot(make(layers=layers(20, 7, 5)))
    rows = list(view.rows)
    view.show_snapshot(make(layers=layers(4, activation="tanh")))
    assert len(seen(view)) == 1
    view.show_snapshot(make(layers=layers(1, 2, 3)))
    assert view.rows == rows
    assert len(seen(view)) == 3


def test_that_eight_layers_scroll_and_keep_a_useful_height(view, make) -> None:
    view.show_snapshot(make(layers=layers(*[3] * 8)))
    assert len(seen(view)) == 8
    assert min(row.minimumSizeHint().height() for row in view.rows) >= 100


def test_that_a_row_leaves_the_wheel_to_the_scrolling_of_the_rows(view, make, wheel) -> None:
    view.show_snapshot(make())
    assert not wheel(view.rows[0].strip, -3)


def test_that_no_hidden_layer_is_logistic_regression(view, make) -> None:
    logistic = Experiment(network=NetworkSettings(hidden=()))
    view.show_snapshot(make(layers=(), experiment=logistic))
    assert view._pages.currentWidget() is view.sentence
    assert "logistic regression" in view.sentence.text()


def test_that_layers_that_follow_later_are_not_taken_for_none(view, make) -> None:
    view.show_snapshot(make())
    drawn = view._pages.currentWidget()
    view.show_snapshot(make(layers=(), inside_version=7))
    assert view._pages.currentWidget() is drawn is not view.sentence


def test_that_samples_are_sorted_by_class_and_units_by_number(view, make) -> None:
    A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    layer = LayerActivations(1, "relu", A)
    view.show_snapshot(make(layers=(layer,), sample_labels=np.array([1, 0, 1])))
    row = view.rows[0]
    assert row.heat_map.A.tolist() == [[2.0, 1.0, 3.0], [5.0, 4.0, 6.0]]
    assert read(row, 0.1, 0.2) == "unit 1, training sample 2 (non-cat): 2"
    assert read(row, 0.9, 0.8) == "unit 2, training sample 3 (cat): 6"
    assert read(row, 0.5, 1.07) == ""


def test_that_a_sample_has_its_number_and_its_file_under_the_mouse_as_everywhere(
    view, make
) -> None:
    X, labels = np.zeros((2, 9)), np.array([0, 1] * 4 + [0])
    named = samples_of(X, labels, 2, tuple(f"class/{number}.png" for number in range(9)))
    data = Dataset(named, None, ("non-cat", "cat"), NumberInputs(("x1", "x2")))
    shown, A = np.array([1, 4, 7]), np.array([[1.0, 2.0, 3.0]])
    first = LayerActivations(1, "relu", A)
    view.show_snapshot(
        make(layers=(first,), dataset=data, shown=shown, sample_labels=labels[shown])
    )
    assert read(view.rows[0], 0.1, 0.5) == "unit 1, training sample 5 (class/4.png): 2"


def test_that_a_dead_unit_answers_0_to_every_sample() -> None:
    A = np.array([[0.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    assert flat_units_text("relu", A) == "2 of 3 dead"


def test_that_a_saturated_unit_is_near_an_end_on_more_than_nine_of_ten_samples() -> None:
    A = np.full((3, 20), 0.9999)
    A[1, :2] = 0.5
    A[2, ::2] = -0.9999
    assert len(ACTIVATIONS["tanh"].flat_units(A)) == 2
    assert flat_units_text("tanh", A) == "2 of 3 saturated"
    assert len(ACTIVATIONS["sigmoid"].flat_units(np.full((1, 20), 0.001))) == 1
    assert len(ACTIVATIONS["sigmoid"].flat_units(np.full((1, 20), 0.01))) == 0


def test_that_activations_that_are_not_finite_are_said_and_drawn(view, make) -> None:
    A = np.array([[np.nan, 1.0, np.inf], [0.0, 1.0, 2.0]])
    view.show_snapshot(make(layers=(LayerActivations(1, "relu", A),)))
    assert view.rows[0].note.text() == "1 of 2 not finite"
    all_nan = LayerActivations(1, "leaky_relu", np.full((2, 3), np.nan))
    view.show_snapshot(make(layers=(all_nan,)))
    view.grab()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_that_every_activation_has_ends_with_room_between(activation) -> None:
    for A in (np.zeros((2, 3)), np.full((2, 3), -5.0), np.random.RandomState(1).randn(4, 50)):
        low, high = colour_range(ACTIVATIONS[activation].range, A)
        assert low < high
        assert low in (0, -high)


def test_that_the_ends_stand_still_through_small_changes() -> None:
    A = np.random.RandomState(1).rand(20, 200) * 4
    reach = ACTIVATIONS["relu"].range
    assert colour_range(reach, A) == colour_range(reach, A * 1.01) == (0.0, 5.0)


def test_that_a_sample_of_a_large_layer_meets_every_unit() -> None:
    A = np.repeat(np.arange(1000.0)[:, np.newaxis], 2000, axis=1)
    for layout in (A, np.asfortranarray(A)):
        found = subsample(layout)
        assert len(found) <= 60_000
        assert len(np.unique(found)) == 1000


def test_that_the_bars_of_the_histogram_add_up_to_all_values(view, make) -> None:
    view.show_snapshot(
        make(layers=layers(9, activation="sigmoid", samples=50), sample_labels=np.zeros(50, int))
    )
    histogram = view.rows[0].histogram
    assert histogram.shares.sum() == pytest.approx(100)
    assert histogram.ends == (0, 1)


def test_that_a_bar_that_is_cut_says_its_height(view, make) -> None:
    A = np.concatenate([np.zeros(80), np.linspace(0.1, 1, 20)]).reshape(1, -1)
    layer = LayerActivations(1, "relu", A)
    view.show_snapshot(make(layers=(layer,), sample_labels=np.zeros(100, int)))
    assert view.rows[0].histogram.tower == "80 % are 0"
    layer = LayerActivations(1, "sigmoid", 1 - A)
    view.show_snapshot(make(layers=(layer,), sample_labels=np.zeros(100, int)))
    assert view.rows[0].histogram.tower == "80 % here"


def test_that_a_strip_of_one_class_and_of_many_can_be_drawn(view, make) -> None:
    many = tuple(f"a class with a rather long name {i}" for i in range(30))
    view.show_snapshot(
        make(layers=layers(3, samples=60), sample_labels=np.arange(60) % 30, classes=many)
    )
    view.grab()
    view.show_snapshot(make(sample_labels=np.zeros(3, int), classes=("only",)))
    view.grab()


def test_that_a_layer_seen_on_every_sample_says_no_more(view, make) -> None:
    view.show_snapshot(make(layers=layers(20), train_count=3))
    assert seen(view)[0].title.text() == "layer 1 - 20 units x 3 samples, ReLU"


def test_that_a_picture_has_the_colours_of_its_values_and_none_for_no_number() -> None:
    A = np.array([[0.0, 0.5, 1.0], [2.0, np.nan, -np.inf]])
    picture = image(A, (0.0, 1.0))
    colours = activation_colours()
    seen = [[picture.pixelColor(x, y).rgba() for x in range(3)] for y in range(2)]
    assert seen == [
        [colours[0], colours[128], colours[255]],
        [colours[255], 0, colours[0]],
    ]


def test_that_more_units_than_dots_are_shown_by_their_means() -> None:
    A = np.arange(8.0)[:, np.newaxis]
    assert averaged(A, 4).ravel().tolist() == [0.5, 2.5, 4.5, 6.5]
    assert averaged(A, 8) is A


@pytest.mark.parametrize("value", [0.0, -0.001, 1.5, 1234567.0, 1.5e300, -2.34e-200])
def test_that_an_end_of_the_scale_is_written_in_its_room(value) -> None:
    metrics = QFontMetrics(theme.small_font())
    text = fit_width(value, metrics, metrics.horizontalAdvance("-2e-200+"), "+")
    assert metrics.horizontalAdvance(text) <= metrics.horizontalAdvance("-2e-200+")
    assert float(text.rstrip("+")) == pytest.approx(value, rel=0.34)


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (-1, 1), (0, 1.5), (-7.5, 0), (0, 3e-7), (0, 2e9)]
)
def test_that_ticks_are_round_evenly_spread_and_inside(low, high) -> None:
    values = [value for value, _ in ticks(low, high, 4)]
    assert 2 <= len(values) <= 5
    assert low - 1e-9 * high <= values[0]
    assert values[-1] <= high * (1 + 1e-9)
    assert np.diff(values) == pytest.approx(values[1] - values[0])
    assert [float(text) for _, text in ticks(low, high, 4)] == pytest.approx(values)


def test_that_activations_as_large_as_numbers_go_can_be_drawn(view, make) -> None:
    A = np.array([[1e300, -1.7e308, 3.0]])
    view.show_snapshot(make(layers=(LayerActivations(1, "identity", A),)))
    assert not view.grab().isNull()


def test_that_samples_of_several_labels_are_sorted_by_all_that_they_have(view, make) -> None:
    Y = np.array([[1.0, 0.0, 1.0, 0.0], [1.0, 1.0, 0.0, 0.0]])
    side = target_samples(np.zeros((2, 4)), Y, LABELS)
    data = Dataset(side, None, ("round", "red"), NumberInputs(("x1", "x2")))
    layer = LayerActivations(1, "relu", np.array([[1.0, 2.0, 3.0, 4.0]]))
    shown = {"dataset": data, "classes": data.classes, "shown": np.arange(4)}
    view.show_snapshot(make(layers=(layer,), sample_labels=np.zeros(4, int), **shown))
    heat_map = view.rows[0].heat_map
    assert heat_map.A.tolist() == [[4.0, 2.0, 3.0, 1.0]]
    assert heat_map.groups == (("none", 1), ("red", 1), ("round", 1), ("round, red", 1))
