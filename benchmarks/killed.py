"""python -m benchmarks.killed --kills N: kill the window at random moments, and start it again.

The window trains, is dragged, corrected, undone and saved without a screen, in a process of its
own, until kill -9. Each next start has to open, to offer what was there a few seconds before, and
to put it on the bench; the project that was saved has to open; at the end nothing lies about.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import traceback
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PIL import Image
from PySide6.QtCore import QTimer, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from benchmarks.random_actions import OF_NO_SCREEN
from core.experiment.settings import Experiment
from core.experiment.toml import to_toml
from core.projects.project import unpack_project
from core.projects.recovery import Recovery
from core.training.worker.events import Failed, Opened
from gui.app import build
from gui.bridge import Bridge
from gui.experiment_store import ExperimentStore
from gui.preferences import Preferences

# Seconds until a start must be there, until a kill at most, and of work that a kill may cost.
PATIENCE_S, LONGEST_S, MOST_LOST_S = 60.0, 8.0, 5.0
# Milliseconds from one look at what is on the bench to the next.
LOOK_MS = 20
ACTIONS = {
    "train": 4, "pause": 1, "drag": 4, "units": 2, "correct": 3, "save": 2, "undo": 1, "rest": 3,
}  # fmt: skip
CORRECTED = ("a/0.png", "b/1.png", "c/2.png")


class Window:
    """The window of one start, which writes down what is on its bench until it is killed."""

    def __init__(self, folder: Path, journal: Path, seed: int) -> None:
        self.folder, self.chance = folder, random.Random(seed)
        self.lines = journal.open("w", encoding="utf-8")
        sys.excepthook = self._caught
        qInstallMessageHandler(
            lambda kind, where, text: None if OF_NO_SCREEN in text else self.write(fault=text)
        )
        self.window = build([], Preferences(folder / "settings.ini"))
        store, bridge = self.window.findChild(ExperimentStore), self.window.findChild(Bridge)
        assert store is not None
        assert bridge is not None
        self.store, self.bridge = store, bridge
        self.opened = 0
        bridge.event_ready.connect(self._hear)
        store.experiment_changed.connect(lambda now: self.write(changed=key_of(now)))
        self.window.show()
        self.window.started.emit()

    def run(self, actions: bool) -> None:
        """Bring back what is offered, say so, then work for ever, or close what is saved."""
        box = self.window.findChild(QMessageBox, "recovery")
        if box:
            next(b for b in box.buttons() if "Bring" in b.text()).click()
            self._until(lambda: self.opened > 0)
        self._until(lambda: self.window.cost.newest is not None)
        self.write(ready=bool(box))
        looks = QTimer(self.window)
        looks.timeout.connect(self._look)
        looks.start(LOOK_MS)
        while actions:
            self._act(self.chance.choices(list(ACTIONS), list(ACTIONS.values()))[0])
            QTest.qWait(self.chance.randrange(300))
        file = str(self.folder / "work.layerbench")
        self.bridge.runner.save_project(file)
        self._until(lambda: not self.window.isWindowModified())
        self.window.close()

    def write(self, **values: object) -> None:
        """Write a line of what is known now."""
        print(json.dumps({"at": time.monotonic()} | values), file=self.lines, flush=True)

    def _act(self, action: str) -> None:
        store, bar = self.store, self.window.run_bar
        match action:
            case "train":
                bar.train.click()
            case "pause":
                bar.pause.click()
            case "drag":
                rate = store.experiment.training.learning_rate
                for _ in range(5):
                    rate *= self.chance.uniform(0.8, 1.2)
                    store.change("training.learning_rate", min(max(rate, 0.001), 2.0))
                    QTest.qWait(10)
            case "units":
                store.change("network.hidden", [self.chance.randrange(2, 9)])
            case "correct":
                pictures = {"data.kind": "pictures", "data.folder": str(self.folder / "pictures")}
                marked = self.chance.sample(CORRECTED, self.chance.randrange(len(CORRECTED)))
                store.change_all(pictures | {"data.size": 8, "data.leave_out": marked})
            case "save":
                self.bridge.runner.save_project(str(self.folder / "work.layerbench"))
            case "undo":
                store.history.undo()
        for box in QApplication.topLevelWidgets():
            if isinstance(box, QMessageBox) and box.isVisible():
                self.write(fault=box.text())
                box.close()

    def _look(self) -> None:
        now = self.window.cost.newest
        if now is not None:
            self.write(experiment=key_of(now.experiment), iteration=now.iteration)

    def _until(self, condition: Any) -> None:
        end = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > end:
                self.write(fault="the window stands still")
                os._exit(1)
            QTest.qWait(5)

    def _hear(self, event: object) -> None:
        self.opened += isinstance(event, Opened)
        if isinstance(event, Failed):
            self.write(fault=event.trace)

    def _caught(
        self, kind: type[BaseException], problem: BaseException, where: TracebackType | None
    ) -> None:
        self.write(fault="".join(traceback.format_exception(kind, problem, where)))


def key_of(experiment: Experiment) -> str:
    """Tell experiments apart."""
    return to_toml(experiment)


@dataclass
class Life:
    """What one start wrote down, and when it was killed."""

    lines: list[dict[str, Any]]
    killed: float

    def lost(self, folder: Path) -> float:
        """Return the seconds before the kill of which nothing is kept; a file must be whole."""
        states = [line for line in self.lines if "iteration" in line]
        if not states:
            return 0.0
        first = states[0]
        changes = [s["at"] for s in states if _state(s) != _state(first)]
        # What it was opened with needs no saving.
        known = [self.killed - changes[0] if changes else 0.0]
        for experiment, iteration in _kept(folder):
            at = [
                s["at"]
                for s in states
                if s["experiment"] == experiment and s["iteration"] <= iteration
            ]
            # A change in a drag may be over before anybody has seen it on the bench.
            at = at or [line["at"] for line in self.lines if line.get("changed") == experiment]
            known += [self.killed - at[-1]] if at else []
        return max(min(known), 0.0)


def _state(line: dict[str, Any]) -> tuple[str, int]:
    return line["experiment"], line["iteration"]


def _kept(folder: Path) -> list[tuple[str, int]]:
    """Read all that a kill has left: the project that was saved, and what is offered."""
    recovery = Recovery(folder / "data" / "recovery")
    files = [offer.file for offer in recovery.offers()]
    saved = folder / "work.layerbench"
    found = []
    for file in [*files, *([saved] if saved.exists() else [])]:
        with unpack_project(file) as project:
            description = project.description
            found.append((key_of(description.experiment), description.iteration))
    recovery.close()
    return found


def live(folder: Path, journal: Path, seed: int, seconds: float | None) -> Life:
    """Start the window, and kill it so many seconds after it is there; None lets it end."""
    words = [sys.executable, "-m", "benchmarks.killed", "--journal", str(journal)]
    words += ["--folder", str(folder), "--seed", str(seed)]
    home = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "TMPDIR"), str(folder))
    journal.unlink(missing_ok=True)
    if seconds is None:
        words.append("--last")
    process = subprocess.Popen(words, env=os.environ | home)
    end = time.monotonic() + 2 * PATIENCE_S
    while not any("ready" in line for line in read(journal)):
        if process.poll() is not None or time.monotonic() > end:
            process.kill()
            break
        time.sleep(0.02)
    if seconds is None:
        process.wait(2 * PATIENCE_S)
    else:
        time.sleep(seconds)
    killed = time.monotonic()
    process.kill()
    process.wait()
    return Life(read(journal), killed)


def read(journal: Path) -> list[dict[str, Any]]:
    """Read the whole lines of a journal."""
    if not journal.exists():
        return []
    return [json.loads(line) for line in journal.read_text().splitlines(True) if line[-1] == "\n"]


def left_about(folder: Path) -> list[str]:
    """List what saves and locks have left."""
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.name.startswith(".layerbench-") or path.parent.name == "recovery"
    )


def kill_often(kills: int, seed: int, folder: Path) -> list[str]:
    """Kill so many windows, and return what went wrong."""
    chance, faults, lost = random.Random(seed), list[str](), list[float]()
    for number in range(30):
        path = folder / "pictures" / "abc"[number % 3] / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = np.random.RandomState(number).randint(0, 255, (12, 12, 3), np.uint8)
        Image.fromarray(pixels).save(path)
    for number in range(kills):
        life = live(folder, folder / "journal", seed + number, chance.uniform(0.1, LONGEST_S))
        faults += [f"{number}: {line['fault']}" for line in life.lines if "fault" in line]
        if not any("ready" in line for line in life.lines):
            faults.append(f"{number}: the window did not open")
        try:
            lost.append(life.lost(folder))
        except Exception:
            faults.append(f"{number}: {traceback.format_exc()}")
            continue
        if lost[-1] > MOST_LOST_S:
            faults.append(f"{number}: {lost[-1]:.1f} s were lost")
        if number % 20 == 19:
            print(
                f"{number + 1} kills, at most {max(lost):.1f} s lost, {len(faults)} faults",
                flush=True,
            )
    while any(_kept(folder)[:-1]) and kills:
        live(folder, folder / "journal", seed, None)
        kills -= 1
    faults += [f"left about: {name}" for name in left_about(folder)]
    print(f"{len(lost)} kills; lost at most {max(lost):.1f} s, the median {np.median(lost):.1f} s")
    return faults


def main() -> int:
    """Run as the words of the command line say; return 1 where something went wrong."""
    parser = ArgumentParser(prog="python -m benchmarks.killed", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--journal", type=Path, help="be the window, and write here what it does")
    parser.add_argument("--folder", type=Path, help="with --journal: where it keeps things")
    parser.add_argument("--last", action="store_true", help="with --journal: save, and close")
    words = parser.parse_args()
    if words.journal:
        Window(words.folder, words.journal, words.seed).run(not words.last)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        faults = kill_often(words.kills, words.seed, Path(folder))
    print("\n".join(faults) or "nothing went wrong")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
