"""A part of the settings panel under a muted heading that folds it away."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.messages import tr
from gui import theme
from gui.widgets.button import Button, ButtonKind

OPEN, FOLDED = "\u25be", "\u25b8"


class Section(QWidget):
    """Stack controls below a heading with a hairline; a click on the heading folds them away.

    `aside` stands at the right end of the heading; `folded` carries whether the user folded
    the section.
    """

    folded = Signal(bool)

    def __init__(
        self, name: str, heading: str, *parts: QWidget, aside: QWidget | None = None
    ) -> None:
        super().__init__()
        self.setAccessibleName(heading)
        self.name = name
        self.button, self._body = Button(kind=ButtonKind.HEADING), QWidget()
        self.button.setObjectName(f"fold_{name}")
        self.button.setFont(theme.heading_font())
        self.button.clicked.connect(self._fold_by_hand)
        line = QWidget()
        line.setFixedHeight(1)
        line.setBackgroundRole(QPalette.ColorRole.Mid)
        line.setAutoFillBackground(True)
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE)
        top.addWidget(self.button)
        top.addWidget(line, 1)
        if aside is not None:
            top.addWidget(aside)
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(theme.SPACE)
        for part in parts:
            body.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addLayout(top)
        column.addWidget(self._body)
        self.show_heading(heading)

    @property
    def is_folded(self) -> bool:
        """Return whether only the heading is shown."""
        return self._body.isHidden()

    def show_heading(self, text: str) -> None:
        """Show another heading."""
        self._heading = text
        self.button.setText(f"{FOLDED if self.is_folded else OPEN} {text}")
        self.button.setAccessibleName(text)
        self.button.setToolTip(
            tr("Show this part") if self.is_folded else tr("Fold this part away")
        )

    def set_folded(self, folded: bool) -> None:
        """Fold the section, or show it, without a signal."""
        self._body.setVisible(not folded)
        self.show_heading(self._heading)

    def _fold_by_hand(self) -> None:
        self.set_folded(not self.is_folded)
        self.folded.emit(self.is_folded)
