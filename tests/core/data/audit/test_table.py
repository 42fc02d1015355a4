"""Facts about the audit of a table: it finds what was planted, and nothing in a sound table."""

import csv
from pathlib import Path

import numpy as np
import pytest

from core.data.audit.table import TableAudit, audit_table, table_advice
from core.data.generated.tables import HOUSES, PEOPLE
from core.experiment.settings import DataSettings

PEOPLE_ROWS = PEOPLE.draw(400, PEOPLE.noise, 1, False)


def _audit(
    folder: Path, rows: list[list[str]], names: tuple[str, ...] = PEOPLE.columns, **more: object
) -> TableAudit:
    _write(folder / "table.csv", rows, names)
    return audit_table(DataSettings(kind="table", folder=str(folder / "table.csv"), **more))


def _write(file: Path, rows: list[list[str]], names: tuple[str, ...]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([names, *rows])


def _keys(audit: TableAudit) -> list[str]:
    return [finding.key for finding in table_advice(audit)]


@pytest.mark.parametrize("table", [PEOPLE, HOUSES], ids=lambda table: table.name)
def test_that_a_sound_table_has_no_finding(tmp_path: Path, table) -> None:
    rows = table.draw(300, table.noise, 2, False)
    audit = _audit(tmp_path, rows, table.columns)
    assert [key for key in _keys(audit) if key != "missing"] == []
    assert audit.targets == (table.columns[-1],)
    assert audit.rows == 300


@pytest.mark.parametrize(
    ("table", "make"),
    [
        (PEOPLE, lambda row, random: {"goes": "sold", "stays": "none"}[row[-1]]),
        (PEOPLE, lambda row, random: f"{(row[-1] == 'goes') * 10 + random.rand():.4f}"),
        (HOUSES, lambda row, random: f"{float(row[-1]) * 0.9 + random.rand():.2f}"),
    ],
    ids=["a text for a class", "numbers for a class", "numbers for a number"],
)
def test_that_a_column_that_gives_the_target_away_is_found(tmp_path: Path, table, make) -> None:
    random = np.random.RandomState(1)
    drawn = table.draw(300, table.noise, 2, False)
    rows = [[*row[:-1], make(row, random), row[-1]] for row in drawn]
    audit = _audit(tmp_path, rows, (*table.columns[:-1], "ticket", table.columns[-1]))
    assert audit.giveaways == ("ticket",)
    assert "giveaway" in _keys(audit)


def test_that_rows_that_are_there_twice_are_counted(tmp_path: Path) -> None:
    other = [*PEOPLE_ROWS[5][:-1], "stays" if PEOPLE_ROWS[5][-1] == "goes" else "goes"]
    audit = _audit(tmp_path, [*PEOPLE_ROWS, PEOPLE_ROWS[3], PEOPLE_ROWS[3], other])
    assert (audit.repeated, audit.contradicted) == (2, 2)
    assert {"duplicates", "contradictions"} <= {*_keys(audit)}


def test_that_test_rows_that_are_training_rows_too_are_counted(tmp_path: Path) -> None:
    fresh = PEOPLE.draw(50, PEOPLE.noise, 9, False)
    _write(tmp_path / "test.csv", [*fresh, *PEOPLE_ROWS[:7]], PEOPLE.columns)
    audit = _audit(tmp_path, PEOPLE_ROWS, test_folder=str(tmp_path / "test.csv"))
    assert (audit.leaked, audit.test_rows) == (7, 57)
    assert "leak" in _keys(audit)


def test_that_columns_of_one_value_are_named_and_missing_cells_counted(tmp_path: Path) -> None:
    rows = [["x", *row] for row in PEOPLE_ROWS]
    audit = _audit(tmp_path, rows, ("same", *PEOPLE.columns))
    assert "constant" in [remark.key for remark in audit.remarks]
    missing = sum(not row[2] for row in PEOPLE_ROWS)
    assert {column.name: column.missing for column in audit.columns}["age"] == missing
    ages = [float(row[2]) for row in PEOPLE_ROWS if row[2]]
    age = next(column for column in audit.columns if column.name == "age")
    assert (age.low, age.high) == (min(ages), max(ages))
    assert age.mean == pytest.approx(np.mean(ages))


def test_that_uneven_classes_and_strange_ones_of_the_test_are_told(tmp_path: Path) -> None:
    stays = [row for row in PEOPLE_ROWS if row[-1] == "stays"]
    goes = [row for row in PEOPLE_ROWS if row[-1] == "goes"][:20]
    _write(tmp_path / "test.csv", [[*row[:-1], "may"] for row in goes], PEOPLE.columns)
    audit = _audit(tmp_path, stays + goes, test_folder=str(tmp_path / "test.csv"))
    assert {"imbalance", "other_classes"} <= {*_keys(audit)}
