"""What the cells of columns are, found out once for each text."""

from pathlib import Path

import numpy as np
import pytest

from core.data.table import columns, read
from core.data.table.columns import ColumnCollector
from core.data.table.read import read_table
from core.experiment.table_cells import DecimalMark, is_number, number

CELLS = (
    *("1", " 2.5 ", "-3", "+.5", "1.", "1e3", "1E-400", "1e400", "inf", "-Infinity", "", "NA", "-"),
    *("1,234", "1,234.5", "1.234,5", "1,5", "1_000", "0x1", "12 %", "€ 5", "5 USD", "5 usd", "nan"),
    *("-nan", "١٢", "１２", "\u00a07", "1 000", "1'000", "--", "?", "cat", "1.2.3", "e5", "% 3"),
)


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("several", [False, True])
def test_that_the_texts_of_a_column_are_the_numbers_that_each_cell_is(
    decimal: DecimalMark, several: bool
) -> None:
    for part in [CELLS] if several else zip(CELLS, strict=True):
        collector = ColumnCollector("x", decimal)
        collector.add(part)
        cells = collector.cells()
        expected = np.array([number(text, decimal) for text in cells.texts])
        np.testing.assert_array_equal(cells.text_numbers(decimal), expected)
        assert [is_number(text, decimal) for text in cells.texts] == (~np.isnan(expected)).tolist()
        assert cells.silent.tolist() == [cells.says_nothing(text) for text in cells.texts]


def test_that_some_rows_of_a_column_are_not_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    collector = ColumnCollector("x", ".")
    collector.add(["5 €", "6", "NA"])
    cells = collector.cells()
    first = cells.as_numbers(".")
    monkeypatch.setattr(columns, "number", None)  # whoever calls it fails
    assert cells.taken(np.array([1, 0])).as_numbers(".").tolist() == [6, 5]
    np.testing.assert_array_equal(cells.as_numbers("."), first)
    assert cells.taken(np.array([1, 2])).missing == 1


def test_that_the_reading_of_a_wide_table_is_told_of_in_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [[f"{place}.{row}" for place in range(60)] for row in range(30)]
    lines = [",".join(f"c{place}" for place in range(60)), *map(",".join, rows)]
    (tmp_path / "wide.csv").write_text("\n".join(lines), encoding="utf-8")
    whole = read_table(tmp_path / "wide.csv")
    monkeypatch.setattr(read, "_PART_CELLS", 600)
    told: list[int] = []
    parts = read_table(tmp_path / "wide.csv", lambda done, total: told.append(done))
    assert len(told) == 4
    assert parts.column("c59").texts == whole.column("c59").texts
    assert parts.lines.tolist() == whole.lines.tolist()
