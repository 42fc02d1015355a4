"""Facts about what the window remembers, and about the dialog that changes it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLabel, QMessageBox, QSpinBox
from pytestqt.qtbot import QtBot

from core.data.images.limits.largest import LIMIT, most_megapixels
from core.network.parallel import MAX_PIECES
from core.training.compute_threads import ALL_CORES, cores
from gui import theme
from gui.dialogs.settings import SettingsDialog
from gui.preferences import Preferences
from tests.gui.conftest import Bench


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


def test_that_choices_are_remembered_and_the_usual_ones_come_back(file: Path) -> None:
    first = Preferences(file)
    usual = (
        first.dark,
        first.contrast,
        first.size,
        first.threads,
        first.autosave,
        first.megapixels,
        first.runs_folder,
    )
    assert usual == (None, False, 100, 0, True, LIMIT, file.parent / "data" / "runs")
    first.dark, first.threads, first.autosave, first.megapixels = False, 2, False, 50
    first.contrast, first.size = True, 150
    first.runs_folder = file.parent / "runs"
    first.keep_folder("data", "/photos")
    assert first.problem is None
    again = Preferences(file)
    assert (again.dark, again.threads, again.autosave, again.megapixels) == (False, 2, False, 50)
    assert (again.contrast, again.size) == (True, 150)
    assert again.runs_folder == file.parent / "runs"
    again.forget_choices()
    kept = (again.dark, again.contrast, again.size, again.threads, again.autosave)
    assert kept == usual[:5]
    assert again.folder("data") == "/photos"


@pytest.mark.parametrize(
    "content", [b"hello", b"[General]\nthe", b"\x00\x01\xff = 3", b"[General]\ntheme=\xff\xfe"]
)
def test_that_settings_that_cannot_be_read_are_set_aside_whole_and_told(
    file: Path, content: bytes
) -> None:
    file.write_bytes(content)
    preferences = Preferences(file)
    aside = file.with_name("settings.ini.damaged")
    assert aside.read_bytes() == content
    assert str(aside) in str(preferences.set_aside)
    assert (preferences.dark, preferences.problem) == (None, None)
    assert Preferences(file).set_aside is None


@pytest.mark.parametrize("value", ["abc", "-1", "1e999", "9" * 5000, "151", "", "@Invalid()"])
def test_that_a_value_that_is_none_is_the_usual_one(file: Path, value: str) -> None:
    file.write_text(
        f"[General]\nthreads={value}0000\nmegapixels={value}\ntheme={value}\n"
        f"contrast={value}\nsize={value}\n"
    )
    preferences = Preferences(file)
    assert (preferences.megapixels, preferences.threads, preferences.dark) == (LIMIT, 0, None)
    assert preferences.contrast is False
    assert preferences.size in (100, 150)


def test_that_a_place_that_cannot_be_written_to_is_told_and_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    preferences = Preferences(tmp_path / "file" / "settings.ini")
    assert "are not kept" in str(preferences.problem)
    preferences.dark = True
    assert preferences.dark is True


def test_that_a_start_says_what_became_of_the_settings(open_bench, file: Path) -> None:
    file.write_bytes(b"hello")
    bench = open_bench()
    bench.window.started.emit()
    box = bench.find("notice", QMessageBox)
    assert "could not be read" in box.text()
    box.close()


def test_that_the_dialog_changes_the_program_at_once(bench: Bench, tmp_path: Path) -> None:
    window = bench.window
    window.menus.actions["settings"].trigger()
    bench.find("theme", QComboBox).setCurrentIndex(2)
    assert theme.is_dark()
    assert window.menus.actions["dark"].isChecked()
    bench.find("contrast", QCheckBox).click()
    assert (theme.is_dark(), theme.has_contrast()) == (True, True)
    assert window.menus.actions["contrast"].isChecked()
    window.menus.actions["contrast"].trigger()
    assert (theme.is_dark(), theme.has_contrast()) == (True, False)
    bench.find("threads", QSpinBox).setValue(1)
    assert ALL_CORES.count == 1
    bench.find("megapixels", QSpinBox).setValue(20)
    assert most_megapixels() == 20
    bench.find("autosave", QCheckBox).click()
    assert not window.preferences.autosave
    assert "kept in" in bench.find("settings_kept", QLabel).text()
    bench.find("usual_settings", QAbstractButton).click()
    assert window.preferences.dark is None
    assert window.preferences.autosave
    assert most_megapixels() == LIMIT
    assert ALL_CORES.count == min(cores(), MAX_PIECES)
    # A change of the system's own theme has the right one looked up again.
    window.preferences.dark = True
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.is_dark()
    window.menus.actions["dark"].trigger()
    assert not theme.is_dark()


def test_that_the_folder_of_runs_is_one_line_however_long(qtbot: QtBot, file: Path) -> None:
    preferences = Preferences(file)
    preferences.runs_folder = file.parent / ("long" * 60)
    dialog = SettingsDialog(None, preferences, lambda: None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.width() < 600
    assert dialog.runs.height() >= dialog.runs.fontMetrics().height()
    assert str(preferences.runs_folder) in dialog.runs.text


def test_that_a_size_that_counts_only_from_the_next_start_says_so(qtbot: QtBot, file: Path) -> None:
    dialog = SettingsDialog(None, Preferences(file), lambda: None)
    qtbot.addWidget(dialog)
    assert dialog.scale_note.isHidden()
    dialog.scale.setCurrentIndex(2)
    assert not dialog.scale_note.isHidden()
    dialog.scale.setCurrentIndex(0)
    assert dialog.scale_note.isHidden()
