"""One line about the settings that were suggested for data, with a button that takes them back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from core.messages import tr
from gui import theme
from gui.widgets.button import link_button


class SuggestionLine(QWidget):
    """Say what was suggested and why."""

    taken_back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("suggestion")
        self.setAccessibleName(tr("Suggested settings"))
        self.label = QLabel()
        self.label.setObjectName("suggestion_words")
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.label.setWordWrap(True)
        self.take_back = link_button(
            "take_back", tr("Take back"), tr("Put the settings back as they were; the data stays")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, theme.TIGHT)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.label, 1)
        row.addWidget(self.take_back)
        self.take_back.clicked.connect(lambda: self.taken_back.emit())
        self.hide()

    def set_compact(self, on: bool) -> None:
        """Keep to one line, of which the tooltip has the rest."""
        self.label.setWordWrap(not on)

    def show_suggestion(self, text: str) -> None:
        """Show what was suggested; an empty text hides the line."""
        self.label.setText(text)
        self.label.setToolTip(text)
        self.setVisible(bool(text))
