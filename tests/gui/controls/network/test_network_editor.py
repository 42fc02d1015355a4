"""The network drawn by hand: columns dragged, stepped, typed, added and removed."""

from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QSlider, QWidget
from pytestqt.qtbot import QtBot

from core.experiment.settings import Experiment, NetworkSettings
from core.network.activations import ACTIVATIONS
from core.network.formula import Formula
from gui.controls.network import activation_curve
from gui.controls.network.activation_box import ActivationBox
from gui.controls.network.network_editor import NetworkEditor
from gui.controls.network.units_slider import LEAST_HEIGHT, bar_rect, units_after

LEFT = Qt.MouseButton.LeftButton


class Owner:
    """Own the experiment as the window does: take each change and answer with the whole."""

    def __init__(self, editor: NetworkEditor) -> None:
        self.editor = editor
        self.network = NetworkSettings()
        self.asked: list[tuple[str, object]] = []
        editor.changed.connect(self.take)

    def show(self, **settings: object) -> None:
        self.network = NetworkSettings(**settings)
        self.editor.show_experiment(Experiment(network=self.network))

    def take(self, key: str, value: object) -> None:
        self.asked.append((key, value))
        fields = value if key == "network" else {key.removeprefix("network."): value}
        self.network = msgspec.structs.replace(self.network, **fields)
        self.editor.show_experiment(Experiment(network=self.network))

    def find(self, name: str) -> QWidget:
        found = self.editor.findChild(QWidget, name)
        assert found is not None
        return found


@pytest.fixture
def owner(qtbot: QtBot) -> Owner:
    editor = NetworkEditor()
    qtbot.addWidget(editor)
    owner = Owner(editor)
    owner.show(hidden=(20, 7, 5), activation="relu")
    editor.resize(300, 300)
    editor.show()
    return owner


def drag(widget: QWidget, way: QPoint) -> None:
    start = widget.rect().center()
    QTest.mousePress(widget, LEFT, pos=start)
    QTest.mouseMove(widget, start + way / 2)
    QTest.mouseMove(widget, start + way)
    QTest.mouseRelease(widget, LEFT, pos=start + way)


def test_that_showing_an_experiment_asks_for_nothing(owner: Owner) -> None:
    owner.show(hidden=(3, 2), activation=("tanh", "sigmoid"))
    assert owner.asked == []
    assert owner.find("units_1").value() == 3
    assert owner.find("activation_2").currentData() == "sigmoid"
    assert owner.find("hidden_layers").value() == 2


def test_that_dragging_a_column_up_adds_units(owner: Owner) -> None:
    drag(owner.find("units_2"), QPoint(0, -30))
    assert owner.network.hidden[1] > 7
    assert (owner.network.hidden[0], owner.network.hidden[2]) == (20, 5)


def test_that_dragging_a_column_down_removes_units_but_never_the_last(owner: Owner) -> None:
    drag(owner.find("units_2"), QPoint(0, 15))
    assert 1 <= owner.network.hidden[1] < 7
    drag(owner.find("units_2"), QPoint(0, 500))
    assert owner.network.hidden[1] == 1


@pytest.mark.parametrize(("units", "rise"), [(64, -25), (64, 12), (5, 20), (300, -50), (3, 3)])
def test_that_the_edge_of_a_bar_stays_under_the_mouse_that_drags_it(units: int, rise: int) -> None:
    groove = QRectF(0, 0, 40, 90)
    after = units_after(units, rise, groove.height())
    assert bar_rect(groove, units).top() - bar_rect(groove, after).top() == pytest.approx(
        rise, abs=2.5
    )


def test_that_few_units_are_easy_to_hit_and_a_double_click_types_them(owner: Owner) -> None:
    reached = [units_after(1, rise, LEAST_HEIGHT) for rise in range(26)]
    assert all(reached.count(units) >= 3 for units in range(2, 8))
    assert units_after(1, 400, LEAST_HEIGHT) == 512
    assert units_after(512, -400, LEAST_HEIGHT) == 1
    slider = owner.find("units_1")
    QTest.mouseDClick(slider, LEFT)
    QTest.keyClicks(owner.editor.columns.layers[0].number, "3")
    QTest.keyClick(owner.editor.columns.layers[0].number, Qt.Key.Key_Return)
    assert owner.network.hidden == (3, 7, 5)
    assert not owner.editor.columns.layers[0].number.lineEdit().hasSelectedText()


def test_that_the_curve_of_the_chosen_row_has_the_colour_of_its_text(owner: Owner) -> None:
    icon = activation_curve.curve_icon("relu", QSize(18, 18))
    plain, active, selected = (
        icon.pixmap(18, 18, mode).toImage()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Selected)
    )
    assert active == selected
    assert active != plain


def test_that_a_click_on_a_column_changes_nothing(owner: Owner) -> None:
    QTest.mouseClick(owner.find("units_1"), LEFT)
    assert owner.asked == []


@pytest.mark.parametrize(
    ("key", "units"),
    [
        (Qt.Key.Key_Up, 21),
        (Qt.Key.Key_Down, 19),
        (Qt.Key.Key_PageUp, 30),
        (Qt.Key.Key_PageDown, 10),
    ],
)
def test_that_arrows_step_by_one_and_page_keys_by_ten(
    owner: Owner, key: Qt.Key, units: int
) -> None:
    QTest.keyClick(owner.find("units_1"), key)
    assert owner.asked == [("network.hidden", (units, 7, 5))]


def test_that_a_script_can_set_the_units(owner: Owner) -> None:
    owner.find("units_1").setValue(11)
    assert owner.asked == [("network.hidden", (11, 7, 5))]


def test_that_more_units_than_the_bar_can_show_may_be_typed(owner: Owner) -> None:
    number = owner.editor.columns.layers[0].number
    number.selectAll()
    QTest.keyClicks(number, "1234")
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert owner.network.hidden == (1234, 7, 5)
    assert owner.find("units_1").value() == 512


def test_that_units_beyond_the_bar_survive_a_change_elsewhere(owner: Owner) -> None:
    owner.show(hidden=(10_000, 5), activation="relu")
    assert owner.asked == []
    owner.find("units_2").setValue(6)
    assert owner.network.hidden == (10_000, 6)


def test_that_the_slider_adds_layers_of_five_units(owner: Owner) -> None:
    QTest.keyClick(owner.find("hidden_layers"), Qt.Key.Key_Right)
    assert owner.asked == [("network.hidden", (20, 7, 5, 5))]


def test_that_a_removed_layer_comes_back_with_its_units(owner: Owner) -> None:
    layers = owner.find("hidden_layers")
    layers.setValue(1)
    assert owner.network.hidden == (20,)
    layers.setValue(3)
    assert owner.network.hidden == (20, 7, 5)


def test_that_dragging_the_edge_adds_and_removes_layers(owner: Owner) -> None:
    grip = owner.find("layer_grip")
    drag(grip, QPoint(60, 0))
    more = len(owner.network.hidden)
    drag(grip, QPoint(-400, 0))
    assert more > 3
    assert owner.network.hidden == ()


def test_that_no_more_than_eight_layers_are_added(owner: Owner) -> None:
    drag(owner.find("layer_grip"), QPoint(2000, 0))
    assert len(owner.network.hidden) == 8
    assert owner.find("units_8").isVisible()


def test_that_all_columns_exist_and_unused_ones_are_hidden(owner: Owner) -> None:
    visible = [owner.find(f"units_{layer}").isVisible() for layer in range(1, 9)]
    assert visible == [True] * 3 + [False] * 5


def test_that_a_network_without_hidden_layers_can_be_left_again(owner: Owner) -> None:
    owner.find("hidden_layers").setValue(0)
    assert owner.network.hidden == ()
    owner.find("hidden_layers").setValue(1)
    assert owner.network.hidden == (20,)
    assert owner.network.activations == ("relu",)


def test_that_one_layers_activation_makes_a_list_and_equal_ones_a_name(owner: Owner) -> None:
    box = owner.find("activation_2")
    box.setCurrentIndex(list(ACTIVATIONS).index("tanh"))
    assert owner.asked == [("network.activation", ("relu", "tanh", "relu"))]
    box.setCurrentIndex(list(ACTIVATIONS).index("relu"))
    assert owner.asked[-1] == ("network.activation", "relu")


def test_that_layers_and_activations_change_in_one_piece(owner: Owner) -> None:
    owner.show(hidden=(4, 3), activation=("relu", "tanh"))
    owner.find("hidden_layers").setValue(3)
    expected = {"hidden": (4, 3, 5), "activation": ("relu", "tanh", "tanh")}
    assert owner.asked == [("network", expected)]
    owner.find("hidden_layers").setValue(1)
    assert owner.asked[-1] == ("network", {"hidden": (4,), "activation": "relu"})


def test_that_all_layers_is_mixed_until_one_is_chosen_for_all(owner: Owner) -> None:
    everywhere = owner.editor.findChild(QComboBox, "activation_all")
    assert everywhere.currentData() == "relu"
    owner.show(hidden=(4, 3), activation=("relu", "tanh"))
    assert everywhere.currentIndex() == -1
    assert everywhere.placeholderText() == "mixed"
    everywhere.setCurrentIndex(list(ACTIVATIONS).index("sigmoid"))
    assert owner.network.activation == "sigmoid"
    assert owner.find("activation_2").currentData() == "sigmoid"


def test_that_the_leak_is_shown_only_for_leaky_layers(owner: Owner) -> None:
    assert not owner.find("leak").isVisible()
    owner.show(hidden=(4, 3), activation=("relu", "leaky_relu"), leak=0.2)
    assert owner.find("leak").isVisible()
    assert owner.find("leak").value() == 0.2


def test_that_the_size_is_unknown_until_there_is_data(owner: Owner) -> None:
    assert owner.editor.columns.inputs.number.text() == "?"
    owner.editor.show_sizes(12_288, 1)
    thin = "\u202f"
    # 20 x 12288 + 20, 7 x 20 + 7, 5 x 7 + 5, 1 x 5 + 1, at 8 bytes each
    assert owner.editor.size_line.text() == f"245{thin}973 weights and biases, 1.9 MB"


def test_that_single_precision_halves_the_memory(owner: Owner) -> None:
    owner.editor.show_sizes(12_288, 1)
    owner.show(hidden=(20, 7, 5), activation="relu", precision="float32")
    assert owner.editor.size_line.text().endswith("960.8 kB")


def test_that_eight_columns_fit_the_panel(owner: Owner) -> None:
    owner.show(hidden=(512,) * 8, activation="relu")
    assert owner.editor.minimumSizeHint().width() <= 300


def test_that_every_part_has_a_name_and_a_tooltip(owner: Owner) -> None:
    names = ["hidden_layers", "units_1", "activation_1", "activation_all", "layer_grip"]
    for part in (owner.find(name) for name in names):
        assert part.accessibleName()
        assert part.toolTip()


def test_that_a_column_is_a_slider_for_scripts(owner: Owner) -> None:
    assert isinstance(owner.find("units_1"), QSlider)
    assert (owner.find("units_1").minimum(), owner.find("units_1").maximum()) == (1, 512)


def test_that_a_new_activation_appears_with_its_curve(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def apply(z: object, out: object) -> None:
        out[...] = z**2

    row = replace(
        ACTIVATIONS["identity"],
        name="square",
        label="square",
        value=Formula("z^2", "z^2", "z**2"),
        apply=apply,
    )
    monkeypatch.setitem(ACTIVATIONS, "square", row)
    box = ActivationBox(1)
    qtbot.addWidget(box)
    assert box.itemText(box.count() - 1) == "square"
    heights = [height for _, height in activation_curve.shape("square")]
    activation_curve.shape.cache_clear()
    assert (heights[0], heights[24], heights[-1]) == pytest.approx((1.0, 0.0, 1.0))
