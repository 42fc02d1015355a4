"""The table of terms: as many digits as have room, the same in a whole column."""

import numpy as np
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from core.calculation.sample import largest_terms
from gui import theme
from gui.views.calculation.term_table import TermTable, Total


def test_that_every_column_has_three_digits_in_a_narrow_table(qtbot: QtBot) -> None:
    table = TermTable("terms", "Terms", True)
    qtbot.addWidget(table)
    terms = largest_terms(np.array([-0.0612345, 3.21234]), np.array([1.23456, -0.0123456]), 5)
    titles = ("x", "w", "x", "w · x", "dL/dw")
    last = np.array([-0.000612345, 0.5])
    table.show_terms(titles, ["x1", "x2"], terms, [Total("b", 0.5, -0.25)], last)
    table.resize(310, 160)
    metrics, column = QFontMetrics(theme.small_font()), table._columns()[1]
    rows = table.rows(5)
    written = table._written(metrics, rows, column)
    for place in (1, 2, 3, 4):
        values, texts = [row.numbers[place] for row in rows], [texts[place] for texts in written]
        as_written = [float(text) for text in texts]
        assert as_written in [[float(f"{value:.{n}g}") for value in values] for n in (3, 4)]
        assert max(map(metrics.horizontalAdvance, texts)) <= column[1] - column[0]


def test_that_the_terms_in_sight_are_said_and_all_others_as_one_sum(qtbot: QtBot) -> None:
    table, products = TermTable("terms", "Terms"), np.arange(60.0, 0.0, -1.0)
    qtbot.addWidget(table)
    terms = largest_terms(products, np.ones(60), 60)
    table.resize(310, 160)
    table.show()
    table.show_terms(["x", "w", "x"], [f"x{i}" for i in range(60)], terms, [Total("b", 0.5)])
    table.describe()
    low = table.accessibleDescription()
    table.resize(310, 320)
    high = table.accessibleDescription()
    assert low.startswith("x0, 60, 1, 60; x1, 59, 1, 59; ")
    assert low.split(" others, ")[0].split("; ")[-1] == str(60 - low.count("x"))
    assert low.count("x") < high.count("x") < 60
