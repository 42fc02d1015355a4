"""Picture files that the network has never seen, and the table of its predictions."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from core.experiment.inputs import PictureInputs, TableInputs
from core.experiment.settings import AnswerSettings
from core.messages import Message, fill, paragraph, to_translate, tr, translate
from core.training.snapshots.snapshot import Snapshot, State
from core.training.worker.events import Predicted, PredictionSource
from gui import theme
from gui.views.predictions.files_model import FilesModel
from gui.views.predictions.files_table import FilesTable
from gui.widgets.button import push_button
from gui.widgets.number_format import grouped
from gui.widgets.plain_text import plain_label
from gui.widgets.progress_bar import ProgressBar
from gui.widgets.readout import set_label_text
from gui.widgets.text_row import TextRow
from gui.widgets.thumbnail import thumbnail_side

EMPTY = to_translate("Drop pictures or a folder here: the network says what they are.")
EMPTY_OF_ROWS = to_translate(
    "Drop a table here (CSV), with the columns that the network learns from: it answers for every "
    "row."
)
NO_PICTURES = to_translate(
    "This network takes numbers, not pictures. Open a folder of pictures to train one that does."
)
NO_SINGLE_PICTURES = to_translate(
    "This network learns from pictures that are flattened across each other, so that no single one "
    "can be given to it. Choose Flattening by picture in the settings of the data."
)
_PICK = (to_translate("Predict pictures..."), to_translate("Predict a table..."))
_PICK_TIPS = (
    to_translate("Have the network of now say what picture files show."),
    to_translate("Have the network of now answer for the rows of a table."),
)
_DONE = {
    "": to_translate("{done} of {total} {total:file|files}, by the weights of iteration {then}."),
    "found": to_translate("{done} of {total} {total:file|files}, by the weights from {found}."),
    "new": to_translate(
        "{done} of {total} {total:file|files}, by weights that are not trained yet."
    ),
}
_DONE_ROWS = {
    "": to_translate("{done} {done:row|rows}, by the weights of iteration {then}."),
    "found": to_translate("{done} {done:row|rows}, by the weights from {found}."),
    "new": to_translate("{done} {done:row|rows}, by weights that are not trained yet."),
}


class FilesPanel(QWidget):
    """Show the predictions of one request; the newest takes the place of older ones.

    `requested` carries the paths to be answered for; `asked_files`, `asked_folder` and
    `asked_csv` want a dialog; `stopped` wants no more answers. `picked` carries a Sample that its
    user looks at, `opened` wants to see the causes of its answer. `asked_tables` wants a dialog
    where the network takes rows of tables. Where only the settings of the answers have changed,
    the same files are asked for once more by themselves, unless the network is learning.
    """

    picked = Signal(object)
    opened = Signal()

    requested = Signal(list)
    asked_files = Signal()
    asked_tables = Signal()
    asked_folder = Signal()
    asked_csv = Signal()
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = FilesModel()
        self.table = FilesTable(self.model)
        self.takes_pictures = self.takes_tables = False
        self.source: PredictionSource | None = None
        self._paths: list[str | Path] = []
        self._total, self._busy, self._now = 0, False, (0, 0, "")
        self._settings, self._asked = AnswerSettings(), AnswerSettings()
        self._is_learning = False
        self._remarks: list[Message] = []
        self._takes_none = NO_PICTURES
        self.note, self.progress = plain_label(), ProgressBar()
        self.empty = theme.make_muted(plain_label())
        self.table.picked.connect(self.picked)
        self.table.activated.connect(lambda _: self.opened.emit())
        self._make_buttons()
        self._lay_out()
        self._say()

    def predict(self, paths: Sequence[str | Path]) -> None:
        """Ask for predictions for these files and folders."""
        self._paths, self._asked = list(paths), self._settings
        self.requested.emit(self._paths)

    def show_predicted(self, some: Predicted) -> None:
        """Show more predictions, of the newest request alone."""
        if self.source is None or some.source.number > self.source.number:
            self.source = some.source
            self.model.start(some.source.answers)
            self._remarks = []
        if some.source.number < self.source.number:
            return
        self.model.add(some.predictions)
        self._total, self._busy = some.total, not some.ended
        self._remarks.extend(some.remarks)
        self._say()
        self._keep_up_with_settings()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Take the iteration of the network, and whether it takes pictures or rows."""
        inputs = snapshot.dataset.inputs
        now = (snapshot.run, snapshot.iteration, snapshot.first_weights)
        single = not isinstance(inputs, PictureInputs) or inputs.is_one_picture
        pictures = isinstance(inputs, PictureInputs) and single
        takes = pictures, isinstance(inputs, TableInputs)
        self._takes_none = NO_PICTURES if single else NO_SINGLE_PICTURES
        if isinstance(inputs, PictureInputs):
            self.table.fit_pictures(thumbnail_side(inputs.size))
        settings = snapshot.experiment.answers
        seen = self._now, (self.takes_pictures, self.takes_tables), self._settings
        self._is_learning = snapshot.state is State.RUNNING
        if (now, takes, settings) != seen:
            self._now, (self.takes_pictures, self.takes_tables) = now, takes
            self._settings = settings
            self._say()
        self._keep_up_with_settings()

    def memory(self) -> tuple[list[str | Path], AnswerSettings, Predicted | None]:
        """Return what was asked for and by which settings, and all predictions as one event."""
        known = None
        if self.source:
            predictions, remarks = tuple(self.model.predictions), tuple(self._remarks)
            known = Predicted(self.source, predictions, self._total, not self._busy, remarks)
        return self._paths, self._asked, known

    def remember(self, memory: tuple[list[str | Path], AnswerSettings, Predicted | None]) -> None:
        """Know what another panel knew, in whose place this one is."""
        paths, self._asked, known = memory
        if known:
            self.show_predicted(known)
        self._paths = paths

    def _keep_up_with_settings(self) -> None:
        """Ask for the same files once more where the network answers by other settings now."""
        source = self.source
        if source is None or self._busy or self._is_learning or not self._paths:
            return
        others = source.settings != self._settings and self._asked != self._settings
        if others and self._is_of(source):
            self.predict(self._paths)

    def _say(self) -> None:
        done = len(self.model.predictions)
        stale = self.source is not None and not self._busy and not self._is_of_now(self.source)
        takes_files = self.takes_pictures or self.takes_tables
        of_tables = int(self.takes_tables)
        self.pick_files.setText(translate(_PICK[of_tables]))
        self.pick_files.setToolTip(translate(_PICK_TIPS[of_tables]))
        self.pick_files.setEnabled(takes_files)
        self.pick_folder.setVisible(not self.takes_tables)
        self.pick_folder.setEnabled(self.takes_pictures)
        self.again.setVisible(stale and takes_files and bool(self._paths))
        self.stop.setVisible(self._busy)
        self.progress.setVisible(self._busy)
        self.progress.setRange(0, self._total)
        self.progress.setValue(done)
        self.save.setEnabled(done > 0 and not self._busy)
        self._pages.setCurrentIndex(int(self.source is not None))
        self.empty.setText(translate(self._invitation()))
        set_label_text(self.note, self._words(stale))

    def _words(self, stale: bool) -> str:
        if self.source is None:
            return ""
        by = "" if self.source.iteration else "found" if self.source.found else "new"
        text = translate((_DONE_ROWS if self.model.of_rows else _DONE)[by])
        if self.model.wrong:
            text = paragraph(text, tr("{wrong} could not be read."))
        if stale and self._is_of(self.source):
            text = paragraph(text, tr("Threshold, temperature or None of these was another then."))
        elif stale and self.source.run == self._now[0]:
            text = paragraph(text, tr("The network is at iteration {now} now."))
        elif stale:
            text = paragraph(text, tr("That was an earlier run."))
        told = fill(
            text,
            done=grouped(len(self.model.predictions)),
            total=grouped(self._total),
            then=grouped(self.source.iteration),
            found=self.source.found,
            now=grouped(self._now[1]),
            wrong=grouped(self.model.wrong),
        )
        return paragraph(told, *self._remarks)

    def _ask(self) -> None:
        (self.asked_tables if self.takes_tables else self.asked_files).emit()

    def _invitation(self) -> str:
        if self.takes_tables:
            return EMPTY_OF_ROWS
        return EMPTY if self.takes_pictures else self._takes_none

    def _is_of_now(self, source: PredictionSource) -> bool:
        """Tell whether the network of now answers as it did then: its weights, its settings."""
        return source.settings == self._settings and self._is_of(source)

    def _is_of(self, source: PredictionSource) -> bool:
        """Tell whether the network of now has the weights that have answered."""
        run, iteration, first_weights = self._now
        begins_from_them = not iteration and source.weights == first_weights
        return begins_from_them or (source.run, source.iteration) == (run, iteration)

    def _make_buttons(self) -> None:
        self.pick_files = push_button("predict_files", translate(_PICK[0]))
        self.pick_folder = push_button("predict_folder", tr("Predict a folder..."))
        self.again = push_button("predict_again", tr("Predict again"))
        self.stop = push_button("predict_stop", tr("Stop"))
        self.save = push_button("save_answers", tr("Save as CSV..."))
        self.pick_folder.setToolTip(tr("Have it say so of every file in a folder."))
        self.again.setToolTip(tr("Ask the network of now about the same files."))
        self.stop.setToolTip(tr("Keep the answers that are there, and ask no further."))
        self.save.setToolTip(tr("Write all answers as a table, in the order of the files."))
        self.pick_files.clicked.connect(self._ask)
        self.pick_folder.clicked.connect(lambda: self.asked_folder.emit())
        self.again.clicked.connect(lambda: self.predict(self._paths))
        self.stop.clicked.connect(lambda: self.stopped.emit())
        self.save.clicked.connect(lambda: self.asked_csv.emit())

    def _lay_out(self) -> None:
        self.note.setObjectName("answers_note")
        self.note.setWordWrap(True)
        self.progress.setAccessibleName(tr("Files answered"))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.progress.setMinimumWidth(40)
        busy = (self.progress, self.stop, self.again, self.save)
        row = TextRow([self.pick_files, self.pick_folder], self.note, [*busy])
        self._pages = QStackedLayout()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        column.addWidget(row)
        column.addLayout(self._pages, 1)
