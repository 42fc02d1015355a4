"""The network in a page answers as the program does: its script, run beside NumPy and Pillow."""

import base64
import json
from itertools import pairwise, product

import msgspec
import numpy as np
import pytest
import quickjs
from PIL import Image

from core.data.images.fit import FITS
from core.data.images.modes import to_8_bit
from core.experiment.inputs import PictureInputs, TableColumn
from core.experiment.settings import NetworkSettings
from core.live_page.page import network_script
from core.network.activations import ACTIVATIONS, activation
from core.network.output_layers import OUTPUT_LAYERS, OutputLayer


class Page:
    """The script of a page, with its data."""

    def __init__(self, **data: object) -> None:
        self._context = quickjs.Context()
        # The engine alone has no atob, and its texts from Python end at a zero.
        self._context.add_callable("bytes_of", lambda text: json.dumps([*base64.b64decode(text)]))
        self._context.eval(
            "var atob = (text) => String.fromCharCode(...JSON.parse(bytes_of(text)));"
        )
        usual = {"temperature": 1, "target_scale": None, "least_probability": 0, "threshold": 0.5}
        self._context.eval(f"var data = {json.dumps(usual | data)};")
        self._context.eval(network_script(NetworkSettings(leak=0.2)).replace("const ", "var "))

    def eval(self, code: str, **values: object) -> object:
        for name, value in values.items():
            self._context.eval(f"var {name} = {json.dumps(value)};")
        return json.loads(self._context.eval(f"JSON.stringify({code})"))


def text_of(array: np.ndarray) -> str:
    return base64.b64encode(array.tobytes()).decode()


@pytest.mark.parametrize("kind", ["float64", "float32"])
@pytest.mark.parametrize("output", OUTPUT_LAYERS.values(), ids=lambda row: row.name)
def test_that_every_activation_and_output_answers_as_the_core_does(
    output: OutputLayer, kind: str
) -> None:
    random = np.random.RandomState(1)
    hidden = list(ACTIVATIONS)
    outputs = 1 if output.name == "sigmoid" or " of " in output.name else 3
    sizes = [5, *(4 for _ in hidden), outputs]
    layers = [
        (random.randn(n, n_in).astype(kind), random.randn(n, 1).astype(kind))
        for n_in, n in pairwise(sizes)
    ]
    x = random.randn(5, 1)
    A = x
    for (W, b), name in zip(layers, hidden, strict=False):
        A = activation(name, leak=0.2).g(W.astype(float) @ A + b)
    Z = layers[-1][0].astype(float) @ A + layers[-1][1]
    # What an exported script works out is NumPy's own, and proved elsewhere.
    wanted = eval(output.script, {"np": np, "network": {"leak": 0.2}, "Z": Z / 1.5})
    page = Page(sizes=sizes, activations=[*hidden, output.name], temperature=1.5, classes="abc")
    flat = np.concatenate([part.ravel() for pair in layers for part in pair])
    frame = {"weights": text_of(flat), "kind": kind}
    found = page.eval("readings(layersOf(frame), x)", frame=frame, x=x.ravel().tolist())
    assert np.allclose(found, np.ravel(wanted), rtol=1e-12, atol=1e-14)


def test_that_scores_that_are_no_numbers_answer_the_first_class_as_in_numpy() -> None:
    page = Page(targets="classes", classes=["ape", "bee", "cat"])
    found = [np.nan, np.nan, np.nan]
    assert page.eval("answer(found)", found=found) == [["ape", "bee", "cat"][np.argmax(found)]]


def test_that_numbers_come_back_in_their_own_unit() -> None:
    scale = {"mean": [300.0], "deviation": [50.0]}
    page = Page(sizes=[1, 1], activations=["identity each"], target_scale=scale, classes=["price"])
    frame = {"weights": text_of(np.array([2.0, 1.0])), "kind": "float64"}
    assert page.eval("readings(layersOf(frame), [3])", frame=frame) == [650.0]


@pytest.mark.parametrize(
    ("data", "found", "names"),
    [
        ({"targets": "classes"}, [0.6, 0.4], ["cat"]),
        ({"targets": "classes", "threshold": 0.3}, [0.6, 0.4], ["dog"]),
        ({"targets": "classes", "least_probability": 0.7}, [0.6, 0.4], None),
        ({"targets": "labels"}, [0.6, 0.7], ["cat", "dog"]),
        ({"targets": "labels"}, [0.1, 0.2], []),
        ({"targets": "numbers"}, [0.1, 0.2], ["cat", "dog"]),
    ],
)
def test_that_readings_become_the_answers_that_the_settings_say(data, found, names) -> None:
    page = Page(classes=["cat", "dog"], **data)
    assert page.eval("answer(found)", found=found) == names


@pytest.mark.parametrize("shape", [(7, 5), (16, 16), (40, 33), (97, 200), (131, 64), (300, 21)])
@pytest.mark.parametrize(("fit", "colour"), [*product(FITS, (True, False))])
def test_that_pictures_are_made_square_to_the_last_bit(fit, colour, shape) -> None:
    pixels = np.random.RandomState(2).randint(0, 256, (*shape, 4)).astype(np.uint8)
    # Browsers keep no colour where nothing is seen.
    pixels[..., 3] = 255 * (pixels[..., 3] > 60)
    inputs = PictureInputs(size=16, colour=colour, fit=fit, background="#204060")
    image = FITS[fit](to_8_bit(Image.fromarray(pixels), inputs), inputs)
    page = Page(inputs=msgspec.to_builtins(inputs))
    found = page.eval(
        "Array.from(FITS[data.inputs.fit](pictureOf(pixels, width, height), 16).values)",
        pixels=pixels.ravel().tolist(),
        width=shape[1],
        height=shape[0],
    )
    assert found == np.asarray(image).ravel().tolist()


NUMBERS = (
    TableColumn(name="age", role="number", mean=41.5),
    TableColumn(name="age", role="number", mean=41.5, marks_missing=True),
)
CATEGORIES = (
    TableColumn(name="city", role="category", values=("Bonn", "Köln")),
    TableColumn(name="city", role="category", values=("Bonn", "Köln"), unseen=(0.5, 0.4, 1.0)),
    TableColumn(name="city", role="category", values=("Bonn", "Köln"), code="integer"),
    TableColumn(name="jobs", role="categories", values=("cook", "singer")),
)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        *product(NUMBERS, ("12.5", "-3e2", "")),
        *product(CATEGORIES, ("Köln", " Bonn ", "Rom", "cook;singer", "")),
    ],
)
def test_that_cells_become_features_as_in_training(column: TableColumn, cell: str) -> None:
    builtins = msgspec.to_builtins(column)
    found = Page().eval("encoded(column, cell)", column=builtins, cell=cell)
    assert found == column.encode([cell]).ravel().tolist()


def test_that_inputs_are_scaled_by_channel() -> None:
    page = Page(inputs={"mean": [0.5, 0.25], "deviation": [2.0, 0.5]})
    assert page.eval("scaled([1, 1, 0, 0])") == [0.25, 1.5, -0.25, -0.5]
