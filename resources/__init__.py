"""The files that are shipped beside the code: presets, icons, translations, sample data."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def path(name: str) -> Path:
    """Find a shipped file by its name within resources, such as "data/digits.npz"."""
    return _HERE / name
