"""python -m benchmarks.random_actions --seed N --actions N: use the real window at random.

Clicks, keys, wheels, drags, menu entries, undo and redo, dropped files, projects that are saved and
opened, sizes and answers to dialogs, in a process of its own. A run fails on an exception in a slot
or in the worker, on a warning of Qt, where the process ends or stands still, where training does
not work afterwards, where memory does not come back, or where undoing everything does not end at
the first experiment. A failure is shrunk to few actions, one JSON list a line, which --replay FILE
repeats.

Memory is compared in runs of 1,000 actions and more, with the first experiment trained, one size of
the window, every view made (another language takes them down) and none enlarged: with what was held
when the window was there, and with what was held when each menu entry, view, size and file had been
used once, as first uses read libraries and make what stays. The second counts. Where
QT_LINUX_ACCESSIBILITY_ALWAYS_ON is 1, Qt tells a screen reader of everything, too, which without a
screen it does not do by itself.
"""

import faulthandler
import gc
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl, qInstallMessageHandler
from PySide6.QtGui import QAccessible, QAction, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from benchmarks.memory import held
from core.experiment.presets import DEFAULT
from core.training.snapshots.snapshot import Snapshot, State
from core.training.worker.events import Failed
from gui.app import build
from gui.bridge import Bridge
from gui.experiment_store import STEPS, ExperimentStore
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.views.registry import VIEWS

# What is done, with its weight among the others.
KINDS = {
    "click": 40, "drag": 12, "key": 12, "wheel": 5, "menu": 10, "tab": 8, "train": 5,
    "drop": 3, "size": 1, "wait": 4, "undo": 4, "redo": 2, "project": 2,
}  # fmt: skip
KEYS = (
    "Tab", "Return", "Space", "Escape", "Delete", "Backspace", "Up", "Down", "Left", "Right",
    "Home", "End", "PageUp", "PageDown", "0", "1", "5", "9", "Minus", "Period", "E", "A", "F5",
    "F6", "F7", "F8", "F11",
)  # fmt: skip
MODIFIERS = ("NoModifier", "NoModifier", "NoModifier", "ShiftModifier", "ControlModifier")
SIZES = ((1366, 768), (1024, 600), (800, 500), (1920, 1080))
# Milliseconds to wait at most, seconds for what must come, MB that may stay.
WAIT_MS, PATIENCE_S, MOST_MB = 40, 60.0, 20.0
# Memory is compared in runs of so many actions.
MEASURED = 1_000
# What Qt says of every window where there is no screen.
OF_NO_SCREEN = "This plugin does not support "
# Runs that shrinking a failure may take.
MOST_REPLAYS = 60

# The name of what is done, then on what and how: made to be written as JSON.
Action = list[object]


class Bench:
    """The window, a folder of things to open, and everything that has gone wrong."""

    def __init__(self, folder: Path) -> None:
        self.faults: list[str] = []
        self._listen()
        self.files = _files(folder)
        self.window = build([], Preferences(folder / "settings.ini"))
        QAccessible.setActive(os.environ.get("QT_LINUX_ACCESSIBILITY_ALWAYS_ON") == "1")
        bridge = self.window.findChild(Bridge)
        assert bridge is not None
        store = self.window.findChild(ExperimentStore)
        assert store is not None
        self.bridge, self.store, self.first = bridge, store, store.experiment
        self.project = folder / "saved.layerbench"
        bridge.event_ready.connect(self._hear)
        self.window.resize(*SIZES[0])
        self.window.show()

    @property
    def root(self) -> QWidget:
        """Return what takes the mouse now: a menu, a dialog, or the window."""
        return QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Go on until a condition holds; it is a fault where it does not in time."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > end:
                self.faults.append(f"not within {PATIENCE_S:g} s: {what}")
                return
            QTest.qWait(5)

    def until_shown(self, condition: Callable[[Snapshot], bool], what: str) -> None:
        """Go on until the window shows such a snapshot; it is a fault where it does not in time."""
        self.until(lambda: (now := self.window.cost.newest) is not None and condition(now), what)

    def _listen(self) -> None:
        def caught(
            kind: type[BaseException], problem: BaseException, where: TracebackType | None
        ) -> None:
            self.faults.append("".join(traceback.format_exception(kind, problem, where)))

        sys.excepthook = caught
        threading.excepthook = lambda args: self.faults.append(
            "".join(traceback.format_exception(args.exc_value))
        )
        qInstallMessageHandler(
            lambda kind, where, text: OF_NO_SCREEN in text or self.faults.append(f"Qt says: {text}")
        )

    def _hear(self, event: object) -> None:
        if isinstance(event, Failed) and event.problem is None:
            self.faults.append(event.trace)


def actions_of(seed: int, total: int, bench: Bench) -> Iterator[Action]:
    """Choose one action after another by what is on the screen then."""
    chance = random.Random(seed)
    for _ in range(total):
        yield _choose(chance, bench)


def _choose(chance: random.Random, bench: Bench) -> Action:
    root = bench.root
    if isinstance(root, QFileDialog):
        return ["answer", chance.choice([*bench.files, ""])]
    if isinstance(root, QMenu):
        return ["key", name_of(root), chance.choice(["Escape", "Down", "Return"]), "NoModifier"]
    kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
    if root is not bench.window and kind not in ("key", "wait"):
        kind = "click"
    places = [round(chance.random(), 3) for _ in range(4)]
    target = chance.choice(targets(root))
    match kind:
        case "click":
            return ["click", name_of(target), *places[:2]]
        case "drag":
            return ["drag", name_of(target), *places]
        case "key":
            return ["key", name_of(target), chance.choice(KEYS), chance.choice(MODIFIERS)]
        case "wheel":
            return ["wheel", name_of(target), *places[:2], chance.choice([-120, 120])]
        case "menu":
            return ["menu", chance.choice(list(entries(bench.window)))]
        case "tab":
            return ["tab", chance.choice(list(VIEWS))]
        case "drop":
            return ["drop", chance.choice(list(bench.files))]
        case "size":
            return ["size", *chance.choice(SIZES)]
        case "train" | "undo" | "redo":
            return [kind]
        case "project":
            return ["project", chance.choice(["save", "open"])]
        case _:
            return ["wait", chance.randrange(WAIT_MS)]


def do(action: Action, bench: Bench) -> None:
    """Do an action; one whose widget is not there now does nothing."""
    match action:
        case ["click", str(name), float(x), float(y)]:
            if target := find(bench, name):
                QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=_place(target, x, y))
        case ["drag", str(name), float(x), float(y), float(to_x), float(to_y)]:
            if target := find(bench, name):
                left, end = Qt.MouseButton.LeftButton, _place(target, to_x, to_y)
                QTest.mousePress(target, left, pos=_place(target, x, y))
                QTest.mouseMove(target, end)
                QTest.mouseRelease(target, left, pos=end)
        case ["key", str(name), str(key), str(modifier)]:
            if target := find(bench, name):
                code, held_down = getattr(Qt.Key, f"Key_{key}"), Qt.KeyboardModifier[modifier]
                QTest.keyClick(target, code, held_down)
        case ["wheel", str(name), float(x), float(y), int(turn)]:
            if target := find(bench, name):
                _wheel(target, _place(target, x, y), turn)
        case ["menu", str(name)]:
            entry = entries(bench.window).get(name)
            if entry and bench.root is bench.window:
                entry.trigger()
        case ["tab", str(name)]:
            bench.window.open_view(name)
        case ["drop", str(name)]:
            _drop(bench.window, str(bench.files[name]))
        case ["size", int(width), int(height)]:
            bench.window.resize(width, height)
        case ["train"]:
            bench.window.run_bar.train.click()
        case ["undo"]:
            bench.store.history.undo()
        case ["redo"]:
            bench.store.history.redo()
        case ["project", "save"]:
            bench.bridge.runner.save_project(bench.project)
        case ["project", "open"] if bench.project.exists():
            _drop(bench.window, str(bench.project))
        case ["answer", str(name)]:
            _answer(bench, name)
        case ["wait", int(milliseconds)]:
            QTest.qWait(milliseconds)
    QTest.qWait(0)


def targets(root: QWidget) -> list[QWidget]:
    """Return all that the mouse can reach below a widget."""
    found = [
        widget
        for widget in root.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.window() is root
    ]
    return found or [root]


def name_of(widget: QWidget) -> str:
    """Name a widget by its place: its window, then at each level its name and its number of it."""
    parts = []
    while (parent := widget.parentWidget()) is not None and not widget.isWindow():
        alike = [child for child in parent.children() if _label(child) == _label(widget)]
        parts.append(f"{_label(widget)}.{alike.index(widget)}")
        widget = parent
    return "/".join([_label(widget), *reversed(parts)])


def find(bench: Bench, name: str) -> QWidget | None:
    """Return the widget of a name if the mouse can reach it now."""
    widget, (first, *rest) = bench.root, name.split("/")
    if _label(widget) != first:
        return None
    for part in rest:
        label, _, number = part.rpartition(".")
        alike = [child for child in widget.children() if _label(child) == label]
        if int(number) >= len(alike):
            return None
        widget = alike[int(number)]
    return widget if widget.isVisible() and widget.isEnabled() else None


def _label(widget: object) -> str:
    name = widget.objectName().replace("/", "") if isinstance(widget, QWidget) else ""
    return name or type(widget).__name__


def entries(window: MainWindow) -> dict[str, QAction]:
    """Return every entry of the menus that can be chosen, but Quit, by its name.

    One that has none, a file that was open last, is called by its text.
    """
    found = {
        action.objectName() or action.text(): action
        for menu in window.menuBar().findChildren(QMenu)
        for action in menu.actions()
        if not action.menu() and not action.isSeparator() and action.isEnabled()
    }
    return {name: action for name, action in found.items() if name != "command_quit"}


def _place(widget: QWidget, x: float, y: float) -> QPoint:
    return QPoint(int(x * widget.width()), int(y * widget.height()))


def _wheel(widget: QWidget, place: QPoint, turn: int) -> None:
    none, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        QPointF(place), QPointF(widget.mapToGlobal(place)), QPoint(), QPoint(0, turn), none, keys,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def _drop(window: MainWindow, path: str) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path)])
    event = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(window, event)


def _answer(bench: Bench, name: str) -> None:
    dialog = bench.root
    if not isinstance(dialog, QFileDialog):
        return
    if name:
        # Accepting it would ask about names that are there in a box that blocks.
        saves = dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
        path = bench.files[name].with_stem("saved") if saves else bench.files[name]
        dialog.fileSelected.emit(str(path))
        dialog.filesSelected.emit([str(path)])
    dialog.reject()


def _files(folder: Path) -> dict[str, Path]:
    """Make things to open, right ones and wrong ones, and return them by their names."""
    generator = np.random.RandomState(1)
    for number in range(30):
        path = folder / "pictures" / "abc"[number % 3] / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(generator.randint(0, 255, (12, 12, 3), np.uint8)).save(path)
    (folder / "pictures" / "a" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no more")
    (folder / "empty").mkdir()
    np.savez(folder / "arrays.npz", X=generator.rand(5, 40), Y=np.arange(40) % 3)
    (folder / "wrong.npz").write_bytes(b"PK\x03\x04 not one")
    (folder / "deep.toml").write_text('[data]\nkind = "moons"\n[network]\nhidden = [6, 5, 4]\n')
    (folder / "wrong.toml").write_text("[network]\nhidden = [0]\n")
    (folder / "table.csv").write_text("a,b,class\n1,2,x\n2,1,y\n3,4,x\n")
    names = "pictures", "empty", "arrays.npz", "wrong.npz", "deep.toml", "wrong.toml", "table.csv"
    return {name: folder / name for name in names}


def run(
    choose: Callable[[Bench], Iterable[Action]], journal: Path, folder: Path, measured: bool
) -> list[str]:
    """Do one action after another, write each down before, and return what went wrong.

    With `measured` memory that does not come back is a fault, too.
    """
    bench = Bench(folder)
    bench.until_shown(lambda now: True, "the first data")
    _make_views(bench)
    opened = held_at_rest(bench) if measured else 0.0
    if measured:
        _use_each_once(bench)
    if bench.faults:
        return bench.faults
    start = held_at_rest(bench) if measured else 0.0
    with journal.open("w", encoding="utf-8") as lines:
        for action in choose(bench):
            print(json.dumps(action), file=lines, flush=True)
            faulthandler.dump_traceback_later(PATIENCE_S, exit=True)
            do(action, bench)
            if bench.faults:
                return bench.faults
    faulthandler.cancel_dump_traceback_later()
    _end(bench)
    if measured:
        _compare(opened, start, held_at_rest(bench), bench)
    _undo_all(bench)
    bench.window.close()
    return bench.faults


def _use_each_once(bench: Bench) -> None:
    """Use each view, size, file and menu entry once, and undo; then close what has opened."""
    once: list[Action] = [
        *(["tab", name] for name in VIEWS),
        *(["size", *size] for size in SIZES),
        *(["drop", name] for name in bench.files),
        ["train"], ["undo"], ["redo"], ["project", "save"], ["project", "open"],
    ]  # fmt: skip
    for name, entry in entries(bench.window).items():
        # What can be on and off is left as it was.
        once += [["menu", name]] * (1 + entry.isCheckable())
    for action in once:
        do(action, bench)
        QTest.qWait(WAIT_MS)
        _close_dialogs(bench)


def _make_views(bench: Bench) -> None:
    """Open every view, and the first one last."""
    first, *others = VIEWS
    for name in (*others, first):
        bench.window.open_view(name)
        QTest.qWait(WAIT_MS)


def _compare(opened: float, start: float, end: float, bench: Bench) -> None:
    """Say by how many MB memory has grown; too many are a fault."""
    print(
        f"memory {end - opened:+.1f} MB since the window was there, "
        f"{end - start:+.1f} MB since each was used once",
        flush=True,
    )
    if end - start > MOST_MB:
        bench.faults.append(f"{end - start:.0f} MB more than at the start")


def _close_dialogs(bench: Bench) -> None:
    while bench.root is not bench.window:
        bench.root.close()
        QTest.qWait(0)


def held_at_rest(bench: Bench) -> float:
    """Return the MB held with the first experiment trained and all views made, nothing going on."""
    _end(bench)
    _make_views(bench)
    gc.collect()
    QTest.qWait(1500)  # the worker gives back memory when there was nothing to do for a second
    return held()


def _end(bench: Bench) -> None:
    """Put the first experiment and the first language back, and train."""
    _close_dialogs(bench)
    bench.window.menus.language.emit("")
    QTest.qWait(WAIT_MS)
    for name in ("live", "enlarge", "full_screen"):
        if (entry := bench.window.menus.actions[name]).isChecked():
            entry.trigger()
    bench.window.resize(*SIZES[0])
    bench.window.run_bar.pause.click()
    bench.window.menus.preset.emit(DEFAULT)
    bench.window.open_view(next(iter(VIEWS)))
    bench.until_shown(lambda now: now.experiment.data.kind == "flower", "the first preset is back")
    bench.window.run_bar.reset.click()
    bench.until_shown(lambda now: now.state is State.READY, "a reset")
    bench.window.run_bar.train.click()
    bench.until_shown(lambda now: now.iteration > 100, "training goes on")
    bench.window.run_bar.pause.click()


def _undo_all(bench: Bench) -> None:
    """Undo everything, which leads to what the window was opened with."""
    steps = bench.store.history.count()
    bench.store.history.setIndex(0)
    if steps < STEPS and bench.store.experiment != bench.first:
        bench.faults.append(f"not the first experiment after undoing {steps} steps")
    bench.until_shown(lambda now: now.experiment == bench.store.experiment, "the first experiment")
    print(f"{steps} steps undone", flush=True)


def child(choice: list[str], journal: Path) -> tuple[int, str]:
    """Run in a process of its own; return its exit status and what it wrote."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-X", "faulthandler", "-m", "benchmarks.random_actions"]
        places = ["--journal", str(journal), "--folder", folder]
        home = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), folder)
        done = subprocess.run(
            [*command, *choice, *places],
            env=os.environ | home, capture_output=True, text=True, check=False,
        )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def shrink(lines: list[str], fails: Callable[[list[str]], bool]) -> list[str]:
    """Leave out ever smaller parts while what is left still fails: Zeller's delta debugging.

    A. Zeller and R. Hildebrandt 2002, "Simplifying and isolating failure-inducing input".
    """
    size = (len(lines) + 1) // 2
    while size:
        start = 0
        while start < len(lines):
            shorter = lines[:start] + lines[start + size :]
            if fails(shorter):
                lines = shorter
            else:
                start += size
        size = size // 2
    return lines


def _shrunk(journal: Path, folder: Path) -> list[str]:
    left, replay = MOST_REPLAYS, folder / "replay.jsonl"

    def fails(lines: list[str]) -> bool:
        nonlocal left
        left -= 1
        replay.write_text("\n".join(lines), encoding="utf-8")
        return left >= 0 and child(["--replay", str(replay)], folder / "again.jsonl")[0] != 0

    lines = journal.read_text(encoding="utf-8").splitlines()
    return shrink(lines, fails) if fails(lines) else lines


def _read(replay: Path) -> list[Action]:
    return [json.loads(line) for line in replay.read_text(encoding="utf-8").splitlines()]


def main() -> int:
    """Run as the words of the command line say; return 1 where something went wrong."""
    parser = ArgumentParser(prog="python -m benchmarks.random_actions", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--actions", type=int, default=10_000)
    parser.add_argument("--replay", type=Path, metavar="FILE", help="repeat these actions")
    parser.add_argument("--whole", action="store_true", help="do not shrink a failure")
    parser.add_argument("--journal", type=Path, help="run in this process, and write actions here")
    parser.add_argument("--folder", type=Path, help="with --journal: an empty folder to work in")
    words = parser.parse_args()
    if words.journal:
        read = _read(words.replay) if words.replay else None
        faults = run(
            lambda bench: read or actions_of(words.seed, words.actions, bench),
            words.journal,
            words.folder,
            measured=(len(read) if read else words.actions) >= MEASURED,
        )
        print("\n".join(faults), flush=True)
        # Whatever still runs is not waited for.
        os._exit(1 if faults else 0)
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "journal.jsonl"
        choice = ["--seed", str(words.seed), "--actions", str(words.actions)]
        status, text = child(["--replay", str(words.replay)] if words.replay else choice, journal)
        print(text.strip())
        if status and not words.whole and journal.exists():
            print(f"\nstatus {status}; the actions:", *_shrunk(journal, Path(folder)), sep="\n")
        return 1 if status else 0


if __name__ == "__main__":
    sys.exit(main())
