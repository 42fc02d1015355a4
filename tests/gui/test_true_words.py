"""What the window says belongs to what is on the bench."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QWidget

from core.errors import SuggestedFix
from core.experiment.toml import read_experiment
from core.training.health.generalisation import CHOSEN_BY_TEST
from core.training.snapshots.snapshot import State
from tests.gui.conftest import Bench
from tests.noise_photos import noise_photos

FLOWER = "A flower in the plane[*] - Layerbench"


@pytest.fixture
def bench(shared_bench: Bench) -> Bench:
    return shared_bench


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of own pictures whose classes have the course's names."""
    return noise_photos(tmp_path / "photos", ("cat", "non-cat"), 6, side=9)


def _answer(bench, path: Path) -> None:
    dialog = bench.find("file_dialog", QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()


def _cancel(bench) -> None:
    bench.find("file_dialog", QFileDialog).reject()


def test_that_an_own_folder_takes_the_preset_s_words_away(
    bench, photos: Path, tmp_path: Path
) -> None:
    assert bench.window.windowTitle() == FLOWER
    titles: list[str] = []
    bench.window.windowTitleChanged.connect(titles.append)
    bench.window.dropped.emit(str(photos))
    bench.wait(lambda snapshot: snapshot.train_count == 10)
    assert titles[0].startswith("reading photos ...")
    assert bench.window.windowTitle() == "photos[*] - Layerbench"
    assert bench.window.statusBar().currentMessage() == ""
    bench.window.menus.actions["save_experiment"].trigger()
    _answer(bench, tmp_path / "mine.toml")
    saved = read_experiment(tmp_path / "mine.toml")
    assert (saved.title, saved.lesson, saved.course) == ("", "", "")


def test_that_a_changed_setting_takes_the_preset_s_words_away_and_back(bench) -> None:
    lesson = bench.window.statusBar().currentMessage()
    bench.find("seed", QWidget).setValue(77)
    assert bench.window.windowTitle() == "Flower[*] - Layerbench"
    assert bench.window.statusBar().currentMessage() == ""
    bench.find("seed", QWidget).setValue(2)
    assert bench.window.windowTitle() == FLOWER
    assert bench.window.statusBar().currentMessage() == lesson


def test_that_a_finding_s_change_trains_a_preset_at_once_whose_title_goes(bench) -> None:
    run = bench.snapshot.run
    changes = {"training.iterations": 30, "training.epochs": None, "network.seed": 2}
    bench.window.health.accepted.emit(
        SuggestedFix("Train 30 iterations only", changes, afterwards=CHOSEN_BY_TEST)
    )
    words = bench.find("suggestion_words", QLabel).text()
    assert words.startswith("Changed by Health: Iterations 30 instead of 10")
    assert words.endswith("so their score is no longer an independent one.")
    assert not any(unchanged in words for unchanged in ("not set", "Seed", "seed"))
    finished = bench.wait_state(State.FINISHED)
    assert (finished.run, finished.iteration) == (run + 1, 30)
    assert not finished.experiment.title
    assert bench.window.statusBar().currentMessage() == ""


def test_that_a_preset_asks_for_the_course_s_folder_and_finds_both_parts_in_it(
    bench, tmp_path: Path
) -> None:
    for part in ("train", "test"):
        noise_photos(tmp_path / "cats" / part, ("cat", "non-cat"), 6, side=9)
    _open_course(bench)
    dialog = bench.find("file_dialog", QFileDialog)
    assert "holds train and test" in dialog.windowTitle()
    _answer(bench, tmp_path / "cats")
    read = bench.wait(lambda snapshot: snapshot.train_count == 12)
    assert read.test_count == 12
    bench.qtbot.waitUntil(lambda: bench.window.windowTitle().startswith("cats"))


def _choose_pictures(bench) -> None:
    box = bench.find("data_kind", QComboBox)
    box.setCurrentIndex(box.findData("pictures"))


def _open_course(bench) -> None:
    bench.window.menus.preset.emit("deep-cats")


@pytest.mark.parametrize("begin", [_choose_pictures, _open_course])
def test_that_a_cancelled_question_for_pictures_leaves_everything_as_it_was(
    bench, begin: Callable
) -> None:
    before = bench.snapshot.experiment
    begin(bench)
    _cancel(bench)
    assert bench.window.windowTitle() == FLOWER
    assert bench.find("data_kind", QComboBox).currentData() == "flower"
    assert bench.window.cost.reference.reference is not None
    assert not bench.find("data_state", QWidget).isVisible()
    bench.window.run_bar.train.click()
    assert bench.wait(lambda snapshot: snapshot.iteration > 0).experiment == before


def test_that_own_pictures_in_a_course_run_are_not_compared_with_the_course_s(
    bench, photos: Path
) -> None:
    bench.window.menus.preset.emit("two-layer-cats")
    _answer(bench, photos)
    bench.wait(lambda snapshot: snapshot.train_count == 12)
    assert bench.window.windowTitle() == "photos[*] - Layerbench"
    assert bench.window.cost.reference.reference is None


def test_that_the_baseline_beside_the_accuracy_is_of_the_data_on_the_bench(
    bench, photos: Path
) -> None:
    bench.window.dropped.emit(str(photos))
    bench.wait(lambda snapshot: snapshot.train_count == 10)
    assert "train 50.0" in bench.window.accuracy.baselines.text()
    bench.window.menus.preset.emit("moons-gd")
    bench.wait(lambda snapshot: snapshot.train_count == 300)
    train = bench.snapshot.train_baseline.share
    assert f"train {100 * train:.1f}" in bench.window.accuracy.baselines.text()


def test_that_open_folder_asks_for_a_folder_whatever_data_is_chosen(bench, tmp_path: Path) -> None:
    np.savez(tmp_path / "own.npz", X=np.eye(2, 12), Y=np.arange(12).reshape(1, 12) % 2)
    bench.window.dropped.emit(str(tmp_path / "own.npz"))
    bench.wait(lambda snapshot: snapshot.train_count == 10)
    bench.window.menus.actions["open_folder"].trigger()
    assert bench.find("file_dialog", QFileDialog).fileMode() is QFileDialog.FileMode.Directory
    _cancel(bench)
