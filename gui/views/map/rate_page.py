"""Which rate: a short run whose rate grows, read for the rate to take."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from core.messages import fill, paragraph, to_translate, tr, translate
from core.sweeps.expected_time import update_seconds
from core.sweeps.questions import DataCounts
from core.training.analyses.learning_rate_range import HIGHEST, LOWEST, UPDATES, LearningRateRange
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.csv_table import CsvTable
from gui.views.map.page import UNASKED_S, QuestionPage
from gui.views.map.rate_plot import RatePlot
from gui.widgets.button import ButtonKind, push_button
from gui.widgets.number_format import duration, percent, significant
from gui.widgets.plain_text import plain_label

ABOUT = to_translate(
    "One short run of {updates} updates at most, from the first weights, whose rate grows from "
    "{lowest:g} to {highest:g}: where the cost falls, the rate works, and where it rises, the rate "
    "is too high. It leaves the run on the bench as it is."
)
GROWING = to_translate("The rate grows: {share} done. Any other action ends it.")
OTHER = to_translate(
    "The settings are others since this was measured. {sentence} Measure again to be sure."
)
ENDED = to_translate("Something else came first. Measure again.")


LONG = to_translate("That takes about {time} on this computer: it waits for Measure.")


class RatePage(QuestionPage):
    """Show the cost at growing rates; `wanted` asks for it, `map_wanted` for a map with seeds."""

    wanted = Signal()
    map_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = plain_label()
        self.words.setObjectName("rate_words")
        self.words.setWordWrap(True)
        self.plot = RatePlot()
        self.measure = push_button(
            "measure_rates",
            tr("Measure"),
            tr("Let the rate of a short run grow, and see where the cost falls"),
            ButtonKind.PRIMARY,
        )
        self.use = push_button(
            "use_rate", tr("Use this rate"), tr("Set the learning rate to the suggested one")
        )
        self.map = push_button(
            "rate_map",
            tr("Compare rates by whole runs"),
            tr("Train to the end at several rates, from several first weights each"),
        )
        self._snapshot: Snapshot | None = None
        self._found: LearningRateRange | None = None
        self._going = self._ended = self._begins = False
        self._lay_out()
        self.measure.clicked.connect(self._ask)
        self.use.clicked.connect(self._use)
        self.map.clicked.connect(self.map_wanted)

    def ask(self, name: str) -> None:
        """Measure, unless that takes long or is known for the settings of now."""
        self._begins = not self._going

    def draw(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        if self._begins and not snapshot.dataset.blank:
            self._begins = False
            is_known = self._found is not None and self._found.is_of(snapshot.experiment)
            if not is_known and _expected_s(snapshot) <= UNASKED_S:
                self._ask()
        self.measure.setEnabled(not self._going and not snapshot.dataset.blank)
        self.map.setEnabled(not snapshot.dataset.blank)
        self._say()

    def show_progress(self, share: float) -> None:
        """Say how far the rate has grown."""
        if self._going:
            self.words.setText(fill(translate(GROWING), share=percent(share, 0)))

    def show_result(self, found: LearningRateRange | None) -> None:
        """Show what was measured; None where something else came first."""
        self._going, self._ended = False, found is None
        if found and len(found.costs):
            self._found = found
        self._redraw()

    def table(self) -> CsvTable | None:
        """Return a row for each update: its rate, its cost, and the smoothed cost."""
        if self._found is None:
            return None
        found = self._found
        columns = (found.rates, found.costs, found.smoothed)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return CsvTable(("learning rate", "cost", "smoothed cost"), rows)

    def recolour(self) -> None:
        self.plot.recolour()

    def memory(self) -> tuple[LearningRateRange | None, bool, bool]:
        return self._found, self._going, self._ended

    def remember(self, memory: tuple[LearningRateRange | None, bool, bool]) -> None:
        self._found, self._going, self._ended = memory
        self.show_progress(0.0)

    def forget_data(self) -> None:
        self._snapshot = None

    def _ask(self) -> None:
        self._going = True
        self.show_progress(0.0)
        self.measure.setEnabled(False)
        self.wanted.emit()

    def _use(self) -> None:
        if self._found and self._found.suggested:
            rate = float(f"{self._found.suggested:.2g}")
            self.changes.emit({"training.learning_rate": rate})

    def _redraw(self) -> None:
        if self._snapshot:
            self.draw(self._snapshot)

    def _say(self) -> None:
        found, snapshot = self._found, self._snapshot
        self.plot.setVisible(found is not None)
        suggested = found.suggested if found else None
        self.use.setVisible(suggested is not None)
        if snapshot is None or self._going:
            return
        if found is None:
            about = fill(translate(ABOUT), updates=UPDATES, lowest=LOWEST, highest=HIGHEST)
            expected = _expected_s(snapshot)
            long = translate(LONG).format(time=duration(expected)) if expected > UNASKED_S else ""
            words = translate(ENDED) if self._ended else about
            self.words.setText(paragraph(words, long))
            return
        if suggested:
            self.use.setText(tr("Use {rate}").format(rate=significant(suggested, 2)))
        sentence = found.sentence()
        if not found.is_of(snapshot.experiment):
            sentence = translate(OTHER).format(sentence=sentence)
        self.words.setText(sentence)
        self.plot.show_range(found, snapshot.learning_rate)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.measure, self.use, self.map):
            buttons.addWidget(button)
        buttons.addStretch(1)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(theme.SPACE)
        body.addWidget(self.words)
        body.addLayout(buttons)
        body.addWidget(self.plot, 1)
        body.addStretch(0)


def _expected_s(snapshot: Snapshot) -> float:
    """Return how many seconds the updates take at most, by the run on the bench if it was timed."""
    if snapshot.iteration and snapshot.seconds:
        return snapshot.seconds / snapshot.iteration * UPDATES
    return UPDATES * update_seconds(snapshot.experiment, DataCounts.of(snapshot.dataset))
