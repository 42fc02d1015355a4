"""A map of runs: what is varied, how far it is, what came of it, and what to do."""

import math
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from core.data.dataset import Dataset
from core.data.folder.level_check import folder_title
from core.data.registry import DATASETS
from core.errors import Cancelled, LayerbenchError
from core.experiment.settings import Experiment
from core.experiment.toml import differing_settings
from core.messages import fill, listed, paragraph, to_translate, tr, translate
from core.runs.comparison import setting_label, setting_text
from core.sweeps.events import Event
from core.sweeps.expected_time import (
    on_all_cores,
    run_seconds,
    sweep_seconds,
    training_seconds,
)
from core.sweeps.over import Over
from core.sweeps.questions import (
    QUESTIONS,
    Answer,
    DataCounts,
    Question,
    best_answer,
    own_sweep,
    remarks,
    samples_of,
)
from core.sweeps.searches import GRID, SEARCHES, SOUGHT
from core.sweeps.sweep import SEED, Sweep, check_sweep
from core.sweeps.usual_ranges import VARIED, base_for, offered
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.csv_table import CsvTable
from gui.views.map.over_rows import OverRows
from gui.views.map.page import UNASKED_S, QuestionPage
from gui.views.map.setting_axis import SamplesAxis, SettingAxis
from gui.views.map.sweep_plot import SweepPlot
from gui.views.map.sweep_rows import SweepRows
from gui.views.map.trial_table import FIGURES, TrialTable
from gui.widgets.button import ButtonKind, push_button
from gui.widgets.check_box import CheckBox
from gui.widgets.number_format import duration
from gui.widgets.plain_text import plain_label
from gui.widgets.progress_bar import ProgressBar
from gui.widgets.section import Section
from gui.widgets.wheel_safe_boxes import ChoiceBox, NumberBox, Option

MOST_SEEDS, MOST_TRIALS, USUAL_TRIALS, MOST_NO_BETTER = 100, 100_000, 60, 10_000
# So many settings and fewer are written on the button that takes them.
MOST_ON_BUTTON = 2
# Letters of the longest way to choose.
LONGEST = 16
MISSING = {SOUGHT: to_translate("sought (needs Optuna)")}
"""What a way to choose is called where what it works with is not installed."""
PLANNED = to_translate(
    "{runs:,} runs: {trials:,} {trials:choice|choices} of the settings, from {seeds} first weights "
    "each, beside the run on the bench."
)
PLANNED_ONCE = to_translate(
    "{runs:,} {runs:run|runs}, one for each choice of the settings, beside the run on the bench."
)
ABOUT_TIME = to_translate("About {time} on this computer.")
LONG = to_translate("That takes about {time} on this computer: it waits for Begin.")
GOING = to_translate("{done:,} of {total:,} runs are there.")
LEFT = to_translate("About {time} to go.")
PAUSED = to_translate("Paused: what has begun goes on to its end.")
ENDS = {
    "done": "",
    "cancelled": to_translate("Stopped; what has ended is kept, and Begin goes on from there."),
    "no_better": to_translate("Ended: the last choices were no better than the best before."),
    "seconds": to_translate("The time is up; Begin goes on from there."),
    "failed": to_translate("It could not go on: {problem}"),
}
ALL_THERE = to_translate("All {total:,} runs are there; the map ends.")
OTHER_DATA = to_translate(
    "These runs are of {data}, and the bench has {now} now: a run that is taken from here "
    "brings its data back."
)
OTHER_SETTINGS = to_translate(
    "These runs are of other settings than those of now ({settings}): a run that is taken from "
    "here brings its own back."
)
# What a page knows beside the snapshot of now, without a word in it.
KNOWN = (
    *("name", "_question", "_planned", "_planned_for", "_shown", "_counts", "_begun_for"),
    *("_is_paused", "_is_other", "_is_edited", "_chosen"),
)
# So many settings that differ are named.
MOST_NAMED = 4
OTHER = to_translate("This map goes on: stop it to ask something else.")


class SweepPage(QuestionPage):
    """Ask for one Sweep at a time, and show what came of it.

    `wanted` carries a Sweep and the Dataset that it is of, or None; `edited` a Sweep in the place
    of the one that goes on. `paused`, `resumed` and `stopped` are of that one; `opened` carries an
    Experiment that is to be trained on the bench.
    """

    wanted = Signal(object, object)
    edited = Signal(object)
    paused = Signal()
    resumed = Signal()
    stopped = Signal()
    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._question: Question | None = None
        self._planned: Sweep | None = None
        self._shown: SweepRows | None = None
        self._counts: DataCounts | None = None
        self._snapshot: Snapshot | None = None
        self._axes: tuple[SettingAxis, ...] = ()
        self._is_paused = False
        self.name = ""
        self._is_other = self._is_edited = False
        self._planned_for: tuple[Experiment, Dataset] | None = None
        self._planned_counts: DataCounts | None = None
        self._training_s = 0.0
        self._begins = False
        self._begun_for = Experiment()
        self._problem = self._remark = ""
        self._chosen = -1
        self._make_parts()
        self._lay_out()
        self._connect()

    @property
    def is_going(self) -> bool:
        """Tell whether a sweep is on its way."""
        return self._shown is not None and self._shown.is_going

    def ask(self, name: str) -> None:
        """Ask a row of QUESTIONS, which begins now unless it takes long, or plan one's own (OWN).

        One that goes on stays, and so does an answer that is of the settings of now.
        """
        self._is_other = self.is_going and name != self.name
        if not self.is_going:
            self.name, before = name, self.name
            self._question = QUESTIONS.get(name)
            if name != before:
                self._forget()
            self._begins = self._question is not None
            self.setup.set_folded(self._question is not None or self._shown is not None)

    def _forget(self) -> None:
        self._shown = self._planned = self._planned_for = None
        self._is_edited = False

    def draw(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        if self._begins and not self.is_going and not self._is_answered:
            self._forget()
        of_now = snapshot.experiment, snapshot.dataset
        if self._shown is None and not snapshot.dataset.blank and self._planned_for != of_now:
            self._planned_for = of_now
            self._plan(snapshot)
            if self._begins and self._planned and self._expected_s <= UNASKED_S:
                self._start()
        self._begins = self._begins and snapshot.dataset.blank
        self._say()

    @property
    def _is_answered(self) -> bool:
        """Tell whether all runs of the settings of now are there."""
        shown = self._shown
        return shown is not None and shown.reason == "done" and not self._difference_words(shown)

    @property
    def _expected_s(self) -> float:
        """Return how many seconds the planned sweep takes, by the run on the bench if any."""
        snapshot, training = self._snapshot, self._training_s
        if self._planned is None:
            return 0.0
        if snapshot and self._planned_counts and snapshot.iteration and snapshot.seconds:
            timed = snapshot.seconds / snapshot.iteration * snapshot.iterations
            training *= timed / run_seconds(snapshot.experiment, self._planned_counts)
        return sweep_seconds(self._planned, training)

    def begin(self, sweep: Sweep, counts: DataCounts) -> None:
        """Show a sweep that begins now."""
        self._shown = SweepRows(sweep, counts.test_samples > 0)
        self._begun_for = self._planned_for[0] if self._planned_for else sweep.experiment
        self._is_paused, self._problem, self._chosen = False, "", -1
        self._counts = counts
        self._show_axes(sweep, counts)

    def take(self, events: list[Event]) -> None:
        """Take in what the sweep that goes on tells."""
        if self._shown is None:
            return
        before = self._shown.sweep
        self._shown.take(events)
        if self._shown.sweep is not before and self._counts:
            self._show_axes(self._shown.sweep, self._counts)
        self._show_rows()
        self._say()

    def show_problem(self, problem: LayerbenchError) -> None:
        """Say why a sweep cannot be made."""
        self._problem = _said(problem)
        self._say()

    def table(self) -> CsvTable | None:
        """Return a row for each run that has ended."""
        if self._shown is None:
            return None
        keys = self._shown.sweep.keys
        rows = (
            (
                row.number + 1,
                *(axis.text(row.settings[axis.key]) for axis in self._axes),
                run.experiment.network.seed if run.experiment else None,
                *(getattr(run.result, name) if run.result else None for name in FIGURES),
                row.note(self._shown.sweep.seeds),
            )
            for row in self._shown.rows.values()
            for run in row.runs
        )
        return CsvTable(("trial", *keys, "network.seed", *FIGURES, "note"), rows)

    def recolour(self) -> None:
        self.plot.recolour()

    def forget_data(self) -> None:
        self._planned_for = self._snapshot = None

    def memory(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in KNOWN}

    def remember(self, memory: dict[str, Any]) -> None:
        for name, value in memory.items():
            setattr(self, name, value)
        if self._planned:
            self._show_planned(self._planned)
        if self._shown and self._counts:
            self._show_axes(self._shown.sweep, self._counts)
            self._show_rows()

    def _plan(self, snapshot: Snapshot) -> None:
        """Plan the question's sweep for the experiment of now, or what was set by hand."""
        self._problem = ""
        try:
            if self._planned and self._is_edited and not self.over.isHidden():
                base = base_for(snapshot.experiment, self._planned.over)
                self._planned = self._planned.of(base)
                check_sweep(self._planned)
            elif self._question:
                self._planned = self._question.plan(snapshot.experiment, snapshot.dataset)
            else:
                self._planned = own_sweep(snapshot.experiment)
        except LayerbenchError as problem:
            self._planned, self._problem = None, _said(problem)
            return
        self._planned_counts = DataCounts.of(snapshot.dataset)
        self._training_s = training_seconds(self._planned, self._planned_counts)
        self._remark = remarks(self._planned, snapshot.experiment)
        self._show_planned(self._planned)

    def _show_planned(self, sweep: Sweep) -> None:
        keys = offered(sweep.experiment)
        is_own = all(key in keys for key in sweep.keys)
        self.over.setVisible(is_own)
        with QSignalBlocker(self.over):
            if is_own:
                self.over.show_over(sweep.experiment, sweep.over)
        for box, value in ((self.seeds, sweep.seeds), (self.no_better, sweep.no_better)):
            box.show_value(value)
        self.trials.show_value(sweep.trials or USUAL_TRIALS)
        self.search.show_value(sweep.search)
        with QSignalBlocker(self.pruning):
            self.pruning.setChecked(sweep.pruning)
        self._allow()

    def _edit(self) -> None:
        """Take what is set for the sweep that is planned, or say why it cannot be."""
        self._problem = ""
        now = self._planned or (self._shown.sweep if self._shown else None)
        if now is None:
            return
        try:
            over = self.over.over if not self.over.isHidden() else now.over
            search = str(self.search.currentData())
            sweep = Sweep(
                experiment=base_for(now.experiment, over),
                over=over,
                seeds=self.seeds.value(),
                trials=None if search == GRID else self.trials.value(),
                search=search,
                goal=now.goal,
                pruning=self.pruning.isChecked(),
                no_better=self.no_better.value(),
            )
            check_sweep(sweep)
            self._planned, self._is_edited = sweep, True
            if self._planned_counts:
                self._training_s = training_seconds(sweep, self._planned_counts)
            if self._snapshot and not self.is_going:
                self._remark = remarks(sweep, self._snapshot.experiment)
        except LayerbenchError as problem:
            self._problem = _said(problem)
        self._allow()
        self._say()

    def _start(self) -> None:
        sweep, snapshot = self._planned, self._snapshot
        if sweep is None and self._shown:
            sweep = self._shown.sweep
        if sweep is None or snapshot is None:
            return
        if self.is_going:
            self.edited.emit(sweep)
            return
        is_of_now = sweep.experiment.data == snapshot.experiment.data
        dataset = snapshot.dataset if is_of_now else None
        if is_of_now or self._counts is None:
            self._counts = DataCounts.of(snapshot.dataset)
        self.begin(sweep, self._counts)
        self.setup.set_folded(True)
        self.wanted.emit(sweep, dataset)
        self._say()

    def _pause(self) -> None:
        self._is_paused = not self._is_paused
        (self.paused if self._is_paused else self.resumed).emit()
        self._say()

    def _choose(self, number: int) -> None:
        self._chosen = number
        self.listing.choose(number)
        self.plot.choose(number)
        self._say()

    def _open(self, number: int) -> None:
        """Have the first run of a trial trained on the bench: it repeats its numbers."""
        row = self._shown.rows.get(number) if self._shown else None
        experiment = (
            next((run.experiment for run in row.runs if run.experiment), None) if row else None
        )
        if experiment:
            self.opened.emit(experiment)

    def _take(self) -> None:
        answer = self._answer() if self._shown and self._counts else Answer("")
        if answer.take:
            self._open(answer.take.number)
        elif answer.changes:
            self.changes.emit(dict(answer.changes))

    def _answer(self) -> Answer:
        assert self._shown
        assert self._counts
        answer = self._question.answer if self._question else best_answer
        return answer(self._shown.results(), self._counts)

    def _show_axes(self, sweep: Sweep, counts: DataCounts) -> None:
        self._axes = tuple(_axis(over, sweep, counts) for over in sweep.over)
        if self._shown:
            self.listing.begin(self._axes, self._shown.goal, counts.test_samples > 0, sweep.seeds)

    def _show_rows(self) -> None:
        if self._shown:
            rows = list(self._shown.rows.values())
            self.listing.trials.update_rows(rows)
            goal = self._shown.goal.name
            # Without a result there is nothing that an axis could be of.
            self.plot.setVisible(any(math.isfinite(row.figures(goal)[0]) for row in rows))
            if rows:
                self.plot.show_trials(rows, self._axes, self._shown.goal, self._chosen)

    def _say(self) -> None:
        shown, going = self._shown, self.is_going
        is_changed = (
            shown is not None and self._planned is not None and (self._planned != shown.sweep)
        )
        self.start.setText(tr("Go on with these") if going else tr("Begin"))
        is_over = shown is not None and shown.reason == "done"
        self.start.setVisible(is_changed or not (going or is_over))
        self.start.setEnabled(not self._problem and (self._planned or shown) is not None)
        are_all_there = shown is not None and shown.done >= shown.total
        self.pause.setVisible(going and not are_all_there)
        self.pause.setText(tr("Resume") if self._is_paused else tr("Pause"))
        self.stop.setVisible(going)
        self.bar.setVisible(going)
        self.results.setVisible(shown is not None)
        self.setup.setVisible(self._planned is not None or shown is not None)
        answer = Answer("")
        if shown is not None and self._counts and any(row.trial for row in shown.rows.values()):
            answer = self._answer()
        self.take_best.setVisible(bool(answer.take or answer.changes))
        self.take_best.setText(_taken_text(answer))
        self.open.setVisible(shown is not None and self._chosen in shown.rows)
        if shown is None or going:
            words = self._problem or (self._planned_words() if shown is None else "")
        else:
            words = self._problem
        parts = [words]
        if shown is not None:
            # Of a part of the runs only the best so far is told.
            parts.append(answer.sentence if answer.take or not going else "")
            parts.append(self._standing_words(shown))
            parts.append(self._difference_words(shown))
            if self._is_other and going:
                parts.append(translate(OTHER))
            self.bar.setMaximum(max(shown.total, 1))
            self.bar.setValue(shown.done)
        parts.append(self._remark)
        self.words.setText(paragraph(*parts))

    def _planned_words(self) -> str:
        sweep, snapshot = self._planned, self._snapshot
        if sweep is None or snapshot is None:
            return tr("There is no data yet: open a folder or pick a built-in data set.")
        runs = sweep.total * sweep.seeds
        words = [translate(self._question.about)] if self._question else []
        text = translate(PLANNED if sweep.seeds > 1 else PLANNED_ONCE)
        words.append(fill(text, runs=runs, trials=sweep.total, seeds=sweep.seeds))
        expected = self._expected_s
        waits = self._question is not None and expected > UNASKED_S
        words.append(translate(LONG if waits else ABOUT_TIME).format(time=duration(expected)))
        return paragraph(*words)

    def _standing_words(self, shown: SweepRows) -> str:
        if not shown.is_going:
            problem = shown.problem or tr("see the log")
            if isinstance(shown.problem, Cancelled):
                return translate(ENDS["cancelled"])
            text = ENDS[shown.reason]
            return fill(translate(text), problem=problem) if text else ""
        if shown.done >= shown.total:
            return fill(translate(ALL_THERE), total=shown.total)
        words = [fill(translate(GOING), done=shown.done, total=shown.total)]
        if self._is_paused:
            words.append(translate(PAUSED))
        elif shown.seconds_a_run:
            left = on_all_cores((shown.total - shown.done) * shown.seconds_a_run)
            words.append(translate(LEFT).format(time=duration(left)))
        return paragraph(*words)

    def _difference_words(self, shown: SweepRows) -> str:
        """Say which data or settings the runs are of, where the bench has others now."""
        if self._snapshot is None:
            return ""
        now, sweep = self._snapshot.experiment, shown.sweep
        varied = {*sweep.keys, SEED}
        of = min(
            (
                set(differing_settings(experiment, now)) - varied
                for experiment in (self._begun_for, sweep.experiment)
            ),
            key=len,
        )
        if not of:
            return ""
        data, now_data = _data_name(sweep.experiment), _data_name(now)
        if data != now_data:
            return fill(translate(OTHER_DATA), data=data, now=now_data)
        named = [setting_label(key) for key in sorted(of)]
        more = ["..."] if len(named) > MOST_NAMED else []
        text = listed([*named[:MOST_NAMED], *more])
        return fill(translate(OTHER_SETTINGS), settings=text)

    def _allow(self) -> None:
        self.trials.setEnabled(self.search.currentData() != GRID)

    def _make_parts(self) -> None:
        self.words = plain_label()
        self.words.setObjectName("map_words")
        self.words.setWordWrap(True)
        self.over = OverRows()
        self.seeds = NumberBox(1, MOST_SEEDS)
        self.search = ChoiceBox(
            Option(row.name, row.label if row.is_there() else MISSING[row.name], row.description)
            for row in SEARCHES.values()
        )
        self.search.setMinimumContentsLength(LONGEST)
        self.trials = NumberBox(1, MOST_TRIALS)
        self.no_better = NumberBox(0, MOST_NO_BETTER)
        self.no_better.setSpecialValueText(tr("never"))
        self.pruning = CheckBox(tr("end runs early that fall behind"))
        self.pruning.setObjectName("map_pruning")
        self.pruning.setToolTip(
            tr("A run ends once it is worse than the median of the choices before at that point")
        )
        named = (
            (
                self.seeds,
                "map_seeds",
                tr("First weights"),
                tr("From how many seeds each is trained"),
            ),
            (self.search, "map_search", tr("Choose"), tr("How the choices are made")),
            (self.trials, "map_trials", tr("Choices"), tr("How many choices are made at most")),
            (
                self.no_better,
                "map_no_better",
                tr("Stop without progress after"),
                tr("End the map after so many choices in a row that are no better than the best"),
            ),
        )
        lines = QHBoxLayout(), QHBoxLayout()
        for place, (box, name, label, tip) in enumerate(named):
            box.setObjectName(name)
            box.setAccessibleName(label)
            box.setToolTip(tip)
            title = QLabel(label)
            title.setBuddy(box)
            line = lines[place >= len(named) - 1]
            line.addWidget(title)
            line.addWidget(box)
        lines[1].addWidget(self.pruning)
        options = QWidget()
        column = QVBoxLayout(options)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        for line in lines:
            line.setSpacing(theme.SPACE)
            line.addStretch(1)
            column.addLayout(line)
        self.setup = Section("map_setup", tr("What is varied, and how"), self.over, options)
        self.start = push_button(
            "start_map", tr("Begin"), tr("Make the runs on every core"), ButtonKind.PRIMARY
        )
        self.pause = push_button("pause_map", tr("Pause"), tr("Begin no further run for now"))
        self.stop = push_button("stop_map", tr("Stop"), tr("End the map; what is there is kept"))
        self.take_best = push_button(
            "take_best",
            tr("Take the best"),
            tr("Train the best choice on the bench; that can be undone"),
        )
        self.open = push_button(
            "open_trial", tr("Open the chosen run"), tr("Train it on the bench, as it was")
        )
        self.bar, self.plot, self.listing = ProgressBar(), SweepPlot(), TrialTable()
        self.results = QSplitter(Qt.Orientation.Horizontal)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.start, self.pause, self.stop, self.take_best, self.open):
            buttons.addWidget(button)
        buttons.addWidget(self.bar, 1)
        buttons.addStretch(0)
        self.results.setChildrenCollapsible(False)
        self.results.addWidget(self.plot)
        self.results.addWidget(self.listing)
        self.results.setSizes([560, 440])
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(theme.TIGHT)
        body.addWidget(self.words)
        body.addWidget(self.setup)
        body.addLayout(buttons)
        body.addWidget(self.results, 1)
        body.addStretch(0)

    def _connect(self) -> None:
        self.over.changed.connect(self._edit)
        for box in (self.seeds, self.trials, self.no_better):
            box.valueChanged.connect(lambda _: self._edit())
        self.search.currentIndexChanged.connect(lambda _: self._edit())
        self.pruning.toggled.connect(lambda _: self._edit())
        self.start.clicked.connect(self._start)
        self.pause.clicked.connect(self._pause)
        self.stop.clicked.connect(self.stopped)
        self.take_best.clicked.connect(self._take)
        self.open.clicked.connect(lambda: self._open(self._chosen))
        self.listing.chosen.connect(self._choose)
        self.listing.opened.connect(self._open)
        self.plot.picked.connect(self._choose)


def _said(problem: LayerbenchError) -> str:
    """Return what is wrong with the labels of settings in the place of their keys."""
    text = str(problem)
    for key in sorted(VARIED, key=len, reverse=True):
        text = text.replace(key, setting_label(key))
    return text


def _taken_text(answer: Answer) -> str:
    """Write on the button what it takes, where that is short."""
    settings = answer.take.settings if answer.take else answer.changes
    if not 1 <= len(settings) <= MOST_ON_BUTTON:
        return tr("Take the best")
    values = listed(setting_text(key, value) for key, value in settings.items())
    return tr("Take {values}").format(values=values)


def _data_name(experiment: Experiment) -> str:
    data = experiment.data
    return folder_title(data.folder) or translate(DATASETS[data.kind].label)


def _axis(over: Over, sweep: Sweep, counts: DataCounts) -> SettingAxis:
    """Return the axis of a setting; fewer samples are counted."""
    if over.key in ("data.leave_out", "data.samples", "data.train_share"):
        return SamplesAxis(
            over,
            tr("training samples"),
            lambda value: samples_of({over.key: value}, sweep, counts),
        )
    return SettingAxis(over)
