"""What the app weighs, what each trim leaves out, and how soon its window is there and trains."""

import json
import lzma
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from build import APP, PYTHON
from project import DIST, ROOT, VERSION, WORK
from x_desktop import Desktop, wait_for

TIMES = 7
# Not one of the presets, which need no star in the title, and longer than anybody waits.
EXPERIMENT = """\
[network]
hidden = [4]

[training]
iterations = 10000000
"""


def print_measures() -> None:
    """Print sizes and start times as tables."""
    print("| what | MB |\n|---|---|")
    print(f"| installed | {_weight(APP) / 1e6:.1f} |")
    for file in sorted(DIST.glob(f"*{VERSION}*")):
        print(f"| `{file.name}` | {file.stat().st_size / 1e6:.1f} |")
    if sys.platform != "linux":
        return
    kinds = {"the app": [str(APP / "layerbench")], "from source": [str(PYTHON), "main.py"]}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in kinds}
    with Desktop() as desktop:
        for turn in range(TIMES + 1):
            for name, command in kinds.items():
                times = start_times(desktop, command)
                if turn:  # the first of each reads it from the disk
                    found[name].append(times)
    print("\n| seconds from the start, median (least to most) | window seen | it trains |")
    print("|---|---|---|")
    for name, times in found.items():
        shown, trained = (_spread([row[part] for row in times]) for part in (0, 1))
        print(f"| {name} | {shown} | {trained} |")


def start_times(desktop: Desktop, command: Sequence[str]) -> tuple[float, float]:
    """Return the seconds until the window is seen, and until F5 pressed in it has an effect.

    The effect is the star in the title, which tells of a run that is in no file yet.
    """
    with tempfile.TemporaryDirectory() as home:
        file = Path(home) / "long.toml"
        file.write_text(EXPERIMENT)
        environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "DISPLAY": desktop.display,
            **dict.fromkeys(("HOME", "XDG_RUNTIME_DIR"), home),
        }
        start = time.monotonic()
        program = subprocess.Popen([*command, str(file)], cwd=ROOT, env=environment)
        wait_for("window", lambda: desktop.windows("Layerbench$"), 0.005)
        shown = time.monotonic() - start
        window = desktop.windows("Layerbench$")[0]

        def trains() -> bool:
            desktop.press("F5")
            return "*" in desktop.title(window)

        wait_for("run", trains, 0.005)
        trained = time.monotonic() - start
        program.send_signal(signal.SIGTERM)
        program.wait()
    return shown, trained


def print_trims() -> None:
    """Print what each row of trims.py left out of the last build, as it is and packed by xz."""
    from trims import TRIMS

    left_out = json.loads((WORK / "left_out.json").read_text())
    print("| left out | because | MB | MB packed |\n|---|---|---|---|")
    for trim in TRIMS:
        contents = [Path(file).read_bytes() for file in left_out[trim.name]]
        packed = len(lzma.compress(b"".join(contents)))
        size = sum(map(len, contents)) / 1e6
        print(f"| {trim.name} | {trim.why} | {size:.1f} | {packed / 1e6:.1f} |")


def _weight(folder: Path) -> int:
    """Return the bytes of all files; a link weighs nothing."""
    return sum(file.stat().st_size for file in folder.rglob("*") if not file.is_symlink())


def _spread(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} ({min(seconds):.2f} to {max(seconds):.2f})"
