"""One update explained in four stages, with weights before and after it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from core.calculation.step import ExplainedStep, Standing, WeightChange
from core.messages import Message, listed, tr, translate
from core.network.optimisers import OPTIMISERS
from core.training.snapshots.snapshot import Snapshot, State
from gui import theme
from gui.views.calculation.cost_sentences import sum_text
from gui.views.calculation.page import CalculationPage, no_standing_text
from gui.widgets.number_format import grouped, significant
from gui.widgets.readout import RunningText

MOST = 12
"""Weights that are written out."""


class StepPage(CalculationPage):
    """Show the last step that was made while the page was on top, else where the network stands."""

    probes = frozenset({"standing"})

    def __init__(self) -> None:
        super().__init__()
        self.stages = [RunningText(f"calculation_stage_{number}") for number in range(1, 5)]
        self.table = QTableWidget(0, 5)
        self._run = 0
        self._state: State | None = None
        self._before: Standing | None = None
        self._now: Standing | None = None
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(theme.TIGHT)
        for stage in self.stages:
            body.addWidget(stage)
        self._prepare_table()
        body.addWidget(self.table, 1)
        body.addStretch()

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the step between the last two iterations that were looked at."""
        seen = snapshot.probes.get("standing")
        if isinstance(seen, Message):
            self._say(str(seen))
            return
        if seen is None:
            self._say(no_standing_text(snapshot))
            return
        if snapshot.run != self._run:
            self._run, self._before, self._now = snapshot.run, None, None
        if self._now is None or seen.iteration != self._now.iteration:
            going_on = self._now is not None and seen.iteration > self._now.iteration
            self._before, self._now = (self._now if going_on else None), seen
        elif snapshot.state is self._state:
            return
        self._state = snapshot.state
        self._show(snapshot)

    def _show(self, snapshot: Snapshot) -> None:
        now, before = self._now, self._before
        assert now is not None
        first = before or now
        texts = [
            tr("1. Forward: {m} samples pass through the weights of iteration {iteration}."),
            tr("2. Cost: J = 1/m Σ L = {cost}."),
            tr(
                "3. Backward: every weight has its slope dJ/dw. "
                "The root mean square of a layer's slopes, layer by layer: {slopes}."
            ),
            tr(
                "4. Update: press Step above the curves, and {optimiser} goes down the slopes, "
                "with α = {rate}."
            ),
        ]
        if snapshot.penalties:
            texts[1] = tr("2. Cost: J = 1/m Σ L + {penalty} = {sum}.")
        formula = snapshot.penalty_formula
        if snapshot.penalties and snapshot.experiment.training.in_batches(first.samples):
            formula = snapshot.penalty_formula_of(grouped(first.batch))
            texts[1] = tr(
                "2. Cost: J = 1/{m} Σ L + {penalty} = {sum}, of all samples, with the penalty that "
                "training adds to a batch of {size}."
            )
        values = {
            "penalty": formula,
            "sum": sum_text(first.cost - first.penalty, first.penalty),
            "m": grouped(first.samples),
            "size": grouped(first.batch),
            "iteration": grouped(first.iteration),
            "cost": significant(first.cost, 6),
            "slopes": listed(significant(size) for size in _sizes(first)),
            "optimiser": translate(OPTIMISERS[snapshot.experiment.training.optimiser].label),
            "rate": significant(snapshot.learning_rate),
        }
        is_over = snapshot.state in (State.FINISHED, State.DIVERGED)
        if before is None and is_over:
            texts[3] = tr(
                "4. Update: the run is over. Press Reset, then Step above the curves; or take more "
                "iterations."
            )
        if before is not None:
            step = ExplainedStep(before, now)
            texts[3] = tr(
                "4. Update: J is {after} at iteration {next}. The slopes times the steps, "
                "Σ dJ/dw · (w' - w), foretold a change of {foretold}, and it is {real}: the rest "
                "is how the cost bends."
            )
            if step.updates > 1:
                texts[3] = tr(
                    "4. {updates} updates: J is {after} at iteration {next}, a change of {real}. "
                    "What the slopes foretell holds for one small step: press Pause above the "
                    "curves, then Step."
                )
            if step.updates > 1 and snapshot.state is not State.RUNNING:
                texts[3] = tr(
                    "4. {updates} updates: J is {after} at iteration {next}, a change of {real}. "
                    "What the slopes foretell holds for one small step: press Step above the "
                    "curves."
                )
            if step.updates > 1 and is_over:
                texts[3] = tr(
                    "4. {updates} updates: J is {after} at iteration {next}, a change of {real}, "
                    "and the run is over. What the slopes foretell holds for one small step: press "
                    "Reset above the curves, then Step; or take more iterations."
                )
            values |= {
                "after": significant(now.cost, 6),
                "next": grouped(now.iteration),
                "updates": grouped(step.updates),
                "foretold": significant(step.foretold),
                "real": significant(step.real),
            }
            self._fill(step.largest_changes(MOST))
        self.table.setVisible(before is not None)
        for stage, text in zip(self.stages, texts, strict=True):
            stage.show_text(text.format(**values))

    def _say(self, text: str) -> None:
        self._before = self._now = None
        self.table.hide()
        for stage in self.stages:
            stage.show_text(text if stage is self.stages[0] else "")

    def _prepare_table(self) -> None:
        table = self.table
        table.setObjectName("calculation_changes")
        table.setAccessibleName(tr("Weights that changed most"))
        table.setHorizontalHeaderLabels(
            [tr("Changed most"), tr("before"), tr("slope dJ/dw"), tr("after"), tr("change")]
        )
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.hide()

    def _fill(self, changes: tuple[WeightChange, ...]) -> None:
        if self.table.rowCount() != len(changes):
            self.table.setRowCount(len(changes))
        for row, change in enumerate(changes):
            numbers = (change.before, change.slope, change.after, change.change)
            for column, text in enumerate((_name(change), *map(_written, numbers))):
                item = self.table.item(row, column)
                if item is None:
                    item = QTableWidgetItem()
                    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                    self.table.setItem(row, column, item)
                if item.text() != text:
                    item.setText(text)


def _name(change: WeightChange) -> str:
    text = tr("{array}, unit {unit}, input {input}")
    if change.name.startswith("b"):
        text = tr("{array}, unit {unit}")
    unit, source = change.place
    return text.format(array=change.name, unit=unit + 1, input=source + 1)


def _written(value: float) -> str:
    return significant(value, 5)


def _sizes(standing: Standing) -> list[float]:
    return [float((dW.astype(float) ** 2).mean() ** 0.5) for dW in standing.gradients.W]
