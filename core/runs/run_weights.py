"""The weights of runs that are kept, each in a file beside its run, bounded in size."""

import contextlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from core.errors import ModelError, OutputError
from core.files import shown, write_whole
from core.messages import tr
from core.models.formats.npz import npz_bytes, read_npz
from core.models.model import Model

ENDING = ".weights.npz"
LARGEST, MOST = 32_000_000, 512_000_000
"""Bytes of one run's weights, and of those of all runs: the oldest go beyond."""


class RunWeights:
    """Keep trained networks by the keys of their runs; `problem` says what was not kept last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problem = ""

    def put(self, key: str, model: Model) -> None:
        """Keep a network whole or not at all; one that diverged is of no use to anybody."""
        self.problem = ""
        flat = model.parameters.flat
        if not np.isfinite(flat).all():
            return
        if flat.nbytes > LARGEST:
            text = tr(
                "The weights of the last run are not kept: {size:.0f} MB, {most:.0f} at most."
            )
            self.problem = text.format(size=flat.nbytes / 1e6, most=LARGEST / 1e6)
            return
        content = npz_bytes(model)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._file(key), lambda file: file.write(content))
        except (OSError, OutputError) as problem:
            text = tr("The weights of the last run are not kept: {problem}")
            self.problem = text.format(problem=problem)

    def read(self, key: str) -> Model:
        """Read the network of a run.

        Raises LayerbenchError where it was not kept, or is damaged.
        """
        file = self._file(key)
        if not file.exists():
            raise ModelError(
                "The weights of this run were not kept ({file} is missing): open its settings "
                "and train it again.",
                file=shown(file.name),
            )
        return read_npz(file)

    def keep_only(self, keys: Iterable[str]) -> None:
        """Drop the weights of all other runs, and the oldest where there are too many bytes."""
        wanted, size = set(keys), 0
        with contextlib.suppress(OSError):
            for file in sorted(self.folder.glob(f"*{ENDING}"), reverse=True):
                size += file.stat().st_size
                if size > MOST or file.name.removesuffix(ENDING) not in wanted:
                    file.unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}{ENDING}"
