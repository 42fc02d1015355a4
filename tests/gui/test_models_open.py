"""Networks and runs that are opened in the window, by dropping them or from the menus."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QWidget,
)

from core.data.load import load
from core.errors import DataError
from core.experiment.presets import preset
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.models.exporters import EXPORTERS, read_model, save
from core.models.model import Model
from core.models.prediction import predict
from core.training.checkpoint import save_checkpoint
from core.training.run import run
from core.training.snapshots.snapshot import State
from core.training.trainer import Trainer
from gui.views.registry import VIEWS
from tests.gui.conftest import Bench
from tests.noise_photos import noise_photos


@pytest.fixture
def bench(shared_bench: Bench) -> Bench:
    return shared_bench


@pytest.fixture
def pets(tmp_path: Path) -> tuple[Model, Path, np.ndarray]:
    """A network of two classes of pictures, and the folder it learned from."""
    folder = noise_photos(tmp_path / "pets", ("cat", "dog"), 6)
    experiment = Experiment(
        data=DataSettings(kind="pictures", folder=str(folder), size=8, scaling="centred"),
        network=NetworkSettings(hidden=(5, 3), activation="relu"),
        training=TrainingSettings(iterations=40, learning_rate=0.05),
    )
    dataset = load(experiment.data)
    model = Model.of(experiment, dataset, run(experiment, dataset).parameters)
    return model, folder, dataset.train.X


def _answer(bench, path: Path) -> None:
    dialog = bench.find("file_dialog", QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()


def _choose(bench, words: str) -> None:
    found = [
        one for one in bench.window.findChildren(QAction) if one.text().replace("&", "") == words
    ]
    assert len(found) == 1
    found[0].trigger()


@pytest.mark.parametrize("ending", EXPORTERS)
def test_that_a_dropped_network_of_every_format_predicts_without_data_and_trains_with_them(
    bench, pets, tmp_path: Path, ending: str
) -> None:
    model, folder, X = pets
    save(model, tmp_path / f"pets{ending}", X)
    bench.window.dropped.emit(str(tmp_path / f"pets{ending}"))
    bench.wait(lambda snapshot: snapshot.dataset.blank)
    assert bench.snapshot.experiment.network == model.experiment.network
    assert bench.snapshot.classes == ("cat", "dog")
    files = sorted(folder.rglob("*.png"))
    panel = bench.window.open_view("predictions").files_panel
    bench.window.predictions.predict([str(folder)])
    named = {str(file) for file in files}
    bench.qtbot.waitUntil(lambda: {one.file for one in panel.model.predictions} == named)
    expected = {
        one.file: one.readings for one in predict(read_model(tmp_path / f"pets{ending}"), files)
    }
    for one in panel.model.predictions:
        for name, p in one.readings.items():
            assert p == pytest.approx(expected[one.file][name], abs=1e-12, rel=0)
    bench.window.dropped.emit(str(folder))
    bench.wait(lambda snapshot: snapshot.train_count == len(files))
    assert not bench.snapshot.dataset.blank
    bench.window.run_bar.train.click()
    last = bench.wait_state(State.FINISHED)
    first = Trainer(model.experiment, load(model.experiment.data), first_weights=model.parameters)
    first.step()
    start = first.history.train_cost.curve().values[0]
    assert last.train_cost.values[0] == pytest.approx(
        start, abs=1e-5 if ending == ".onnx" else 1e-12
    )


def test_that_every_view_shows_a_network_without_data(bench, pets, tmp_path: Path) -> None:
    model, _, X = pets
    save(model, tmp_path / "pets.npz", X)
    bench.window.dropped.emit(str(tmp_path / "pets.npz"))
    bench.wait(lambda snapshot: snapshot.dataset.blank)
    for name in VIEWS:
        view = bench.window.open_view(name)
        bench.qtbot.waitUntil(
            lambda view=view: view.newest is not None and view.newest.dataset.blank
        )
        # Nothing is measured on what stands in for samples.
        measures = name in (
            *("activations", "gradients", "functions", "start"),
            *("cost_surface", "calibration", "map"),
        )
        assert view.isVisible() is not (measures or name == "sample")
        assert bench.window.place(name).no_samples.isVisible() is not view.isVisible()
    assert not bench.find("weights_sum", QLabel).isVisibleTo(bench.window.place("weights").view)
    assert not bench.find("audit_state", QLabel).text()
    assert "There is no data" in bench.find("data_remarks", QLabel).text()
    assert not bench.window.run_bar.train.isEnabled()
    assert "no data to train on" in bench.window.run_bar.train.toolTip()
    bench.window.menus.actions["test_rounding"].trigger()
    assert "no data to train on" in bench.find("message", QMessageBox).text()


def test_that_data_that_do_not_fit_are_named_when_a_network_opens(
    bench, pets, tmp_path: Path
) -> None:
    model, _, X = pets
    save(model, tmp_path / "pets.npz", X)
    bench.window.dropped.emit(str(noise_photos(tmp_path / "farm", ("cow", "hen", "pig"), 6)))
    bench.wait(lambda snapshot: snapshot.train_count + snapshot.test_count == 18)
    bench.window.dropped.emit(str(tmp_path / "pets.npz"))
    bench.wait(lambda snapshot: snapshot.dataset.blank)
    assert "cat, dog" in bench.find("message", QMessageBox).text()


def test_that_a_setting_of_the_training_keeps_the_network_without_asking_for_data(
    bench, pets, tmp_path: Path
) -> None:
    model, _, X = pets
    save(model, tmp_path / "pets.npz", X)
    bench.window.dropped.emit(str(tmp_path / "pets.npz"))
    bench.wait(lambda snapshot: snapshot.dataset.blank)
    bench.find("seed", QWidget).setValue(7)
    bench.wait(lambda snapshot: snapshot.experiment.network.seed == 7)
    assert bench.window.findChild(QFileDialog) is None


def test_that_a_saved_run_is_continued_from_the_menu_bit_for_bit(bench, tmp_path: Path) -> None:
    experiment = preset("moons-adam")
    half = Trainer(experiment, load(experiment.data))
    half.step(200)
    save_checkpoint(half, tmp_path / "run.npz")
    half.step()
    _choose(bench, "Continue a saved run...")
    _answer(bench, tmp_path / "run.npz")
    bench.wait(lambda snapshot: snapshot.iteration == 200)
    bench.window.run_bar.step.click()
    bench.wait(lambda snapshot: snapshot.iteration == 201)
    _choose(bench, "Save the run...")
    _answer(bench, tmp_path / "again.npz")
    bench.qtbot.waitUntil(lambda: (tmp_path / "again.npz").exists())
    with np.load(tmp_path / "again.npz") as stored:
        assert stored["weights"].tobytes() == half.parameters.flat.tobytes()


def test_that_a_run_starts_from_the_weights_of_now(bench) -> None:
    bench.window.run_bar.train.click()
    bench.wait(lambda snapshot: snapshot.iteration > 0 and snapshot.train_cost.values[-1] < 0.5)
    bench.window.run_bar.pause.click()
    last = bench.wait_state(State.PAUSED)
    _choose(bench, "Start from these weights")
    bench.wait(lambda snapshot: snapshot.run > last.run and snapshot.state is State.READY)
    bench.window.run_bar.step.click()
    step = bench.wait(lambda snapshot: snapshot.run > last.run and snapshot.iteration == 1)
    assert step.train_cost.values[0] == pytest.approx(last.train_cost.values[-1], rel=1e-2)
    assert bench.window.cost.reference.reference is None


def test_that_a_damaged_network_is_refused_by_name_and_the_bench_stays(
    bench, tmp_path: Path
) -> None:
    before = bench.snapshot.experiment
    (tmp_path / "bad.safetensors").write_bytes(b"\x10\0\0\0\0\0\0\0 nothing at all")
    bench.window.dropped.emit(str(tmp_path / "bad.safetensors"))
    assert "bad.safetensors" in bench.find("message", QMessageBox).text()
    bench.window.run_bar.step.click()
    assert bench.wait(lambda snapshot: snapshot.iteration == 1).experiment == before


def test_that_weights_alone_are_asked_what_they_are_for(bench, tmp_path: Path) -> None:
    random = np.random.RandomState(1)
    weights = {"W1": random.randn(5, 192), "b1": random.randn(5, 1), "W2": random.randn(3, 5)}
    np.savez(tmp_path / "net.npz", **weights, b2=random.randn(3, 1))
    bench.window.dropped.emit(str(tmp_path / "net.npz"))
    bench.qtbot.waitUntil(
        lambda: bench.window.findChild(QDialog, "bare_weights_dialog") is not None
    )
    dialog = bench.find("bare_weights_dialog", QDialog)
    ok = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    classes = bench.find("bare_classes", QLineEdit)
    classes.setText("cat, dog")
    assert not ok.isEnabled()
    classes.setText("cat, dog, cow")
    ok.click()
    bench.wait(lambda snapshot: snapshot.dataset.blank)
    assert bench.snapshot.classes == ("cat", "dog", "cow")
    assert bench.snapshot.experiment.network.hidden == (5,)
    assert bench.snapshot.experiment.data.size == 8


def test_that_a_kept_run_opens_with_its_weights_and_stays_kept(brief, tmp_path: Path) -> None:
    brief.window.run_bar.train.click()
    last = brief.wait_state(State.FINISHED)
    view = brief.window.open_view("runs")
    brief.qtbot.waitUntil(lambda: len(view._records) == 1)
    (run,) = view._records
    brief.window.menus.preset.emit("moons-gd")
    brief.wait(lambda snapshot: snapshot.train_count == 300)
    view.opened_with_weights.emit(run)
    opened = brief.wait(lambda snapshot: snapshot.first_weights != "")
    assert opened.experiment.data == last.experiment.data
    assert "Ctrl+Z brings back what was there" in brief.window.statusBar().currentMessage()
    # Its weights are in Runs: nothing would be lost.
    assert not brief.window.isWindowModified()
    brief.window.run_bar.step.click()
    step = brief.wait(lambda snapshot: snapshot.first_weights != "" and snapshot.iteration == 1)
    model = read_model(next(tmp_path.rglob("*.weights.npz")))
    expected = Trainer(last.experiment, load(last.experiment.data), first_weights=model.parameters)
    expected.step()
    assert step.train_cost.values[0] == expected.history.train_cost.curve().values[0]
    assert step.train_cost.values[0] < last.train_cost.values[0]


def test_that_a_network_named_on_the_command_line_opens_and_can_be_exported_untrained(
    open_bench, pets, tmp_path: Path
) -> None:
    model, _, X = pets
    file = tmp_path / "pets.safetensors"
    save(model, file, X)
    bench = open_bench(str(file))
    bench.wait(lambda snapshot: snapshot.dataset.blank)
    assert bench.snapshot.experiment.network == model.experiment.network
    assert bench.snapshot.iteration == 0
    assert bench.window.run_bar.export.isEnabled()
    with pytest.raises(DataError, match="no such file"):
        open_bench(str(tmp_path / "gone.npz"))


def test_that_pictures_dropped_on_the_window_are_predicted_or_their_folder_is_offered(
    bench, tmp_path: Path
) -> None:
    folder = noise_photos(tmp_path / "pets", ("cat", "dog"), 6)
    files = [str(file) for file in sorted(folder.rglob("*.png"))[:2]]
    bench.window.dropped.emit(files[0])
    box = bench.find("message", QMessageBox)
    offer = next(button for button in box.buttons() if button.text().startswith("Open "))
    assert str(folder) in offer.text()
    offer.click()
    bench.wait(lambda snapshot: snapshot.classes == ("cat", "dog"))
    bench.window.run_bar.step.click()
    bench.wait(lambda snapshot: snapshot.iteration == 1)
    bench.window.dropped_together.emit(files)
    model = bench.window.predictions.files_panel.model
    bench.qtbot.waitUntil(lambda: len(model.predictions) == 2)
    bench.window.open_view("activations")
    bench.window.dropped.emit(str(folder / "cat"))
    box = bench.find("message", QMessageBox)
    next(button for button in box.buttons() if button.text() == "Predict them").click()
    bench.qtbot.waitUntil(lambda: len(model.predictions) == 6)
    assert bench.window.current_view is bench.window.predictions


def test_that_a_dropped_zip_is_unpacked_beside_itself_and_opened(bench, tmp_path: Path) -> None:
    folder = noise_photos(tmp_path / "pets", ("cat", "dog"), 6)
    shutil.make_archive(str(tmp_path / "zipped"), "zip", folder)
    bench.window.dropped.emit(str(tmp_path / "zipped.zip"))
    box = bench.find("message", QMessageBox)
    next(button for button in box.buttons() if button.text() == "Unpack it").click()
    snapshot = bench.wait(lambda snapshot: snapshot.classes == ("cat", "dog"))
    assert snapshot.experiment.data.folder == str(tmp_path / "zipped")
