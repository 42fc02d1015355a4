"""Where the cells of a confusion matrix lie, and how much can be written in one."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

FEW = 20
"""Up to so many classes every cell has room for its count."""
ROOMY, TINY = (24, 13), (6, 6)
"""The least width and height of a cell, with few classes and with many."""
WIDEST, HIGHEST = 120, 56
AXIS = 18
"""Room for an axis's name."""


@dataclass(frozen=True, slots=True)
class ConfusionLayout:
    """Places for `classes` rows and columns; names take `left` beside and `top` above them."""

    classes: int
    left: float
    top: float
    width: float
    height: float

    @classmethod
    def within(
        cls, classes: int, names: tuple[float, float], room: tuple[float, float]
    ) -> "ConfusionLayout":
        """Fit the matrix into a room of this width and height beside its names and axes."""
        left, top = (AXIS + size for size in names)
        least = least_cell(classes)
        width = min(WIDEST, max(least[0], (room[0] - left - 1) / max(classes, 1)))
        height = min(HIGHEST, max(least[1], (room[1] - top - 1) / max(classes, 1)))
        return cls(classes, left, top, width, height)

    def cell(self, true: int, answered: int) -> QRectF:
        """Return the rectangle of a cell."""
        return QRectF(
            self.left + answered * self.width, self.top + true * self.height, self.width,
            self.height,
        )  # fmt: skip

    def at(self, place: QPointF) -> tuple[int, int] | None:
        """Tell which cell lies at a place: (true, answered)."""
        true = int((place.y() - self.top) // self.height)
        answered = int((place.x() - self.left) // self.width)
        inside = 0 <= true < self.classes and 0 <= answered < self.classes
        return (true, answered) if inside else None

    @property
    def whole(self) -> QRectF:
        """Return the rectangle of all cells together."""
        return QRectF(self.left, self.top, self.classes * self.width, self.classes * self.height)


def least_cell(classes: int) -> tuple[int, int]:
    """Return the least width and height of a cell that can still be pointed at."""
    return ROOMY if classes <= FEW else TINY
