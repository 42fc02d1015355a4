"""What the user asks of suggested settings: with other data, at any time, and back again."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject

from core.data.registry import DATASETS
from core.errors import LayerbenchError, SuggestedFix
from core.experiment.presets import without_words
from core.experiment.settings import Experiment
from core.experiment.toml import value_of, with_settings
from core.messages import listed, paragraph, to_translate, tr, translate
from core.network.activations import ACTIVATIONS
from core.runs.comparison import setting_label, setting_text
from core.suggestion import Suggestion, SuggestionOrder, SuggestionUpdate, suggest_for
from core.training.worker.events import Loaded
from gui.actions.background_reads import BackgroundReads
from gui.commands import keys_of
from gui.experiment_store import ExperimentStore
from gui.main_window import MainWindow

LENGTH = {"training.epochs", "training.iterations"}

NAMED = 2
"""As many settings as a button has room for."""


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
        self._applied: Experiment | None = None
        self._suggestion: Suggestion | None = None
        self._before: dict[str, object] = {}
        self._back_to: Callable[[], str] = str
        self._show: Callable[[], object] | None = None
        self._stays = False
        self._left: Experiment | None = None
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
        """Put the settings back as they were before the suggestion; the data stays.

        After a change by Health the run of before comes back with them, as by Undo.
        """
        undone = self._left is not None and self.store.undo_to(self._left)
        if not undone:
            self.store.change_all(self._before)
        self._applied, self._suggestion = without_words(self.store.experiment), None
        self._say(partial(self._show_taken_back, undone, self._back_to))

    def _show_taken_back(self, undone: bool, back_to: Callable[[], str]) -> None:
        if undone:
            text = tr(
                "Taken back: {settings}, with the run of before where it was kept. Train ({train}) "
                "trains anew; Redo ({redo}) makes the change again."
            )
        else:
            text = tr(
                "Taken back: {settings}. Train ({train}) trains with these settings; Undo ({undo}) "
                "brings the suggested ones again."
            )
        self.window.suggestion.show_taken_back(
            text.format(
                settings=back_to(),
                train=keys_of("train"),
                undo=keys_of("undo"),
                redo=keys_of("redo"),
            )
        )

    def show_accepted(self, offer: SuggestedFix, before: Experiment, by_health: bool) -> None:
        """Say what a button, of Health or not, has changed in an experiment, with a way back."""
        after = {key: value_of(self.store.experiment, key) for key in offer.changes}
        self._before = {key: value_of(before, key) for key in offer.changes}
        changes = {key: value for key, value in after.items() if value != self._before[key]}
        if not changes:
            return
        self._applied, self._suggestion = without_words(self.store.experiment), None
        self._left = before
        earlier = {key: self._before[key] for key in changes}
        self._back_to = partial(self._in_a_line, earlier)
        text = to_translate("Changed: {settings}.")
        if by_health:
            text = to_translate("Changed by Health: {settings}.")
        if offer.since is not None and LENGTH.issuperset(changes):
            text = to_translate("Train on: {settings}.")
        self._say(partial(self._show_changed, text, changes, earlier, offer.afterwards))

    def _show_changed(
        self,
        text: str,
        changes: Mapping[str, object],
        earlier: Mapping[str, object],
        afterwards: str,
    ) -> None:
        said = translate(text).format(settings=self._with_before(changes, earlier))
        self.window.suggestion.show_suggestion(
            paragraph(said, translate(afterwards) if afterwards else ""),
            self._listed(changes),
            self._back_to(),
        )

    def _say(self, show: Callable[[], object]) -> None:
        self._show, self._stays = show, False
        show()

    def _stay(self) -> None:
        self._stays = True
        self.window.suggestion.stay()

    def show_again(self) -> None:
        """Say it once more, in the language of now."""
        if self._show:
            self._show()
            if self._stays:
                self.window.suggestion.stay()

    def train(self) -> None:
        """Train, once the settings are there."""
        if self._order:
            self._train_next = True
        else:
            self._stay()
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

    def show_loaded(self, loaded: Loaded) -> None:
        """Count the samples of a suggestion that is shown as they were read, not by headers."""
        suggestion, dataset = self._suggestion, loaded.dataset
        if not suggestion or not self._applied or self._applied.data != loaded.experiment.data:
            return
        kept = dataset.test.m if dataset.test and loaded.experiment.data.test_share else 0
        counted = suggestion.with_count(dataset.train.m + kept)
        words = counted.text(self._label_of)
        self._show = partial(self._show_suggested, counted)
        self.window.suggestion.show_words(words, self._listed(suggestion.changes))

    def _apply(self, suggestion: Suggestion | None) -> None:
        opening, self._order = self._opening, None
        suggested = suggestion.changes if suggestion else {}
        plain = with_settings(self.store.experiment, opening)
        self._applied, self._suggestion, self._left = None, suggestion, None
        self.store.change_all(opening | suggested)
        self._before = {key: value_of(plain, key) for key in suggested}
        if suggestion:
            self._applied = without_words(self.store.experiment)
            now = {key: value_of(self.store.experiment, key) for key in suggested}
            earlier = {key: self._before[key] for key in now if now[key] != self._before[key]}
            self._back_to = partial(self._what_was, plain, self._applied, earlier)
            self._say(partial(self._show_suggested, suggestion))
            if not earlier:
                self._stay()  # there is nothing to go back to
        if self._train_next:
            self._train_next = False
            self.train()

    def _show_suggested(self, suggestion: Suggestion) -> None:
        self.window.suggestion.show_suggestion(
            suggestion.text(self._label_of),
            self._listed(suggestion.changes),
            self._back_to(),
        )

    def _follow(self, experiment: Experiment) -> None:
        """Say no more of a suggestion once any setting is another."""
        if self._applied != without_words(experiment):
            self._applied = self._show = None
            self.window.suggestion.clear()

    def _label_of(self, key: str) -> str:
        return self.window.settings.label_of(key) or setting_label(key)

    def _listed(self, changes: Mapping[str, object]) -> str:
        """List every setting that was chosen, a line each."""
        line = tr("{setting}: {value}")
        return "\n".join(
            line.format(setting=self._label_of(key), value=setting_text(key, value))
            for key, value in changes.items()
        )

    def _with_before(self, changes: Mapping[str, object], earlier: Mapping[str, object]) -> str:
        """List settings in one line with what they were: "epochs 400 instead of 200"."""
        text = tr("{setting} {value} instead of {before}")
        return str(
            listed(
                text.format(
                    setting=self._label_of(key),
                    value=setting_text(key, value),
                    before=setting_text(key, earlier[key]),
                )
                for key, value in changes.items()
            )
        )

    def _what_was(
        self, before: Experiment, after: Experiment, earlier: Mapping[str, object]
    ) -> str:
        """Say in brief what was left for a suggestion; where both are alike so, what differs."""
        brief = _in_brief(before)
        if brief != _in_brief(after):
            return brief
        return self._in_a_line(dict(list(earlier.items())[:NAMED]))

    def _in_a_line(self, changes: Mapping[str, object]) -> str:
        """List settings in one line: "epochs 240, L2 0.3"."""
        text = tr("{setting} {value}")
        return str(
            listed(
                text.format(setting=self._label_of(key), value=setting_text(key, value))
                for key, value in changes.items()
            )
        )


def _in_brief(experiment: Experiment) -> str:
    """Say by what settings are known again: "4 tanh units, rate 1.2"."""
    network = experiment.network
    text = tr("{units} {activations} units, rate {rate:g}")
    if not network.hidden:
        text = tr("no hidden layer, rate {rate:g}")
    kinds = dict.fromkeys(translate(ACTIVATIONS[name].label) for name in network.activations)
    return text.format(
        units=" + ".join(map(str, network.hidden)),
        activations=listed(kinds),
        rate=experiment.training.learning_rate,
    )
