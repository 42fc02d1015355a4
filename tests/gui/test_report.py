"""The report in the window: own words, a file, and what is said at the end."""

from pathlib import Path

from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
)

from core.projects.project import read_description
from core.training.snapshots.snapshot import State
from core.training.worker.events import Reporting
from gui.bridge import Bridge
from tests.gui.conftest import Bench


def ask(bench: Bench) -> QDialog:
    bench.window.menus.actions["report"].trigger()
    return bench.find("report", QDialog)


def choose(bench: Bench, file: Path) -> None:
    dialog = bench.find("file_dialog", QFileDialog)
    dialog.fileSelected.emit(str(file))
    close_dialog(bench)


def close_dialog(bench: Bench) -> None:
    bench.find("file_dialog", QFileDialog).close()
    bench.qtbot.waitUntil(lambda: bench.window.findChild(QFileDialog, "file_dialog") is None)


def close_message(bench: Bench, file: Path) -> None:
    box = bench.find("report_written", QMessageBox)
    assert str(file) in box.text()
    box.close()
    bench.qtbot.waitUntil(lambda: bench.window.findChild(QMessageBox, "report_written") is None)


def test_that_the_run_is_written_up_with_own_words_that_the_project_keeps(
    brief: Bench, tmp_path: Path
) -> None:
    bench, page, printed = brief, tmp_path / "report.html", tmp_path / "report.pdf"
    bench.find("train", QAbstractButton).click()
    trained = bench.wait_state(State.FINISHED)
    dialog = ask(bench)
    dialog.findChild(QLineEdit, "report_title").setText("Petals")
    dialog.findChild(QLineEdit, "report_author").setText("Ada")
    dialog.findChild(QPlainTextEdit, "report_analysis").setPlainText("Four units suffice.")
    dialog.findChild(QAbstractButton, "write_report").click()
    choose(bench, page)
    close_message(bench, page)
    text = page.read_text(encoding="utf-8")
    assert "<h1>Petals</h1>" in text
    assert "Four units suffice." in text
    assert "The run to be replayed" in text
    assert f'"iteration": {trained.iteration}, "at"' in text
    right = trained.train_accuracy.values[-1] * trained.train_count
    assert f"{round(right)} of {trained.train_count}" in text
    assert bench.window.isWindowModified()

    project = tmp_path / "petals.layerbench"
    bench.window.menus.actions["save"].trigger()
    choose(bench, project)
    bench.qtbot.waitUntil(lambda: not bench.window.isWindowModified())
    words = read_description(project).words
    assert (words.title, words.author, words.analysis) == ("Petals", "Ada", "Four units suffice.")

    dialog = ask(bench)
    dialog.findChild(QPlainTextEdit, "report_analysis").setPlainText("Three do not.")
    dialog.findChild(QAbstractButton, "keep_words").click()
    assert bench.window.isWindowModified()
    bench.window.dropped.emit(str(project))
    bench.qtbot.waitUntil(lambda: not bench.window.isWindowModified())
    dialog = ask(bench)
    analysis = dialog.findChild(QPlainTextEdit, "report_analysis")
    assert analysis.toPlainText() == "Four units suffice."
    dialog.findChild(QAbstractButton, "write_report").click()
    choose(bench, printed)
    close_message(bench, printed)
    assert printed.read_bytes().startswith(b"%PDF")


def test_that_a_report_that_cannot_be_written_says_why(bench: Bench, tmp_path: Path) -> None:
    ask(bench).findChild(QAbstractButton, "write_report").click()
    choose(bench, tmp_path / "nowhere" / "report.html")
    box = bench.find("message", QMessageBox)
    assert "there is no folder" in box.text()
    box.close()


def test_that_own_words_belong_to_the_data_that_they_are_written_of(
    brief: Bench, tmp_path: Path
) -> None:
    bench = brief

    def words() -> tuple[str, str]:
        dialog = ask(bench)
        title = dialog.findChild(QLineEdit, "report_title").text()
        analysis = dialog.findChild(QPlainTextEdit, "report_analysis").toPlainText()
        dialog.reject()
        return title, analysis

    dialog = ask(bench)
    dialog.findChild(QLineEdit, "report_title").setText("Petals")
    dialog.findChild(QPlainTextEdit, "report_analysis").setPlainText("Four units suffice.")
    dialog.findChild(QAbstractButton, "keep_words").click()
    other = tmp_path / "moons.toml"
    other.write_text('[data]\nkind = "moons"\n[training]\niterations = 50\n', encoding="utf-8")
    bench.window.dropped.emit(str(other))
    bench.wait(lambda snapshot: snapshot.experiment.data.kind == "moons")
    assert words() == ("", "")
    project = tmp_path / "moons.layerbench"
    bench.window.menus.actions["save"].trigger()
    choose(bench, project)
    bench.qtbot.waitUntil(lambda: not bench.window.isWindowModified())
    assert read_description(project).words.analysis == ""
    bench.window.menus.actions["undo"].trigger()
    bench.wait(lambda snapshot: snapshot.experiment.data.kind == "flower")
    assert words() == ("Petals", "Four units suffice.")
    assert bench.window.isWindowModified()
    bench.window.dropped.emit(str(project))
    bench.wait(lambda snapshot: snapshot.experiment.data.kind == "moons")
    bench.qtbot.waitUntil(lambda: not bench.window.isWindowModified())
    assert words() == ("", "")


def test_that_a_report_that_is_cancelled_is_not_written(brief: Bench, tmp_path: Path) -> None:
    bench, first, second = brief, tmp_path / "first.html", tmp_path / "second.html"
    saving, reported = bench.window.saving, []
    bench.window.findChild(Bridge).event_ready.connect(reported.append)
    ask(bench).findChild(QAbstractButton, "write_report").click()
    # Cancelled before anything is heard of it: whatever the worker has said of it comes too late.
    bench.find("file_dialog", QFileDialog).fileSelected.emit(str(first))
    saving.cancel.click()
    close_dialog(bench)
    assert saving.isHidden()
    ask(bench).findChild(QAbstractButton, "write_report").click()
    choose(bench, second)
    close_message(bench, second)
    assert saving.isHidden()
    saving.cancel.click()
    for late in tuple(reported):
        bench.window.findChild(Bridge).event_ready.emit(late)
        assert saving.isHidden()
    assert Reporting in map(type, reported)
    assert list(tmp_path.glob("*.html*")) == [second]
