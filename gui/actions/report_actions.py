"""What the user asks of reports: their own words, a file, and to see it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from core.background import JobUpdate
from core.errors import Cancelled
from core.experiment.settings import Experiment
from core.files import shown
from core.messages import tr, translate
from core.projects.own_words import OwnWords
from core.runs.record import Record, usual_name
from core.training.analyses.seed_runs import SeedResults
from core.training.worker.events import Reported, Reporting
from core.training.worker.runner import Runner
from gui.actions.background_reads import BackgroundReads
from gui.actions.project_actions import ProjectActions
from gui.dialogs import files
from gui.dialogs.report import ask_words, show_written
from gui.experiment_store import ExperimentStore
from gui.main_window import MainWindow
from printing.writers import WRITERS

FOLDER = "report"


class ReportActions(QObject):
    """Write the run on the bench up; `seeds` are those that were trained last.

    `others(experiment)` are finished runs on the same data. `said` carries a sentence for the
    status bar, `failed` a problem.
    """

    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        store: ExperimentStore,
        runner: Runner,
        projects: ProjectActions,
        reads: BackgroundReads,
    ) -> None:
        super().__init__(window)
        self.window, self.store, self.runner, self.projects = window, store, runner, projects
        self._reads = reads
        self.seeds: SeedResults | None = None
        self._wanted = ""
        self.others: Callable[[Experiment], tuple[Record, ...]] = lambda experiment: ()

    def ask(self) -> None:
        """Ask for title, author and own words, then for a file."""
        preferences, experiment = self.window.preferences, self.store.experiment
        words = self.projects.words
        if not words.author:
            words = OwnWords(title=words.title, author=preferences.author, analysis=words.analysis)
        usual = translate(experiment.title) or usual_name(experiment)
        ask_words(self.window, words, usual, self._keep, self._ask_file)

    def _keep(self, words: OwnWords) -> None:
        self.window.preferences.keep_author(words.author)
        if words != self.projects.words:
            self.projects.keep_words(words)

    def _ask_file(self, words: OwnWords) -> None:
        self._keep(words)
        kinds = {ending: translate(row.label) for ending, row in WRITERS.items() if row.can_write}
        name = f"{self.projects.file_name}-report".removeprefix("-")
        start = self.window.preferences.folder(FOLDER)
        files.ask_where_to_save_report(self.window, start, name, kinds, self.write)

    def write(self, file: str) -> None:
        """Write the run up as it is now."""
        self._wanted = file
        experiment = self.store.experiment
        seeds = self.seeds if self.seeds and self.seeds.is_of(experiment) else None
        self.runner.report(file, seeds, lambda: self.others(experiment))

    def put_into_file(self, reported: Reported) -> None:
        """Have a run that is written up put into its file, beside all else."""
        if reported.file == self._wanted:
            self._reads.reports.ask(reported)

    def show_progress(self, reporting: Reporting) -> None:
        """Show how far a report is; what is on its way of one that was cancelled comes too late."""
        if reporting.file == self._wanted:
            self.window.saving.show_reporting(reporting)

    def cancel(self) -> None:
        """Write no report, however far it is."""
        self._wanted = ""
        self.runner.cancel_report()
        self._reads.reports.cancel()
        self._show_ended()

    def _show_ended(self) -> None:
        self.window.saving.show_reporting(Reporting("", 0, 0, ended=True))

    def show_news(self, news: JobUpdate[Reported, str]) -> None:
        """Say where the report is, or why it could not be written."""
        if news.result or news.problem or news.trace:
            self._show_ended()
        if news.problem and not isinstance(news.problem, Cancelled):
            self.failed.emit(news.problem)
        if news.result is None:
            return
        file = news.result
        self.window.preferences.keep_folder(FOLDER, str(Path(file).parent))
        self.said.emit(tr("Wrote the report {file}.").format(file=shown(file)))
        show_written(self.window, file, _open)


def _open(path: str) -> None:
    """Have the system show a file or a folder."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(path))
