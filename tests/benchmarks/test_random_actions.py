"""Facts about random actions: the window bears them, and a failure is shrunk to what it needs."""

import subprocess
import sys

from benchmarks.random_actions import shrink


def test_that_the_window_bears_random_actions() -> None:
    command = [sys.executable, "-m", "benchmarks.random_actions", "--seed", "7", "--actions", "40"]
    done = subprocess.run([*command, "--whole"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_that_a_failure_is_shrunk_to_the_actions_that_it_needs() -> None:
    lines = [f"action {number}" for number in range(40)]
    assert shrink(lines, lambda left: {"action 3", "action 29"} <= set(left)) == [
        "action 3",
        "action 29",
    ]
