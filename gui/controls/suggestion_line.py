"""One line about the settings that were suggested for data, with a button that takes them back."""

from bisect import bisect_left

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.messages import tr
from gui import theme
from gui.widgets.button import link_button
from gui.widgets.plain_text import PlainLabel, plain_tip

# The views keep the room in a small window; the tooltip has it all.
MOST_LINES = 3


class FewLines(PlainLabel):
    """Show as much of a text as a few lines have room for; what is left out leaves dots."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setMaximumHeight(most * self.fontMetrics().lineSpacing())

    def setText(self, text: str) -> None:
        super().setText(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        text = self.text()
        if not self._is_too_high(text) or not text:
            return
        kept = bisect_left(range(len(text)), True, key=lambda n: self._is_too_high(f"{text[:n]}…"))
        self._paint(f"{text[: kept - 1].rstrip()}…")

    def _is_too_high(self, text: str) -> bool:
        self._paint(text)
        return self.heightForWidth(self.width()) > self.maximumHeight()


class SuggestionLine(QWidget):
    """Say what was suggested and why, as long as the settings are these."""

    taken_back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("suggestion")
        self.setAccessibleName(tr("Suggested settings"))
        self.label = FewLines(MOST_LINES)
        self.label.setObjectName("suggestion_words")
        self.take_back = link_button("take_back")
        self._is_over = False
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, 0)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.label, 1)
        row.addWidget(self.take_back)
        self.take_back.clicked.connect(lambda: self.taken_back.emit())
        self.hide()

    def show_suggestion(self, text: str, settings: str, before: str) -> None:
        """Show what was suggested, all `settings` in the tooltip, and what one can go back to."""
        self.show_words(text, settings)
        self.take_back.setText(tr("Back to {settings}").format(settings=before))
        tip = tr("Back to the settings before the suggestion: {settings}. The data stays.")
        self.take_back.setToolTip(tip.format(settings=before))
        self.take_back.setAccessibleName(self.take_back.text())
        self.take_back.show()
        self.show()

    def show_taken_back(self, text: str) -> None:
        """Say what was taken back and what can be done now, until there is a training."""
        self.show_words(text)
        self.take_back.hide()
        self._is_over = True
        self.show()

    def show_words(self, text: str, settings: str = "") -> None:
        """Show what was suggested, all `settings` in the tooltip."""
        self._is_over = False
        self.label.setText(text)
        self.label.setToolTip(plain_tip(f"{text}\n\n{settings}".rstrip()))

    def stay(self) -> None:
        """Offer no way back: the settings have been used; what was taken back is told no more."""
        self.take_back.hide()
        if self._is_over:
            self.clear()

    def clear(self) -> None:
        """Say nothing."""
        self.label.clear()
        self.hide()
