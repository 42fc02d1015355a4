"""Which training samples taught the network its answer to the picked one."""

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from core.data.sample import Sample
from core.files import shown
from core.messages import fill, paragraph, to_translate, tr, translate
from core.network.targets import CLASSES
from core.training.analyses.leave_one_out import LeaveOneOutResults
from core.training.snapshots.snapshot import Snapshot, State
from gui import theme
from gui.views.csv_table import CsvTable
from gui.views.map.answer_text import reading_text
from gui.views.map.page import UNASKED_S, QuestionPage
from gui.views.map.taught_table import TaughtTable, name_of
from gui.views.sample_picker import SamplePicker
from gui.widgets.button import ButtonKind, push_button
from gui.widgets.number_format import duration
from gui.widgets.plain_text import plain_label
from gui.widgets.progress_bar import ProgressBar

# Longer than this nobody waits, and nothing is offered.
BEARABLE_S = 3600.0
NO_CLASSES = to_translate(
    "This works where the answer is one class of several; these data have other targets."
)
UNTRAINED = to_translate(
    "Train the network first: then it is known how long one training takes, and which answer is to "
    "be explained."
)
TOO_LONG = to_translate(
    "The network would be trained once more without each of {samples:,} samples, which would take "
    "{time}: too long. Take fewer samples, updates or units."
)
OFFER = to_translate(
    "The network is trained once more without each of the {samples:,} training samples, from the "
    "same first weights, which takes {time} at most. Pick the sample whose answer is to be "
    "explained, then start."
)
WORKING = to_translate(
    "{done:,} of {total:,} trainings are done, about {time} to go; a run on the bench comes first."
)
FIRST = to_translate("The network of all samples is being trained.")
ANSWER = to_translate(
    "Learned from all samples, the network answers {answer} with {with_all}. What taught it this "
    "most is {name}: without that one it is {without}. What speaks most against it is {against}."
)
NO_FLIPS = to_translate("No single sample of the {done:,} decides which class is answered.")
FLIPS = to_translate(
    "{flips:,} {flips:sample decides|samples decide} which class is answered: without it, another."
)
STOPPED = to_translate("Stopped after {done:,} of {total:,} samples.")
OTHER = to_translate(
    "This is of the settings or the sample of before. Begin again for those of now."
)


class TaughtPage(QuestionPage):
    """Show what each training sample adds; `wanted` starts that, `stopped` ends it.

    `sample_picked` carries a Sample that all views shall look at.
    """

    wanted = Signal()
    stopped = Signal()
    sample_picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.sample = SamplePicker("taught_sample")
        self.start = push_button(
            "start_leaving_out",
            tr("Begin"),
            tr("Train once more without each training sample, beside everything else"),
            ButtonKind.PRIMARY,
        )
        self.stop = push_button(
            "stop_leaving_out", tr("Stop"), tr("Train no more; what is there stays")
        )
        self.words = plain_label()
        self.words.setObjectName("taught_words")
        self.words.setWordWrap(True)
        self.bar = ProgressBar()
        self.listing = TaughtTable()
        self._snapshot: Snapshot | None = None
        self._results: LeaveOneOutResults | None = None
        self._going = self._begins = False
        self._seconds = 0.0
        self._lay_out()
        self.sample.picked.connect(self.sample_picked)
        self.start.clicked.connect(self._start)
        self.stop.clicked.connect(self._stop)
        self.listing.opened.connect(self._open)

    def ask(self, name: str) -> None:
        """Train without each sample, unless that takes long or is known for the run of now."""
        self._begins = not self._going

    def draw(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        if self._begins and not snapshot.dataset.blank:
            self._begins = False
            is_known = self._results is not None and _is_same(self._results, snapshot)
            if not (is_known or _obstacle(snapshot)) and _seconds(snapshot) <= UNASKED_S:
                self._start()
                return
        self.sample.show_sample(snapshot.dataset, snapshot.sample)
        self.sample.setVisible(not snapshot.dataset.blank)
        self.sample.setEnabled(not self._going)
        obstacle = _obstacle(snapshot)
        self.start.setVisible(not self._going)
        self.start.setEnabled(not obstacle)
        for part in (self.stop, self.bar):
            part.setVisible(self._going)
        self.listing.setVisible(self._results is not None)
        self.words.setText(self._sentence(snapshot, obstacle))

    def show_results(
        self, results: LeaveOneOutResults | None, over: bool, seconds: float = 0.0
    ) -> None:
        """Show what is known so far; `over` says that no more will come."""
        self._going, self._seconds = not over, seconds
        if results is not None:
            self._results = results
            self.bar.setMaximum(results.total)
            self.bar.setValue(results.done)
            reads_as = self._snapshot.reads_as if self._snapshot else ""
            self.listing.show_results(results, reads_as)
        if self._snapshot:
            self.draw(self._snapshot)

    def table(self) -> CsvTable | None:
        """Return a row for each sample that was left out."""
        results = self._results
        if results is None:
            return None
        labels = results.dataset.train.labels
        rows = (
            (
                name_of(results, number),
                results.dataset.classes[labels[number]],
                float(results.without[number]),
                float(results.changes[number]),
            )
            for number in range(results.done)
        )
        return CsvTable(("left out", "class", "answer without it", "it adds"), rows)

    def forget_data(self) -> None:
        """Let go of the snapshot, and of results, that hold data of before."""
        self._snapshot = None
        if not self._going:
            self._results = None
            self.listing.show_results(None, "")

    def memory(self) -> tuple[LeaveOneOutResults | None, bool, float]:
        return self._results, not self._going, self._seconds

    def remember(self, memory: tuple[LeaveOneOutResults | None, bool, float]) -> None:
        self.show_results(*memory)

    def _sentence(self, snapshot: Snapshot, obstacle: str) -> str:
        results = self._results
        if self._going:
            if results is None or not results.done:
                return translate(FIRST)
            left = self._seconds / (results.done + 1) * (results.total - results.done)
            return fill(
                translate(WORKING),
                done=results.done,
                total=results.total,
                time=duration(left),
            )
        if results is None or not results.done:
            return obstacle or _offer(snapshot)
        flips = int(results.flipped.sum())
        sentences = [
            _answer(results, snapshot.reads_as),
            fill(translate(FLIPS if flips else NO_FLIPS), flips=flips, done=results.done),
        ]
        if results.done < results.total:
            sentences.append(fill(translate(STOPPED), done=results.done, total=results.total))
        if not _is_same(results, snapshot):
            sentences.append(translate(OTHER))
        return paragraph(*sentences)

    def _start(self) -> None:
        self._going, self._results, self._seconds = True, None, 0.0
        self.bar.setValue(0)
        self.listing.show_results(None, "")
        if self._snapshot:
            self.draw(self._snapshot)
        self.wanted.emit()

    def _stop(self) -> None:
        self.stopped.emit()
        self.show_results(self._results, over=True, seconds=self._seconds)

    def _open(self, number: int) -> None:
        if self._results:
            self.sample_picked.emit(Sample.of(self._results.dataset, number))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        for part in (self.sample, self.start, self.stop):
            top.addWidget(part)
        top.addWidget(self.bar, 1)
        top.addStretch(0)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(theme.SPACE)
        body.addWidget(self.words)
        body.addLayout(top)
        body.addWidget(self.listing, 1)
        body.addStretch(0)


def _obstacle(snapshot: Snapshot) -> str:
    """Say why it cannot be had now; nothing where it can."""
    if snapshot.targets is not CLASSES:
        return translate(NO_CLASSES)
    if not snapshot.iteration or snapshot.state is State.RUNNING or not snapshot.seconds:
        return translate(UNTRAINED)
    seconds = _seconds(snapshot)
    if seconds > BEARABLE_S:
        return fill(translate(TOO_LONG), samples=snapshot.train_count, time=duration(seconds))
    return ""


def _offer(snapshot: Snapshot) -> str:
    time = duration(_seconds(snapshot))
    return fill(translate(OFFER), samples=snapshot.train_count, time=time)


def _seconds(snapshot: Snapshot) -> float:
    """Estimate how long all trainings take from how long the one on the bench took."""
    return snapshot.seconds * (snapshot.train_count + 1)


def _answer(results: LeaveOneOutResults, reads_as: str) -> str:
    changes = np.where(np.isfinite(results.changes), results.changes, 0.0)
    most, least = int(changes.argmax()), int(changes.argmin())
    return fill(
        translate(ANSWER),
        answer=shown(results.dataset.classes[results.answered]),
        with_all=reading_text(results.with_all, reads_as),
        name=name_of(results, most),
        without=reading_text(float(results.without[most]), reads_as),
        against=name_of(results, least),
    )


def _is_same(results: LeaveOneOutResults, snapshot: Snapshot) -> bool:
    same = results.experiment == snapshot.experiment and results.dataset is snapshot.dataset
    return same and results.sample == snapshot.sample and results.updates == snapshot.iteration
