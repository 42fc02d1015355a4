"""Facts about random actions: the window bears them, and a failure is shrunk to what it needs."""

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.random_actions import shrink

# The window is made anew, with one view of many enlarged, and then left at rest.
AT_REST = """
import os, sys
from pathlib import Path
from PySide6.QtTest import QTest
from benchmarks.random_actions import Bench, entries, held_at_rest

bench = Bench(Path(sys.argv[1]))
bench.until_shown(lambda now: True, "the first data")
bench.window.menus.actions["enlarge"].trigger()
bench.window.menus.language.emit("zh_CN")
QTest.qWait(0)
quits = bench.window.menus.actions["quit"] in entries(bench.window).values()
held_at_rest(bench)
made = all(place.left for place in bench.window.lazy_views)
print(quits, made, bench.window.menus.actions["enlarge"].isChecked(), *bench.faults, flush=True)
os._exit(0)
"""


def test_that_the_window_bears_random_actions() -> None:
    command = [sys.executable, "-m", "benchmarks.random_actions", "--seed", "7", "--actions", "40"]
    done = subprocess.run([*command, "--whole"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_that_nothing_quits_in_another_language_and_all_views_are_made_where_memory_is_read(
    tmp_path: Path,
) -> None:
    home = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", AT_REST, str(tmp_path)],
        env=os.environ | home, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "False True False\n", done.stdout + done.stderr


def test_that_a_failure_is_shrunk_to_the_actions_that_it_needs() -> None:
    lines = [f"action {number}" for number in range(40)]
    assert shrink(lines, lambda left: {"action 3", "action 29"} <= set(left)) == [
        "action 3",
        "action 29",
    ]
