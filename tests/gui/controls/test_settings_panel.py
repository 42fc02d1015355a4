"""The whole panel, and the theme it is drawn in."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.data.registry import DATASETS
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from gui import theme
from gui.controls.rows.setting_row import SettingRow
from gui.controls.settings_panel import SettingsPanel
from tests.gui.contrast import contrast

NAMES = (
    "data_kind", "open_folder", "test_share", "hidden_layers",
    *(f"units_{layer}" for layer in range(1, 9)),
    *(f"activation_{layer}" for layer in range(1, 9)),
    "activation_all", "initialisation", "init_scale", "seed", "learning_rate", "iterations",
    "epochs", "batch_size", "optimiser", "loss", "precision",
)  # fmt: skip


def _shown() -> SettingsPanel:
    panel = SettingsPanel()
    panel.resize(330, 700)
    panel.show()
    return panel


@pytest.fixture
def panel(qtbot: QtBot) -> SettingsPanel:
    panel = _shown()
    qtbot.addWidget(panel)
    return panel


@pytest.fixture(scope="module")
def first_panel(qapp: QApplication) -> Iterator[SettingsPanel]:
    """The panel as it is made, for tests that only look at it."""
    panel = _shown()
    yield panel
    panel.close()
    panel.deleteLater()


@pytest.fixture
def dress(qapp: QApplication) -> object:
    yield lambda dark: theme.apply(qapp, dark)
    theme.apply(qapp, False)


@pytest.mark.parametrize("name", NAMES)
def test_that_scripts_and_screen_readers_find_every_control(
    first_panel: SettingsPanel, name: str
) -> None:
    found = first_panel.findChildren(QWidget, name)
    assert len(found) == 1
    assert found[0].accessibleName() or name == "open_folder"
    assert found[0].toolTip()


def test_that_one_signal_tells_every_change(panel: SettingsPanel) -> None:
    asked = []
    panel.changed.connect(lambda key, value: asked.append((key, value)))
    panel.findChild(QWidget, "units_1").setValue(9)
    panel.findChild(QWidget, "learning_rate").setValue(0.5)
    panel.findChild(QWidget, "seed").setValue(3)
    panel.findChild(QWidget, "batch_size").setValue(64)
    assert asked[1:] == [
        ("training.learning_rate", 0.5), ("network.seed", 3), ("training.batch_size", 64),
    ]  # fmt: skip


def test_that_showing_an_experiment_asks_for_nothing(panel: SettingsPanel, qtbot: QtBot) -> None:
    experiment = Experiment(
        data=DataSettings(kind="moons", test_share=0.1, samples=50, noise=0.3),
        network=NetworkSettings(
            hidden=(600, 2), activation=("relu", "leaky_relu"), scale=0.0, seed=2**32 - 1,
            initialisation="he", leak=0.3, precision="float32",
        ),
        training=TrainingSettings(learning_rate=500.0, epochs=3, batch_size=16),
    )  # fmt: skip
    with qtbot.assertNotEmitted(panel.changed):
        panel.show_experiment(experiment)
        panel.show_dataset(DATASETS["moons"].load(experiment.data, None))
    assert panel.findChild(QWidget, "learning_rate").value() == 500.0


def test_that_epochs_take_the_place_of_iterations(panel: SettingsPanel) -> None:
    panel.show_experiment(Experiment(training=TrainingSettings(epochs=3)))
    assert panel.findChild(QWidget, "epochs").isVisible()
    assert not panel.findChild(QWidget, "iterations").isVisible()
    panel.show_experiment(Experiment())
    assert panel.findChild(QWidget, "iterations").isVisible()


def test_that_data_says_the_sizes_of_the_network_and_what_a_batch_is(
    panel: SettingsPanel,
) -> None:
    panel.show_experiment(Experiment(training=TrainingSettings(batch_size=64)))
    panel.show_dataset(DATASETS["flower"].load(DataSettings(), None))
    assert panel.network.size_line.text() == "17 weights and biases, 136 B"
    assert panel.updates.batch.note.text() == "An epoch, a pass over 400 samples, is 7 iterations."


def test_that_a_tiny_last_batch_is_said_with_a_size_that_leaves_none(panel: SettingsPanel) -> None:
    panel.show_dataset(DATASETS["flower"].load(DataSettings(samples=97), None))
    panel.show_experiment(Experiment(training=TrainingSettings(batch_size=33)))
    assert panel.updates.batch.note.text() == "An epoch, a pass over 97 samples, is 3 iterations."
    panel.show_experiment(Experiment(training=TrainingSettings(batch_size=32)))
    assert panel.updates.batch.note.text() == (
        "An epoch, a pass over 97 samples, is 4 iterations, the last of them on one sample only, "
        "which can make the cost jump. With 33 at a time there is no such rest."
    )


def test_that_a_batch_beyond_the_data_says_what_is_used(panel: SettingsPanel) -> None:
    panel.show_experiment(Experiment(training=TrainingSettings(batch_size=1000)))
    panel.show_dataset(DATASETS["flower"].load(DataSettings(), None))
    assert "one batch of all" in panel.updates.batch.note.text()


def test_that_the_panel_scrolls_on_a_small_screen_but_never_sideways(
    panel: SettingsPanel, qtbot: QtBot
) -> None:
    panel.show_experiment(Experiment(network=NetworkSettings(hidden=(512,) * 8)))
    panel.resize(330, 400)
    qtbot.waitUntil(lambda: panel.verticalScrollBar().maximum() > 0)
    assert panel.widget().minimumSizeHint().width() <= panel.viewport().width()


# WCAG 2.2: 1.4.3 and 1.4.11 of level AA, and 1.4.6 of level AAA.
@pytest.mark.parametrize(("dark", "high"), theme.THEMES)
@pytest.mark.parametrize("name", ["text", "quiet", "accent", "error", "warning", "note"])
def test_that_words_can_be_read_in_every_theme(dark: bool, high: bool, name: str) -> None:
    colours = theme.THEMES[dark, high]
    for ground in (colours.window, colours.base, colours.raised):
        assert contrast(getattr(colours, name), ground) >= (7 if high else 4.5)
    assert contrast(colours.on_accent, colours.accent) >= (7 if high else 4.5)


@pytest.mark.parametrize(("dark", "high"), theme.THEMES)
@pytest.mark.parametrize("name", ["train", "test", "column_edge", "border", "ghost", "faint"])
def test_that_lines_can_be_seen_in_every_theme(dark: bool, high: bool, name: str) -> None:
    colours = theme.THEMES[dark, high]
    if high or name not in ("border", "ghost", "faint"):
        assert contrast(getattr(colours, name), colours.base) >= (4.5 if high else 3)


@pytest.mark.parametrize("dark", [False, True])
def test_that_classes_and_layers_can_be_seen_and_told_apart_with_high_contrast(
    qapp: QApplication, dark: bool
) -> None:
    usual = theme.is_dark(), theme.has_contrast()
    try:
        theme.apply(qapp, dark, contrast=True)
        classes = [theme.class_colour(number).name() for number in range(10)]
        layers = [theme.layer_colour(number, 6).name() for number in range(1, 7)]
    finally:
        theme.apply(qapp, *usual)
    colours = theme.THEMES[dark, True]
    for name in (*classes, *layers):
        for ground in (colours.window, colours.base, colours.raised):
            assert contrast(name, ground) >= 4.5
    assert len({*classes}) == 10
    assert len({*layers}) == 6


@pytest.mark.parametrize("dark", [False, True])
def test_that_the_theme_dresses_everything(panel: SettingsPanel, dress: object, dark: bool) -> None:
    dress(dark)
    assert theme.is_dark() is dark
    ground = panel.grab().toImage().pixelColor(2, 300)
    assert (ground.lightness() < 128) is dark


def test_that_the_maps_of_colours_are_there_without_a_network() -> None:
    assert len(theme.activation_map().getLookupTable(nPts=256)) == 256
    low, middle, high = theme.signed_map().getLookupTable(nPts=3)
    assert low[2] > low[0]
    assert high[0] > high[2]
    assert middle.min() > 200


def test_that_a_setting_is_brought_into_sight_from_a_folded_part(panel: SettingsPanel) -> None:
    panel.show_experiment(Experiment())
    for section in panel.folds:
        section.set_folded(True)
    panel.bring_into_sight({"training.l2": 0.7})
    row = next(row for row in panel.findChildren(SettingRow) if row.key == "training.l2")
    assert row.isVisible()
    place = row.mapTo(panel.viewport(), row.rect().center())
    assert panel.viewport().rect().contains(place)
    assert [section.name for section in panel.folds if not section.is_folded] == ["tuning"]
