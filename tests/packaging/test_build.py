"""The app carries what the C of the project is compiled to."""

import sys
from pathlib import Path

import pytest

import build
import installer

COMMAND = installer.compile_command(sys.executable, build.ROOT)


@pytest.mark.skipif(not COMMAND, reason="there is no C compiler")
def test_that_a_build_tells_of_an_app_without_its_compiled_part(tmp_path: Path) -> None:
    module = tmp_path / "_internal" / Path(COMMAND[-1]).name
    module.parent.mkdir()
    assert module.name in build.compiled_part_left_behind(Path(sys.executable), tmp_path)
    module.touch()
    assert not build.compiled_part_left_behind(Path(sys.executable), tmp_path)
