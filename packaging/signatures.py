"""PySide6's module of signatures, compiled: else every start would compile it.

Its source is inside a library, but shiboken6 reads it from a folder beside itself where there is
one. https://doc.qt.io/qtforpython-6/developer/embed.html
"""

import importlib._bootstrap_external
import zipfile
from pathlib import Path
from types import CodeType

PLACE = "shiboken6/files.dir"
PACKAGE = "shibokensupport/"
NEVER_CALLED = "shibokensupport/signature/lib/pyi_generator.py"
"""It writes stubs for editors; a module without a line stands in its place."""


def write_signatures(folder: Path) -> list[Path]:
    """Write the compiled modules into a folder that stands for PLACE, and return their files."""
    return [_written(folder / name, _compiled(name, source)) for name, source in _sources().items()]


def _sources() -> dict[str, bytes]:
    import shiboken6  # noqa: F401 (it makes the module that the next line imports)
    import signature_bootstrap

    _, importer = signature_bootstrap.prepare_zipfile()
    archive: zipfile.ZipFile = importer.zfile
    return {name: archive.read(name) for name in _modules(archive)}


def _modules(archive: zipfile.ZipFile) -> list[str]:
    return [n for n in archive.namelist() if n.startswith(PACKAGE) and n.endswith(".py")]


def _compiled(name: str, source: bytes) -> CodeType:
    code = b"" if name == NEVER_CALLED else source
    return compile(code, name, "exec", dont_inherit=True)


def _written(file: Path, code: CodeType) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file = file.with_suffix(".pyc")
    file.write_bytes(importlib._bootstrap_external._code_to_timestamp_pyc(code))
    return file
