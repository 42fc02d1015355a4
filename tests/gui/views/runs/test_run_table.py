"""The table of kept runs tells of what changed alone, however many runs there are."""

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from core.data.load import load
from core.experiment.settings import DataSettings, Experiment, TrainingSettings
from core.runs.record import Line, Record, record, usual_name
from core.training.snapshots.snapshot import State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.trainer import Trainer
from gui import theme
from gui.views.runs.run_table import RunTable, differing_settings
from gui.widgets.fitted_table import WIDEST


@pytest.fixture(scope="module")
def records() -> tuple[Record, ...]:
    """Return 20 runs, the newest first."""
    experiment = Experiment(
        data=DataSettings(kind="moons"), training=TrainingSettings(iterations=20)
    )
    trainer = Trainer(experiment, load(experiment.data))
    trainer.step(20)
    kept = record(Snapshotter(trainer, 1).take(State.FINISHED, 1.0, 1.0), live=False)
    return tuple(
        msgspec.structs.replace(kept, key=f"{20 - number:03}", name=f"run {20 - number}")
        for number in range(20)
    )


class Told:
    """Write down what a model tells of."""

    def __init__(self, table: RunTable) -> None:
        self.inserted, self.removed, self.changed, self.resets = [], [], [], 0
        model = table.runs
        model.rowsInserted.connect(lambda parent, first, last: self.inserted.append((first, last)))
        model.rowsRemoved.connect(lambda parent, first, last: self.removed.append((first, last)))
        model.dataChanged.connect(self._change)
        model.modelReset.connect(self._reset)

    def _change(self, first: QModelIndex, last: QModelIndex) -> None:
        self.changed.append((first.row(), last.row()))

    def _reset(self) -> None:
        self.resets += 1


def test_that_the_usual_name_of_a_run_is_whole(table: RunTable) -> None:
    name = "thumbs, 128 ReLU, rate 0.001"
    table.show_runs((msgspec.structs.replace(table.runs.records[0], key="999", name=name),))
    assert table.sizeHintForColumn(0) <= WIDEST


def _texts(table: RunTable) -> list[str]:
    return [table.runs.index(row, 0).data() for row in range(table.runs.rowCount())]


@pytest.fixture
def table(qtbot, records: tuple[Record, ...]) -> RunTable:
    table = RunTable()
    qtbot.addWidget(table)
    table.show_runs(records[1:])
    return table


def test_that_a_run_that_ends_is_one_row_more(table: RunTable, records: tuple[Record, ...]) -> None:
    told = Told(table)
    table.show_runs(records)
    assert (told.inserted, told.removed, told.resets) == ([(0, 0)], [], 0)
    assert _texts(table) == [each.name for each in records]
    assert [each.key for each in table.selected] == [records[1].key]


def test_that_a_run_that_takes_the_place_of_others_leaves_their_neighbours_alone(
    table: RunTable, records: tuple[Record, ...]
) -> None:
    told = Told(table)
    renamed = msgspec.structs.replace(records[3], name="mine")
    wanted = (records[0], records[2], renamed, *records[6:])
    table.show_runs(wanted)
    assert told.resets == 0
    assert (told.inserted, len(told.removed)) == ([(0, 0)], 3)
    assert (2, 2) in told.changed
    assert _texts(table) == [each.name for each in wanted]
    # The chosen one has gone, so the newest is chosen.
    assert [each.key for each in table.selected] == [records[0].key]


def test_that_runs_say_their_data_and_what_differs_beside_their_name(
    table: RunTable, records: tuple[Record, ...]
) -> None:
    replace = msgspec.structs.replace
    mine = replace(records[0].experiment, data=DataSettings(kind="pictures", folder="/a/leaves"))
    longer = replace(mine, training=replace(mine.training, iterations=30))
    kept = [
        replace(records[place], experiment=each, name=usual_name(each))
        for place, each in enumerate((mine, longer))
    ]
    table.show_runs(tuple(kept))
    cells = [[table.runs.index(row, i).data() for i in (0, 1, 6)] for row in range(2)]
    assert cells[0][0].startswith("leaves, ")
    assert [row[1:] for row in cells] == [["leaves", "20 iterations"], ["leaves", "30 iterations"]]


def test_that_what_differs_from_most_runs_is_said_alone_and_the_rarest_first(
    records: tuple[Record, ...],
) -> None:
    replace, usual = msgspec.structs.replace, records[0].experiment
    penalised = replace(usual, training=replace(usual.training, l2=0.3))
    drawn = replace(penalised, network=replace(usual.network, seed=9))
    experiments = (usual, usual, penalised, drawn)
    kept = tuple(replace(records[place], experiment=each) for place, each in enumerate(experiments))
    said = [differing_settings(kept)[run.key] for run in kept]
    assert said == ["L2 0", "L2 0", "L2 0.3", "seed of the first weights 9, L2 0.3"]
    assert [differing_settings(kept[:3])[run.key] for run in kept[:3]] == ["", "", "L2 0.3"]


def test_that_an_arrow_key_changes_the_curves_of_two_rows(table: RunTable) -> None:
    told = Told(table)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert sorted(told.changed) == [(0, 0), (1, 1)]


@pytest.mark.parametrize("_", range(2))
def test_that_no_test_begins_with_a_key_of_the_one_before(table: RunTable, _: int) -> None:
    assert QGuiApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)


def test_that_the_curve_of_a_chosen_run_is_seen_on_the_selection(table: RunTable) -> None:
    icon = table.runs.index(0, 0).data(Qt.ItemDataRole.DecorationRole)
    picture = icon.pixmap(table.iconSize(), icon.Mode.Selected).toImage()
    seen = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }
    assert theme.colour("base").name() in seen
    assert len(seen) > 2


def test_that_a_cost_which_only_rounding_moves_is_a_level_line(table: RunTable, records) -> None:
    costs = tuple(float(np.nextafter(np.log(2), k % 3)) for k in range(20))
    level = msgspec.structs.replace(
        records[0], train_cost=Line(tuple(map(float, range(20))), costs)
    )
    table.show_runs((level,))
    icon = table.runs.index(0, 0).data(Qt.ItemDataRole.DecorationRole)
    picture = icon.pixmap(table.iconSize()).toImage()
    rows = [y for y in range(picture.height()) if picture.pixelColor(20, y).alpha() > 40]
    assert rows == [y for y in range(picture.height()) if picture.pixelColor(30, y).alpha() > 40]
    assert 1 <= len(rows) <= 3


def test_that_long_names_of_runs_are_told_apart_by_their_ends(table: RunTable) -> None:
    units = "leaves, 64" + " x 5" * 7
    names = [f"{units} ReLU, rate 0.0003", f"{units} sigmoid, rate 0.001"]
    metrics, mode = table.fontMetrics(), table.textElideMode()
    room = table.horizontalHeader().maximumSectionSize() - table.iconSize().width()
    shown = [metrics.elidedText(name, mode, room) for name in names]
    assert shown[0] != names[0]
    assert shown[0] != shown[1]
    assert not table.wordWrap()
