"""The rooms of the house: who may import whom, and the laws that can be read from the code.

A room's row lists what its files may import beside the standard library; the row of the
longest matching path counts. Imports inside functions and under TYPE_CHECKING count as well.
"""

import ast
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

CODE = sorted(
    path.relative_to(ROOT).as_posix()
    for room in ("core", "cli", "gui", "resources", "benchmarks", "main.py")
    for path in ([ROOT / room] if room.endswith(".py") else (ROOT / room).rglob("*.py"))
)
CORE = [file for file in CODE if file.startswith("core/")]
GUI = [file for file in CODE if file.startswith("gui/")]
ROOMS = [file for file in CODE if file.startswith(("core/", "cli/", "gui/"))]
STARTERS = ["start.py", "installer.py"]
TESTS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("*.py"))

EVERYBODY = {"resources"}
BASICS = {"core.words", "core.errors", "core.files", "core.interval"}
TABLES = {
    "core.network.activations",
    "core.network.initialisers",
    "core.network.losses",
    "core.network.optimisers",
    "core.network.schedules",
    "core.network.parameters",
    "core.data",
    "core.network.dropout",
    "core.network.gradient_check",
}
PICTURES_OF_NOW = {
    "core.training.snapshot",
    "core.training.findings",
    "core.training.looks",
    "core.training.surface",
    "core.training.facts",
    "core.models.prediction",
}
RUNS = {"core.runs.record", "core.runs.comparison"}
SPREAD = {"core.training.spread"}

MAY_IMPORT = {
    "main.py": {"cli", "gui.app", "core.presets"},
    "resources": set(),
    "core": {"numpy", "msgspec", "tomli_w", "core"},
    "core/network": {"numpy", "core.network", *BASICS},
    "core/data": {"numpy", "msgspec", "PIL", "core.data", "core.experiment", *BASICS},
    "core/training": {"numpy", "msgspec", "core"},
    "core/runs": {"numpy", "msgspec", "core"},
    "core/models": {
        "numpy",
        "msgspec",
        "onnx",
        "onnxruntime",
        "google.protobuf",
        "safetensors",
        "core.models",
        "core.network",
        "core.data",
        "core.experiment",
        *BASICS,
    },
    "cli": {"cli", "core"},
    "benchmarks": {"numpy", "core", "benchmarks"},
    "benchmarks/window.py": {"PySide6", "numpy", "msgspec", "core", "gui"},
    "benchmarks/photos.py": {"PIL", "numpy", "core", "benchmarks"},
    "benchmarks/pytorch.py": {"numpy", "torch", "benchmarks"},
    "benchmarks/jax_peer.py": {"numpy", "jax", "benchmarks"},
    "benchmarks/sklearn_peer.py": {"numpy", "sklearn", "benchmarks"},
    "gui": {"PySide6", "pyqtgraph", "numpy", "gui", "core"},
    "gui/bridge.py": {"PySide6.QtCore", "core.training", "core.experiment", *BASICS},
    "gui/theme.py": {"PySide6", "pyqtgraph", "gui.garbage", "gui.theme_sheet", *BASICS},
    "gui/theme_sheet.py": set(),
    "gui/garbage.py": set(),
    "gui/button.py": {"PySide6.QtWidgets"},
    "gui/preferences.py": {"PySide6", *BASICS},
    "gui/views": {
        "PySide6",
        "pyqtgraph",
        "numpy",
        "core.experiment",
        "core.reference",
        "gui.button",
        "gui.readout",
        "gui.theme",
        "gui.views",
        *PICTURES_OF_NOW,
        *RUNS,
        *SPREAD,
        *TABLES,
        *BASICS,
    },
    "gui/controls": {
        "PySide6",
        "numpy",
        "core.experiment",
        "core.ranges",
        "gui.button",
        "gui.readout",
        "gui.theme",
        "gui.controls",
        *PICTURES_OF_NOW,
        *SPREAD,
        *TABLES,
        *BASICS,
    },
    "gui/dialogs": {
        "PySide6",
        "numpy",
        "core.experiment",
        "core.models",
        "core.training.check",
        "gui.theme",
        "gui.dialogs",
        *PICTURES_OF_NOW,
        *SPREAD,
        *TABLES,
        *BASICS,
    },
}

# parts of the standard library that a room does without, and the files that are there for them
THREADS_AND_CLOCKS = {"threading", "_thread", "queue", "concurrent", "multiprocessing", "time"}
FILES = {"os", "pathlib", "io", "shutil", "tempfile", "glob", "random", "datetime", "asyncio"}
WITHOUT = {
    "core/network": THREADS_AND_CLOCKS | FILES,
    "core/training": THREADS_AND_CLOCKS,
    "core/training/clock.py": THREADS_AND_CLOCKS - {"time"},
    "core/training/runner.py": {"concurrent", "multiprocessing"},
    "core/training/predictor.py": {"concurrent", "multiprocessing", "time"},
    "core/training/many_hands.py": THREADS_AND_CLOCKS - {"threading", "queue"},
    "gui/views": THREADS_AND_CLOCKS,
    "gui/controls": THREADS_AND_CLOCKS,
}


@cache
def tree(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"), file)


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def imports(file: str) -> set[str]:
    """Every module that a file names, in full: `from core import words` is core.words."""
    found = set()
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = Path(file).parts[: -node.level] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            names = {f"{base}.{alias.name}" for alias in node.names}
            found |= {name if is_module(name) or base == "PySide6" else base for name in names}
    return found


def row(table: dict[str, set[str]], file: str) -> set[str]:
    """The row of the longest path in a table that holds the file."""
    rooms = [room for room in table if file == room or file.startswith(f"{room}/")]
    return table[max(rooms, key=len)] if rooms else set()


def within(name: str, allowed: set[str]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in allowed)


def attributes(file: str) -> set[str]:
    return {node.attr for node in ast.walk(tree(file)) if isinstance(node, ast.Attribute)}


def names(file: str) -> set[str]:
    return {node.id for node in ast.walk(tree(file)) if isinstance(node, ast.Name)}


def calls(file: str) -> set[str]:
    """What a file calls: `print` for print(), `.exec` for anything.exec()."""
    functions = [node.func for node in ast.walk(tree(file)) if isinstance(node, ast.Call)]
    plain = {function.id for function in functions if isinstance(function, ast.Name)}
    return plain | {f".{part.attr}" for part in functions if isinstance(part, ast.Attribute)}


@pytest.mark.parametrize("file", CODE)
def test_that_a_file_imports_only_what_its_room_may(file: str) -> None:
    allowed = row(MAY_IMPORT, file) | EVERYBODY
    others = {name for name in imports(file) if name.split(".")[0] not in sys.stdlib_module_names}
    assert {name for name in others if not within(name, allowed)} == set()


@pytest.mark.parametrize("file", CODE)
def test_that_threads_clocks_and_files_stay_in_their_rooms(file: str) -> None:
    without = row(WITHOUT, file)
    assert {name for name in imports(file) if within(name, without)} == set()


@pytest.mark.parametrize(
    "file",
    [file for file in CODE if not file.startswith("gui/") and file != "benchmarks/window.py"],
)
def test_that_nothing_but_the_window_imports_qt(file: str) -> None:
    assert not any(within(name, {"PySide6", "shiboken6", "pyqtgraph"}) for name in imports(file))


def test_that_a_view_never_imports_another_view() -> None:
    table, base = "gui/views/table.py", "gui.views.view"
    blocks = [file for file in CODE if file.startswith("gui/views/") and file != table]
    views = {name for name in imports(table) if name.startswith("gui.views.") and name != base}
    assert {file: sorted(imports(file) & views) for file in blocks if imports(file) & views} == {}


@pytest.mark.parametrize("file", STARTERS)
def test_that_a_fresh_machine_is_set_up_with_the_standard_library_alone(file: str) -> None:
    known = sys.stdlib_module_names | {Path(name).stem for name in STARTERS}
    assert {name.split(".")[0] for name in imports(file)} <= known


@pytest.mark.parametrize("file", [*ROOMS, *STARTERS])
def test_that_a_file_ends_by_line_250(file: str) -> None:
    assert len((ROOT / file).read_text(encoding="utf-8").splitlines()) <= 250


def test_that_main_has_40_lines_at_most() -> None:
    assert len((ROOT / "main.py").read_text(encoding="utf-8").splitlines()) <= 40


@pytest.mark.parametrize("file", [*CODE, *STARTERS, *TESTS])
def test_that_a_file_first_says_what_it_is_for(file: str) -> None:
    assert ast.get_docstring(tree(file))


@pytest.mark.parametrize("file", [*CODE, *TESTS])
def test_that_a_file_is_named_after_one_thing(file: str) -> None:
    vague = ("util", "helper", "manager", "misc", "common", "stuff")
    assert not Path(file).stem.lower().removesuffix("s").endswith(vague)


@pytest.mark.parametrize("file", [*CODE, *TESTS])
def test_that_nothing_turns_the_event_loop_by_hand(file: str) -> None:
    assert "processEvents" not in attributes(file)


@pytest.mark.parametrize("file", [file for file in GUI if file != "gui/app.py"])
def test_that_a_dialog_never_blocks_the_window(file: str) -> None:
    assert calls(file).isdisjoint({".exec", ".exec_"})


@pytest.mark.parametrize("file", [file for file in GUI if file != "gui/bridge.py"])
def test_that_the_bridge_has_the_only_timer(file: str) -> None:
    assert names(file).isdisjoint({"QTimer", "QBasicTimer"})
    assert calls(file).isdisjoint({".startTimer", ".singleShot"})


@pytest.mark.parametrize("file", [file for file in GUI if file != "gui/preferences.py"])
def test_that_only_the_preferences_remember(file: str) -> None:
    assert "QSettings" not in names(file)


@pytest.mark.parametrize("file", CORE)
def test_that_the_core_never_prints(file: str) -> None:
    assert calls(file).isdisjoint({"print", "input"})


@pytest.mark.parametrize("file", TESTS)
def test_that_a_test_never_sleeps(file: str) -> None:
    sleeping = {"time.sleep", "QTest.qWait", "QTest.qSleep", "qtbot.wait"}
    used = [node for node in ast.walk(tree(file)) if isinstance(node, ast.Attribute)]
    assert {ast.unparse(node) for node in used} & sleeping == set()
    assert "sleep" not in calls(file)
