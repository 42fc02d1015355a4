"""A run as a part of a page that lives: it answers and replays its past in any browser, offline."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import msgspec
import numpy as np

import resources
from core.data.dataset import Dataset
from core.data.true_words import true_number_texts
from core.decimation import decimate
from core.experiment.inputs import PictureInputs
from core.experiment.settings import NetworkSettings
from core.live_page.frames import BUDGET, SINGLE, Frame, shown_pictures
from core.messages import listed, tr
from core.models.model import Model
from core.network.activations import ACTIVATIONS, Activation
from core.network.output_layers import OUTPUT_LAYERS, OutputLayer
from core.network.parameters import Parameters
from core.network.targets import CLASSES, LABELS
from core.png import address, png
from core.statistics import finite
from core.training.history import Curve

POINTS = 600
"""Of a curve, and of samples in the plane, that a page shows."""
MARGIN = 0.1
"""Of the plane around its points, as a share of their width and height."""
KINDS = {"float32": "<f4", "float64": "<f8"}
"""The numbers of JavaScript's arrays, as they lie in memory."""
LARGEST_DIFFERENCE = 1e-6
"""Between the answers of single precision and the program's, as a share of the largest."""


@dataclass(frozen=True, slots=True, eq=False)
class LiveRun:
    """What a page needs of a run: its network, data, past, and curves by their names.

    The first curve is that of the train cost; `place_of` an iteration is its place on the curves.
    """

    model: Model
    dataset: Dataset
    frames: Sequence[Frame]
    curves: Mapping[str, Curve]
    place_of: Callable[[float], float] = float


def live_part(run: LiveRun, pulse: Callable[[], object] = lambda: None) -> str:
    """Return the part of an HTML page that replays a run and answers, with its script.

    Without a script it says that it needs one. Numbers keep a decimal point.
    `pulse` before every moment of the run may raise.
    """
    words = tr("Here the run can be replayed, where the browser runs the script of this page.")
    network = network_script(run.model.experiment.network)
    return (
        f'<div id="live_run"><noscript>{escape(words)}</noscript></div>'
        f"<script>const data = {_json(_data(run, pulse))};\n{network}{_shipped('page.js')}</script>"
    )


def live_style() -> str:
    """Return the style sheet of that part, which stands in the head of a page."""
    return _shipped("page.css")


def network_script(settings: NetworkSettings) -> str:
    """Return the script of a network, which answers as `data` above it says."""
    rows = (("ACTIVATIONS", ACTIVATIONS, "z"), ("OUTPUTS", OUTPUT_LAYERS, "Z"))
    tables = (
        f"const {name} = {{{', '.join(_function(row, variable) for row in table.values())}}};\n"
        for name, table, variable in rows
    )
    leak = f"const network = {_json({'leak': settings.leak})};\n"
    return f"{leak}{''.join(tables)}{_shipped('network.js')}"


def _function(row: Activation | OutputLayer, variable: str) -> str:
    return f"{_json(row.name)}: ({variable}) => {row.javascript}"


def _shipped(name: str) -> str:
    return resources.path(f"live_page/{name}").read_text(encoding="utf-8")


def _json(value: object) -> str:
    """Write a value for a script within a page, which "<" could end."""
    return json.dumps(value).replace("<", "\\u003c")


def _data(run: LiveRun, pulse: Callable[[], object]) -> dict[str, object]:
    model, answers = run.model, run.model.answers
    output = model.network.loss.output_layer(model.parameters.sizes[-1])
    scale = model.target_scale
    frames = []
    for frame in _frames(run):
        pulse()
        frames.append(frame)
    return {
        "sizes": model.parameters.sizes,
        "activations": [*model.experiment.network.activations, output.name],
        "classes": model.classes,
        "targets": model.targets,
        "target_scale": msgspec.to_builtins(scale) if scale else None,
        "threshold": answers.threshold,
        "least_probability": answers.least_probability,
        "temperature": model.calibration.temperature,
        "inputs": msgspec.to_builtins(model.inputs),
        "takes_pictures": isinstance(model.inputs, PictureInputs) and model.inputs.is_one_picture,
        "frames": frames,
        "curves": [_curve(name, curve) for name, curve in run.curves.items() if len(curve.at)],
        "plane": _plane(run.dataset) if any(frame["weights"] for frame in frames) else None,
        "samples": _samples(run.dataset),
        "words": _words(),
    }


def _frames(run: LiveRun) -> Iterator[dict[str, object]]:
    # How a network is calibrated was measured on its last weights alone.
    shown, (*before, last) = shown_pictures(run.dataset), run.frames
    found = [*(frame.readings for frame in before)]
    found.append(run.model.readings(shown.X[:, :]) if shown else last.readings)
    for frame, readings in zip(run.frames, found, strict=True):
        at = run.place_of(frame.iteration)
        yield {
            "iteration": frame.iteration,
            "at": at,
            "cost": _cost(run, at),
            "readings": readings.T.tolist(),
            **_weights(run, frame.parameters),
        }


def _cost(run: LiveRun, at: float) -> float | None:
    """Return the newest train cost at a place on its curve; None where it is no number."""
    curve = next(iter(run.curves.values()))
    place = max(0, int(np.searchsorted(curve.at, at, "right")) - 1)
    return finite(float(curve.values[place])) if len(curve.at) else None


def _weights(run: LiveRun, parameters: Parameters | None) -> dict[str, str | None]:
    """Write weights in the fewest bytes that answer alike; none where a page cannot hold them.

    What answers by distance needs the training samples, too, which a page does not hold.
    """
    none: dict[str, str | None] = {"weights": None, "kind": None}
    if parameters is None or run.model.answers.largest_distance < np.inf:
        return none
    room = BUDGET // sum(frame.parameters is not None for frame in run.frames)
    layers = zip(parameters.W, parameters.b, strict=True)
    flat = np.concatenate([part.ravel() for pair in layers for part in pair])
    kind = "float64" if flat.size * 2 * SINGLE <= room else "float32"
    if kind == "float32" and (flat.size * SINGLE > room or not _answers_alike(run, parameters)):
        return none
    little_endian = flat.astype(KINDS[kind]).tobytes()
    return {"weights": base64.b64encode(little_endian).decode(), "kind": kind}


def _answers_alike(run: LiveRun, parameters: Parameters) -> bool:
    """Tell whether weights that are rounded to single precision answer as they are."""
    rounded = parameters.alike(parameters.flat.astype(np.float32).astype(parameters.flat.dtype))
    X = run.dataset.train.X[:, : min(run.dataset.train.m, POINTS)]
    found, wanted = (
        Model.of(run.model.experiment, run.dataset, each, run.model.calibration).readings(X)
        for each in (rounded, parameters)
    )
    return bool(np.abs(found - wanted).max() <= LARGEST_DIFFERENCE * max(1, np.abs(wanted).max()))


def _curve(name: str, curve: Curve) -> dict[str, object]:
    places = decimate(curve.values, POINTS)
    values = [finite(float(value)) for value in curve.values[places]]
    return {"name": name, "at": curve.at[places].tolist(), "values": values}


def _plane(dataset: Dataset) -> dict[str, object] | None:
    """Return the points of a plane in their own unit, their classes, and what is shown of it."""
    if not dataset.inputs.is_plane:
        return None
    places = np.linspace(0, dataset.train.m - 1, min(POINTS, dataset.train.m)).round().astype(int)
    points = dataset.inputs.unscale(np.asarray(dataset.train.X[:, places]))
    low, high = points.min(axis=1), points.max(axis=1)
    margin = np.maximum((high - low) * MARGIN, 1e-9)
    (left, bottom), (right, top) = low - margin, high + margin
    return {
        "points": points.T.tolist(),
        "numbers": dataset.train.labels[places].tolist(),
        "extent": [left, right, bottom, top],
    }


def _samples(dataset: Dataset) -> list[dict[str, str]]:
    shown, inputs = shown_pictures(dataset), dataset.inputs
    if shown is None or not isinstance(inputs, PictureInputs):
        return []
    return [
        {
            "picture": _picture(inputs, shown.X[:, [place]]),
            "label": _label(dataset, shown.Y[:, place], shown.labels[place]),
        }
        for place in range(shown.m)
    ]


def _label(dataset: Dataset, y: np.ndarray, number: int) -> str:
    if dataset.targets is LABELS:
        names = [name for name, on in zip(dataset.classes, y, strict=True) if on]
        return str(listed(names)) or tr("none of the labels")
    if dataset.targets is CLASSES:
        return dataset.classes[number]
    numbers = dataset.in_own_unit(y[:, np.newaxis]).ravel()
    return str(listed(true_number_texts(dataset, numbers)))


def _picture(inputs: PictureInputs, x: np.ndarray) -> str:
    return address(png(inputs.picture(x)))


def _words() -> dict[str, str]:
    """Return what the script writes, whose {fields} it fills by itself."""
    return {
        "play": tr("Play"),
        "timeline": tr("Timeline"),
        "at": tr("iteration {iteration}, cost {cost}"),
        "curve": tr("Cost"),
        "boundary": tr("Boundary"),
        "click": tr("Click on the plane: the answer stands here."),
        "none": tr("none of these"),
        "no_label": tr("none of the labels"),
        "drop": tr("Drop pictures here, or choose some: the network answers. They stay with you."),
        "no_picture": tr("{file} is no picture that this browser reads."),
    }
