"""The rooms of the house: who may import whom, and the laws that can be read from the code.

A room's row lists what its files may import beside the standard library; the row of the
longest matching path counts. Imports inside functions and under TYPE_CHECKING count as well.
"""

import ast
import gc
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

CODE = sorted(
    path.relative_to(ROOT).as_posix()
    for room in ("core", "cli", "gui", "printing", "resources", "benchmarks", "main.py")
    for path in ([ROOT / room] if room.endswith(".py") else (ROOT / room).rglob("*.py"))
)
CORE = [file for file in CODE if file.startswith("core/")]
GUI = [file for file in CODE if file.startswith("gui/")]
ROOMS = [file for file in CODE if file.startswith(("core/", "cli/", "gui/", "printing/"))]
STARTERS = ["start.py", "installer.py"]
TESTS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("*.py"))

STDLIB = frozenset(sys.stdlib_module_names)
EVERYBODY = {"resources"}
BASICS = {
    "core.interruption",
    "core.messages",
    "core.errors",
    "core.files",
    "core.statistics",
    "core.csv_cell",
    "core.decimation",
}
SYSTEM = {
    "core.background",
    "core.file_type",
    "core.io_threads",
    "core.memory",
    "core.natural_sort",
    "core.open_file",
    "core.program",
    "core.throttle",
}
CHOICES = {
    "core.network.activations",
    "core.network.class_weights",
    "core.network.initialisers",
    "core.network.losses",
    "core.network.optimisers",
    "core.network.schedules",
    "core.network.targets",
    "core.network.parameters",
    "core.data",
    "core.network.dropout",
    "core.network.gradient_check",
}
SNAPSHOTS = {
    "core.training.snapshots",
    "core.training.history",
    "core.training.threshold_curves",
    "core.training.reliability",
    "core.training.health.findings",
    "core.training.analyses",
    "core.training.worker.events",
    "core.models.answers",
    "core.models.prediction",
    "core.calculation",
}
RUNS = {"core.runs.record", "core.runs.comparison"}
SWEEPS = {
    "core.sweeps.events",
    "core.sweeps.expected_time",
    "core.sweeps.goals",
    "core.sweeps.kept_sweeps",
    "core.sweeps.over",
    "core.sweeps.questions",
    "core.sweeps.results",
    "core.sweeps.searches",
    "core.sweeps.sweep",
    "core.sweeps.usual_ranges",
}

MAY_IMPORT = {
    "main.py": {"cli", "gui.app", "core.experiment", "core.languages", "core.program"},
    "resources": set(),
    "core": {"numpy", "msgspec", "tomli_w", "core"},
    "core/experiment": {
        "numpy",
        "msgspec",
        "tomli_w",
        "core.experiment",
        "core.network",
        "core.open_file",
        *BASICS,
    },
    "core/png.py": {"numpy", "PIL"},
    "core/network": {"numpy", "core.network", *BASICS},
    "core/network/replay.py": {"numpy", "layerbench_replay"},
    "core/network/one_pass.py": {"numpy", "core.network", "layerbench_replay"},
    "core/data": {
        "numpy",
        "msgspec",
        "PIL",
        "h5py",
        "pillow_heif",
        "python_calamine",
        "core.data",
        "core.experiment",
        "core.network.targets",
        *BASICS,
        *SYSTEM,
    },
    "core/training": {"numpy", "msgspec", "core"},
    "core/runs": {"numpy", "msgspec", "core"},
    "core/sweeps": {"numpy", "msgspec", "core", "optuna", "distributed"},
    "core/calculation": {"numpy", "core"},
    "core/live_page": {"numpy", "msgspec", "PIL", "core", "resources"},
    "core/models": {
        "numpy",
        "msgspec",
        "onnx",
        "onnxruntime",
        "google.protobuf",
        "core.models",
        "core.network",
        "core.data",
        "core.experiment",
        *BASICS,
        *SYSTEM,
    },
    "core/report": {"numpy", "PIL", "latex2mathml", "core"},
    "printing": {"PySide6", "numpy", "docx", "core", "printing"},
    "cli": {"cli", "core"},
    "cli/report.py": {"msgspec", "cli", "core", "printing.writers"},
    "cli/finished_run.py": {"msgspec", "cli", "core"},
    "cli/sweep.py": {"msgspec", "cli", "core"},
    "benchmarks": {"numpy", "core", "benchmarks"},
    "benchmarks/window.py": {"PySide6", "numpy", "msgspec", "core", "gui"},
    "benchmarks/random_actions.py": {"PySide6", "PIL", "numpy", "core", "gui", "benchmarks"},
    "benchmarks/killed.py": {"PySide6", "PIL", "numpy", "core", "gui", "benchmarks"},
    "benchmarks/sweeps.py": {"msgspec", "numpy", "core"},
    "benchmarks/killed_sweeps.py": {"distributed"},
    "benchmarks/photos.py": {"PIL", "numpy", "core", "benchmarks"},
    "benchmarks/suggestions.py": {"PIL", "numpy", "core", "benchmarks"},
    "benchmarks/pytorch.py": {"numpy", "torch", "benchmarks"},
    "benchmarks/jax_peer.py": {"numpy", "jax", "benchmarks"},
    "benchmarks/sklearn_peer.py": {"numpy", "sklearn", "benchmarks"},
    "gui": {"PySide6", "shiboken6", "pyqtgraph", "numpy", "gui", "core", "printing.writers"},
    "gui/bridge.py": {"PySide6.QtCore", "core.training", "core.experiment", *BASICS},
    "gui/theme.py": {"PySide6", "pyqtgraph", *BASICS},
    "gui/commands.py": {"PySide6", "gui.depths", *BASICS},
    "gui/depths.py": {*BASICS},
    "gui/preferences.py": {"PySide6", "core.data.images.limits.largest", "gui.depths", *BASICS},
    "gui/widgets": {"PySide6", "numpy", "gui.theme", "gui.widgets", *BASICS},
    "gui/plots": {
        "PySide6",
        "pyqtgraph",
        "numpy",
        "core.experiment.inputs",
        "gui.theme",
        "gui.widgets",
        "gui.plots",
        *BASICS,
    },
    "gui/views": {
        "PySide6",
        "pyqtgraph",
        "numpy",
        "core.experiment",
        "gui.commands",
        "gui.depths",
        "gui.theme",
        "gui.plots",
        "gui.widgets",
        "gui.views",
        *SNAPSHOTS,
        *RUNS,
        *SWEEPS,
        *CHOICES,
        *BASICS,
    },
    "gui/controls": {
        "PySide6",
        "numpy",
        "core.experiment",
        "gui.commands",
        "gui.depths",
        "gui.theme",
        "gui.widgets",
        "gui.controls",
        *SNAPSHOTS,
        *CHOICES,
        *BASICS,
    },
    "gui/dialogs": {
        "PySide6",
        "numpy",
        "core.classroom",
        "core.experiment",
        "gui.plots.curve_picture",
        "core.lessons.lesson",
        "core.models",
        "core.projects.own_words",
        "core.own_numbers",
        "gui.commands",
        "gui.depths",
        "gui.preferences",
        "gui.theme",
        "gui.widgets",
        "gui.dialogs",
        *RUNS,
        "core.sweeps.kept_sweeps",
        *SNAPSHOTS,
        *CHOICES,
        *BASICS,
    },
}

# parts of the standard library that a room does without, and the files that are there for them
THREADS_AND_CLOCKS = {"threading", "_thread", "queue", "concurrent", "multiprocessing", "time"}
FILES = {"os", "pathlib", "io", "shutil", "tempfile", "glob", "random", "datetime", "asyncio"}
WITHOUT = {
    "core/network": THREADS_AND_CLOCKS | FILES,
    "core/network/replay.py": (THREADS_AND_CLOCKS | FILES) - {"os"},
    "core/training": THREADS_AND_CLOCKS,
    "core/calculation": THREADS_AND_CLOCKS,
    "core/training/pacing.py": THREADS_AND_CLOCKS - {"time"},
    "core/training/analyses/vectorisation.py": THREADS_AND_CLOCKS - {"time"},
    "core/training/worker/runner.py": {"concurrent", "multiprocessing"},
    "core/training/worker/prediction_thread.py": {"concurrent", "multiprocessing", "time"},
    "core/training/compute_threads.py": THREADS_AND_CLOCKS - {"threading", "queue"},
    "gui/views": THREADS_AND_CLOCKS,
    "gui/views/view_loader.py": THREADS_AND_CLOCKS - {"threading", "time"},
    "gui/widgets": THREADS_AND_CLOCKS,
    "gui/plots": THREADS_AND_CLOCKS,
    "gui/controls": THREADS_AND_CLOCKS,
}


@cache
def nodes(file: str) -> tuple[ast.AST, ...]:
    """Parse a file, and list its nodes from the module down."""
    # They stay to the end: a third of the time went into searches of them for garbage.
    gc.disable()
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"), file)
    every = tuple(ast.walk(tree))
    gc.freeze()
    gc.enable()
    return every


@cache
def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


@cache
def imports(file: str) -> set[str]:
    """Every module that a file names, in full: `from core import words` is core.messages."""
    found = set()
    for node in nodes(file):
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


@cache
def attributes(file: str) -> set[str]:
    return {node.attr for node in nodes(file) if isinstance(node, ast.Attribute)}


def names(file: str) -> set[str]:
    return {node.id for node in nodes(file) if isinstance(node, ast.Name)}


@cache
def calls(file: str) -> set[str]:
    """What a file calls: `print` for print(), `.exec` for anything.exec()."""
    functions = [node.func for node in nodes(file) if isinstance(node, ast.Call)]
    plain = {function.id for function in functions if isinstance(function, ast.Name)}
    return plain | {f".{part.attr}" for part in functions if isinstance(part, ast.Attribute)}


@cache
def path_of(module: str) -> str:
    """The file of one of our modules, "" for any other name."""
    path = Path(*module.split(".")).with_suffix(".py")
    return path.as_posix() if (ROOT / path).is_file() else ""


@cache
def package(file: str) -> str:
    """The folder of a file, where it holds files alone; a file beside folders stands for itself."""
    folder = (ROOT / file).parent
    nested = any(path.is_dir() and path.name != "__pycache__" for path in folder.iterdir())
    return file if nested else Path(file).parent.as_posix()


def circles(arrows: set[tuple[str, str]]) -> list[set[str]]:
    """The groups of nodes that can be reached from one another."""
    after: dict[str, set[str]] = {}
    for start, end in arrows:
        after.setdefault(start, set()).add(end)

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            for node in after.get(waiting.pop(), set()) - seen:
                seen.add(node)
                waiting.append(node)
        return seen

    reach = {node: reached(node) for node in after}
    groups: list[set[str]] = []
    for node in sorted(after):
        group = {other for other in reach[node] if node in reach.get(other, set())}
        if group and group not in groups:
            groups.append(group)
    return groups


def wrong(files: Iterable[str], faults: Callable[[str], object]) -> dict[str, object]:
    """What is wrong with each of these files, where anything is."""
    found = {file: faults(file) for file in files}
    return {file: fault for file, fault in found.items() if fault}


def test_that_a_file_imports_only_what_its_room_may() -> None:
    def forbidden(file: str) -> set[str]:
        allowed = row(MAY_IMPORT, file) | EVERYBODY
        others = {name for name in imports(file) if name.split(".")[0] not in STDLIB}
        return {name for name in others if not within(name, allowed)}

    assert wrong(CODE, forbidden) == {}


def test_that_threads_clocks_and_files_stay_in_their_rooms() -> None:
    def forbidden(file: str) -> set[str]:
        return {name for name in imports(file) if within(name, row(WITHOUT, file))}

    assert wrong(CODE, forbidden) == {}


def test_that_packages_never_import_one_another_in_a_circle() -> None:
    arrows = {
        (package(file), package(path_of(name)))
        for file in ROOMS
        for name in imports(file)
        if path_of(name)
    }
    assert circles({(a, b) for a, b in arrows if a != b}) == []


def test_that_nothing_but_the_window_and_what_prints_imports_qt() -> None:
    qt = {"PySide6", "shiboken6", "pyqtgraph"}
    drives_window = {f"benchmarks/{name}.py" for name in ("killed", "random_actions", "window")}
    rooms = ("gui/", "printing/")
    others = [f for f in CODE if not f.startswith(rooms) and f not in drives_window]
    assert wrong(others, lambda file: {n for n in imports(file) if within(n, qt)}) == {}


def test_that_a_view_never_imports_another_view() -> None:
    def other_views(file: str) -> set[str]:
        home = ".".join(Path(file).parts[:3])
        views = {name for name in imports(file) if name.count(".") == 3}
        return {
            name for name in views if name.startswith("gui.views.") and not within(name, {home})
        }

    files = [f for f in CODE if f.startswith("gui/views/") and f.count("/") == 3]
    assert wrong(files, other_views) == {}


def test_that_a_fresh_machine_is_set_up_with_the_standard_library_alone() -> None:
    known = STDLIB | {Path(name).stem for name in STARTERS}
    assert wrong(STARTERS, lambda f: {n.split(".")[0] for n in imports(f)} - known) == {}


def test_that_main_has_40_lines_at_most() -> None:
    assert len((ROOT / "main.py").read_text(encoding="utf-8").splitlines()) <= 40


def test_that_a_file_first_says_what_it_is_for() -> None:
    files = [*CODE, *STARTERS, *TESTS]
    assert wrong(files, lambda file: not ast.get_docstring(nodes(file)[0])) == {}


def test_that_a_file_is_named_after_one_thing() -> None:
    vague = ("util", "helper", "manager", "misc", "common", "stuff")
    stems = {file: Path(file).stem.lower().removesuffix("s") for file in [*CODE, *TESTS]}
    assert [file for file, stem in stems.items() if stem.endswith(vague)] == []


def test_that_nothing_turns_the_event_loop_by_hand() -> None:
    assert wrong([*CODE, *TESTS], lambda file: "processEvents" in attributes(file)) == {}


def test_that_a_dialog_never_blocks_the_window() -> None:
    files = [file for file in GUI if file != "gui/app.py"]
    assert wrong(files, lambda file: calls(file) & {".exec", ".exec_"}) == {}


def test_that_the_bridge_has_the_only_timer() -> None:
    def timers(file: str) -> set[str]:
        named = names(file) & {"QTimer", "QBasicTimer"}
        return named | (calls(file) & {".startTimer", ".singleShot"})

    assert wrong([file for file in GUI if file != "gui/bridge.py"], timers) == {}


def test_that_no_widget_overrides_event() -> None:
    """On Python 3.11 PySide 6.11 ends the program where an IndexError leaves a call inside it.

    The application's own calls nothing of a widget, and a filter of it would hear all events.
    """

    def overrides(file: str) -> list[int]:
        functions = (node for node in nodes(file) if isinstance(node, ast.FunctionDef))
        return [node.lineno for node in functions if node.name == "event"]

    assert wrong([file for file in GUI if file != "gui/single_instance.py"], overrides) == {}


def test_that_no_style_sheet_slows_the_theme_down() -> None:
    assert wrong(GUI, lambda file: calls(file) & {".setStyleSheet"}) == {}


def test_that_only_the_preferences_remember() -> None:
    files = [file for file in GUI if file != "gui/preferences.py"]
    assert wrong(files, lambda file: "QSettings" in names(file)) == {}


def test_that_the_core_never_prints() -> None:
    assert wrong(CORE, lambda file: calls(file) & {"print", "input"}) == {}


def test_that_a_test_never_sleeps() -> None:
    sleeping = {"time.sleep", "QTest.qWait", "QTest.qSleep", "qtbot.wait"}
    ends = {name.split(".")[-1] for name in sleeping}

    def sleeps(file: str) -> set[str]:
        named = (node for node in nodes(file) if isinstance(node, ast.Attribute))
        used = {ast.unparse(node) for node in named if node.attr in ends}
        return (used & sleeping) | (calls(file) & {"sleep"})

    assert wrong(TESTS, sleeps) == {}


def reach(node: ast.Attribute) -> int:
    """How many names are read after the first of a chain: 3 for self.window.settings.show."""
    return 1 + (reach(node.value) if isinstance(node.value, ast.Attribute) else 0)


def test_that_the_window_reaches_through_two_objects_at_most() -> None:
    def far(file: str) -> set[str]:
        chains = [node for node in nodes(file) if isinstance(node, ast.Attribute)]
        return {ast.unparse(node) for node in chains if reach(node) > 3}

    assert wrong(GUI, far) == {}


def test_that_no_file_but_its_table_compares_an_activation_or_a_loss_by_its_name() -> None:
    from core.network.activations import ACTIVATIONS
    from core.network.losses import LOSSES

    names = {*ACTIVATIONS, *LOSSES}
    # An experiment's defaults are names too.
    tables = {f"core/network/{table}.py" for table in ("activations", "losses", "output_layers")}
    tables.add("core/experiment/settings.py")

    def named(file: str) -> set[str]:
        constants = (node.value for node in nodes(file) if isinstance(node, ast.Constant))
        return {value for value in constants if isinstance(value, str)} & names

    assert wrong([file for file in ROOMS if file not in tables], named) == {}
