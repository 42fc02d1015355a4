"""A push button with an object name, an accessible name and a shortcut."""

from PySide6.QtWidgets import QPushButton


def push_button(name: str, text: str, tip: str = "") -> QPushButton:
    """Return a button; `name` is its object name, `&` in the text marks its shortcut."""
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAccessibleName(text.replace("&", ""))
    button.setToolTip(tip)
    return button
