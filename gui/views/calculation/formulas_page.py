"""The formulas of the network of now, as text that can be copied and run."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from core.calculation.derivation import derive
from core.calculation.forms import FORMS, NUMPY, PLAIN
from core.messages import tr, translate
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.calculation.page import CalculationPage, derives_alike
from gui.widgets.button import push_button


class FormulasPage(CalculationPage):
    """Show the derivation in one of FORMS, with a button that copies it.

    `numbers_wanted` says that its user wants the arrays that the NumPy program reads.
    """

    numbers_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.form = PLAIN
        self.text = QPlainTextEdit()
        self.text.setObjectName("calculation_formulas_text")
        self.text.setAccessibleName(tr("Formulas"))
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.buttons = QButtonGroup(self)
        self._snapshot: Snapshot | None = None
        bar = QHBoxLayout()
        for form in FORMS.values():
            button = push_button(
                f"calculation_form_{form.name}",
                translate(form.label),
                tr("Forward, cost, chain rule, backward and update of this network"),
            )
            button.setCheckable(True)
            button.setChecked(form is PLAIN)
            button.clicked.connect(partial(self.choose, form.name))
            self.buttons.addButton(button)
            bar.addWidget(button)
        bar.addStretch(1)
        self.save = push_button(
            "save_program_numbers",
            tr("Save its numbers..."),
            tr("Save what the program reads, numbers.npz, of the iteration that is shown"),
        )
        self.save.clicked.connect(self.numbers_wanted)
        self.save.hide()
        bar.addWidget(self.save)
        copy = push_button("copy_formulas", tr("Copy"), tr("Copy the whole text"))
        copy.clicked.connect(self.copy)
        bar.addWidget(copy, 0, Qt.AlignmentFlag.AlignRight)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(theme.TIGHT)
        body.addLayout(bar)
        body.addWidget(self.text, 1)

    def draw(self, snapshot: Snapshot) -> None:
        """Write the formulas of the snapshot's experiment, where they are others than before."""
        before, self._snapshot = self._snapshot, snapshot
        if not derives_alike(before, snapshot):
            self._write()

    def choose(self, name: str) -> None:
        """Write them in another form."""
        self.form = FORMS[name]
        self._write()

    def _write(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        self.save.setVisible(self.form is NUMPY)
        self.save.setEnabled(not snapshot.dataset.blank)
        derivation = derive(snapshot.experiment, snapshot.dataset, snapshot.learning_rate)
        text = self.form.write(derivation)
        if text != self.text.toPlainText():
            place = self.text.verticalScrollBar().value()
            self.text.setPlainText(text)
            self.text.verticalScrollBar().setValue(place)

    def copy(self) -> None:
        """Put the text on the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
