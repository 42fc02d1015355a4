"""What the user asks of suggested settings: with other data, at any time, and back again."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from core.data.registry import DATASETS
from core.errors import LayerbenchError
from core.experiment.settings import Experiment
from core.experiment.toml import value_of, with_settings
from core.suggestion import Suggestion, SuggestionOrder, SuggestionUpdate, suggest_for
from gui.actions.background_reads import BackgroundReads
from gui.experiment_store import ExperimentStore
from gui.main_window import MainWindow


class SuggestionActions(QObject):
    """Suggest settings for other data and apply them in one change with it.

    Files are looked at in a thread; a Train that is asked for meanwhile waits for the answer.
    """

    def __init__(
        self,
        window: MainWindow,
        store: ExperimentStore,
        reads: BackgroundReads,
        train: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self.window, self.store, self.reads = window, store, reads
        self._train = train
        self._order: SuggestionOrder | None = None
        self._opening: dict[str, object] = {}
        self._train_next = False
        self._shown_for: tuple[str, str] | None = None
        self._before: dict[str, object] = {}
        store.experiment_changed.connect(self._follow)

    def open_data(self, changes: dict[str, object]) -> None:
        """Open other data, with the settings that suit it in the same change."""
        try:
            opened = with_settings(self.store.experiment, changes)
        except LayerbenchError as problem:
            self.store.refused.emit(problem)
            return
        self._opening = changes
        self._order = SuggestionOrder(opened, frozenset(self.store.by_hand))
        if DATASETS[opened.data.kind].needs_folder:
            if changes:
                self.window.settings.show_loading(0, 0)
            self.reads.suggestions.ask(self._order)
            return
        self._apply(suggest_for(opened, self._order.by_hand))

    def suggest(self) -> None:
        """Suggest settings for the data of now."""
        data = self.store.experiment.data
        if data.folder or not DATASETS[data.kind].needs_folder:
            self.open_data({})

    def take_back(self) -> None:
        """Put the settings back as they were before the suggestion; the data stays."""
        self.window.suggestion.show_suggestion("")
        self.store.change_all(self._before)

    def train(self) -> None:
        """Train, once the settings are there."""
        if self._order:
            self._train_next = True
        else:
            self._train()

    def cancel(self) -> bool:
        """Open nothing; tell whether anything was on its way."""
        waiting, self._order, self._train_next = self._order is not None, None, False
        self.reads.suggestions.cancel()
        return waiting

    def show_news(self, news: SuggestionUpdate) -> None:
        """Apply what was found out, or open the data as it is: reading it says what is wrong."""
        ended = news.result or news.problem or news.trace
        if ended and self._order is not None and news.order is self._order:
            self._apply(news.result)

    def _apply(self, suggestion: Suggestion | None) -> None:
        opening, self._order = self._opening, None
        suggested = suggestion.changes if suggestion else {}
        plain = with_settings(self.store.experiment, opening)
        self.store.change_all(opening | suggested)
        self._before = {key: value_of(plain, key) for key in suggested}
        self._shown_for = _place(self.store.experiment) if suggestion else None
        self.window.suggestion.show_suggestion(str(suggestion or ""))
        if self._train_next:
            self._train_next = False
            self._train()

    def _follow(self, experiment: Experiment) -> None:
        """Forget what belongs to other data."""
        if self._shown_for and self._shown_for != _place(experiment):
            self._shown_for = None
            self.window.suggestion.show_suggestion("")


def _place(experiment: Experiment) -> tuple[str, str]:
    return experiment.data.kind, experiment.data.folder
