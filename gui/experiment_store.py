"""The one owner of the experiment in the window; every change of it passes here."""

import time
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoGroup, QUndoStack

from core.errors import LayerbenchError
from core.experiment.presets import with_words_of
from core.experiment.settings import Experiment
from core.experiment.toml import GROUPS_OF_RUN, differing_settings, value_of, with_settings
from core.messages import tr, translate
from core.runs.comparison import setting_label, setting_text
from core.training.snapshots.snapshot import Snapshot

# Changes of the same settings that follow each other so soon, in seconds, are one step: a drag.
SOON = 1.0
# A step takes about a thousand bytes.
STEPS = 10_000


class Standing(NamedTuple):
    """What is on the bench: an experiment, the one whose words it has, and its run's number."""

    experiment: Experiment
    opened: Experiment
    run: int


class Aside(NamedTuple):
    """What was on the bench, how it came there, and what was set by hand."""

    standing: Standing
    history: QUndoStack
    by_hand: dict[str, object]


class ExperimentStore(QObject):
    """Hold the experiment, and announce every change of it.

    The title, lesson and course of the experiment that was opened last go when they are no
    longer true, and come back when they are again.
    `change` is the user's hand, and its keys are remembered while their values stay.
    `opened` comes before another experiment is taken as a whole;
    `experiment_changed` carries the new experiment; `refused` a mistake in a change,
    after which the experiment is shown as it was. `history` undoes and redoes changes; before
    one is announced, `run_wanted` carries the number of the run that was on the bench then, and
    its experiment. `histories` is about that of now: another while an experiment is put aside.
    `run` is the number of the newest run that was seen.
    """

    opened = Signal()
    experiment_changed = Signal(object)
    run_wanted = Signal(int, object)
    refused = Signal(object)

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.experiment = self._opened = experiment
        self.run = 0
        self.histories = QUndoGroup(self)
        self.history = self._new_history()
        self._by_hand: dict[str, object] = {}
        self._aside: Aside | None = None

    def open(self, experiment: Experiment) -> None:
        """Take an experiment with its words: a preset, a file, or a kept run."""
        before, self._opened = self.standing, experiment
        self.opened.emit()
        self._set(experiment, before)

    def put_aside(self) -> None:
        """Keep the experiment with its history until `take_back`; nothing is announced."""
        self._aside = Aside(self.standing, self.history, self._by_hand)
        self.history, self._by_hand = self._new_history(), {}

    def take_back(self) -> None:
        """Put the experiment that is aside here again, with its history."""
        if self._aside is None:
            return
        aside, self._aside = self._aside, None
        self.histories.removeStack(self.history)
        self.history.deleteLater()
        self.history, self._by_hand = aside.history, aside.by_hand
        self.histories.setActiveStack(self.history)
        self.experiment, self._opened, _ = aside.standing
        self.experiment_changed.emit(self.experiment)

    @property
    def aside(self) -> Experiment | None:
        """Return the experiment that is put aside, None where there is none."""
        return self._aside.standing.experiment if self._aside else None

    def _new_history(self) -> QUndoStack:
        history = QUndoStack(self)
        history.setUndoLimit(STEPS)
        self.histories.addStack(history)
        self.histories.setActiveStack(history)
        return history

    def follow(self, snapshot: Snapshot) -> None:
        """Take note of the run that is on the bench."""
        self.run = snapshot.run

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

    @property
    def standing(self) -> Standing:
        """Return what is on the bench."""
        return Standing(self.experiment, self._opened, self.run)

    def change_all(self, changes: dict[str, object]) -> None:
        """Change several settings at once, unless one cannot be."""
        try:
            changed = with_settings(self.experiment, changes)
        except LayerbenchError as problem:
            self.refused.emit(problem)
            changed = self.experiment
        self.set(changed)

    def set(self, experiment: Experiment, alone: bool = False) -> None:
        """Replace the experiment, and announce it; `alone` is a step that takes no other in."""
        self._set(experiment, self.standing, alone)

    def add_step(self, text: str) -> None:
        """Have a step back to the run of now, which something else than a change will end.

        `text` says what, marked to be translated.
        """
        self.history.push(ExperimentChange(self, self.standing, text))

    def name_steps(self) -> None:
        """Say in the language of now what every step has changed."""
        for history in self.histories.stacks():
            for place in range(history.count()):
                step = history.command(place)
                if isinstance(step, ExperimentChange):
                    step.name()

    def undo_to(self, experiment: Experiment) -> bool:
        """Undo the last step, its run too, if it led away from this experiment; tell whether."""
        last = self.history.command(self.history.index() - 1)
        leads = isinstance(last, ExperimentChange) and last.before.experiment == experiment
        if leads:
            self.history.undo()
        return leads

    def put_back(self, experiment: Experiment) -> None:
        """Go back to an experiment after one that was refused: there is no step to be undone."""
        last = self.history.command(self.history.index() - 1)
        if isinstance(last, ExperimentChange) and last.before.experiment == experiment:
            before = last.before
            # An obsolete step is dropped without being undone.
            last.setObsolete(True)
            self.history.undo()
            self.restore(before)
        else:
            self._opened = experiment if experiment.title else self._opened
            self.experiment = self.with_true_words(experiment)
            self.experiment_changed.emit(self.experiment)

    def restore(self, standing: Standing) -> None:
        """Put what was on the bench there again, its run too where that is still known."""
        self.experiment, self._opened = standing.experiment, standing.opened
        if standing.run != self.run:
            self.run_wanted.emit(standing.run, standing.experiment)
        self.experiment_changed.emit(self.experiment)

    def _set(self, experiment: Experiment, before: Standing, alone: bool = False) -> None:
        if experiment.title and experiment.title != self._opened.title:
            self._opened = experiment
        self.experiment = self.with_true_words(experiment)
        if self.experiment != before.experiment:
            self.history.push(ExperimentChange(self, before, alone=alone))
        self.experiment_changed.emit(self.experiment)


class ExperimentChange(QUndoCommand):
    """A step from one experiment to the one that the store has now."""

    def __init__(
        self, store: ExperimentStore, before: Standing, text: str = "", alone: bool = False
    ) -> None:
        self.before, self.after = before, store.standing
        self.keys = _changed_keys(before.experiment, self.after.experiment)
        super().__init__()
        self._text = text
        self.name()
        self._store, self._made, self._time = store, False, time.monotonic()
        self._alone = alone

    def name(self) -> None:
        """Say in the language of now what the step has changed."""
        self.setText(translate(self._text) or _text(self.keys, self.after.experiment))

    def undo(self) -> None:
        """Go back, and note which run is left."""
        self.after = self.after._replace(run=self._store.run)
        self._store.restore(self.before)

    def redo(self) -> None:
        """Go there again, and note which run is left; the first time the store is there."""
        if self._made:
            self.before = self.before._replace(run=self._store.run)
            self._store.restore(self.after)
        self._made = True

    def id(self) -> int:
        """Return the same for all, so that each is offered the next to take in."""
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in a change of the same settings that follows soon."""
        if not isinstance(other, ExperimentChange) or other.keys != self.keys:
            return False
        if other._time - self._time > SOON or not self.keys or self._alone or other._alone:
            return False
        self.after, self._time = other.after, other._time
        self.setText(other.text())
        return True


def _changed_keys(before: Experiment, after: Experiment) -> tuple[str, ...]:
    """Name the settings that differ, none where another experiment was opened."""
    if after.title and after.title != before.title:
        return ()
    return tuple(differing_settings(after, before, (*GROUPS_OF_RUN, "answers")))


def _text(keys: tuple[str, ...], experiment: Experiment) -> str:
    """Say in a few words what a step has changed, behind "Undo" or "Redo"."""
    if not keys:
        return translate(experiment.title) or tr("the opening of an experiment")
    if any(key.startswith("data.") for key in keys):
        data = [key for key in keys if key.startswith("data.")]
        return setting_label(data[0]) if len(keys) == 1 else tr("the change of data")
    if len(keys) > 1:
        return tr("{count} settings").format(count=len(keys))
    (key,) = keys
    text = tr("{setting} {value}")
    return text.format(
        setting=setting_label(key), value=setting_text(key, value_of(experiment, key))
    )
