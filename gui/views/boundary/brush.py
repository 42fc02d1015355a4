"""Painting points with the mouse: what a stroke adds to a set of points, or takes away."""

import numpy as np

# Points of a stroke are this far apart, and an eraser reaches this far, in pixels.
SPACING, REACH = 9.0, 14.0
MOST_CLASSES = 10
DIGITS = 4

Point = tuple[float, float, int]


class Brush:
    """Hold the points of a stroke while it lasts; `tool` is a class's number, or None to erase."""

    def __init__(self, points: list[Point], tool: int | None) -> None:
        self.points, self.tool = points, tool
        self._last: np.ndarray | None = None

    def touch(self, x1: float, x2: float, pixel: tuple[float, float]) -> bool:
        """Paint or erase at a place; `pixel` is a pixel's size. Tell whether anything changed."""
        place, scale = np.array([x1, x2]), np.array(pixel)
        if self.tool is None:
            return self._erase(place, scale)
        if self._last is not None and np.hypot(*((place - self._last) / scale)) < SPACING:
            return False
        self._last = place
        self.points.append((round(x1, DIGITS), round(x2, DIGITS), self.tool))
        return True

    def _erase(self, place: np.ndarray, scale: np.ndarray) -> bool:
        if not self.points:
            return False
        table = np.array(self.points)
        away = np.hypot(*((table[:, :2] - place) / scale).T) > REACH
        remaining = [point for point, stays in zip(self.points, away, strict=True) if stays]
        # A class without a point, or one class alone, is no data to learn from.
        if len(remaining) == len(self.points) or _classes(remaining) != _classes(self.points):
            return False
        self.points = remaining
        return True


def _classes(points: list[Point]) -> set[int]:
    return {label for _, _, label in points}
