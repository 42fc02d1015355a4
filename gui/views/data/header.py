"""The lines above the data: its summary, the audit, and what was corrected."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.data.folder.edits import KINDS, count_edits, regroup, undo_edits, ungroup
from core.experiment.settings import DataSettings
from core.messages import fill, tr, translate
from gui import theme
from gui.widgets.button import Button, link_button
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.number_format import grouped
from gui.widgets.plain_text import plain_label, plain_tip


class DataHeader(QWidget):
    """Show the summary of the data; `asked` carries a change that undoes corrections."""

    audit_wanted = Signal()
    audit_cancelled = Signal()
    doubts_wanted = Signal()
    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.words = theme.make_muted(plain_label())
        self.words.setObjectName("data_words")
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.refused = plain_label()
        self.refused.setObjectName("data_refused")
        self.refused.setWordWrap(True)
        self.offer = Button(tr("Use what is suggested"))
        self.offer.setObjectName("data_offer")
        self._accept: Callable[[], None] | None = None
        self.state = theme.make_muted(ElidedLabel())
        self.state.setObjectName("audit_state")
        self.audit = link_button("audit", tr("Look for faults"))
        self.audit.setToolTip(tr("Look at every file: copies, odd pictures, what is too small."))
        self.doubts = link_button("find_doubtful", tr("Find doubtful labels"))
        self.doubts.setToolTip(
            tr(
                "Cross-validate: which pictures do networks answer otherwise that have not "
                "learned from them?"
            )
        )
        self.cancel = link_button("cancel_audit", tr("Cancel"))
        self.cancel.setToolTip(tr("Stop looking; the data stays as it is."))
        self.ungroup = link_button("ungroup", tr("Share out every picture alone"))
        self.ungroup.setToolTip(
            tr("Do without the groups; Kept together, beside the share, has them again.")
        )
        self.regroup = link_button("regroup", tr("Keep together what belongs together"))
        self.regroup.setToolTip(
            tr("Have the groups again, each whole on one side: no picture tests its like.")
        )
        self.back = {names: link_button("take_back_" + names[0], "") for names in KINDS}
        self._build()
        self.offer.clicked.connect(lambda: self._use_offer())
        self.audit.clicked.connect(lambda: self.audit_wanted.emit())
        self.doubts.clicked.connect(lambda: self.doubts_wanted.emit())
        self.ungroup.clicked.connect(lambda: self.asked.emit(ungroup))
        self.regroup.clicked.connect(lambda: self.asked.emit(regroup))
        self.cancel.clicked.connect(lambda: self.audit_cancelled.emit())
        for names, link in self.back.items():
            link.clicked.connect(lambda _=False, names=names: self._take_back(names))
        self.show_nothing()

    def _build(self) -> None:
        high = QHBoxLayout()
        high.addWidget(self.refused, 1)
        high.addWidget(self.offer)
        self.refused.hide()
        self.offer.hide()
        low = QHBoxLayout()
        low.setSpacing(theme.WIDE)
        searches = self.state, self.audit, self.cancel, self.doubts
        for part in (*searches, self.ungroup, self.regroup, *self.back.values()):
            low.addWidget(part)
            part.hide()
        low.addStretch(1)
        # What stands below keeps its place under the mouse, whatever this line says.
        self.state.setFixedHeight(self.cancel.sizeHint().height())
        self.state.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.state.setMinimumWidth(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        column.setSpacing(0)
        column.addLayout(high)
        column.addWidget(self.words)
        column.addLayout(low)

    def say(
        self, text: str, grouped: bool = False, ungrouped: bool = False, labelled: bool = False
    ) -> None:
        """Say what the data is like, and offer what can be done with it.

        Of a `grouped` one that is to do without its groups, of an `ungrouped` one to have them
        again, of a `labelled` one to look for labels that may be wrong.
        """
        self.words.setText(text)
        self.doubts.setVisible(labelled)
        self.ungroup.setVisible(grouped)
        self.regroup.setVisible(ungrouped)

    def show_offer(self, text: str, accept: Callable[[], None] | None) -> None:
        """Say why other data was refused, and offer to put it right; no text takes it away."""
        self._accept = accept
        self.refused.setText(text)
        self.refused.setVisible(bool(text))
        self.offer.setVisible(accept is not None)

    def show_nothing(self) -> None:
        """Show no search: there is nothing to search."""
        self._show("", audit=False, cancel=False)
        self.state.hide()

    def show_found(self, text: str) -> None:
        """Say what a search has found of all files together."""
        self._show(text, audit=False, cancel=False)

    def show_search(self, done: int, total: int) -> None:
        """Show how far the search is."""
        text = tr("Looking at {done} of {total}") if done else tr("Looking for files")
        figures = {"done": grouped(done), "total": grouped(total)}
        self._show(text.format(**figures), audit=False, cancel=True)

    def show_problem(self, text: str) -> None:
        """Say why the search came to nothing, and offer another one."""
        self._show(text, audit=True, cancel=False)

    def show_corrections(self, settings: DataSettings) -> None:
        """Offer to take back what the user corrected."""
        for names, link in self.back.items():
            count = count_edits(settings, names)
            link.setText(fill(translate(KINDS[names]), count=grouped(count)))
            link.setVisible(count > 0)

    def _show(self, text: str, audit: bool, cancel: bool) -> None:
        self.state.setText(text)
        self.state.setToolTip(plain_tip(text))
        self.state.show()
        self.audit.setVisible(audit)
        self.cancel.setVisible(cancel)

    def _use_offer(self) -> None:
        if self._accept:
            self._accept()

    def _take_back(self, names: tuple[str, ...]) -> None:
        self.asked.emit(lambda settings: undo_edits(settings, *names))
