"""PySide6 takes its module of signatures from the app's folder, and it does there what it did."""

import shutil
import subprocess
import sys
from pathlib import Path

import shiboken6

from signatures import PLACE, write_signatures

TOLD = """
import sys
from PySide6.QtCore import QPoint, QTimer

print(sys.modules["shibokensupport.signature.loader"].__file__)
try:
    QPoint("far")
except TypeError as problem:
    print(problem)
print(QTimer.start.__doc__)
"""


def told(*path: Path) -> list[str]:
    code = f"import sys; sys.path[:0] = {list(map(str, path))!r}{TOLD}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_that_signatures_are_read_compiled_and_say_the_same(tmp_path: Path) -> None:
    shutil.copytree(Path(shiboken6.__file__).parent, tmp_path / "shiboken6")
    write_signatures(tmp_path / PLACE)
    inside, *usual = told()
    beside, *compiled = told(tmp_path)
    assert not Path(inside).exists()
    assert Path(beside).is_relative_to(tmp_path / PLACE)
    assert len(usual) > 4
    assert compiled == usual
