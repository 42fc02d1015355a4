"""What the packaged app says can be done there: it has neither Python nor pip."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.test_architecture import ROOMS, nodes

COMMAND = re.compile(r"pip install|\bpython3? |main\.py")
SAID_IN_THE_APP = """
import sys
sys.frozen, sys.executable = True, "/opt/Layerbench/layerbench"
from pathlib import Path
from core import program
from core.file_type import HEIF
from core.data.arrays import hdf5
from core.errors import DataError
sys.modules["h5py"] = None
print(program.NAME, HEIF.missing, sep="\\n")
try:
    hdf5.read(Path("cats.h5"), ())
except DataError as problem:
    print(problem)
"""


def test_that_the_app_names_itself_and_offers_no_pip() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SAID_IN_THE_APP],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    name, heic, hdf5 = ran.stdout.splitlines()
    assert name == "layerbench"
    assert heic == "HEIC photo, which this app cannot read: save it as JPEG or PNG"
    assert hdf5.startswith("cats.h5: this is an HDF5 file, which this app cannot read")


def test_that_a_sentence_names_a_command_of_python_only_where_it_is_not_the_app() -> None:
    def named(source: Iterable[ast.AST]) -> set[str]:
        texts = (node.value for node in source if isinstance(node, ast.Constant))
        return {text for text in texts if isinstance(text, str) and COMMAND.search(text)}

    for file in ROOMS:
        documentation = {
            id(node.value)
            for node in nodes(file)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        chosen = [
            node.orelse
            for node in nodes(file)
            if isinstance(node, ast.IfExp) and "IS_APP" in ast.unparse(node.test)
        ]
        allowed = set[str]().union(*(named(ast.walk(node)) for node in chosen))
        said = named(node for node in nodes(file) if id(node) not in documentation)
        assert said <= allowed, file
