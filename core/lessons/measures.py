"""The table MEASURES: what a condition of a lesson can ask the bench, and how it is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import numpy as np
from msgspec import Struct

from core.errors import LayerbenchError
from core.experiment.toml import value_of
from core.messages import fill, listed, to_translate, tr, translate
from core.network.activations import ACTIVATIONS
from core.runs.comparison import setting_label, setting_text
from core.training.analyses.cost_surface import Surface
from core.training.analyses.exact_solution import ExactSolution
from core.training.history import Curve
from core.training.snapshots.snapshot import LayerActivations, Snapshot, State
from core.training.worker.events import (
    Checked,
    CostSurfaceReady,
    Event,
    Reported,
    VectorisationMeasured,
)

# Units are alike whose activations differ by less on every sample.
ALIKE = 1e-9
ACTIVATION = "network.activation"
EventType = TypeVar("EventType", bound=Event)


class Condition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the bench must measure: one of `above`, `below` and `equal`.

    `key` is of a setting ("network.hidden"), a finding of Health ("dead_units"), a part of the
    window or of a report ("Figure", as core/report/contents.py has it), as the measure asks;
    `layer` counts from 1; `after` waits for so many iterations.
    `say` is told in place of the usual sentence of the measure.
    """

    measure: str
    key: str = ""
    layer: int = 0
    after: int = 0
    above: float | None = None
    below: float | None = None
    equal: Any = None
    say: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What a lesson can know of the bench now.

    `before` is the snapshot that the step began with, `view` the name of the one on top, and
    `events` hold by its type the newest of each since the step began. `is_visible` tells whether
    the part of the window of an object name can be seen, `is_pressed` whether a button stays down.
    """

    snapshot: Snapshot
    before: Snapshot
    view: str = ""
    events: Mapping[type, Any] = field(default_factory=dict)
    is_visible: Callable[[str], bool] = lambda name: False
    is_pressed: Callable[[str], bool] = lambda name: False

    def event(self, kind: type[EventType]) -> EventType | None:
        """Return the newest event of a type since the step began, None where there is none."""
        found: EventType | None = self.events.get(kind)
        return found


Value = float | int | str | bool | list[Any] | None


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the table: `of` works it out, None where it cannot be told yet.

    `label` may hold {layer} and {setting}; `words` writes a value for the user. With `asks` a
    condition names the "layer" or the "key"; with `needs_words` it has a sentence of its own.
    """

    name: str
    label: str
    of: Callable[[Moment, Condition], Value]
    words: Callable[[Value], str] = lambda value: _number(value)
    asks: str = ""
    needs_words: bool = False


def _number(value: Value) -> str:
    return fill("{value:.4g}", value=value) if isinstance(value, float) else str(value)


def _share(value: Value) -> str:
    return fill("{value:.1%}", value=value)


STATES = {
    State.READY: to_translate("ready"),
    State.RUNNING: to_translate("running"),
    State.PAUSED: to_translate("paused"),
    State.FINISHED: to_translate("finished"),
    State.DIVERGED: to_translate("diverged"),
}


CHANGED = "changed"


def _run_state(moment: Moment, _: Condition) -> Value:
    """Return the state of the run; one that is over is none of settings that came after it."""
    snapshot = moment.snapshot
    return CHANGED if snapshot.is_changed else snapshot.state.value


def _state(value: Value) -> str:
    if value == CHANGED:
        return tr("with other settings")
    return translate(STATES[State(str(value))])


def _view(value: Value) -> str:
    """Return the label of a view by its name, as its tab has it."""
    return translate(str(value).replace("_", " ").capitalize())


def _newest(curve: Curve) -> float | None:
    return float(curve.values[-1]) if len(curve.values) else None


def _ratio(now: float | None, before: float | None) -> float | None:
    return None if now is None or not before else now / before


def _difference(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before


def _layer(moment: Moment, condition: Condition) -> LayerActivations | None:
    layers = moment.snapshot.layers
    return layers[condition.layer - 1] if len(layers) >= condition.layer else None


def _of_layer(of: Callable[[LayerActivations], Value]) -> Callable[[Moment, Condition], Value]:
    """Return a measure of the activations of the layer that a condition names."""

    def measure(moment: Moment, condition: Condition) -> Value:
        layer = _layer(moment, condition)
        return None if layer is None else of(layer)

    return measure


def _dead(layer: LayerActivations) -> int:
    return int(np.sum(~layer.A.any(axis=1))) if ACTIVATIONS[layer.activation].can_die else 0


def _saturated(layer: LayerActivations) -> int:
    activation = ACTIVATIONS[layer.activation]
    return 0 if activation.can_die else len(activation.flat_units(layer.A))


def _different(layer: LayerActivations) -> int:
    found: list[np.ndarray] = []
    for row in layer.A:
        if all(np.max(np.abs(row - other)) > ALIKE for other in found):
            found.append(row)
    return len(found)


def _gradient(moment: Moment, layer: int) -> float | None:
    norms = moment.snapshot.gradient_norms
    return _newest(norms[layer - 1]) if len(norms) >= layer else None


def _gradient_ratio(moment: Moment, condition: Condition) -> Value:
    """Return the gradient of a layer as a share of that of the last one."""
    last = _gradient(moment, len(moment.snapshot.gradient_norms))
    return _ratio(_gradient(moment, condition.layer), last)


def _rises(moment: Moment, _: Condition) -> Value:
    values = moment.snapshot.train_cost.values
    return float(np.mean(np.diff(values) > 0)) if len(values) > 1 else None


def _has_finding(moment: Moment, condition: Condition) -> Value:
    return any(
        finding.key == condition.key and condition.layer in (0, finding.layer)
        for finding in moment.snapshot.findings
    )


def _check(moment: Moment, _: Condition) -> Value:
    checked = moment.event(Checked)
    return max(float(one.difference) for one in checked.checks) if checked else None


def _loops_ratio(moment: Moment, _: Condition) -> Value:
    """Return how many times as long as np.dot the product of two matrices takes by loops."""
    measured = moment.event(VectorisationMeasured)
    return measured.measured.product.ratio if measured else None


def _report_parts(moment: Moment, condition: Condition) -> Value:
    """Return how many parts of a kind the report has that was written last, such as Figure."""
    reported = moment.event(Reported)
    if reported is None:
        return None
    parts = (part for section in reported.report.sections for part in section.parts)
    return sum(type(part).__name__ == condition.key for part in parts)


def _bends_down(moment: Moment, condition: Condition) -> Value:
    """Return how much of a surface is not convex: of the two compared, or of the run's own."""
    ready = moment.event(CostSurfaceReady)
    result = ready.result if ready else None
    if isinstance(result, Surface):
        return result.bent
    return result.surfaces[condition.layer - 1].surface.bent if result else None


def _above_exact(moment: Moment, _: Condition) -> Value:
    """Return how far the cost is above the least that there can be."""
    exact, cost = moment.snapshot.exact, _newest(moment.snapshot.train_cost)
    return _difference(cost, exact.cost if isinstance(exact, ExactSolution) else None)


def _setting(moment: Moment, condition: Condition) -> Value:
    experiment = moment.snapshot.experiment
    value = value_of(experiment, condition.key)
    if condition.key == ACTIVATION and isinstance(condition.equal, list):
        # One for all layers is written out where layers are told apart.
        value = experiment.network.activations
    return list(value) if isinstance(value, tuple) else value  # type: ignore[return-value]


_ROWS = (
    Measure("state", to_translate("Run"), _run_state, _state),
    Measure("iteration", to_translate("Iteration"), lambda m, c: m.snapshot.iteration),
    Measure("inside", to_translate("Iteration that is shown"), lambda m, c: m.snapshot.inside),
    Measure(
        "new_runs",
        to_translate("Runs since this step began"),
        lambda m, c: m.snapshot.run - m.before.run,
    ),
    Measure("cost", to_translate("Train cost"), lambda m, c: _newest(m.snapshot.train_cost)),
    Measure("test_cost", to_translate("Test cost"), lambda m, c: _newest(m.snapshot.test_cost)),
    Measure(
        "first_cost",
        to_translate("First train cost"),
        lambda m, c: next(iter(m.snapshot.train_cost.values.tolist()), None),
    ),
    Measure(
        "lowest_cost",
        to_translate("Lowest train cost so far"),
        lambda m, c: float(np.min(v)) if len(v := m.snapshot.train_cost.values) else None,
    ),
    Measure(
        "cost_ratio",
        to_translate("Train cost as a share of that before"),
        lambda m, c: _ratio(_newest(m.snapshot.train_cost), _newest(m.before.train_cost)),
        _share,
    ),
    Measure(
        "cost_rises", to_translate("Share of the updates that raised the cost"), _rises, _share
    ),
    Measure(
        "above_exact", to_translate("Train cost above the least that there can be"), _above_exact
    ),
    Measure(
        "train_accuracy",
        to_translate("Train accuracy"),
        lambda m, c: _newest(m.snapshot.train_accuracy),
        _share,
    ),
    Measure(
        "test_accuracy",
        to_translate("Test accuracy"),
        lambda m, c: _newest(m.snapshot.test_accuracy),
        _share,
    ),
    Measure(
        "test_accuracy_gain",
        to_translate("Test accuracy gained since this step began"),
        lambda m, c: _difference(
            _newest(m.snapshot.test_accuracy), _newest(m.before.test_accuracy)
        ),
        _share,
    ),
    Measure(
        "overfit",
        to_translate("Train accuracy above test accuracy by"),
        lambda m, c: _difference(
            _newest(m.snapshot.train_accuracy), _newest(m.snapshot.test_accuracy)
        ),
        _share,
    ),
    Measure(
        "learning_rate", to_translate("Learning rate of now"), lambda m, c: m.snapshot.learning_rate
    ),
    Measure(
        "units",
        to_translate("Hidden units in all"),
        lambda m, c: sum(m.snapshot.experiment.network.hidden),
    ),
    Measure(
        "layers",
        to_translate("Hidden layers"),
        lambda m, c: len(m.snapshot.experiment.network.hidden),
    ),
    Measure("parameters", to_translate("Weights in all"), lambda m, c: m.snapshot.parameter_count),
    Measure("inputs", to_translate("Inputs"), lambda m, c: m.snapshot.dataset.inputs.count),
    Measure("setting", "{setting}", _setting, asks="key"),
    Measure("view", to_translate("View on top"), lambda m, c: m.view, _view),
    Measure("visible", "", lambda m, c: m.is_visible(c.key), asks="key", needs_words=True),
    Measure("pressed", "", lambda m, c: m.is_pressed(c.key), asks="key", needs_words=True),
    Measure(
        "same_data",
        "",
        lambda m, c: m.snapshot.experiment.data == m.before.experiment.data,
        needs_words=True,
    ),
    Measure("finding", "", _has_finding, asks="key", needs_words=True),
    Measure(
        "dead_units",
        to_translate("Dead units of layer {layer}"),
        _of_layer(_dead),
        asks="layer",
    ),
    Measure(
        "saturated_units",
        to_translate("Saturated units of layer {layer}"),
        _of_layer(_saturated),
        asks="layer",
    ),
    Measure(
        "different_units",
        to_translate("Units of layer {layer} that differ from each other"),
        _of_layer(_different),
        asks="layer",
    ),
    Measure(
        "mean_activation",
        to_translate("Mean of A in layer {layer}"),
        _of_layer(lambda layer: float(np.mean(layer.A))),
        asks="layer",
    ),
    Measure(
        "spread_activation",
        to_translate("Spread of A in layer {layer}"),
        _of_layer(lambda layer: float(np.std(layer.A))),
        asks="layer",
    ),
    Measure(
        "largest_activation",
        to_translate("Largest size of A in layer {layer}"),
        _of_layer(lambda layer: float(np.max(np.abs(layer.A)))),
        asks="layer",
    ),
    Measure(
        "gradient",
        to_translate("Gradient of layer {layer}"),
        lambda m, c: _gradient(m, c.layer),
        asks="layer",
    ),
    Measure(
        "gradient_ratio",
        to_translate("Gradient of layer {layer} as a share of the last layer's"),
        _gradient_ratio,
        asks="layer",
    ),
    Measure("loops_ratio", to_translate("Time of loops as a multiple of np.dot's"), _loops_ratio),
    Measure("gradient_check", to_translate("Largest difference of the gradient check"), _check),
    Measure(
        "bends_down",
        to_translate("Share of cost surface {layer} that bends down"),
        _bends_down,
        _share,
        asks="layer",
    ),
    Measure("report_parts", "", _report_parts, asks="key", needs_words=True),
    Measure(
        "other_sample",
        "",
        lambda m, c: m.snapshot.sample != m.before.sample,
        needs_words=True,
    ),
)
MEASURES = {row.name: row for row in _ROWS}
"""What a condition can ask, by its name: whoever needs another adds a row."""


def check_condition(condition: Condition) -> None:
    """Raise LayerbenchError where a condition can never be told."""
    row = MEASURES.get(condition.measure)
    if row is None:
        raise LayerbenchError(
            "there is no measure {name}. The measures are: {names}.",
            name=condition.measure,
            names=listed(MEASURES),
        )
    given = sum(value is not None for value in (condition.above, condition.below, condition.equal))
    if given != 1:
        raise LayerbenchError(
            "{measure}: give one of above, below and equal.", measure=condition.measure
        )
    if row.asks and not getattr(condition, row.asks):
        raise LayerbenchError(
            "{measure}: give its {what}, too.", measure=condition.measure, what=row.asks
        )
    if row.needs_words and not condition.say:
        raise LayerbenchError(
            "{measure}: give a sentence for the user as say, too.", measure=condition.measure
        )


def is_met(condition: Condition, moment: Moment) -> bool:
    """Tell whether a condition holds."""
    if moment.snapshot.iteration < condition.after:
        return False
    value = MEASURES[condition.measure].of(moment, condition)
    if value is None:
        return False
    if condition.above is not None:
        return bool(value > condition.above)  # type: ignore[operator]
    if condition.below is not None:
        return bool(value < condition.below)  # type: ignore[operator]
    return bool(value == condition.equal)


def is_known(condition: Condition, moment: Moment) -> bool:
    """Tell whether the bench measures anything yet that the condition asks for."""
    return MEASURES[condition.measure].of(moment, condition) is not None


def told(condition: Condition, moment: Moment) -> str:
    """Say what is wanted, and what is measured now."""
    if condition.say:
        return translate(condition.say)
    row = MEASURES[condition.measure]
    words = partial(setting_text, condition.key) if condition.key else row.words
    now = row.of(moment, condition)
    wanted = next(
        value for value in (condition.above, condition.below, condition.equal) if value is not None
    )
    setting = setting_label(condition.key) if condition.key else ""
    label = fill(translate(row.label), layer=condition.layer, setting=setting)
    return fill(
        _sentence(condition),
        what=label[:1].upper() + label[1:],
        after=condition.after,
        wanted=words(wanted),
        now=tr("unknown") if now is None else words(now),
    )


def told_moved(key: str, then: object, now: object) -> str:
    """Say that a setting is another one than when the step began."""
    label = setting_label(key)
    return fill(
        tr("{what}: {then} as this step began (now {now})"),
        what=label[:1].upper() + label[1:],
        then=setting_text(key, then),
        now=setting_text(key, now),
    )


def _sentence(condition: Condition) -> str:
    if condition.after:
        if condition.above is not None:
            return tr("{what} above {wanted} after {after} iterations (now {now})")
        if condition.below is not None:
            return tr("{what} below {wanted} after {after} iterations (now {now})")
        return tr("{what}: {wanted} after {after} iterations (now {now})")
    if condition.above is not None:
        return tr("{what} above {wanted} (now {now})")
    if condition.below is not None:
        return tr("{what} below {wanted} (now {now})")
    return tr("{what}: {wanted} (now {now})")
