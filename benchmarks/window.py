"""Is the window ever late? Drive the real window while it trains, and measure.

python -m benchmarks.window

For each network: the speed of training with the window open and drawing against no window
at all, in turn, the median of a few rounds, and how much of a core training had with it, which
says more where the machine itself is now fast and now slow; then how late a 5 ms timer of the
event loop is (median, 99th percentile, worst); and how many pictures a second were drawn, where
the curves take turns with the inside of the network. The same with each view on top in turn. Then
Live: how long after the mouse has moved the slider of the learning rate the finished curve of
deep-cats is there.
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

SECONDS, ROUNDS = 3.0, 5
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
        for row in VIEWS.values():
            _row(row.label, measure(list(known.values())[1], Path(folder), 1, row.name))
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


def speed_alone(experiment: Experiment) -> float:
    """Return updates a second without a window."""
    trainer = Trainer(experiment, load(experiment.data))
    start = time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        trainer.step(REPORTED)
    return trainer.iteration / SECONDS


def measure(experiment: Experiment, folder: Path, rounds: int, view: str = "") -> Measured:
    """Train alone and in the window in turn, and look at its event loop."""
    seen = Measured()
    for _ in range(rounds):
        alone = speed_alone(experiment)
        window = _open(experiment, folder)
        if view:
            window.open_view(view)
        _when_there(window, lambda window=window, alone=alone: _watch(window, seen, alone))
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
        QTimer.singleShot(500, then)

    bridge.snapshot_ready.connect(look)


def _watch(window: MainWindow, seen: Measured, alone: float) -> None:
    """Look at the speed first, and then, with a timer that asks for its share, at the lateness."""
    clock, ticks, frames = QElapsedTimer(), QTimer(window), 0
    ticks.setTimerType(Qt.TimerType.PreciseTimer)
    bridge = window.findChild(Bridge)
    assert bridge is not None
    start = window.cost.newest
    assert start is not None
    training = [thread for thread in threading.enumerate() if thread.name == "trainer"][-1]
    core_clock = time.pthread_getcpuclockid(training.ident or 0)
    core_start = time.clock_gettime(core_clock)

    def tick() -> None:
        seen.late.append(max(0.0, clock.nsecsElapsed() / 1e6 - TICK_MS))
        clock.restart()

    def frame() -> None:
        nonlocal frames
        frames += 1

    def ask() -> None:
        end = window.cost.newest
        assert end is not None
        rate = (end.iteration - start.iteration) / (end.seconds - start.seconds)
        seen.speed.append(rate / alone)
        seen.of_core.append((time.clock_gettime(core_clock) - core_start) / SECONDS)
        seen.frames.append(frames / SECONDS)
        clock.start()
        ticks.start(TICK_MS)
        QTimer.singleShot(int(SECONDS * 1000), stop)

    def stop() -> None:
        ticks.stop()
        window.close()

    ticks.timeout.connect(tick)
    bridge.snapshot_ready.connect(frame)
    QTimer.singleShot(int(SECONDS * 1000), ask)


if __name__ == "__main__":
    main()
