"""Columns of X as pictures: flattened by picture, and across each other as a slip does."""

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.data.dataset import Dataset
from core.data.flattening import FLATTENINGS, columns_across
from core.experiment.inputs import PictureInputs
from core.messages import tr, translate
from gui import theme
from gui.plots import signed_colours
from gui.widgets.image_grid import ImageGrid
from gui.widgets.plain_text import plain_label

COLUMNS = 8


class FlattenedPictures(QWidget):
    """Show the first columns of X both ways, each under the line of NumPy that makes it."""

    def __init__(self) -> None:
        super().__init__()
        self.grids: dict[str, ImageGrid] = {}
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(theme.TIGHT)
        for row in FLATTENINGS.values():
            grid = ImageGrid(f"calculation_{row.name}", translate(row.label), 48, choosable=False)
            self.grids[row.name] = grid
            body.addWidget(plain_label(translate(row.formula)))
            body.addWidget(grid, 1)

    def show_columns(self, dataset: Dataset) -> None:
        """Show columns of the training samples, which `can_show` has taken."""
        inputs, X = dataset.inputs, dataset.train.X
        assert isinstance(inputs, PictureInputs)
        chosen = list(range(min(COLUMNS, dataset.train.m)))
        captions = [tr("column {number}").format(number=place + 1) for place in chosen]
        for row in FLATTENINGS.values():
            columns = columns_across(X, chosen) if row.is_across else np.asarray(X[:, chosen])
            self.grids[row.name].show_tiles(signed_colours.pictures(columns, inputs), captions)


def can_show(dataset: Dataset) -> bool:
    """Tell whether samples are pictures, each in a column of its own."""
    inputs = dataset.inputs
    return isinstance(inputs, PictureInputs) and inputs.is_one_picture and not dataset.blank
