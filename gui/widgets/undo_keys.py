"""The keys of undo and redo belong to the window while nothing is being typed into a field."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence

KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


def is_left_to_window(event: QEvent, typing: bool) -> bool:
    """Tell whether a field that has the focus is to leave an event to the window.

    A field takes these keys for its own text, even for what was taken over long ago.
    """
    return (
        event.type() == QEvent.Type.ShortcutOverride
        and not typing
        and isinstance(event, QKeyEvent)
        and any(map(event.matches, KEYS))
    )
