"""The cost over one weight: its slope, and the step that the present rate makes of it."""

import numpy as np
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from core.calculation.one_weight import WeightCurve, WeightOrder, WeightUpdate, usual_reach
from core.calculation.step import Standing, flat_place
from core.messages import Message, tr, translate
from core.network.optimisers import OPTIMISERS, GradientDescent
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.plots.painted_marks import PaintedLine, PaintedSymbols, one_point
from gui.plots.painted_plot import NOTHING
from gui.views.calculation.page import CalculationPage, no_standing_text
from gui.views.calculation.point_plot import PointPlot
from gui.widgets.check_box import CheckBox
from gui.widgets.number_format import grouped, significant, told_apart
from gui.widgets.pickers import LayerBox, Picker
from gui.widgets.readout import RunningText

STEP_SIZE = 11


class WeightPage(CalculationPage):
    """Draw J over a weight that is chosen, with its tangent and where the next step leads.

    The step is that of gradient descent, whatever the optimiser makes of the slope.
    """

    probes = frozenset({"standing"})

    def __init__(self) -> None:
        super().__init__()
        self.layer = LayerBox("weight_layer")
        self.unit = Picker("weight_unit", tr("unit"), tr("The unit whose weight is moved"))
        self.input = Picker("weight_input", tr("input"), tr("The input that the weight is for"))
        self.bias = CheckBox(tr("its b"))
        self.bias.setObjectName("weight_bias")
        self.bias.setToolTip(tr("Move b of the unit in place of a weight"))
        self.close_up = CheckBox(tr("close to the step"))
        self.close_up.setObjectName("weight_close_up")
        self.close_up.setToolTip(tr("Draw only as much of the curve as makes the step large"))
        self.words = RunningText("weight_words")
        self.plot = StepPlot()
        self._snapshot: Snapshot | None = None
        self._asked: WeightOrder | None = None
        # The place of the weight, and whether the curve is drawn close to its step.
        self._asked_for: tuple[int, bool] = -1, False
        self._shown: tuple[WeightOrder, WeightCurve] | None = None
        self._lay_out()
        for part in (self.layer, self.unit, self.input):
            part.picked.connect(self._redraw)
        for box in (self.bias, self.close_up):
            box.toggled.connect(self._redraw)

    def draw(self, snapshot: Snapshot) -> None:
        """Ask for the curve where the network or the weight is another, and show what is there."""
        self._snapshot = snapshot
        standing = snapshot.probes.get("standing")
        if not isinstance(standing, Standing):
            text = str(standing) if isinstance(standing, Message) else no_standing_text(snapshot)
            self.words.show_text(text)
            self.plot.setVisible(False)
            return
        sizes = standing.parameters.sizes
        self.layer.offer(len(sizes) - 1)
        if self._asked is None:
            self._pick_steepest(standing)
        self.unit.offer(sizes[self.layer.number])
        self.input.offer(sizes[self.layer.number - 1])
        self.input.setEnabled(not self.bias.isChecked())
        column = None if self.bias.isChecked() else self.input.number - 1
        flat = flat_place(sizes, self.layer.number, self.unit.number - 1, column)
        close, rate = self.close_up.isChecked(), snapshot.learning_rate
        if self._is_due(standing, rate, (flat, close)):
            reach = usual_reach(standing, flat, rate, close)
            self._asked = WeightOrder(
                snapshot.experiment, snapshot.dataset, standing, flat, reach, rate
            )
            self._asked_for = flat, close
            self.wanted.emit(self._asked)
        self._show()

    def _pick_steepest(self, standing: Standing) -> None:
        """Choose the weight with the largest slope to begin with: its curve is no flat line."""
        sizes, dW = standing.parameters.sizes, [np.abs(part) for part in standing.gradients.W]
        layer = int(np.argmax([part.max() for part in dW]))
        unit, column = np.unravel_index(dW[layer].argmax(), dW[layer].shape)
        numbers = layer + 1, int(unit) + 1, int(column) + 1
        for part in (self.layer, self.unit.box, self.input.box):
            part.blockSignals(True)
        self.layer.setCurrentIndex(numbers[0] - 1)
        self.unit.offer(sizes[numbers[0]])
        self.input.offer(sizes[numbers[0] - 1])
        self.unit.pick(numbers[1])
        self.input.pick(numbers[2])
        for part in (self.layer, self.unit.box, self.input.box):
            part.blockSignals(False)

    def _is_due(self, standing: Standing, rate: float, wanted: tuple[int, bool]) -> bool:
        """Tell whether to ask: at once for another curve, else when the last answer has come."""
        if self._asked is None or self._asked_for != wanted:
            return True
        is_answered = self._shown is not None and self._shown[0] is self._asked
        return is_answered and (self._asked.standing is not standing or self._asked.rate != rate)

    def show_news(self, news: WeightUpdate) -> None:
        """Show the curve that was asked for last."""
        if news.result is not None and news.order is self._asked:
            self._shown = news.order, news.result
            self._redraw()

    def recolour(self) -> None:
        self.plot.recolour()

    def _show(self) -> None:
        if self._shown is None or self._snapshot is None:
            self.plot.setVisible(False)
            waiting = tr("Working out the cost of all samples for other values of w …")
            self.words.show_text(waiting)
            return
        order, curve = self._shown
        start = order.value, order.standing.cost
        self.plot.setVisible(True)
        w = "b" if self.bias.isChecked() else "w"
        self.plot.show_point((w, tr("cost J")), (curve.at, curve.cost), start, order.slope)
        self.plot.show_step(start, (order.after, curve.cost_after))
        value, after = told_apart(order.value, order.after)
        cost, cost_after = told_apart(order.standing.cost, curve.cost_after, 5)
        text = tr(
            "{w} = {value}, where J = {cost} and the slope dJ/d{w} = {slope}: the step is "
            "-α dJ/d{w} = {step}, to {w}' = {after}, where J = {cost_after} if nothing else moves. "
            "Drag the learning rate: the step grows with it."
        )
        optimiser = OPTIMISERS[order.experiment.training.optimiser]
        if optimiser.make_rule is not GradientDescent:
            text = tr(
                "{w} = {value}, where J = {cost} and the slope dJ/d{w} = {slope}: plain gradient "
                "descent would step -α dJ/d{w} = {step}, to {w}' = {after}, where J = {cost_after} "
                "if nothing else moves. This run takes another step, by {rule}: {formula}."
            )
        words = text.format(
            w=w,
            value=value,
            cost=cost,
            slope=significant(order.slope),
            step=significant(-order.rate * order.slope),
            after=after,
            cost_after=cost_after,
            rule=translate(optimiser.label),
            formula=optimiser.formula,
        )
        if order.experiment.training.in_batches(order.standing.samples):
            text = tr(
                "J and its slope are of all {m} samples; the run takes those of {size} at a time, "
                "which differ."
            )
            batch = order.experiment.training.batch_size
            text = text.format(m=grouped(order.standing.samples), size=grouped(batch))
            words = f"{words} {text}"
        self.words.show_text(words)

    def _redraw(self) -> None:
        if self._snapshot is not None:
            self.draw(self._snapshot)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        for part in (self.layer, self.unit, self.input, self.bias, self.close_up):
            top.addWidget(part)
        top.addStretch(1)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(theme.TIGHT)
        body.addLayout(top)
        body.addWidget(self.words)
        body.addWidget(self.plot, 1)


class StepPlot(PointPlot):
    """Draw a second point beside the first, with a line from one to the other."""

    def __init__(self) -> None:
        super().__init__("weight_plot", tr("Cost over one weight"))
        self.line, self.end = PaintedLine(2.0), PaintedSymbols(STEP_SIZE, "t1", 3.0)
        self.add_line(self.line)
        self.add_line(self.end)

    def show_step(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Show where a step from one point leads; nothing where that is not on the curve."""
        nothing = NOTHING, NOTHING
        is_seen = bool(np.isfinite([*start, *end]).all())
        self.end.points = one_point(end) if is_seen else nothing
        ends = np.array([start, end], float).T
        self.line.points = (ends[0], ends[1]) if is_seen else nothing
        self.paint_again(moving=True)

    def recolour(self) -> None:
        super().recolour()
        self.line.pen = theme.pen("test", 1.5)
        self.end.brush = QBrush(theme.colour("test"))
        self.end.pen = theme.pen("base")
