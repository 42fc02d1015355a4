"""Facts about the view of answers: what is counted, what a click shows, what a drop asks."""

import itertools
from dataclasses import replace as changed
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QIcon,
    QMouseEvent,
    QPainter,
    QPixmap,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QStyle, QStyleOptionViewItem

from core.data.blank import blank_dataset
from core.data.dataset import ConstantAnswer
from core.data.load import load
from core.errors import DataError
from core.experiment.settings import (
    AnswerSettings,
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.models.answers import Answers
from core.models.prediction import Prediction
from core.training.run import run
from core.training.snapshots.probes.predictions import AllPredictions, Predictions
from core.training.snapshots.snapshot import Snapshot, State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.worker.events import Predicted, PredictionSource
from gui import theme
from gui.status_line import figures
from gui.views.data.sections import Sections
from gui.views.data.summary_text import about
from gui.views.predictions import samples_model
from gui.views.predictions.accuracy_text import accuracy_text, cell_words
from gui.views.predictions.confusion_matrix import ConfusionMatrix
from gui.views.predictions.confusion_painter import ink_on
from gui.views.predictions.files_model import FilesModel
from gui.views.predictions.files_table import FilesTable
from gui.views.predictions.view import (
    NEW,
    TEST,
    TRAIN,
    PredictionsView,
)
from gui.widgets.text_row import LEAST as TEXT_ROW
from gui.widgets.thumbnail import MAX_SIDE, plain_icon, thumbnail
from tests.gui.conftest import let_fall
from tests.gui.contrast import contrast, upon

DIGITS = Experiment(
    data=DataSettings(kind="digits", samples=300, test_share=0.3),
    network=NetworkSettings(hidden=(12,)),
    training=TrainingSettings(iterations=30, learning_rate=0.5),
)
MOONS = Experiment(
    data=DataSettings(kind="moons", samples=80), training=TrainingSettings(iterations=30)
)


def shot(experiment: Experiment) -> Snapshot:
    trainer = run(experiment, load(experiment.data))
    return Snapshotter(trainer, 1).take(State.FINISHED, 1.0, 1.0, ["predictions"])


@pytest.fixture(scope="module")
def digits() -> Snapshot:
    return shot(DIGITS)


@pytest.fixture(scope="module")
def moons() -> Snapshot:
    return shot(MOONS)


@pytest.fixture
def view(qtbot) -> PredictionsView:
    made = PredictionsView()
    qtbot.addWidget(made)
    made.resize(1000, 400)
    with qtbot.waitExposed(made):
        made.show()
    return made


def centre(matrix: ConfusionMatrix, true: int, answered: int) -> QPoint:
    return matrix.layout_now().cell(true, answered).center().toPoint()


def click(matrix: ConfusionMatrix, true: int, answered: int) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(matrix, left, none, centre(matrix, true, answered))


def worst(predictions: Predictions, classes: int) -> tuple[int, int]:
    """The cell of the most frequent mistake."""
    counts = predictions.confusion(classes)
    np.fill_diagonal(counts, 0)
    true, answered = np.unravel_index(counts.argmax(), counts.shape)
    return int(true), int(answered)


def test_that_a_click_on_a_cell_shows_its_samples_the_surest_first(
    view: PredictionsView, digits: Snapshot
) -> None:
    view.show_snapshot(digits)
    test = digits.probes["predictions"].test
    true, answered = worst(test, 10)
    click(view.dataset_panel.matrix, true, answered)
    shown = view.dataset_panel.list.model.samples
    assert len(shown) == test.confusion(10)[true, answered] > 0
    assert set(test.labels[shown]) == {true}
    assert set(test.answered[shown]) == {answered}
    assert np.all(np.diff(test.probability[shown]) <= 0)


def test_that_without_a_cell_all_mistakes_are_shown(
    view: PredictionsView, digits: Snapshot
) -> None:
    view.show_snapshot(digits)
    test = digits.probes["predictions"].test
    assert len(view.dataset_panel.list.model.samples) == np.count_nonzero(
        test.labels != test.answered
    )
    cell = worst(test, 10)
    click(view.dataset_panel.matrix, *cell)
    click(view.dataset_panel.matrix, *cell)
    assert len(view.dataset_panel.list.model.samples) == np.count_nonzero(
        test.labels != test.answered
    )


def test_that_arrows_and_enter_choose_a_cell_and_escape_gives_it_back(
    view: PredictionsView, digits: Snapshot
) -> None:
    view.show_snapshot(digits)
    matrix = view.dataset_panel.matrix
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(matrix, key)
    assert "truly 1, answered 1" in matrix.accessibleDescription()
    QTest.keyClick(matrix, Qt.Key.Key_Return)
    assert matrix.cell == (1, 1)
    QTest.keyClick(matrix, Qt.Key.Key_Escape)
    assert matrix.cell is None


def test_that_the_cursor_stays_in_the_matrix(view: PredictionsView, moons: Snapshot) -> None:
    view.show_snapshot(moons)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up, *[Qt.Key.Key_Right] * 5, Qt.Key.Key_Space):
        QTest.keyClick(view.dataset_panel.matrix, key)
    assert view.dataset_panel.matrix.cell == (0, 1)


def test_that_training_samples_are_shown_when_asked_for_or_there_are_no_others(
    view: PredictionsView, digits: Snapshot, moons: Snapshot
) -> None:
    view.show_snapshot(digits)
    assert view.choice.checkedId() == TEST
    assert view.dataset_panel.matrix.counts.sum() == digits.test_count
    view.choice.button(TRAIN).click()
    assert view.dataset_panel.matrix.counts.sum() == digits.train_count
    view.choice.button(TEST).click()
    view.show_snapshot(moons)
    assert view.choice.checkedId() == TRAIN
    assert not view.choice.button(TEST).isEnabled()


def test_that_a_picture_is_shown_pixel_for_pixel(view: PredictionsView, digits: Snapshot) -> None:
    view.show_snapshot(digits)
    click(view.dataset_panel.matrix, 3, 3)
    model = view.dataset_panel.list.model
    image = model.data(model.index(0, 0), Qt.ItemDataRole.DecorationRole).toImage()
    assert (image.width(), image.height()) == (64, 64)
    inputs = digits.dataset.inputs
    pixels = inputs.picture(digits.dataset.test.X[:, model.samples[0]])[:, :, 0]
    seen = [[image.pixelColor(8 * x + 3, 8 * y + 5).value() for x in range(8)] for y in range(8)]
    assert np.array_equal(seen, pixels)


def test_that_a_picture_is_decoded_once_and_few_are_kept(
    view: PredictionsView, digits: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samples_model, "MOST_PICTURES", 2)
    view.show_snapshot(digits)
    model = view.dataset_panel.list.model
    all_samples = np.arange(4)
    model.show_samples(digits.dataset, digits.probes["predictions"].test, all_samples)

    def key(row: int) -> int:
        return model.data(model.index(row, 0), Qt.ItemDataRole.DecorationRole).cacheKey()

    first = key(0)
    model.show_samples(digits.dataset, digits.probes["predictions"].test, all_samples[::-1])
    assert key(3) == first
    key(0)
    key(1)
    assert key(3) != first


def test_that_points_are_shown_as_a_table_of_their_numbers(
    view: PredictionsView, moons: Snapshot
) -> None:
    view.show_snapshot(moons)
    click(view.dataset_panel.matrix, 0, 0)
    model = view.dataset_panel.list.model
    heads = [
        model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())
    ]
    assert heads[1:4] == ["Answered", "Probability", "True class"]
    assert heads[-2:] == list(moons.dataset.inputs.names)
    found = [float(model.data(model.index(0, column))) for column in (5, 6)]
    assert found == pytest.approx(moons.dataset.train.X[:, model.samples[0]], rel=1e-3)


def _predictions(moons: Snapshot, right: int, m: int) -> Predictions:
    answered = (np.arange(m) >= right).astype(int)
    samples = changed(moons.dataset.train, X=np.zeros((2, m)), Y=np.zeros((1, m)))
    return Predictions(samples, np.zeros(m, int), answered, np.ones(m), ConstantAnswer(1, 0.66))


def test_that_the_accuracy_comes_with_its_interval_and_the_baseline(moons: Snapshot) -> None:
    # SciPy's binomtest(42, 50).proportion_ci(method="wilson") gives 0.7149 to 0.9166.
    assert accuracy_text(_predictions(moons, 42, 50), ("non-cat", "cat")).replace(
        "\u00a0", " "
    ) == ("42 of 50 right: 84.0 %, 95 % interval 71 to 92 %; always answering cat: 66.0 %")


def test_that_training_samples_have_no_interval(moons: Snapshot) -> None:
    text = accuracy_text(_predictions(moons, 42, 50), ("non-cat", "cat"), test=False)
    assert text.replace("\u00a0", " ") == "42 of 50 right: 84.0 %; always answering cat: 66.0 %"


def test_that_the_chosen_cell_is_not_said_a_second_time(view: PredictionsView, moons) -> None:
    view.show_snapshot(moons)
    panel = view.dataset_panel
    panel.matrix.pointed.emit(panel.matrix.words((0, 1)))
    assert panel.pointed.text() == panel.matrix.words((0, 1))
    panel.matrix.choose((0, 1))
    assert panel.pointed.text() == ""
    panel.matrix.pointed.emit(panel.matrix.words((1, 0)))
    assert panel.pointed.text() == panel.matrix.words((1, 0))


def test_that_a_picture_of_one_s_own_keeps_its_colours_in_a_chosen_row(qapp) -> None:
    icon = plain_icon(thumbnail(np.full((64, 64, 3), (200, 30, 40), np.uint8)))
    seen = icon.pixmap(QSize(64, 64), QIcon.Mode.Selected).toImage()
    assert seen.pixelColor(32, 32) == QColor(200, 30, 40)


def test_that_a_chosen_picture_keeps_its_colours(view: PredictionsView, qtbot) -> None:
    grid = view.dataset_panel.list.grid
    red = QPixmap(32, 32)
    red.fill(QColor(200, 30, 40))
    model = QStandardItemModel(1, 1)
    model.setItem(0, 0, QStandardItem(QIcon(red), "a"))
    picture = QPixmap(100, 100)
    option = QStyleOptionViewItem()
    option.rect, option.decorationSize = QRect(0, 0, 100, 100), QSize(32, 32)
    option.state |= QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_Enabled
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    grid.itemDelegate().paint(painter, option, model.index(0, 0))
    painter.end()
    seen = picture.toImage()
    colours = {seen.pixelColor(x, y).name() for x in range(100) for y in range(100)}
    assert QColor(200, 30, 40).name() in colours
    assert theme.colour("accent").name() in colours


def test_that_a_hundred_classes_can_all_be_pointed_at(view: PredictionsView, qtbot) -> None:
    names = tuple(f"class {number:03}" for number in range(100))
    matrix = view.dataset_panel.matrix
    counts = np.arange(10_000).reshape(100, 100)
    view._pages.setCurrentWidget(view.dataset_panel)
    matrix.show_counts(counts, names)
    qtbot.waitUntil(lambda: matrix.height() >= matrix.minimumSizeHint().height() > 600)
    for cell in ((0, 0), (99, 99), (37, 61)):
        assert matrix.layout_now().at(QPointF(centre(matrix, *cell))) == cell
    said: list[str] = []
    matrix.pointed.connect(said.append)
    place = QPointF(centre(matrix, 37, 61))
    none, still = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    move = QMouseEvent(QEvent.Type.MouseMove, place, matrix.mapToGlobal(place), none, none, still)
    QApplication.sendEvent(matrix, move)
    assert "truly class 037, answered class 061: 3" in said[-1].replace("\u00a0", "")


def test_that_classes_without_samples_have_no_share(view: PredictionsView) -> None:
    view.dataset_panel.matrix.show_counts(np.array([[0, 0], [1, 3]]), ("a", "b"))
    assert view.dataset_panel.matrix.words((0, 1)) == "truly a, answered b: 0 of 0"
    assert "(25" in view.dataset_panel.matrix.words((1, 0))


# Pictures of the user's


def answer(file: str, *shares: float) -> Prediction:
    readings = {f"c{number}": share for number, share in enumerate(shares)}
    return Prediction(file, readings, answered=(max(readings, key=readings.__getitem__),))


def some(*answers: Prediction, classes: int = 2, ended: bool = True, number: int = 1) -> Predicted:
    source = PredictionSource(number, 1, 30, Answers(tuple(f"c{i}" for i in range(classes))))
    return Predicted(source, answers, len(answers), ended)


def column(view: PredictionsView, number: int) -> list[str]:
    model = view.files_panel.table.model()
    return [model.data(model.index(row, number)) for row in range(model.rowCount())]


@pytest.fixture
def answered(view: PredictionsView, digits: Snapshot) -> PredictionsView:
    view.show_snapshot(digits)
    view.show_part(NEW)
    bad = Prediction("/a/notes.txt", {}, DataError("this is a text file, not a picture"))
    view.files_panel.show_predicted(
        some(answer("/a/x.png", 0.9, 0.1), bad, answer("/b/w.png", 0.2, 0.8))
    )
    return view


def test_that_a_file_that_is_no_picture_says_so_in_its_row(answered: PredictionsView) -> None:
    assert column(answered, 1) == [
        "a/x.png",
        "a/notes.txt\nthis is a text file, not a picture",
        "b/w.png",
    ]
    assert column(answered, 2) == ["c0", "", "c1"]
    assert "1 could not be read" in answered.files_panel.note.text()


@pytest.mark.parametrize(
    ("number", "files"), [(2, ["x", "w", "notes"]), (3, ["notes", "w", "x"]), (1, None)]
)
def test_that_answers_are_sorted_by_any_column(
    answered: PredictionsView, number: int, files: list[str] | None
) -> None:
    answered.files_panel.table.sortByColumn(number, Qt.SortOrder.AscendingOrder)
    found = [text.split("\n")[0].split("/")[1].split(".")[0] for text in column(answered, 1)]
    assert found == (files or ["notes", "x", "w"])


def test_that_many_classes_have_their_best_in_two_columns(view: PredictionsView) -> None:
    shares = [0.0] * 40
    shares[7], shares[3], shares[9] = 0.6, 0.3, 0.1
    view.files_panel.show_predicted(some(answer("/a/x.png", *shares), classes=40))
    texts = [column(view, number)[0].replace("\u00a0", "") for number in range(5)]
    assert texts == ["", "a/x.png", "c7", "60.0%", "c3 30.0%, c9 10.0%, c0 0.0%"]


@pytest.mark.parametrize("classes", [2, 5, 6, 10])
def test_that_the_probability_of_the_answer_is_in_sight_beside_the_settings(
    qtbot, classes: int
) -> None:
    model = FilesModel()
    table = FilesTable(model)
    qtbot.addWidget(table)
    table.fit_pictures(MAX_SIDE)
    table.resize(850, 300)  # of a window that is as wide as a screen of 1366 pixels, less its edges
    table.show()
    model.start(Answers(tuple(f"c{number}" for number in range(classes))))
    model.add([answer("/a/x.png", *[0.0] * (classes - 1), 1.0)])
    texts = [table.model().data(table.model().index(0, i)) for i in range(model.columnCount())]
    said = [text.replace("\u00a0", "") for text in texts].index("100.0%")
    right = table.columnViewportPosition(said) + table.columnWidth(said)
    assert right <= table.viewport().width()


def test_that_older_answers_never_mix_with_newer_ones(answered: PredictionsView) -> None:
    answered.files_panel.show_predicted(some(answer("/c/new.png", 1.0, 0.0), number=2))
    answered.files_panel.show_predicted(some(answer("/c/late.png", 1.0, 0.0), number=1))
    assert column(answered, 1) == ["c/new.png"]


def test_that_again_is_offered_when_the_network_has_gone_on(
    answered: PredictionsView, digits: Snapshot, qtbot
) -> None:
    answered.files_panel.predict(["/a"])
    again = answered.findChild(QPushButton, "predict_again")
    assert not again.isVisible()
    answered.show_snapshot(changed(digits, iteration=40))
    note = answered.findChild(QLabel, "answers_note").text()
    assert "by the weights of iteration 30. " in note
    assert "at iteration 40 now" in note
    with qtbot.waitSignal(answered.files_panel.requested) as asked:
        again.click()
    assert asked.args == [["/a"]]
    answered.show_snapshot(changed(digits, run=2))
    assert "an earlier run" in answered.findChild(QLabel, "answers_note").text()


def test_that_other_settings_of_the_answers_have_the_same_files_answered_once_more(
    answered: PredictionsView, digits: Snapshot, qtbot
) -> None:
    panel = answered.files_panel
    answered.predict(["/a"])
    answered.show_part(TEST)
    chosen = AnswerSettings(refuse="distance")
    experiment = replace(digits.experiment, answers=chosen)
    learning = changed(digits, iteration=30, experiment=experiment, state=State.RUNNING)
    with qtbot.assertNotEmitted(panel.requested):
        answered.show_snapshot(learning)
    assert "None of these was another then" in panel.note.text()
    assert not panel.again.isHidden()
    at_rest = changed(digits, iteration=30, experiment=experiment)
    with qtbot.waitSignal(panel.requested) as asked:
        answered.show_snapshot(at_rest)
    assert asked.args == [["/a"]]
    assert answered.choice.checkedId() == TEST
    with qtbot.assertNotEmitted(panel.requested):
        answered.show_snapshot(at_rest)
    source = PredictionSource(2, 1, 30, Answers(("c0", "c1")), settings=chosen)
    panel.show_predicted(Predicted(source, (answer("a.png", 0.3, 0.7),), 1, ended=True))
    assert "another then" not in panel.note.text()
    assert panel.again.isHidden()


def test_that_weights_from_a_file_are_called_so_and_stay_of_now_where_a_run_begins_from_them(
    view: PredictionsView, digits: Snapshot
) -> None:
    view.show_snapshot(changed(digits, run=1, iteration=0, first_weights="aa", source="net.npz"))
    source = PredictionSource(1, 1, 0, Answers(("c0", "c1")), "aa", "net.npz")
    view.show_predicted(Predicted(source, (answer("a.png", 0.3, 0.7),), 1, ended=True))
    note = view.files_panel.note
    assert note.text() == "1 of 1 file, by the weights from net.npz."
    view.show_snapshot(changed(digits, run=2, iteration=0, first_weights="aa", source="net.npz"))
    assert note.text() == "1 of 1 file, by the weights from net.npz."
    view.show_snapshot(changed(digits, run=3, iteration=0, first_weights="", source=""))
    assert note.text().endswith("That was an earlier run.")


def test_that_where_weights_come_from_takes_no_width_from_how_good_they_are(
    view: PredictionsView, digits: Snapshot
) -> None:
    source = "the run " + "leaves " * 9
    view.show_snapshot(changed(digits, inside=0, first_weights="aa", source=source))
    accuracy, untrained = view.dataset_panel.accuracy, view.untrained
    assert accuracy.width() >= TEXT_ROW
    assert untrained.geometry().top() >= accuracy.geometry().bottom()
    assert view.minimumSizeHint().width() < view.width()


def test_that_stop_is_there_while_answers_come_and_a_table_can_be_saved_after(
    view: PredictionsView,
) -> None:
    view.show_part(NEW)
    view.files_panel.show_predicted(some(answer("/a/x.png", 0.9, 0.1), ended=False))
    stop, save = view.files_panel.stop, view.files_panel.save
    assert (stop.isHidden(), save.isEnabled()) == (False, False)
    view.files_panel.show_predicted(some())
    assert (stop.isHidden(), save.isEnabled()) == (True, True)


def test_that_a_drop_asks_for_all_that_fell(
    view: PredictionsView, digits: Snapshot, tmp_path: Path, qtbot
) -> None:
    view.show_snapshot(digits)
    with qtbot.waitSignal(view.files_panel.requested) as asked:
        # A source that heard of a move would take its pictures away.
        assert let_fall(view, [tmp_path, tmp_path / "a.png"]) is Qt.DropAction.CopyAction
    assert not view.drop.frame.isVisible()
    assert asked.args == [[str(tmp_path), str(tmp_path / "a.png")]]
    assert view.choice.checkedId() == NEW


def test_that_a_network_of_points_leaves_a_drop_to_the_window(
    view: PredictionsView, moons: Snapshot, tmp_path: Path
) -> None:
    view.show_snapshot(moons)
    view.show_part(NEW)
    assert let_fall(view, [tmp_path]) is None
    assert not view.files_panel.pick_files.isEnabled()
    assert "takes numbers" in view.files_panel.empty.text()


def test_that_every_control_has_a_name_and_a_tooltip(view: PredictionsView) -> None:
    for button in view.findChildren(QPushButton):
        assert button.objectName()
        assert button.accessibleName()
        assert button.toolTip()
    assert view.dataset_panel.matrix.accessibleName()
    assert view.dataset_panel.matrix.toolTip()


def test_that_another_data_set_forgets_the_chosen_cell(
    view: PredictionsView, digits: Snapshot
) -> None:
    view.show_snapshot(digits)
    click(view.dataset_panel.matrix, 3, 3)
    other = replace(MOONS, data=DataSettings(kind="xor", samples=80))
    view.show_snapshot(changed(shot(other), run=2))
    assert view.dataset_panel.matrix.cell is None
    assert view.dataset_panel.matrix.counts.shape == (2, 2)


def test_that_a_snapshot_without_answers_leaves_what_is_shown(
    view: PredictionsView, digits: Snapshot
) -> None:
    judged: AllPredictions = digits.probes["predictions"]
    view.show_snapshot(digits)
    view.show_snapshot(changed(digits, probes={}))
    assert view.dataset_panel.matrix.counts.sum() == judged.test.samples.m


def test_that_nothing_is_counted_of_samples_that_stand_in_for_data(
    view: PredictionsView, digits: Snapshot
) -> None:
    blank = blank_dataset(digits.dataset.inputs, digits.dataset.classes)
    view.show_snapshot(changed(digits, run=9, dataset=blank, test_count=0))
    assert "no samples to answer for" in view.nothing.text()
    assert not view.dataset_panel.accuracy.isVisible()
    assert not view.dataset_panel.isVisible()
    assert "no data" in figures(view.newest)
    assert Sections(blank, (), None).lines() == []
    assert about(blank) == str(blank.remarks[0])


@pytest.mark.parametrize("dark", [False, True])
def test_that_figures_can_be_read_on_every_shade_of_the_matrix(qapp, dark: bool) -> None:
    theme.apply(qapp, dark)
    paper = theme.colour("base")
    for name, strength in itertools.product(("accent", "error"), np.linspace(0, 1, 21)):
        shade = theme.colour(name, float(strength))
        assert contrast(ink_on(shade), upon(shade, paper)) >= 4.5


def test_that_a_cell_reads_0_or_100_percent_only_where_it_is_none_or_all() -> None:
    def share(count: int, total: int) -> str:
        return cell_words("a", "b", count, total).replace("\u00a0", " ").rpartition("(")[2][:-1]

    assert [share(count, 20_000) for count in (0, 8, 19_999, 20_000)] == [
        "0.0 %", "0.04 %", "99.995 %", "100.0 %",
    ]  # fmt: skip
    assert share(0, 30) == "0 %"
    assert share(1, 1_000_000) == "0.0001 %"
