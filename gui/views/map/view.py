"""Questions about an experiment that are answered by training it many times."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.errors import LayerbenchError
from core.messages import tr, translate
from core.sweeps.events import Event
from core.sweeps.kept_sweeps import KeptSweep
from core.training.snapshots.snapshot import Snapshot
from core.training.worker.events import LeftOutTrained, RateRangeMeasured, RateRangeProgress
from gui import theme
from gui.views.csv_table import CsvTable
from gui.views.map.page import QuestionPage
from gui.views.map.questions import OWN, QUESTIONS
from gui.views.map.questions_page import QuestionsPage
from gui.views.map.rate_page import RatePage
from gui.views.map.sweep_page import SweepPage
from gui.views.map.taught_page import TaughtPage
from gui.views.view import SnapshotView
from gui.widgets.button import link_button
from gui.widgets.plain_text import plain_label


class MapView(SnapshotView):
    """Show all questions, or the page of one of QUESTIONS, which is made when it is first chosen.

    `rates_wanted` asks for a run whose rate grows, `leaving_out_wanted` for runs without each
    sample, and `leaving_out_stopped` for no more of those. The signals of sweeps are those of
    SweepPage, and those of what is kept QuestionsPage's.
    """

    rates_wanted = Signal()
    leaving_out_wanted = Signal()
    leaving_out_stopped = Signal()
    sweep_wanted = Signal(object, object)
    sweep_edited = Signal(object)
    sweep_paused = Signal()
    sweep_resumed = Signal()
    sweep_stopped = Signal()
    run_opened = Signal(object)
    kept_wanted = Signal()
    clearing_wanted = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("map_view", tr("Map"), parent)
        self.back = link_button(
            "map_questions", tr("All questions"), tr("Go back to the list of questions")
        )
        self.title = plain_label()
        self.title.setFont(theme.heading_font())
        self.questions = QuestionsPage()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.questions)
        self._pages: dict[str, QuestionPage] = {}
        self._name = ""
        self._lay_out()
        self.questions.chosen.connect(self.open_question)
        self.questions.kept_wanted.connect(self.kept_wanted)
        self.questions.clearing_wanted.connect(self.clearing_wanted)
        self.back.clicked.connect(self.show_questions)
        self.show_questions()

    @property
    def page(self) -> QuestionPage:
        """Return the page on top."""
        return self.page_of(self._name) if self._name else self.questions

    def open_question(self, name: str) -> None:
        """Bring the page of a question to the top, and begin to answer it unless that takes long.

        The page is made now if it is not there.
        """
        page = self.page_of(name)
        page.ask(name)
        if isinstance(page, SweepPage):
            name = page.name
        self._show(name)

    def show_questions(self) -> None:
        """Bring the list of questions to the top."""
        self._show("")

    @property
    def sweep(self) -> SweepPage:
        """Return the page of all sweeps, made now if it is not there."""
        page = self.page_of(OWN)
        assert isinstance(page, SweepPage)
        return page

    def page_of(self, name: str) -> QuestionPage:
        """Return the page of a question, made now if it is not there; sweeps share one."""
        make = QUESTIONS[name].make
        name = name if make else OWN
        if name not in self._pages:
            page = self._pages[name] = (make or SweepPage)()
            page.recolour()
            page.changes.connect(self.changes)
            if isinstance(page, SweepPage):
                self._connect_sweep(page)
            if isinstance(page, RatePage):
                page.wanted.connect(self.rates_wanted)
                page.map_wanted.connect(lambda: self.open_question("rates"))
            if isinstance(page, TaughtPage):
                page.wanted.connect(self.leaving_out_wanted)
                page.stopped.connect(self.leaving_out_stopped)
                page.sample_picked.connect(self.sample_picked)
            self.stack.addWidget(page)
        return self._pages[name]

    def draw(self, snapshot: Snapshot) -> None:
        self.page.draw(snapshot)

    def show_rates(self, event: RateRangeProgress | RateRangeMeasured) -> None:
        """Show how far a run whose rate grows is, or what came of it."""
        page = self._pages.get("rate")
        if isinstance(page, RatePage):
            if isinstance(event, RateRangeProgress):
                page.show_progress(event.done / event.total)
            else:
                page.show_result(event.result)

    def show_left_out(self, event: LeftOutTrained) -> None:
        """Show what is known of runs without each sample."""
        page = self._pages.get("taught")
        if isinstance(page, TaughtPage):
            page.show_results(event.results, event.over, event.seconds)

    def take_sweep(self, events: list[Event]) -> None:
        """Show what the sweep that goes on tells."""
        self.sweep.take(events)

    def show_sweep_problem(self, problem: LayerbenchError) -> None:
        """Say why a sweep cannot be made."""
        self.sweep.show_problem(problem)

    def show_kept(self, kept: tuple[KeptSweep, ...]) -> None:
        """Show what is kept of maps."""
        self.questions.show_kept(kept)

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return the numbers of the page on top."""
        return self.page.table()

    def forget_data(self) -> None:
        for page in self._pages.values():
            page.forget_data()

    def memory(self) -> tuple[str, dict[str, Any]]:
        return self._name, {name: page.memory() for name, page in self._pages.items()}

    def remember(self, memory: tuple[str, dict[str, Any]]) -> None:
        on_top, pages = memory
        for name, known in pages.items():
            self.page_of(name).remember(known)
        self._show(on_top)

    def recolour(self) -> None:
        for page in self._pages.values():
            page.recolour()

    def _connect_sweep(self, page: SweepPage) -> None:
        page.wanted.connect(self.sweep_wanted)
        page.edited.connect(self.sweep_edited)
        page.paused.connect(self.sweep_paused)
        page.resumed.connect(self.sweep_resumed)
        page.stopped.connect(self.sweep_stopped)
        page.opened.connect(self.run_opened)

    def _show(self, name: str) -> None:
        self._name = name
        self.stack.setCurrentWidget(self.page)
        for part in (self.back, self.title):
            part.setVisible(bool(name))
        self.title.setText(translate(QUESTIONS[name].label) if name else "")
        self.redraw()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE)
        top.addWidget(self.back)
        top.addWidget(self.title)
        top.addStretch(1)
        body = QVBoxLayout(self)
        body.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, theme.TIGHT)
        body.setSpacing(theme.SPACE)
        body.addLayout(top)
        body.addWidget(self.stack, 1)
