"""The plane of two inputs with the samples of a data set on it; one of them is picked."""

import numpy as np
from pyqtgraph import ScatterPlotItem
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from core.data.byte_matrix import as_float
from core.data.dataset import Dataset, Samples
from core.data.sample import Sample
from core.messages import tr
from core.network.targets import NUMBERS
from core.training.snapshots.probes.boundary import Boundary
from gui import theme
from gui.plots.plane_plot import PlanePlot, decision

REACH = 14.0
"""A click picks a sample that is so many pixels away at most."""


def number_span(dataset: Dataset) -> tuple[float, float]:
    """Return the least and the greatest of the first of the numbers that are learned."""
    numbers = dataset.in_own_unit(dataset.train.Y)[0]
    low, high = float(numbers.min()), float(numbers.max())
    return low, high if high > low else low + 1.0


def answer_colours(seen: Boundary, dataset: Dataset) -> np.ndarray:
    """Colour the answers all over the plane: a class the stronger the surer it is, and a number
    by the span of what is true.
    """
    if seen.values is None:
        return decision(seen.winner, seen.certainty, len(dataset.classes))
    low, high = number_span(dataset)
    table = theme.activation_map().getLookupTable(nPts=256)
    share = np.nan_to_num((seen.values - low) / (high - low))
    return table[np.clip(share * 255, 0, 255).astype(np.uint8)][..., :3]


class SamplePlane(PlanePlot):
    """Draw every sample of a data set in the plane, and a ring around the picked one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._picked: Sample | None = None

    def show_data(self, dataset: Dataset, sample: Sample) -> None:
        """Draw these samples, of which this one is picked."""
        if dataset is not self._dataset:
            self.forget()
            self._dataset = dataset
            names = getattr(dataset.inputs, "names", ("x1", "x2"))
            if dataset.inputs.mean:
                names = [tr("{name}, scaled").format(name=name) for name in names]
            self.set_names(*names)
            train, test = dataset.train, dataset.test
            self._show_side(self.train, train, dataset)
            self._show_side(self.test, test, dataset)
        if sample != self._picked:
            self._picked = sample
            self.show_picked(sample.x(dataset))

    def _show_side(self, part: ScatterPlotItem, side: Samples | None, dataset: Dataset) -> None:
        if side is None:
            self.show_samples(part, np.empty((2, 0)), np.empty(0, np.intp))
        elif dataset.targets is NUMBERS:
            low, high = number_span(dataset)
            numbers = dataset.in_own_unit(side.Y)[0]
            self.show_numbers(part, as_float(side.X), (numbers - low) / (high - low))
        else:
            self.show_samples(part, as_float(side.X), side.labels)

    def forget(self) -> None:
        """Draw the samples anew the next time: they, or the colours, are others."""
        self._dataset = self._picked = None

    def nearest_sample(self, dataset: Dataset, place: QPointF) -> Sample | None:
        """Return the sample nearest to a place in the plane; None where none is near."""
        width, height = self.pixel()
        best, picked = REACH, None
        for part, test in ((dataset.train, False), (dataset.test, True)):
            if part:
                x1, x2 = as_float(part.X)
                apart = np.hypot((x1 - place.x()) / width, (x2 - place.y()) / height)
                nearest = int(apart.argmin())
                if apart[nearest] < best:
                    best, picked = float(apart[nearest]), Sample.of(dataset, nearest, test)
        return picked
