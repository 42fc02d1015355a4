"""A button that scripts, screen readers and the keyboard find."""

from PySide6.QtWidgets import QPushButton


def push_button(name: str, text: str, tip: str = "") -> QPushButton:
    """Make a button of this object name; `&` in its text is before the letter of its shortcut."""
    made = QPushButton(text)
    made.setObjectName(name)
    made.setAccessibleName(text.replace("&", ""))
    made.setToolTip(tip)
    return made
