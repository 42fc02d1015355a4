"""Models as one Python script with the weights beside it, and the run that proves it."""

import csv
import json
import runpy
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

import resources
from core.data.images.read import read_picture
from core.data.images.specimens import write_specimens
from core.errors import OutputError
from core.experiment.inputs import OTHER, NumberInputs, PictureInputs, TableColumn, TableInputs
from core.files import shown
from core.models.answers import NONE
from core.models.model import Model
from core.models.verification import largest_difference, same_answers
from core.network.activations import ACTIVATIONS
from core.network.output_layers import OUTPUT_LAYERS
from core.network.targets import CLASSES

_READING = {PictureInputs: "pictures", NumberInputs: "numbers", TableInputs: "table"}
SAMPLES = 8
"""How many samples the script is tried on, beside pictures of other kinds."""
SECONDS = 120
PART_LINE = "#----\n"
USE_LINE = "# How it is used is written here."
IMPORTS_LINE = "# What reads its files is imported here."
READING_LINE = "# How its files are read is written here."
ACTIVATIONS_LINE = "    # The activations that Layerbench knows are written here."
OUTPUTS_LINE = "    # The output layers that its losses have are written here."


def script_bytes(model: Model) -> bytes:
    """Return the script; it is the same for all models whose samples are in files of a kind."""
    script, reading = (
        resources.path(f"script/{name}.txt").read_text(encoding="utf-8")
        for name in ("predict", _READING[type(model.inputs)])
    )
    parts = zip((USE_LINE, IMPORTS_LINE, READING_LINE), reading.split(PART_LINE), strict=True)
    hidden = [f"    {row.name!r}: lambda Z, network: {row.script}," for row in ACTIVATIONS.values()]
    outputs = [f"    {name!r}: lambda Z: {row.script}," for name, row in OUTPUT_LAYERS.items()]
    rows = ((ACTIVATIONS_LINE, "\n".join(hidden)), (OUTPUTS_LINE, "\n".join(outputs)))
    for line, text in (*parts, *rows):
        script = script.replace(f"{line}\n", f"{text.strip(chr(10))}\n" if text.strip() else "")
    return script.encode()


def script_difference(model: Model, script: Path, X: np.ndarray) -> float:
    """Run the script on files made of samples X, and return its largest difference from the model.

    Raises OutputError where it does not run.
    """
    with tempfile.TemporaryDirectory(dir=script.parent) as folder:
        inputs = model.inputs
        if isinstance(inputs, PictureInputs):
            pictures = np.stack([inputs.picture(x) for x in X[:, :SAMPLES].T])
            files = write_specimens(folder, pictures)
            seen = [inputs.column(read_picture(file, inputs)) for file in files]
        elif isinstance(inputs, TableInputs):
            cells = _cells(inputs, X[:, :SAMPLES])
            files, seen = [str(Path(folder, "samples.csv"))], [inputs.scale(inputs.raw(cells))]
            with open(files[0], "w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, delimiter=";")
                writer.writerows([cells, *zip(*cells.values(), strict=True)])
        else:
            raw = inputs.unscale(X[:, :SAMPLES])
            files, seen = [str(Path(folder, "samples.txt"))], [inputs.scale(raw)]
            np.savetxt(files[0], raw.T, fmt="%.17g")
        expected = model.readings(np.hstack(seen))
        answers = _answers(script, files)
    if len(answers) != expected.shape[1] or any("error" in answer for answer in answers):
        return float("nan")
    if not _same_classes(model, np.hstack(seen), answers):
        return float("nan")
    readings = model.answers.readings
    answered = np.array([list(answer[readings].values()) for answer in answers]).T
    return largest_difference(model, expected, answered)


def _same_classes(model: Model, X: np.ndarray, entries: list[dict[str, Any]]) -> bool:
    """Tell whether the script answers samples X (n[0], m) with the classes of the model."""
    if model.answers.targets is not CLASSES:
        return True
    number_of = {name: number for number, name in enumerate(model.classes)} | {None: NONE}
    numbers = np.array([number_of[entry["class"]] for entry in entries])
    return same_answers(model, X, numbers, 0.0)


def _cells(inputs: TableInputs, X: np.ndarray) -> dict[str, list[str]]:
    """Return cells that say what samples X are, and those of a row where all is missing."""
    cells: dict[str, list[str]] = {}
    raw, start = inputs.unscale(X), 0
    for column in inputs.columns:
        end = start + len(column.names)
        cells[column.name] = [*(_cell(column, x, inputs.decimal) for x in raw[start:end].T), ""]
        start = end
    return cells


def _cell(column: TableColumn, x: np.ndarray, decimal: str) -> str:
    """Return a cell that becomes, as nearly as one can, these features of a column."""
    if column.role == "number":
        missing = column.marks_missing and x[1] > 0
        return "" if missing else repr(float(x[0])).replace(".", decimal)
    if column.is_number:
        place = round(x[0])
        return column.values[place - 1] if 0 < place <= len(column.values) else OTHER
    values = (*column.values, OTHER)
    return column.separator.join(
        value for value, there in zip(values, x, strict=True) if there > 0.5
    )


def _answers(script: Path, files: list[str]) -> list[dict[str, Any]]:
    # In a packaged program sys.executable is that program, and starting it would open a second
    # window: there the script runs in this process, where it is not __main__ and reads no words.
    if getattr(sys, "frozen", False) or not sys.executable:
        parts = runpy.run_path(str(script))
        about, weights = parts["load"](script.with_suffix(".npz"))
        return [entry for file in files for entry in parts["entries"](file, about, weights)]
    words = [sys.executable, "-I", str(script), "--json", *files]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS, check=True)
        return list(json.loads(done.stdout)["predictions"])
    except (subprocess.SubprocessError, OSError, ValueError) as problem:
        output = getattr(problem, "stderr", "") or str(problem)
        raise OutputError(
            "{file}: the script was written but does not run here: {problem}",
            file=shown(script),
            problem=output.strip().splitlines()[-1],
        ) from problem
