"""Facts about the window: what a user does with it, and what comes of it."""

from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSlider,
    QComboBox,
    QFileDialog,
    QMessageBox,
    QTableWidget,
    QWidget,
)

from core.errors import ExperimentError
from core.models.exporters import read_model
from core.training.analyses import vectorisation
from core.training.snapshots.snapshot import State
from core.training.worker.events import Event
from gui.actions.run_actions import RunActions
from gui.actions.window_actions import WindowActions
from gui.app import build, event_slots
from tests.gui.conftest import Bench, let_fall

NAMES = [
    *[
        "train",
        "pause",
        "step",
        "reset",
        "live",
        "open_folder",
        "hidden_layers",
        "activation_all",
        "initialisation",
    ],
    *[
        "init_scale",
        "seed",
        "learning_rate",
        "iterations",
        "batch_size",
        "optimiser",
        "loss",
        "cost_plot",
    ],
    *["accuracy_plot", "activations_view", "health", "export", "timeline"],
    *(f"{part}_{l}" for part in ("units", "activation") for l in range(1, 9)),
]


@pytest.fixture
def bench(shared_bench: Bench) -> Bench:
    return shared_bench


@pytest.fixture
def brief(shared_brief: Bench) -> Bench:
    return shared_brief


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of twelve small pictures of two classes, with rubbish in it."""
    generator = np.random.RandomState(1)
    for number in range(12):
        place = tmp_path / "photos" / ("light", "dark")[number % 2]
        place.mkdir(parents=True, exist_ok=True)
        pixels = generator.randint(0, 128, (9, 9, 3), np.uint8) + 120 * (number % 2 == 0)
        Image.fromarray(pixels.astype(np.uint8)).save(place / f"{number}.png")
    (place / "notes.jpg").write_text("not a picture")
    (place / "empty.jpg").touch()
    (place / ".DS_Store").write_bytes(b"x")
    return tmp_path / "photos"


def test_that_every_control_can_be_found_and_has_a_name_for_screen_readers(bench) -> None:
    assert [name for name in NAMES if not bench.find(name, QWidget).accessibleName()] == []


def test_that_pause_step_and_reset_do_what_they_say(bench) -> None:
    bench.press("train")
    bench.wait(lambda snapshot: snapshot.iteration > 5)
    bench.press("pause")
    paused = bench.wait_state(State.PAUSED)
    bench.press("step")
    bench.wait(lambda snapshot: snapshot.iteration == paused.iteration + 1)
    bench.press("reset")
    bench.wait(lambda snapshot: snapshot.run > paused.run and snapshot.iteration == 0)


def test_that_the_layers_slider_adds_a_layer_by_the_keyboard(bench) -> None:
    QTest.keyClick(bench.find("hidden_layers", QAbstractSlider), Qt.Key.Key_Right)
    bench.wait(lambda snapshot: len(snapshot.layers) == 2)


def test_that_a_column_changes_its_units_by_the_keyboard(bench) -> None:
    bench.press("step")
    bench.wait(lambda snapshot: snapshot.iteration == 1)
    QTest.keyClick(bench.find("units_1", QAbstractSlider), Qt.Key.Key_Up)
    bench.wait(lambda snapshot: len(snapshot.layers[0].A) == 5)
    said = bench.window.statusBar().currentMessage
    bench.qtbot.waitUntil(lambda: said() == "Other first weights: a new run has begun.")


def test_that_another_activation_is_trained_with(bench) -> None:
    bench.find("activation_1", QComboBox).setCurrentText("ReLU")
    bench.wait(lambda snapshot: snapshot.layers[0].activation == "relu")


def test_that_the_learning_rate_changes_in_the_middle_of_a_run(bench) -> None:
    bench.press("train")
    bench.wait(lambda snapshot: snapshot.iteration > 5)
    rate = bench.find("learning_rate", QWidget)
    rate.setValue(0.5)
    later = bench.wait(lambda snapshot: snapshot.learning_rate == 0.5)
    assert later.rate_changes[-1][1] == 0.5


def test_that_a_dropped_folder_is_loaded_and_what_was_left_out_is_listed(
    bench, photos: Path
) -> None:
    let_fall(bench.window, [photos])
    loaded = bench.wait(lambda snapshot: snapshot.classes == ("dark", "light"))
    # A fifth is kept for the test, as suggested.
    assert (loaded.train_count, loaded.test_count) == (10, 2)
    bench.qtbot.waitUntil(bench.window.settings.data.summary.skipped.isVisible)
    bench.window.settings.skipped_requested.emit()
    (table,) = bench.find("skipped", QWidget).findChildren(QTableWidget)
    rows = {table.item(row, 0).text(): table.item(row, 1).text() for row in range(2)}
    assert rows.keys() == {"dark/empty.jpg", "dark/notes.jpg"}
    assert all(rows.values())


def test_that_the_target_of_a_table_is_chosen_in_data(open_bench, tmp_path: Path) -> None:
    table = tmp_path / "cars.csv"
    table.write_text("\n".join(["power,price", *(f"{i},{7 * i}" for i in range(30))]))
    bench = open_bench(str(table))
    bench.wait(lambda snapshot: snapshot.classes == ("price",))
    bench.window.settings.columns_requested.emit()
    assert bench.window.current_view.objectName() == "data_view"
    box = bench.find("role_0", QComboBox)
    box.setCurrentIndex(box.findData("target"))
    box.activated.emit(box.currentIndex())
    bench.wait(lambda snapshot: snapshot.classes == ("power",))


def test_that_a_folder_one_level_too_high_is_offered_right(bench, photos: Path) -> None:
    for part in ("train", "test"):
        (photos.parent / "both" / part).mkdir(parents=True)
        for name in ("light", "dark"):
            source = photos / name
            (photos.parent / "both" / part / name).symlink_to(source, target_is_directory=True)
    let_fall(bench.window, [photos.parent / "both"])
    bench.qtbot.waitUntil(lambda: bool(bench.window.findChildren(QMessageBox)))
    (box,) = bench.window.findChildren(QMessageBox)
    accept = next(b for b in box.buttons() if box.buttonRole(b) == box.ButtonRole.AcceptRole)
    QTest.mouseClick(accept, Qt.MouseButton.LeftButton)
    bench.wait(lambda snapshot: snapshot.train_count == snapshot.test_count == 12)


def test_that_a_folder_that_cannot_be_used_leaves_the_experiment(brief, tmp_path: Path) -> None:
    before = brief.snapshot.experiment
    (tmp_path / "nothing").mkdir()
    let_fall(brief.window, [tmp_path / "nothing"])
    brief.qtbot.waitUntil(lambda: bool(brief.window.findChildren(QMessageBox)))
    (box,) = brief.window.findChildren(QMessageBox)
    assert "empty" in box.text()
    assert brief.find("data_kind", QComboBox).currentData() == before.data.kind
    box.close()
    brief.press("train")
    assert brief.wait_state(State.FINISHED).experiment == before


def test_that_weights_are_exported_and_come_back(brief, tmp_path: Path) -> None:
    brief.press("train")
    done = brief.wait_state(State.FINISHED)
    brief.press("export")
    dialog = brief.find("file_dialog", QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "model.safetensors"))
    brief.qtbot.waitUntil(lambda: "Same answers" in brief.window.statusBar().currentMessage())
    assert read_model(tmp_path / "model.safetensors").experiment == done.experiment
    dialog.close()


@pytest.mark.parametrize("kind", ["", "Moons", "pictures/../x"])
def test_that_an_experiment_of_unknown_data_is_refused_in_a_sentence(
    bench, kind: str, tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text(f'[data]\nkind = "{kind}"\n', encoding="utf-8")
    before = bench.snapshot.experiment
    bench.window.menus.actions["open_file"].trigger()
    bench.find("file_dialog", QFileDialog).fileSelected.emit(str(tmp_path / "mine.toml"))
    assert "data.kind" in bench.find("message", QMessageBox).text()
    assert bench.snapshot.experiment == before
    bench.find("file_dialog", QFileDialog).close()
    with pytest.raises(ExperimentError, match=r"data\.kind"):
        build([str(tmp_path / "mine.toml")])


def test_that_picture_and_numbers_of_a_view_are_saved_where_the_user_says(
    bench, tmp_path: Path
) -> None:
    bench.press("step")
    bench.wait(lambda snapshot: snapshot.iteration == 1)
    for signal, name in (
        (bench.window.cost.image_requested, "cost.svg"),
        (bench.window.cost.numbers_requested, "cost.csv"),
    ):
        signal.emit(bench.window.cost)
        bench.find("file_dialog", QFileDialog).fileSelected.emit(str(tmp_path / name))
        bench.find("file_dialog", QFileDialog).close()
        assert name in bench.window.statusBar().currentMessage()
    assert "<svg" in (tmp_path / "cost.svg").read_text()
    cost = float(bench.snapshot.train_cost.values[0])
    assert f"0,{cost!r}," in (tmp_path / "cost.csv").read_text()


@pytest.mark.parametrize("name", ["Weights", "Gradients", "Functions"])
def test_that_a_view_inside_gets_its_look_when_it_comes_to_the_top(bench, name) -> None:
    inside = bench.window.inside
    names = [inside.tabText(i) for i in range(inside.count())]
    inside.setCurrentIndex(names.index(name))
    bench.wait(lambda snapshot: set(snapshot.probes) == bench.window.probes)
    bench.press("step")
    bench.wait(lambda snapshot: snapshot.iteration == 1 and len(snapshot.probes) == 1)


def test_that_a_close_up_gets_its_look_and_lets_it_go(bench) -> None:
    view = bench.window.open_view("activations")
    view.show_unit(1, 0)
    bench.wait(lambda snapshot: "weights" in snapshot.probes)
    assert "from x1" in view.details.unit.listed.text()
    QTest.keyClick(view.details.unit.back, Qt.Key.Key_Escape)
    bench.wait(lambda snapshot: not snapshot.probes)


def test_that_the_timeline_shows_any_iteration_by_the_keyboard(brief) -> None:
    brief.find("iterations", QWidget).setValue(1000)
    brief.press("train")
    done = brief.wait_state(State.FINISHED)
    slider = brief.find("timeline", QAbstractSlider)
    for key, shown in (("Home", 0), ("Right", 1), ("PageUp", 51), ("Left", 50)):
        QTest.keyClick(slider, getattr(Qt.Key, f"Key_{key}"))
        back = brief.wait(lambda snapshot, shown=shown: snapshot.inside == shown)
        assert (back.iteration, back.run) == (1000, done.run)
        assert brief.window.cost.plot.iteration_mark.isVisible()
    label = brief.find("timeline_label", QWidget).toolTip()
    assert label == "iteration 50 of 1\u202f000 - looking back"
    QTest.keyClick(slider, Qt.Key.Key_End)
    brief.wait(lambda snapshot: not snapshot.looking_back)
    assert not brief.window.cost.plot.iteration_mark.isVisible()


def test_that_a_click_on_the_cost_looks_there_and_a_double_click_is_now(brief) -> None:
    brief.press("train")
    brief.wait_state(State.FINISHED)
    plot = brief.window.cost.plot
    middle = plot.view_box.sceneBoundingRect().center()
    place = plot.mapFromScene(middle)
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    back = brief.wait(lambda snapshot: snapshot.looking_back)
    assert abs(back.inside - plot.view_box.mapSceneToView(middle).x()) < 2
    QTest.mouseDClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    brief.wait(lambda snapshot: not snapshot.looking_back)


def test_that_a_course_run_says_how_it_agrees_with_the_published_costs(bench) -> None:
    bench.window.menus.preset.emit("circles-zeros")
    bench.press("train")
    bench.window.hide()  # drawing 15,000 iterations takes longer than training them
    bench.wait(lambda s: s.state is State.FINISHED and s.iterations == 15_000)
    bench.window.show()
    assert "15 decimals in all 15 costs" in bench.window.cost.agreement.text()


def test_that_a_change_takes_the_published_costs_away_and_back(bench) -> None:
    marks = bench.window.cost.reference
    assert marks.reference is not None
    bench.find("seed", QWidget).setValue(77)
    assert marks.reference is None
    bench.find("seed", QWidget).setValue(2)
    assert marks.reference is not None


def test_that_costs_of_one_s_own_are_compared_until_they_are_forgotten(
    bench, tmp_path: Path
) -> None:
    (tmp_path / "mine.csv").write_text("iteration,cost\n0,0.693048\n5,0.1\n")
    bench.window.menus.actions["open_reference"].trigger()
    bench.find("file_dialog", QFileDialog).fileSelected.emit(str(tmp_path / "mine.csv"))
    bench.find("file_dialog", QFileDialog).close()
    for _ in range(6):
        bench.press("step")
    departs = "departs from mine.csv at iteration 5"
    bench.qtbot.waitUntil(lambda: departs in bench.window.cost.agreement.text())
    bench.window.menus.actions["forget_reference"].trigger()
    assert "the published run" in bench.window.cost.agreement.text()


def test_that_the_gradient_is_checked_in_the_worker(bench) -> None:
    bench.window.menus.actions["check"].trigger()
    bench.qtbot.waitUntil(lambda: bool(bench.window.findChildren(QMessageBox)))
    (box,) = bench.window.findChildren(QMessageBox)
    assert "right" in box.text()
    assert "W2" in box.informativeText()


def test_that_a_finding_can_be_put_right_with_its_button(bench) -> None:
    bench.window.settings.changed.emit("training.learning_rate", 1000.0)
    bench.window.settings.changed.emit("network.activation", "leaky_relu")
    bench.press("train")
    ended = bench.wait_state(State.DIVERGED)
    (offer,) = [row for row in bench.window.health.rows if row.isVisibleTo(bench.window)]
    assert "learning rate of 1000" in offer.sentence.text()
    QTest.mouseClick(offer.button, Qt.MouseButton.LeftButton)
    again = bench.wait(lambda snapshot: snapshot.run > ended.run and snapshot.iteration > 0)
    assert again.experiment.training.learning_rate == 0.3


def test_that_a_twin_run_tells_whether_rounding_matters(bench) -> None:
    bench.window.settings.changed.emit("training.iterations", 300)
    bench.window.menus.actions["test_rounding"].trigger()
    bench.wait(lambda snapshot: any("rounding" in f.key for f in snapshot.findings))
    box = bench.find("message", QMessageBox)
    assert "ounding" in box.text()
    assert not bench.window.statusBar().currentMessage()


def test_that_loops_are_measured_beside_matrices_on_the_network_of_now(bench, monkeypatch) -> None:
    monkeypatch.setattr(vectorisation, "REPEATED", 0.0)
    monkeypatch.setattr(vectorisation, "LONGEST", 0.0)
    bench.window.menus.actions["vectorise"].trigger()
    box = bench.find("message", QMessageBox)
    assert "2 - 4 - 1 units" in box.text()
    assert "results are equal" in box.informativeText()
    assert not bench.window.statusBar().currentMessage()


def test_that_every_event_of_the_worker_has_a_slot(bench) -> None:
    window = bench.window
    slots = event_slots(window, window.findChild(WindowActions), window.findChild(RunActions))
    assert slots.keys() == set(get_args(Event))
    assert all(callable(slot) for slot in slots.values())
