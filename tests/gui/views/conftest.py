"""Snapshots made by hand, so that a view is tested without a run."""

from collections.abc import Callable
from itertools import count
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.data.dataset import ConstantAnswer, Dataset, samples
from core.data.load import load
from core.data.sample import Sample
from core.experiment.inputs import NumberInputs
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.training.history import Curve
from core.training.snapshots.snapshot import LayerActivations, Snapshot, State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.trainer import Trainer
from gui import theme
from gui.views.curves.cost import CostView
from gui.views.view import SnapshotView

Make = Callable[..., Snapshot]
DATA = Dataset(
    samples(np.array([[0.0, 0.5, 1.0], [1.0, 0.0, 0.5]]), np.array([0, 0, 1]), 2),
    None,
    ("non-cat", "cat"),
    NumberInputs(("x1", "x2")),
)


def turn_wheel(widget: QWidget, steps: int) -> bool:
    """Turn the mouse wheel over the middle of a widget; tell whether it kept the event."""
    centre = QPointF(widget.rect().center())
    event = QWheelEvent(
        centre,
        widget.mapToGlobal(centre),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def curve(*values: float) -> Curve:
    """A curve at 0, 1, 2, ..."""
    return Curve(np.arange(len(values), dtype=float), np.array(values, dtype=float))


def layer(A: list[list[float]], activation: str = "relu", number: int = 1) -> LayerActivations:
    """A layer whose activations are written out."""
    return LayerActivations(number, activation, np.array(A, dtype=float))


# Those of version 0, as while the inside of a network is not inspected again.
VERSIONS = count(1)
LAYERS = (layer([[0.0, 1.0, 2.0], [0.5, 0.0, 0.25]]),)


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """Every view is looked at in the light theme."""
    theme.apply(qapp, dark=False)


def small_run(steps: int = 3, **changes: object) -> Trainer:
    """A few steps of a small network on small pictures; keys as in an experiment file."""
    usual = {"data.kind": "digits", "data.samples": 60, "network.hidden": (5, 4)}
    experiment = with_settings(Experiment(), {**usual, **changes})
    trainer = Trainer(experiment, load(experiment.data))
    for _ in range(steps):
        trainer.step()
    return trainer


def shot(trainer: Trainer, *probes: str, run: int = 1, sample: Sample | None = None) -> Snapshot:
    """A snapshot of a real run with these probes, that looks at a sample."""
    snapshotter = Snapshotter(trainer, run)
    if sample:
        snapshotter.pick(sample)
    return snapshotter.take(State.PAUSED, 1.0, 1.0, probes)


def follow(view: SnapshotView, trainer: Trainer, *probes: str) -> None:
    """Show a run, and do as the window does when the view picks a sample."""
    view.show_snapshot(shot(trainer, *probes))
    view.sample_picked.connect(
        lambda sample: view.show_snapshot(shot(trainer, *probes, sample=sample))
    )


@pytest.fixture
def wheel() -> Callable[[QWidget, int], bool]:
    """Turn the mouse wheel over a widget."""
    return turn_wheel


@pytest.fixture
def cost_view(qtbot: QtBot) -> CostView:
    """A view of the cost in a small window."""
    made = CostView()
    qtbot.addWidget(made)
    made.resize(600, 260)
    made.show()
    return made


@pytest.fixture
def make() -> Make:
    """Make a snapshot of a run of three iterations; any field can be given another value."""

    def snapshot(**changed: Any) -> Snapshot:
        values: dict[str, Any] = {
            "run": 1,
            "experiment": Experiment(),
            "dataset": DATA,
            "state": State.RUNNING,
            "iteration": 3,
            "iterations": 100,
            "inside": 3,
            "inside_version": next(VERSIONS) if "layers" in changed else 0,
            "seconds": 0.1,
            "rate": 30.0,
            "unit": "iteration",
            "learning_rate": 0.1,
            "rate_changes": (),
            "train_cost": curve(0.7, 0.6, 0.5),
            "test_cost": curve(0.8, 0.7, 0.6),
            "train_accuracy": curve(0.5, 0.75, 0.986),
            "test_accuracy": curve(0.5, 0.6, 0.8),
            "train_baseline": ConstantAnswer(0, 0.6),
            "test_baseline": ConstantAnswer(0, 0.7),
            "train_count": 209,
            "test_count": 50,
            "layers": LAYERS,
            "classes": ("non-cat", "cat"),
            "sample_labels": np.array([0, 0, 1]),
            "shown": np.arange(3),
            "parameter_count": 9,
        }
        return Snapshot(**(values | changed))

    return snapshot
