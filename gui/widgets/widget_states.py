"""How the widgets within a part were left, for others that are made like them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QHeaderView,
    QScrollBar,
    QSlider,
    QSpinBox,
    QSplitter,
    QWidget,
)

ROUNDS = 3
"""Times that states are put back: one may bring widgets that others are of."""

Path = tuple[tuple[str, int], ...]
"""The way from a part to a widget in it: the kind of each, and its number among those."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is kept of a kind of widget, and how it is put back as its user would."""

    kind: type[QWidget]
    get: Callable[[Any], object]
    put: Callable[[Any, Any], object]


def _choose(box: QComboBox, index: int) -> None:
    if index < box.count():
        box.setCurrentIndex(index)


def _press(button: QAbstractButton, checked: bool) -> None:
    group = button.group()
    if button.isEnabled() and (checked or group is None or not group.exclusive()):
        button.click()


def _sections_of(header: QHeaderView) -> tuple[int, QByteArray]:
    return header.count(), header.saveState()


def _put_sections(header: QHeaderView, left: tuple[int, QByteArray]) -> None:
    """Lay a header out again if it has as many sections: it believes a state, not its model."""
    count, state = left
    if header.count() == count:
        header.restoreState(state)


_KINDS = (
    _Kind(QComboBox, QComboBox.currentIndex, _choose),
    _Kind(QAbstractButton, QAbstractButton.isChecked, _press),
    _Kind(QSpinBox, QSpinBox.value, QSpinBox.setValue),
    _Kind(QSlider, QSlider.value, QSlider.setValue),
    _Kind(QScrollBar, QScrollBar.value, QScrollBar.setValue),
    _Kind(QSplitter, QSplitter.saveState, QSplitter.restoreState),
    _Kind(QHeaderView, _sections_of, _put_sections),
)


def states_of(part: QWidget) -> dict[Path, object]:
    """Return what its user has chosen in a part: in lists, buttons, sliders, and by scrolling."""
    return {path: kind.get(widget) for path, widget, kind in _stateful(part)}


def put_back(part: QWidget, states: dict[Path, object]) -> None:
    """Leave a part as another of its kind was left; what it does not have is passed over."""
    for _ in range(ROUNDS):
        for path, widget, kind in _stateful(part):
            if path in states and kind.get(widget) != states[path]:
                kind.put(widget, states[path])


def _stateful(part: QWidget, path: Path = ()) -> list[tuple[Path, QWidget, _Kind]]:
    found: list[tuple[Path, QWidget, _Kind]] = []
    counts: dict[str, int] = {}
    for child in part.children():
        if isinstance(child, QWidget):
            name = type(child).__name__
            counts[name] = counts.get(name, -1) + 1
            way = (*path, (name, counts[name]))
            kind = next((kind for kind in _KINDS if isinstance(child, kind.kind)), None)
            if kind:
                found.append((way, child, kind))
            found += _stateful(child, way)
    return found
