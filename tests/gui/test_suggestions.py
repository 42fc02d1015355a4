"""Facts about settings that are suggested in the window."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QComboBox, QLabel, QMessageBox, QPushButton, QWidget

from core.experiment.presets import preset
from core.experiment.toml import to_toml, with_settings
from core.training.snapshots.snapshot import State
from tests.gui.conftest import Bench


@pytest.fixture
def bench(shared_bench: Bench) -> Bench:
    return shared_bench


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of own pictures: ten dark ones and ten light ones."""
    random = np.random.RandomState(5)
    for number in range(20):
        place = tmp_path / "photos" / ("dark", "light")[number % 2]
        place.mkdir(parents=True, exist_ok=True)
        pixels = random.randint(0, 90, (12, 16, 3)) + 120 * (number % 2)
        Image.fromarray(pixels.astype(np.uint8)).save(place / f"{number}.png")
    return tmp_path / "photos"


def _open(bench, path: Path) -> None:
    bench.window.dropped.emit(str(path))
    bench.wait(lambda snapshot: snapshot.experiment.data.folder == str(path))


def _words(bench) -> str:
    return bench.find("suggestion_words", QLabel).text()


def _shown(bench) -> bool:
    return bench.find("suggestion", QWidget).isVisible()


def test_that_an_own_folder_learns_at_the_first_train(open_bench: Callable, photos: Path) -> None:
    bench = open_bench()
    assert not _shown(bench)
    _open(bench, photos)
    assert _shown(bench)
    counted = "Suggested for 20 pictures in 2 classes: 16 x 16 pixels"
    bench.qtbot.waitUntil(lambda: _words(bench).startswith(counted))
    assert "20 % of each class" in " ".join(_words(bench).split())
    chosen = bench.find("suggestion_words", QLabel).toolTip()
    for words in ("Optimiser: Adam", "Batch size: 32", "Initialisation: He"):
        assert words in chosen
    bench.find("train", QPushButton).click()
    assert bench.wait_state(State.FINISHED).test_accuracy.values[-1] == 1.0


def test_that_a_suggestion_counts_the_pictures_that_could_be_read(bench, photos: Path) -> None:
    whole = photos / "dark" / "0.png"
    (photos / "dark" / "broken.png").write_bytes(whole.read_bytes()[:200])
    _open(bench, photos)
    snapshot = bench.snapshot
    assert snapshot.train_count + snapshot.test_count == 20
    counted = "Suggested for 20 pictures in 2 classes: 16 x 16 pixels"
    bench.qtbot.waitUntil(lambda: _words(bench).startswith(counted))
    assert "Suggested for 20 pictures" in bench.find("suggestion_words", QLabel).toolTip()


def test_that_a_train_pressed_at_once_trains_the_folder(bench, photos: Path) -> None:
    bench.window.dropped.emit(str(photos))
    bench.find("train", QPushButton).click()
    done = bench.wait(lambda snapshot: snapshot.iteration > 0 and snapshot.train_count == 16)
    assert done.experiment.data.folder == str(photos)


def test_that_one_click_takes_the_settings_back_and_keeps_the_data(
    open_bench: Callable, photos: Path
) -> None:
    bench = open_bench()
    before = bench.snapshot.experiment
    _open(bench, photos)
    bench.find("take_back", QPushButton).click()
    after = bench.wait(lambda snapshot: snapshot.experiment.network == before.network).experiment
    assert after.training == before.training
    assert after.data.folder == str(photos)
    assert after.data.scaling == before.data.scaling
    assert _words(bench).startswith("Taken back: 4 tanh units, rate 1.2. Train (F5) trains with")
    assert bench.find("take_back", QPushButton).isHidden()
    bench.find("train", QPushButton).click()
    assert not _shown(bench)


def test_that_the_way_back_says_where_it_leads_and_goes_once_the_settings_are_used_or_changed(
    open_bench: Callable, photos: Path
) -> None:
    bench = open_bench()
    bench.window.settings.changed.emit("network.hidden", (4,))
    bench.window.menus.actions["suggest"].trigger()
    back = bench.find("take_back", QPushButton)
    bench.qtbot.waitUntil(back.isVisible)
    assert back.text() == "Back to 4 tanh units, rate 1.2"
    bench.find("train", QPushButton).click()
    assert _shown(bench)
    assert not back.isVisible()
    bench.find("seed", QWidget).setValue(9)
    assert not _shown(bench)
    _open(bench, photos)
    assert back.isVisible()


def test_that_the_way_back_is_to_what_differs_where_units_and_rate_are_the_same(
    bench, photos: Path
) -> None:
    _open(bench, photos)
    back = bench.find("take_back", QPushButton)
    suggested = bench.snapshot.experiment
    # As a project would bring them, not by hand.
    bench.window.menus.preset.emit("flower")
    bench.wait(lambda snapshot: snapshot.experiment == preset("flower"))
    other = with_settings(suggested, {"training.optimiser": "momentum"})
    (photos.parent / "other.toml").write_text(to_toml(other), encoding="utf-8")
    bench.window.dropped.emit(str(photos.parent / "other.toml"))
    bench.wait(lambda snapshot: snapshot.experiment == other)
    bench.window.menus.actions["suggest"].trigger()
    bench.qtbot.waitUntil(back.isVisible)
    assert back.text() == "Back to Optimiser momentum"


def test_that_a_setting_of_the_user_s_own_stays_and_is_named(bench, photos: Path) -> None:
    bench.find("seed", QWidget).setValue(9)
    bench.window.settings.changed.emit("training.learning_rate", 0.25)
    _open(bench, photos)
    now = bench.snapshot.experiment
    assert now.training.learning_rate == 0.25
    assert now.network.seed == 9
    assert now.training.optimiser == "adam"
    assert "Left as you set it: Learning rate α." in _words(bench)
    # The reason speaks of small steps.
    assert "Why" not in _words(bench)


def test_that_a_setting_that_a_preset_replaced_is_the_user_s_no_more(bench, photos: Path) -> None:
    bench.window.settings.changed.emit("training.learning_rate", 0.25)
    bench.window.menus.preset.emit("moons-gd")
    bench.wait(lambda snapshot: snapshot.experiment == preset("moons-gd"))
    _open(bench, photos)
    assert bench.snapshot.experiment.training.learning_rate == 0.0003


def test_that_presets_stay_as_they_are(bench) -> None:
    bench.window.menus.preset.emit("moons-adam")
    assert bench.wait(lambda snapshot: snapshot.experiment == preset("moons-adam"))
    assert not _shown(bench)


@pytest.mark.parametrize("ask", ["button", "menu"])
def test_that_settings_are_suggested_at_any_time(bench, ask: str) -> None:
    before = bench.snapshot.experiment
    if ask == "button":
        bench.find("suggest", QPushButton).click()
    else:
        bench.window.menus.actions["suggest"].trigger()
    now = bench.wait(lambda snapshot: snapshot.experiment.training.optimiser == "adam").experiment
    assert now.data.kind == before.data.kind
    assert now.network.hidden == (64, 32)
    bench.find("take_back", QPushButton).click()
    assert bench.wait(lambda snapshot: snapshot.experiment == before)


def test_that_another_built_in_kind_brings_its_settings(bench) -> None:
    box = bench.find("data_kind", QComboBox)
    box.setCurrentIndex(box.findData("digits"))
    now = bench.wait(lambda snapshot: snapshot.experiment.data.kind == "digits").experiment
    assert now.data.scaling == "standardised"
    assert now.data.test_share == 0.2
    assert "pictures in 10 classes: 8 x 8 pixels" in _words(bench)


def test_that_a_folder_that_cannot_be_used_says_why_and_changes_nothing(
    open_bench: Callable, tmp_path: Path
) -> None:
    bench = open_bench()
    before = bench.snapshot.experiment
    (tmp_path / "nothing").mkdir()
    bench.window.dropped.emit(str(tmp_path / "nothing"))
    boxes = bench.window.findChildren
    bench.qtbot.waitUntil(lambda: any("empty" in box.text() for box in boxes(QMessageBox)))
    for box in boxes(QMessageBox):
        box.close()
    assert bench.snapshot.experiment == before
    assert not bench.find("cancel_loading", QPushButton).isVisible()
    assert not _shown(bench)


def test_that_the_folder_offered_in_place_of_a_wrong_one_brings_its_settings(
    bench, photos: Path
) -> None:
    above = photos.parent / "above"
    above.mkdir()
    for part in ("train", "test"):
        (above / part).symlink_to(photos, target_is_directory=True)
    bench.window.dropped.emit(str(above))
    boxes = bench.window.findChildren
    bench.qtbot.waitUntil(lambda: len(boxes(QMessageBox)) > 0)
    (box,) = boxes(QMessageBox)
    box.buttons()[0].click()
    now = bench.wait(lambda snapshot: snapshot.test_count == 20).experiment
    assert now.training.optimiser == "adam"
    assert _shown(bench)


def test_that_the_words_of_other_data_go_with_it(bench, photos: Path) -> None:
    _open(bench, photos)
    bench.window.menus.preset.emit("moons-gd")
    bench.wait(lambda snapshot: snapshot.experiment == preset("moons-gd"))
    assert not _shown(bench)


def test_that_there_is_no_way_back_to_the_settings_of_now(bench, photos: Path) -> None:
    _open(bench, photos)
    words = _words(bench)
    bench.find("take_back", QPushButton)
    bench.window.menus.actions["suggest"].trigger()
    bench.qtbot.waitUntil(bench.window.suggestion.take_back.isHidden)
    assert _words(bench).split(":")[0] == words.split(":")[0]


def test_that_a_table_opens_with_its_target_and_another_one_with_its_own(
    open_bench, tmp_path: Path
) -> None:
    for name, columns in (("homes", "area,rent,price"), ("cars", "power,seats,weight")):
        rows = "".join(f"{n},{(n * 7) % 31 + 0.5},{(n * 3) % 37 + 0.25}\n" for n in range(40))
        (tmp_path / f"{name}.csv").write_text(f"{columns}\n{rows}")
    bench = open_bench(str(tmp_path / "homes.csv"), **{"data.target": "rent"})
    opened = bench.wait(lambda snapshot: snapshot.experiment.data.kind == "table")
    assert opened.classes == ("rent",)
    assert opened.dataset.test is not None
    bench.window.dropped.emit(str(tmp_path / "cars.csv"))
    bench.wait(lambda snapshot: snapshot.classes == ("weight",))
