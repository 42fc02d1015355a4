"""The one owner of the experiment in the window; every change of it passes here."""

from PySide6.QtCore import QObject, Signal

from core.errors import LayerbenchError
from core.experiment.presets import with_words_of
from core.experiment.settings import Experiment
from core.experiment.toml import value_of, with_settings


class ExperimentStore(QObject):
    """Hold the experiment, and announce every change of it.

    The title, lesson and course of the experiment that was opened last go when they are no
    longer true, and come back when they are again.
    `change` is the user's hand, and its keys are remembered while their values stay.
    `experiment_changed` carries the new experiment; `refused` a mistake in a change,
    after which the experiment is shown as it was.
    """

    experiment_changed = Signal(object)
    refused = Signal(object)

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.experiment = self._opened = experiment
        self._by_hand: dict[str, object] = {}

    def open(self, experiment: Experiment) -> None:
        """Take an experiment with its words: a preset, a file, or a kept run."""
        self._opened = experiment
        self.set(experiment)

    def change(self, key: str, value: object) -> None:
        """Change one setting, or a group of them by a dict, unless it cannot be."""
        self.change_all({key: value})
        inner = value if isinstance(value, dict) and "." not in key else None
        for one in [key] if inner is None else [f"{key}.{name}" for name in inner]:
            self._by_hand[one] = value_of(self.experiment, one)

    def with_true_words(self, experiment: Experiment) -> Experiment:
        """Return an experiment with the words of the opened one while they are true."""
        return with_words_of(self._opened, experiment)

    @property
    def by_hand(self) -> list[str]:
        """Return the keys of the settings that are as the user set them one by one."""
        return [k for k, value in self._by_hand.items() if value_of(self.experiment, k) == value]

    def change_all(self, changes: dict[str, object]) -> None:
        """Change several settings at once, unless one cannot be."""
        try:
            changed = with_settings(self.experiment, changes)
        except LayerbenchError as problem:
            self.refused.emit(problem)
            changed = self.experiment
        self.set(changed)

    def set(self, experiment: Experiment) -> None:
        """Replace the experiment, and announce it."""
        if experiment.title and experiment.title != self._opened.title:
            self._opened = experiment
        self.experiment = self.with_true_words(experiment)
        self.experiment_changed.emit(self.experiment)
