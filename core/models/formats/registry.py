"""The table of the formats that weights leave in, and how each is proved."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.messages import to_translate
from core.models.formats.npz import npz_bytes, read_npz
from core.models.formats.safetensors_file import read_safetensors, safetensors_bytes
from core.models.formats.script import script_bytes, script_difference
from core.models.model import Model
from core.models.verification import (
    OTHER_ANSWERS,
    ROUGH,
    Difference,
    by_reading,
    by_running,
    raw_samples,
    same_answers,
)


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format, known by the ending of its files.

    `contents` gives the bytes of every file of a model, by their endings; `difference` proves
    a written one, and up to `tolerance` it may be off in float64, as `largest_difference` says.
    `refusal` says what to do where it is off by more; `beside` is the ending of a second file.
    """

    ending: str
    label: str
    contents: Callable[[Model], dict[str, bytes]]
    read: Callable[[Path], Model]
    difference: Difference
    tolerance: float
    refusal: str = OTHER_ANSWERS
    beside: str = ""

    def allowed(self, model: Model) -> float:
        """Return the difference that is allowed for a model."""
        exact = self.difference is not _script_difference
        return self.tolerance if exact or _is_double(model) else max(self.tolerance, ROUGH)


def _is_double(model: Model) -> bool:
    return model.parameters.flat.dtype == np.float64


# ONNX is slow to import: only whoever uses it waits for it.
def _onnx_contents(model: Model) -> dict[str, bytes]:
    from core.models.formats.onnx_graph import onnx_bytes

    return {".onnx": onnx_bytes(model, "float32")}


def _onnx_float64_contents(model: Model) -> dict[str, bytes]:
    from core.models.formats.onnx_graph import onnx_bytes

    return {FLOAT64: onnx_bytes(model, "float64")}


def _read_onnx(path: Path) -> Model:
    from core.models.formats.onnx_file import read_onnx

    return read_onnx(path)


def _run_onnx(path: Path, raw: np.ndarray) -> np.ndarray:
    from core.models.formats.onnx_file import run_onnx

    return run_onnx(path, raw)


def _onnx_difference(model: Model, file: Path, X: np.ndarray) -> float:
    checks = (by_running(_run_onnx), by_reading(_read_onnx, ONNX_ROUNDING))
    by_graph = _largest_of(checks, model, file, X)
    return by_graph if _answers_alike(model, file, X) else float("nan")


def _largest_of(checks: tuple[Difference, ...], model: Model, file: Path, X: np.ndarray) -> float:
    """Return the largest difference that checks find, NaN where one of them does."""
    return float(np.max([check(model, file, X) for check in checks]))


def _answers_alike(model: Model, file: Path, X: np.ndarray) -> bool:
    """Tell whether the graph decides as the network, where it decides at all."""
    from core.models.formats.onnx_file import run_outputs
    from core.models.formats.onnx_graph import decides

    if not decides(model):
        return True
    raw, columns = raw_samples(model, X)
    return same_answers(model, columns, run_outputs(file, raw)[1], ONNX_ROUNDING)


def _script_contents(model: Model) -> dict[str, bytes]:
    return {".npz": npz_bytes(model), ".py": script_bytes(model)}


def _read_beside(path: Path) -> Model:
    """Read the weights of a script, which lie beside it; nothing in the script is run."""
    return read_npz(path.with_suffix(".npz"))


def _script_difference(model: Model, file: Path, X: np.ndarray) -> float:
    return _largest_of((script_difference, by_reading(_read_beside)), model, file, X)


FLOAT64 = ".float64.onnx"
ONNX_ROUNDING = 1e-3
"""The share by which a reading or a distance may differ in a graph of float32."""
EXPORTERS = {
    row.ending: row
    for row in (
        Exporter(
            ".npz",
            to_translate("NumPy arrays"),
            lambda model: {".npz": npz_bytes(model)},
            read_npz,
            by_reading(read_npz),
            1e-12,
        ),
        Exporter(
            ".safetensors",
            to_translate("safetensors"),
            lambda model: {".safetensors": safetensors_bytes(model)},
            read_safetensors,
            by_reading(read_safetensors),
            1e-12,
        ),
        Exporter(
            ".onnx",
            to_translate("ONNX, in float32 as every runtime reads it"),
            _onnx_contents,
            _read_onnx,
            _onnx_difference,
            1e-3,
            to_translate(
                "{file} was not written: in float32 this network gives other answers (difference "
                "{difference:.1e}; {tolerance:.0e} is allowed). With the ending .float64.onnx it "
                "is written in float64."
            ),
        ),
        Exporter(
            FLOAT64,
            to_translate("ONNX, in float64 for the few runtimes that have it"),
            _onnx_float64_contents,
            _read_onnx,
            _onnx_difference,
            ROUGH,
        ),
        Exporter(
            ".py",
            to_translate("Python script"),
            _script_contents,
            _read_beside,
            _script_difference,
            1e-9,
            beside=".npz",
        ),
    )
}


def exporter_of(file: Path) -> Exporter | None:
    """Return the format of a file by its ending, the longest that fits; None for another one."""
    endings = [ending for ending in EXPORTERS if file.name.lower().endswith(ending)]
    return EXPORTERS[max(endings, key=len)] if endings else None
