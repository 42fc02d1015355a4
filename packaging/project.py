"""What the parts of the build know of the project: its places, its version, its file types."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "build"
DIST = ROOT / "dist"

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
VERSION: str = PROJECT["version"]
SUMMARY: str = PROJECT["description"]
MAINTAINER = f"{PROJECT['authors'][0]['name']} <developers@layerbench.invalid>"
IDENTIFIER = "org.layerbench.layerbench"
"""The name of the desktop entry, of the metainfo and of the app on macOS."""
RELEASED = "2026-11-27"


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that a double click opens in the bench."""

    ending: str
    mime: str
    name: str
    is_own: bool = False
    """Whether the bench alone makes it; of others it is one of several programs to choose from."""


FILE_TYPES = (
    FileType(".layerbench", "application/x-layerbench", "Layerbench project", is_own=True),
    FileType(".layerdesk", "application/x-layerdesk", "Layerbench teacher's desk", is_own=True),
    FileType(".npz", "application/x-npz", "NumPy arrays"),
    FileType(".safetensors", "application/x-safetensors", "Safetensors weights"),
    FileType(".onnx", "application/x-onnx", "ONNX network"),
)
