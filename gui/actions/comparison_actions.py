"""What the user asks about numbers of a program of their own."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.background import JobUpdate
from core.errors import Cancelled
from core.files import shown
from core.messages import tr
from gui.actions.background_reads import BackgroundReads
from gui.dialogs import files
from gui.experiment_store import ExperimentStore
from gui.main_window import MainWindow

if TYPE_CHECKING:
    from core.data.dataset import Dataset
    from core.own_numbers.compare import Comparison
    from core.own_numbers.job import ComparisonOrder

FOLDER = "numbers"
ENDINGS = (".npz", ".json")


class ComparisonActions(QObject):
    """Compare a file beside training; `said` carries a sentence, `failed` an error."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        store: ExperimentStore,
        reads: BackgroundReads,
        dataset: "Callable[[], Dataset | None]",
    ) -> None:
        super().__init__(window)
        self.window, self.store, self.reads = window, store, reads
        self._dataset = dataset
        reads.comparison_news.connect(self.show_news)

    def ask(self) -> None:
        """Ask for a file of numbers and compare them."""
        files.ask_numbers(self.window, self.window.preferences.folder(FOLDER), self.compare)

    def takes(self, path: str) -> bool:
        """Tell whether a file holds arrays of a calculation."""
        if Path(path).suffix.lower() not in ENDINGS:
            return False
        from core.own_numbers.read import has_own_numbers

        return has_own_numbers(path)

    def compare(self, path: str) -> None:
        """Compare the numbers in a file with those of the bench."""
        from core.own_numbers.job import ComparisonOrder

        self.window.preferences.keep_folder(FOLDER, str(Path(path).parent))
        self.said.emit(tr("Comparing {file}...").format(file=shown(Path(path).name)))
        order = ComparisonOrder(path, self.store.experiment, self._dataset())
        self.reads.comparisons.ask(order)

    def show_news(self, news: "JobUpdate[ComparisonOrder, Comparison]") -> None:
        """Show what came out, or why nothing did."""
        if news.result:
            from gui.dialogs.comparison import show_comparison

            self.said.emit("")
            show_comparison(self.window, news.order.file, news.result, self.ask)
        elif news.problem and not isinstance(news.problem, Cancelled):
            self.said.emit("")
            self.failed.emit(news.problem)
