"""What one looks for is in sight, and stays where it is."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from core.experiment.presets import preset
from gui import theme
from gui.controls.suggestion_line import SuggestionLine
from gui.views.registry import VIEWS
from tests.gui.conftest import Bench, lay_out
from tests.noise_photos import noise_photos

IN_SIGHT = (
    "train", "hidden_layers", "units_1", "units_3", "activation_1", "activation_all",
    "learning_rate", "init_scale", "cost_plot", "accuracy_plot",
)  # fmt: skip


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Sixteen pictures of each of two classes."""
    return noise_photos(tmp_path / "photos", ("cat", "non-cat"), 16, side=8)


def _open(bench: Bench, photos: Path) -> None:
    bench.window.dropped.emit(str(photos))
    bench.wait(lambda snapshot: snapshot.train_count + snapshot.test_count == 32)


def _open_with_three_layers(bench: Bench, photos: Path) -> None:
    _open(bench, photos)
    bench.find("hidden_layers", QWidget).setValue(3)
    bench.wait(lambda snapshot: len(snapshot.experiment.network.hidden) == 3)
    bench.qtbot.wait(1)


def _in_sight(widget: QWidget) -> bool:
    whole = widget.visibleRegion().boundingRect()
    return widget.isVisible() and whole == widget.rect()


def test_that_what_one_looks_for_is_in_sight_with_pictures_on_a_small_screen(
    bench, photos: Path
) -> None:
    bench.window.resize(1366, 720)
    _open_with_three_layers(bench, photos)
    assert [name for name in IN_SIGHT if not _in_sight(bench.find(name, QWidget))] == []
    view = bench.window.inside.currentWidget()
    assert view.isVisible()
    assert view.height() > 250


def test_that_it_is_in_sight_on_a_small_screen_at_twice_the_size(bench, photos: Path) -> None:
    # 1366 x 768 at 200 %, without the title of the window.
    bench.window.resize(683, 355)
    _open_with_three_layers(bench, photos)
    assert (bench.window.width(), bench.window.height()) == (683, 355)
    wanted = [name for name in IN_SIGHT if name != "activation_all"]
    controls = [bench.find(name, QWidget) for name in wanted]
    bench.qtbot.waitUntil(lambda: all(map(_in_sight, controls)), timeout=5000)
    # The rows of activations are seen in their whole width.
    activations = bench.window.place("activations").view
    assert activations.width() <= bench.window.inside.width()
    for row in activations.rows:
        assert row.visibleRegion().boundingRect().width() in (0, row.width())
        assert row.title.sizeHint().width() <= row.title.width()
    bench.window.resize(1366, 720)
    assert bench.find("activation_all", QWidget).isVisible()
    assert bench.find("data_kind", QWidget).isVisible()


def test_that_plots_and_answers_fit_into_a_window_of_900_by_600(bench, photos: Path) -> None:
    bench.window.resize(900, 600)
    _open(bench, photos)
    for name in ("gradients", "functions", "weights", "predictions"):
        view = bench.window.open_view(name)
        place = bench.window.place(name)
        bench.qtbot.waitUntil(lambda view=view: view.isVisible() and view.newest is not None)
        lay_out()
        assert view.height() <= place.height(), name
        assert view.width() <= place.width(), name
    words = bench.find("accuracy_words", QLabel)
    bench.qtbot.waitUntil(lambda: bool(words.text()))
    lay_out()
    assert words.height() < 3 * words.fontMetrics().height()
    assert not bench.window.back.isVisible()
    bench.window.menus.actions["enlarge"].trigger()
    assert "Esc" in bench.window.back.text()
    bench.window.back.click()
    assert not bench.window.menus.actions["enlarge"].isChecked()


def test_that_the_least_size_does_not_grow_once_every_view_is_made(bench) -> None:
    for name in VIEWS:
        bench.window.open_view(name)
    # A screen of 1366 x 768 at 200 %, without the title of the window.
    assert bench.window.minimumSizeHint().width() <= 683
    assert bench.window.minimumSizeHint().height() <= 350
    # One of 640 x 480.
    bench.window.resize(683, 440)
    bench.qtbot.waitUntil(lambda: bench.window.minimumSizeHint().width() <= 638)


def test_that_the_least_size_does_not_depend_on_the_names_of_classes(
    brief: Bench, tmp_path: Path
) -> None:
    least = []
    for name in ("cat", "x" * 250):
        rows = "".join(f"{row % 7},{row % 5},{row % 2}{name}\n" for row in range(40))
        (tmp_path / "table.csv").write_text(f"a,b,kind\n{rows}", encoding="utf-8")
        brief.window.open_from_desktop([str(tmp_path / "table.csv")])
        brief.wait(lambda snapshot, last=f"1{name}": snapshot.dataset.classes[-1] == last)
        lay_out()
        least.append(brief.window.settings.least_width)
        # As much as without data: the words of the bar are what is widest.
        assert brief.window.minimumSizeHint().width() <= 683
    assert least[0] == least[1]


def test_that_a_low_window_that_is_wide_names_its_parts(bench) -> None:
    # A screen of 1366 x 768 at 150 %, and at 200 %.
    for size, named in (((910, 480), True), ((683, 355), False)):
        bench.window.resize(*size)
        lay_out()
        names = bench.window.health.heading, bench.window.timeline._heading
        assert [name.isVisible() for name in names] == [named, named]


def test_that_a_long_suggestion_ends_in_dots_and_is_whole_once_there_is_room(qtbot) -> None:
    line = SuggestionLine()
    qtbot.addWidget(line)
    text = "Suggested for many samples. " * 20
    line.show_words(text)
    line.show()
    for width, whole in ((500, False), (5000, True)):
        line.resize(width, 100)
        lay_out()
        assert QLabel.text(line.label).endswith("…") != whole
        assert line.label.heightForWidth(line.label.width()) <= line.label.maximumHeight()
        assert line.label.text() == text


def test_that_a_window_that_was_small_for_a_while_has_the_settings_as_wide_as_before(
    bench, open_bench: Callable
) -> None:
    settings = bench.window.settings
    bench.qtbot.waitUntil(lambda: settings.width() >= settings.least_width)
    width = settings.width()
    foot = bench.window.statusBar()
    # As small as it goes, first in width alone.
    bench.window.resize(100, 600)
    bench.qtbot.waitUntil(lambda: settings.width() < width)
    bench.window.resize(100, 100)
    bench.qtbot.waitUntil(foot.isHidden)
    bench.window.resize(1366, 768)
    bench.qtbot.waitUntil(lambda: not foot.isHidden() and bench.window.width() == 1366)
    assert settings.width() == width
    bench.window.resize(100, 100)
    bench.qtbot.waitUntil(foot.isHidden)
    bench.window.close()
    again = open_bench().window.settings
    assert again.width() == width
    assert not again.horizontalScrollBar().isVisible()


def test_that_a_part_that_was_folded_is_folded_at_the_next_start(
    bench, open_bench: Callable
) -> None:
    rate = bench.find("learning_rate", QWidget)
    QTest.mouseClick(bench.find("fold_learning", QPushButton), Qt.MouseButton.LeftButton)
    assert not rate.isVisible()
    again = open_bench()
    assert not again.find("learning_rate", QWidget).isVisible()
    again.find("fold_learning", QPushButton).click()
    assert again.find("learning_rate", QWidget).isVisible()


def test_that_the_settings_of_the_data_fold_to_a_line_that_says_them(bench, photos: Path) -> None:
    _open(bench, photos)
    line = bench.find("fold_data_settings", QPushButton)
    size = bench.window.settings.data.rows.picture_size.box.value()
    assert f"{size} x {size} in colour" in line.text()
    assert not bench.find("picture_size", QWidget).isVisible()
    line.click()
    assert bench.find("picture_size", QWidget).isVisible()


def test_that_a_view_has_the_whole_window_by_key_and_by_a_double_click_on_its_tab(bench) -> None:
    view, settings = bench.window.inside, bench.window.settings
    before = view.height()
    QTest.keyClick(bench.window, Qt.Key.Key_F11, Qt.KeyboardModifier.ShiftModifier)
    assert not settings.isVisible()
    bench.qtbot.waitUntil(lambda: view.height() > 1.4 * before)
    QTest.keyClick(bench.window, Qt.Key.Key_Escape)
    assert settings.isVisible()
    bar = view.tabBar()
    QTest.mouseDClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(1).center())
    assert not settings.isVisible()
    bench.window.menus.actions["enlarge"].trigger()
    assert settings.isVisible()


def test_that_every_tab_has_a_key_and_says_what_it_shows(bench) -> None:
    for number, (name, key) in enumerate(zip(VIEWS, "1234567890B-=M", strict=True)):
        QTest.keyClick(bench.window, Qt.Key(ord(key)), Qt.KeyboardModifier.ControlModifier)
        assert bench.window.inside.currentWidget() is bench.window.place(name)
        assert f"Ctrl+{key}" in bench.window.inside.tabToolTip(number)


def test_that_timeline_tabs_and_settings_stay_while_findings_and_suggestions_come(bench) -> None:
    parts = (bench.window.timeline, bench.window.inside.tabBar(), bench.window.settings)

    def places() -> list[QPoint]:
        return [part.mapTo(bench.window, QPoint()) for part in parts]

    before = places()
    bench.window.menus.actions["suggest"].trigger()
    bench.qtbot.waitUntil(bench.window.suggestion.isVisible)
    bench.qtbot.wait(1)
    assert places() == before
    bench.find("init_scale", QWidget).setValue(0.0)
    bench.window.run_bar.train.click()
    bench.wait(lambda snapshot: bool(snapshot.findings))
    bench.qtbot.waitUntil(lambda: bench.window.health.rows[0].isVisible())
    assert places() == before


def test_that_the_view_that_suits_the_data_comes_first(bench, photos: Path) -> None:
    def on_top() -> QWidget:
        return bench.window.inside.currentWidget()

    assert on_top() is bench.window.place("boundary")
    _open(bench, photos)
    assert on_top() is bench.window.place("activations")
    bench.window.open_view("weights")
    bench.window.settings.kind_requested.emit("flower")
    bench.wait(lambda snapshot: snapshot.dataset.inputs.count == 2)
    assert on_top() is bench.window.place("weights")


def test_that_settings_that_unfold_in_a_low_window_are_not_scrolled_sideways(bench) -> None:
    window = bench.window
    window.resize(683, 384)
    bench.qtbot.waitUntil(window.statusBar().isHidden)
    for section in window.settings.folds:
        section.set_folded(False)
    window.settings.show_experiment(preset("deep-cats"))
    across = window.settings.horizontalScrollBar()
    bench.qtbot.waitUntil(lambda: window.settings.width() >= window.settings.least_width)
    bench.qtbot.waitUntil(lambda: across.maximum() == 0)


def test_that_a_line_marks_the_tab_on_top(bench) -> None:
    bar = bench.window.inside.tabBar()
    image, accent = bar.grab().toImage(), theme.colour("accent").rgb()
    rows = {
        number: {image.pixel(bar.tabRect(number).center().x(), y) for y in range(bar.height())}
        for number in range(3)
    }
    marked = [number for number, colours in rows.items() if accent in colours]
    assert marked == [number for number in range(3) if number == bar.currentIndex()]
