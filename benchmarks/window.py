"""Is the window ever late? Drive the real window while it trains, and measure.

python -m benchmarks.window

For each network: the speed of training with the window open and drawing against no window
at all, and how much of a core training had with it; then how late a 5 ms timer of the event loop
is (median, 99th percentile, worst); and how many pictures a second were drawn, where the curves
take turns with the inside of the network. The same with each view on top in turn. Then Live: how
long after the mouse has moved the slider of the learning rate the finished curve of deep-cats is
there.

A core that shares its inside with another machine's work is now fast and now slow, by a factor of
up to two for some tenths of a second to minutes. So both speeds are measured in turns of a second
in one process, and each turn with the window is compared with the two beside it.
On a screen where there is one, otherwise offscreen.
"""

import os
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QElapsedTimer, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSlider, QApplication

from core.data.load import load
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.experiment.toml import to_toml
from core.training.run import REPORTED
from core.training.snapshots.snapshot import Snapshot, State
from core.training.trainer import Trainer
from core.training.worker.events import Event, Loaded
from gui.app import build
from gui.bridge import Bridge
from gui.controls.rows.slider_row import SliderRow
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.views.registry import VIEWS

SECONDS, ROUNDS, ROUNDS_OF_VIEW, TURN_S = 3.0, 15, 7, 1.0
TICK_MS = 5
PLACES = 10
COURSE = TrainingSettings(iterations=2500, learning_rate=0.0075)
LONG = TrainingSettings(iterations=10_000_000, learning_rate=0.01)


def networks(folder: Path) -> dict[str, Experiment]:
    """Name the experiments to measure; the large data are random numbers in files."""
    return {
        "[2, 4, 1], 400 points": Experiment(network=NetworkSettings(hidden=(4,)), training=LONG),
        "[12288, 20, 7, 5, 1], 209 samples": _random(folder, 12288, 209, (20, 7, 5), 2, 0),
        "[784, 128, 64, 10], batches of 64": _random(folder, 784, 6000, (128, 64), 10, 64),
    }


def _random(
    folder: Path, n: int, m: int, hidden: tuple[int, ...], classes: int, batch: int
) -> Experiment:
    generator = np.random.RandomState(1)
    file = folder / f"{n}.npz"
    np.savez(file, X=generator.rand(n, m), Y=np.arange(m) % classes)
    return Experiment(
        data=DataSettings(kind="arrays", folder=str(file)),
        network=NetworkSettings(hidden=hidden, activation="relu"),
        training=TrainingSettings(iterations=10_000_000, learning_rate=0.001, batch_size=batch),
    )


@dataclass
class Measured:
    """What was seen: lateness in ms of every tick; by round pictures drawn, and shares of 1."""

    late: list[float] = field(default_factory=list)
    frames: list[float] = field(default_factory=list)
    speed: list[float] = field(default_factory=list)
    of_core: list[float] = field(default_factory=list)


def main() -> None:
    """Measure every network and print a table in Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        known = networks(Path(folder))
        _head("network")
        for name, experiment in known.items():
            _row(name, measure(experiment, Path(folder), ROUNDS))
        _head("view on top, of the second network")
        second = list(known.values())[1]
        for row in VIEWS.values():
            _row(row.label, measure(second, Path(folder), ROUNDS_OF_VIEW, row.name))
        times = live(_random(Path(folder), 12288, 209, (20, 7, 5), 2, 0), Path(folder))
    print("\n| Live | median | worst |\n|---|---|---|")
    print(f"| slider to the finished curve | {np.median(times):.2f} s | {max(times):.2f} s |")


def _head(what: str) -> None:
    print(
        f"\n| {what} | speed with window | of a core | late: median | 99 % | worst | pictures/s |"
    )
    print("|---|---|---|---|---|---|---|")


def _row(name: str, seen: Measured) -> None:
    median, most = np.percentile(seen.late, [50, 99])
    print(
        f"| {name} | {np.median(seen.speed):.0%} | {np.median(seen.of_core):.0%} "
        f"| {median:.1f} ms | {most:.1f} ms | {max(seen.late):.0f} ms "
        f"| {np.median(seen.frames):.0f} |",
        flush=True,
    )


def measure(experiment: Experiment, folder: Path, rounds: int, view: str = "") -> Measured:
    """Train alone and in the window in turn, and look at its event loop."""
    seen, trainer = Measured(), Trainer(experiment, load(experiment.data))
    window = _open(experiment, folder)
    if view:
        window.open_view(view)
    _when_there(window, lambda: _compare(window, seen, trainer, rounds))
    QApplication.exec()
    return seen


def live(experiment: Experiment, folder: Path) -> list[float]:
    """Drag the slider of the learning rate to ten places; give the seconds to each curve."""
    window = _open(replace(experiment, training=COURSE), folder)
    bridge = window.findChild(Bridge)
    rows = window.settings.findChildren(SliderRow)
    row = next(row for row in rows if row.key == "training.learning_rate")
    slider = row.findChild(QAbstractSlider)
    assert bridge is not None
    assert slider is not None
    y, begun, times = slider.height() // 2, QElapsedTimer(), []
    places = iter(np.linspace(0.3, 0.7, PLACES).tolist())

    def move() -> None:
        x = next(places, None)
        if x is None:
            window.close()
            return
        begun.restart()
        QTest.mouseMove(slider, QPoint(int(x * slider.width()), y))

    def seen(snapshot: Snapshot) -> None:
        rate = row.slider.value()
        if snapshot.state is State.FINISHED and snapshot.learning_rate == rate:
            if begun.isValid():
                times.append(begun.elapsed() / 1000)
            QTimer.singleShot(0, move)

    def press() -> None:
        QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 4, y))
        bridge.snapshot_ready.connect(seen)
        window.run_bar.live.click()

    def press_when_loaded(event: Event) -> None:
        if isinstance(event, Loaded):
            QTimer.singleShot(1000, press)

    bridge.event_ready.connect(press_when_loaded)
    QApplication.exec()
    return times


def _open(experiment: Experiment, folder: Path) -> MainWindow:
    file = folder / "experiment.toml"
    file.write_text(to_toml(experiment))
    window = build([str(file)], Preferences(folder / "settings.ini"))
    window.resize(1366, 768)
    window.show()
    return window


def _when_there(window: MainWindow, then: Callable[[], None]) -> None:
    """Wait for the data, then press Train."""
    bridge = window.findChild(Bridge)
    assert bridge is not None

    def look() -> None:
        if window.cost.newest is None:
            return
        bridge.snapshot_ready.disconnect(look)
        window.run_bar.train.click()
        # More is drawn in the first second of a run than later.
        QTimer.singleShot(2000, then)

    bridge.snapshot_ready.connect(look)


def _compare(window: MainWindow, seen: Measured, trainer: Trainer, rounds: int) -> None:
    """Train with the window, and another trainer alone, in turn; then look at the lateness."""
    bridge = window.findChild(Bridge)
    assert bridge is not None
    training = [thread for thread in threading.enumerate() if thread.name == "trainer"][-1]
    core_clock = time.pthread_getcpuclockid(training.ident or 0)
    if hasattr(os, "sched_setaffinity"):
        # Of two cores one may be slow for longer than a turn.
        os.sched_setaffinity(training.native_id or 0, {max(os.sched_getaffinity(0))})
    shown: list[Snapshot] = []
    alone = [_speed_alone(bridge, trainer)]
    core_start = 0.0

    def begin() -> None:
        nonlocal core_start
        shown.clear()
        core_start = time.clock_gettime(core_clock)
        QTimer.singleShot(int(TURN_S * 1000), end)

    def end() -> None:
        seen.of_core.append((time.clock_gettime(core_clock) - core_start) / TURN_S)
        seen.frames.append(len(shown) / TURN_S)
        alone.append(_speed_alone(bridge, trainer))
        if len(shown) > 2:
            # The first may have waited since before this turn.
            _, first, *_, last = shown
            speed = (last.iteration - first.iteration) / (last.seconds - first.seconds)
            seen.speed.append(speed / np.mean(alone[-2:]))
        if len(seen.frames) < rounds:
            begin()
        else:
            bridge.snapshot_ready.disconnect(shown.append)
            _watch(window, seen)

    bridge.snapshot_ready.connect(shown.append)
    begin()


def _speed_alone(bridge: Bridge, trainer: Trainer) -> float:
    """Return updates a second in the same thread while the window and its own run stand still."""
    iteration, ended = trainer.iteration, threading.Event()

    def train() -> None:
        start = time.perf_counter()
        while time.perf_counter() - start < TURN_S:
            trainer.step(REPORTED)
        ended.set()

    bridge.runner.run_task(train)
    ended.wait()
    return (trainer.iteration - iteration) / TURN_S


def _watch(window: MainWindow, seen: Measured) -> None:
    """Look at the lateness, with a timer that asks for its share, and close the window."""
    clock, ticks = QElapsedTimer(), QTimer(window)
    ticks.setTimerType(Qt.TimerType.PreciseTimer)

    def tick() -> None:
        seen.late.append(max(0.0, clock.nsecsElapsed() / 1e6 - TICK_MS))
        clock.restart()

    def stop() -> None:
        ticks.stop()
        window.close()

    ticks.timeout.connect(tick)
    clock.start()
    ticks.start(TICK_MS)
    QTimer.singleShot(int(SECONDS * 1000), stop)


if __name__ == "__main__":
    main()
