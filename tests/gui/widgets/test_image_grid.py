"""Facts about a grid of small pictures: where tiles stand, and what room their captions have."""

import numpy as np
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from gui import theme
from gui.widgets.image_grid import ImageGrid


def test_that_columns_are_as_far_apart_as_captions_need_where_there_is_room(qtbot: QtBot) -> None:
    grid = ImageGrid("grid", "Pictures", 20)
    qtbot.addWidget(grid)
    grid.resize(900, 120)
    tiles, long = np.zeros((4, 8, 8, 3), np.uint8), "17.8 a class of some length"
    places = []
    for caption in ("1", long):
        grid.show_tiles(tiles, [caption] * 4)
        places.append([grid.tile_rect(index) for index in range(4)])
    brief, wide = places
    assert [rect.size() for rect in brief] == [rect.size() for rect in wide]
    needed = QFontMetrics(theme.small_font()).horizontalAdvance(long)
    assert brief[1].left() - brief[0].left() < needed < wide[1].left() - wide[0].left()
    assert wide[3].right() < grid.width()


def test_that_a_second_line_of_captions_has_room_below_its_tile(qtbot: QtBot) -> None:
    grid = ImageGrid("grid", "Pictures", 20)
    qtbot.addWidget(grid)
    grid.resize(300, 200)
    tiles = np.zeros((8, 8, 8, 3), np.uint8)
    line = QFontMetrics(theme.small_font()).height()
    for count, caption in enumerate(("38.4", "38.4\nmaple"), 1):
        grid.show_tiles(tiles, [caption] * 8)
        across = sum(grid.tile_rect(i).top() == grid.tile_rect(0).top() for i in range(8))
        below = grid.tile_rect(across).top() - grid.tile_rect(0).bottom()
        assert below >= count * line
