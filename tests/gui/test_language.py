"""Facts about another language in the window that is open: all words change, and nothing else."""

import gc
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractAnimation, QLocale, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMenu, QPushButton, QWidget

from core.classroom.desk import Desk, write_desk
from core.experiment.presets import preset
from core.messages import fill, set_number_spaces, set_translator
from core.training.snapshots.snapshot import State
from gui.bridge import Bridge
from gui.language import speak
from gui.views.registry import VIEWS
from gui.widgets.number_format import percent
from tests.gui.conftest import Bench

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> Iterator[None]:
    """Speak English after each test, with the numbers of the command line."""
    before = QLocale()
    if speak("zh_CN"):
        pytest.skip("no font on this system has Chinese letters")
    speak("en")
    yield
    speak("en")
    set_translator(str)
    set_number_spaces(",", " ")
    QLocale.setDefault(before)


def choose(bench: Bench, code: str) -> None:
    """Choose a language in the menus by the mouse, and wait until the window speaks it."""
    window, menus = bench.window, bench.window.menus
    bar, entry = window.menuBar(), menus.actions["language"]
    (view,) = (action for action in bar.actions() if entry in action.menu().actions())
    menu, submenu = view.menu(), entry.menu()
    assert isinstance(menu, QMenu)
    assert isinstance(submenu, QMenu)

    def is_open() -> bool:
        if not menu.isVisible():
            # Offscreen, focus that comes late closes a menu that is open.
            QTest.mouseClick(bar, LEFT, pos=bar.actionGeometry(view).center())
        menu.setActiveAction(entry)
        return submenu.isVisible()

    bench.qtbot.waitUntil(is_open)
    (wanted,) = (one for one in submenu.actions() if one.objectName() == f"language_{code}")
    QTest.mouseClick(submenu, LEFT, pos=submenu.actionGeometry(wanted).center())
    bench.qtbot.waitUntil(lambda: window.menus is not menus)


def test_that_a_run_goes_on_while_the_window_changes_its_language(bench: Bench) -> None:
    window = bench.window
    bench.find("iterations", QWidget).setValue(1_000_000)
    bench.find("train", QPushButton).click()
    before = bench.wait(lambda snapshot: snapshot.iteration > 10)
    title, modified, size = window.windowTitle(), window.isWindowModified(), window.size()
    choose(bench, "zh_CN")
    assert window.run_bar.train.text() == "训练(&T)"
    assert window.inside.tabText(0) == "激活值"
    assert window.cost.title.text() == "成本"
    assert window.health.accessibleName() != "Health"
    after = bench.wait(lambda snapshot: snapshot.iteration > before.iteration)
    assert after.run == before.run
    assert "[*] - Layerbench" in title
    assert "[*] - Layerbench" in window.windowTitle()
    assert (window.isWindowModified(), window.size()) == (modified, size)
    window.run_bar.pause.click()
    bench.wait_state(State.PAUSED)
    kept = window.preferences.data_folder / "recovery"
    stale = {file.stat().st_mtime_ns for file in kept.glob("*.layerbench")}
    window.run_bar.step.click()
    bench.qtbot.waitUntil(
        lambda: bool({file.stat().st_mtime_ns for file in kept.glob("*.layerbench")} - stale)
    )
    choose(bench, "en")
    assert window.run_bar.train.text() == "&Train"
    assert window.windowTitle() == title


def test_that_changes_of_before_can_be_undone_in_the_other_language(brief: Bench) -> None:
    window = brief.window
    window.settings.changed.emit("training.iterations", 77)
    brief.wait(lambda snapshot: snapshot.iterations == 77)
    undo = window.menus.actions["undo"].text()
    choose(brief, "zh_CN")
    assert window.menus.actions["undo"].isEnabled()
    assert window.menus.actions["undo"].text() not in ("", undo)
    window.menus.actions["undo"].trigger()
    brief.wait(lambda snapshot: snapshot.iterations == 200)
    assert not window.menus.actions["undo"].isEnabled()
    assert window.menus.actions["redo"].isEnabled()


def test_that_curves_ghosts_tab_timeline_and_places_are_as_they_were(brief: Bench) -> None:
    window = brief.window
    brief.find("train", QPushButton).click()
    brief.wait_state(State.FINISHED)
    window.settings.changed.emit("network.seed", 8)
    brief.wait_state(State.READY)
    window.run_bar.train.click()
    brief.wait_state(State.FINISHED)
    calculation = window.open_view("calculation")
    brief.qtbot.waitUntil(lambda: calculation.newest and "calculation" in calculation.newest.probes)
    calculation.page.open_unit(1, 2)
    brief.qtbot.waitUntil(lambda: calculation.page.is_at_unit)
    assert calculation.page.unit_page.place == (1, 2)
    window.open_view("weights")
    window.cost.log.click()
    window.accuracy.plot.zoom_to((20, 120), (40, 60))
    window.menus.actions["enlarge"].setChecked(True)
    window.menus.actions["enlarge"].setChecked(False)
    window.timeline.go(100)
    brief.wait(lambda snapshot: snapshot.looking_back)
    window.settings.verticalScrollBar().setValue(20)
    window._splitters["whole"].moveSplitter(420, 1)
    widths = [window._splitters[name].sizes() for name in ("whole", "curves")]
    ghosts = len(window.cost.earlier_runs)
    assert ghosts == 1
    choose(brief, "zh_CN")
    assert brief.snapshot is not None
    assert brief.snapshot.looking_back
    assert window.timeline.slider.value() == 100
    assert len(window.cost.earlier_runs) == ghosts
    assert window.cost.log.isChecked()
    assert window.inside.currentWidget() is window.place("weights")
    assert window.accuracy.plot.x_span == pytest.approx((20, 120))
    assert window.settings.verticalScrollBar().value() == 20
    assert [window._splitters[name].sizes() for name in ("whole", "curves")] == widths
    page = window.open_view("calculation").page
    assert page.is_at_unit
    brief.qtbot.waitUntil(lambda: page.unit_page.place == (1, 2))


def test_that_nothing_of_the_other_language_is_left(brief: Bench) -> None:
    window = brief.window
    for name in ("predictions", "map", "data", "calculation"):
        window.open_view(name)

    def alive() -> list[object]:
        gc.collect()
        return [part for part in (ref() for ref in parts) if part is not None]

    parts = [
        weakref.ref(part)
        for part in (
            *(window.settings, window.run_bar, window.timeline, window.health, window.inside),
            *(window.menus, window.statusBar(), window.cost, window.data, window.predictions),
            window.place("map").view,
        )
    ]
    choose(brief, "zh_CN")
    assert alive() == []
    counts = []
    for code in ["en", "zh_CN"] * 2:
        window.menus.language.emit(code)
        brief.qtbot.waitUntil(lambda before=window.menus: window.menus is not before)
        gc.collect()
        # Qt's own animations of scroll bars end by themselves.
        parts = window.findChildren(QObject)
        counts.append(sum(not isinstance(part, QAbstractAnimation) for part in parts))
    assert counts[2:] == counts[:2]


def test_that_what_was_found_out_is_shown_in_the_other_language(brief: Bench) -> None:
    window = brief.window
    brief.find("train", QPushButton).click()
    brief.wait_state(State.FINISHED)
    window.menus.actions["ask_rate"].trigger()
    page = window.place("map").view.page
    brief.find("measure_rates", QPushButton).click()
    brief.qtbot.waitUntil(lambda: page.plot.isVisible())
    said = page.words.text()
    kept = window.runs.table(brief.snapshot).to_csv()
    assert kept.count(b"\n") == 2
    choose(brief, "zh_CN")
    page = window.place("map").view.page
    assert page.plot.isVisible()
    assert page.words.text() != said
    assert window.runs.table(brief.snapshot).to_csv() == kept


def test_that_live_and_a_closed_window_are_as_in_one_language(bench: Bench) -> None:
    window = bench.window
    window.run_bar.live.setChecked(True)
    before = bench.wait(lambda snapshot: snapshot.iteration > 0)
    choose(bench, "zh_CN")
    assert window.run_bar.live.isChecked()
    assert window.menus.actions["live"].isChecked()
    after = bench.wait(lambda snapshot: snapshot.iteration > before.iteration)
    assert after.run == before.run
    runner = window.findChild(Bridge).runner
    window.may_close = lambda: True
    window.close()
    bench.qtbot.waitUntil(runner.close)


def test_that_qt_and_numbers_speak_the_language_too(brief: Bench) -> None:
    choose(brief, "zh_CN")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "取消"
    assert QLocale().language() is QLocale.Language.Chinese
    assert percent(0.986) == fill("{share:.1%}", share=0.986)
    assert brief.window.preferences.language == "zh_CN"
    choose(brief, "system")
    assert brief.window.preferences.language == ""


def test_that_what_a_desk_hides_stays_hidden_in_the_other_language(
    open_bench: Callable[..., Bench], tmp_path: Path
) -> None:
    desk = Desk(
        depth="learn",
        controls=("learning_rate",),
        views=("activations",),
        experiment=preset("flower"),
    )
    write_desk(desk, tmp_path / "a.layerdesk")
    bench = open_bench(str(tmp_path / "a.layerdesk"))
    window = bench.window
    window.open_view("sample")
    choose(bench, "zh_CN")
    assert [n for n, part in window.controls.items() if not part.withheld] == ["learning_rate"]
    shown = [n for place, n in enumerate(VIEWS) if window.inside.isTabVisible(place)]
    assert shown == ["activations", "sample"]
    assert window.inside.currentWidget() is window.place("sample")
    assert not window.settings.sections[1].isVisible()
    assert window.depth_line.isVisible()
    assert window.menus.actions["desk_leave"].isEnabled()
