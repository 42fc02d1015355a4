"""Live: a setting that is dragged for long leaves no queue, no leak and no stale curve."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSlider

from core.training.snapshots.snapshot import State
from core.training.worker import left_runs
from gui.bridge import Bridge
from gui.views.activations.view import ActivationsView
from gui.views.curves.earlier_runs import KEPT, axes_of

CHANGES = 100


@pytest.fixture
def live(bench):
    """A window on Live whose runs are short."""
    change(bench, "training.iterations", 30)
    bench.window.run_bar.live.click()
    bench.wait_state(State.FINISHED)
    return bench


def change(bench, key: str, value: object) -> None:
    bench.window.settings.changed.emit(key, value)


def runner_of(bench):
    return bench.window.findChild(Bridge).runner


def test_that_of_many_changes_the_newest_alone_is_trained(live) -> None:
    runner, held, gate = runner_of(live), threading.Event(), threading.Event()
    before = live.snapshot.run
    runner._enqueue(lambda: held.set() or gate.wait())
    live.qtbot.waitUntil(held.is_set)
    for seed in range(1, CHANGES + 1):
        change(live, "network.seed", seed)
    waiting = len(runner._commands), len(runner._events)
    gate.set()
    done = live.wait(lambda s: s.run > before and s.state is State.FINISHED)
    assert waiting == (1, 0)
    assert done.experiment.network.seed == CHANGES
    assert done.run == before + 1
    assert len(live.window.cost.earlier_runs) == 1


def test_that_no_picture_of_an_earlier_change_comes_after_one_of_a_later(live) -> None:
    shown: list[tuple[int, int]] = []
    live.window.findChild(Bridge).snapshot_ready.connect(
        lambda s: shown.append((s.run, s.experiment.network.seed))
    )
    for seed in range(1, CHANGES + 1):
        change(live, "network.seed", seed)
        if seed % 10 == 0:
            live.wait(lambda s, seed=seed: s.experiment.network.seed == seed)
    live.wait(lambda s: s.experiment.network.seed == CHANGES and s.state is State.FINISHED)
    assert shown == sorted(shown)
    view = live.window.tabs[0].view
    live.qtbot.waitUntil(lambda: view.newest is live.snapshot)
    assert isinstance(view, ActivationsView)
    assert len(live.window.cost.earlier_runs) <= KEPT


def test_that_runs_that_are_over_leave_the_memory(live, monkeypatch: pytest.MonkeyPatch) -> None:
    # But for those that undoing brings back.
    monkeypatch.setattr(left_runs, "BUDGET", 0)
    runner, gone = runner_of(live), []
    for seed in range(1, 2 * KEPT + 1):
        gone.append(weakref.ref(runner._session.trainer))
        change(live, "network.seed", seed + 1)
        live.wait(
            lambda s, seed=seed: s.experiment.network.seed == seed + 1 and s.state is State.FINISHED
        )
    gc.collect()
    assert [ref for ref in gone[:-1] if ref() is not None] == []
    assert len(live.window.cost.earlier_runs) == KEPT
    kept = sum(
        len(run.at) for run in live.window.cost.earlier_runs.comparable(axes_of(live.snapshot))
    )
    assert kept <= 31 * KEPT  # a cost before each update, and one after the last


def test_that_data_which_gave_way_to_others_leaves_the_memory(bench) -> None:
    for kind in ("digits", "spiral"):
        change(bench, "data.kind", kind)
        bench.wait(lambda s, kind=kind: s.experiment.data.kind == kind)
        change(bench, "network.hidden", (3, 3))
        bench.wait(lambda s: len(s.layers) == 2)
        for name in ("predictions", "sample", "weights", "data"):
            bench.window.open_view(name)
            bench.wait(lambda s: bool(s.probes))
        for name in ("activations", "boundary"):
            bench.window.open_view(name)
            bench.qtbot.waitUntil(bench.window.place(name).view.isVisible)
        # The rows of the second layer stay behind.
        change(bench, "network.hidden", (3,))
        bench.wait(lambda s: len(s.layers) == 1)
        gone = weakref.ref(bench.snapshot.dataset)
        bench.window.open_view("functions")
        change(bench, "data.kind", "moons")
        bench.wait(lambda s: s.experiment.data.kind == "moons")
        bench.qtbot.waitUntil(lambda gone=gone: gc.collect() >= 0 and gone() is None)


def test_that_the_curve_follows_a_slider_that_a_mouse_drags(live) -> None:
    slider = live.find("learning_rate", object).findChild(QAbstractSlider)
    begun = live.snapshot.run
    y = slider.height() // 2
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, y))
    for x in range(slider.width() // 2, slider.width() - 4, 2):
        QTest.mouseMove(slider, QPoint(x, y))
    at_end = slider.parent().value()
    last = live.wait(
        lambda s: s.experiment.training.learning_rate == at_end and s.state is State.FINISHED
    )
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 4, y))
    assert last.run > begun
    assert last.rate_changes == ()
