"""Every kind of answer leaves and comes back: classes by scores, several labels, numbers."""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

from core.errors import ModelError, OutputError
from core.experiment.inputs import NumberInputs
from core.experiment.settings import Experiment, NetworkSettings, TrainingSettings, loss_of
from core.experiment.target_scale import TargetScale
from core.models.answers import number_text
from core.models.description import describe
from core.models.exporters import EXPORTERS, read_model, save
from core.models.model import Model
from core.models.prediction import Prediction
from core.models.predictions_csv import write_csv
from core.network.parameters import Parameters

INPUTS = NumberInputs(names=("rooms", "area", "age"), mean=(3.0, 80.0, 0.0), deviation=(1, 30, 9))
X = np.random.RandomState(1).randn(3, 40)
PRICES = TargetScale((300_000.0,), (90_000.0,))
PRICE_AND_YEAR = TargetScale((300_000.0, 1990.0), (90_000.0, 15.0))


@dataclass(frozen=True)
class Kind:
    """What is learned, and by hand, what is answered to the last layer's sums Z."""

    targets: str
    loss: str
    output: str
    names: tuple[str, ...]
    readings: str
    by_hand: Callable[[np.ndarray], np.ndarray]
    scale: TargetScale | None = None


def _sigmoid(Z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-Z))


TWO, THREE = ("no", "yes"), ("red", "green", "blue")
KINDS = {
    "hinge of two": Kind("classes", "hinge", "auto", TWO, "scores", lambda Z: np.vstack([-Z, Z])),
    "perceptron of three": Kind("classes", "perceptron", "auto", THREE, "scores", lambda Z: Z),
    "squares of two": Kind(
        "classes", "half_squared_error", "identity", TWO, "scores", lambda Z: np.vstack([1 - Z, Z])
    ),
    "squares of a sigmoid": Kind(
        "classes",
        "half_squared_error",
        "sigmoid",
        TWO,
        "probabilities",
        lambda Z: np.vstack([1 - _sigmoid(Z), _sigmoid(Z)]),
    ),
    "labels": Kind("labels", "cross_entropy", "auto", THREE, "probabilities", _sigmoid),
    "labels by scores": Kind("labels", "hinge", "auto", THREE, "scores", lambda Z: Z),
    "a price": Kind(
        "numbers",
        "half_squared_error",
        "auto",
        ("price",),
        "numbers",
        lambda Z: 300_000 + 90_000 * Z,
        PRICES,
    ),
    "two numbers": Kind(
        "numbers",
        "half_squared_error",
        "relu",
        ("price", "year"),
        "numbers",
        lambda Z: np.array([[300_000], [1990]]) + np.array([[90_000], [15]]) * np.maximum(Z, 0),
        PRICE_AND_YEAR,
    ),
    "as it is": Kind(
        "numbers", "half_squared_error", "identity", ("price",), "numbers", lambda Z: Z
    ),
}


def model_of(kind: Kind, precision: str = "float64") -> Model:
    experiment = Experiment(
        network=NetworkSettings(hidden=(4,), output=kind.output, precision=precision),
        training=TrainingSettings(loss=kind.loss),
    )
    units = loss_of(experiment, kind.targets).targets.units(len(kind.names))
    parameters = Parameters((3, 4, units), precision)
    parameters.flat[:] = np.random.RandomState(2).randn(len(parameters.flat))
    return Model(
        experiment,
        INPUTS,
        kind.names,
        parameters,
        targets=kind.targets,
        target_scale=kind.scale,
    )


def by_hand(kind: Kind, model: Model) -> np.ndarray:
    W1, W2 = (np.asarray(W, np.float64) for W in model.parameters.W)
    b1, b2 = (np.asarray(b, np.float64) for b in model.parameters.b)
    return kind.by_hand(W2 @ np.tanh(W1 @ X + b1) + b2)


def relative(found: np.ndarray, expected: np.ndarray) -> float:
    """The largest difference as a share of the largest reading of its row, 1 at least."""
    sizes = np.maximum(np.abs(expected).max(axis=1, keepdims=True), 1)
    return float((np.abs(found - expected) / sizes).max())


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


def write_script(model: Model, folder: Path) -> None:
    for ending, content in EXPORTERS[".py"].contents(model).items():
        (folder / f"net{ending}").write_bytes(content)
    np.savetxt(folder / "x.txt", INPUTS.unscale(X).T, fmt="%.17g")


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_that_every_kind_of_answer_leaves_in_every_format(
    kind: Kind, precision: str, tmp_path: Path
) -> None:
    model = model_of(kind, precision)
    exact = precision == "float64"
    assert relative(model.readings(X), by_hand(kind, model)) < (1e-12 if exact else 1e-5)
    for ending in EXPORTERS:
        if ending == ".py" and kind.scale is not PRICE_AND_YEAR:
            continue  # it starts a program each time, which the next test does for every kind
        exported = save(model, tmp_path / f"net{ending}", X)
        assert exported.largest_difference < (1e-12 if exact and ending != ".onnx" else 1e-5)
        again = read_model(tmp_path / f"net{ending}")
        assert (again.answers, again.target_scale) == (model.answers, model.target_scale)
        tolerance = 1e-5 if ending == ".onnx" else 0
        assert relative(again.readings(X), model.readings(X)) <= tolerance


def test_that_the_script_answers_in_an_environment_of_numpy_alone(
    kind: Kind, tmp_path: Path, numpy_alone: Callable[..., str]
) -> None:
    model = model_of(kind)
    write_script(model, tmp_path)
    found = json.loads(numpy_alone(tmp_path / "net.py", "--json", tmp_path / "x.txt"))
    entries = found["predictions"]
    answered = np.array([list(entry[kind.readings].values()) for entry in entries]).T
    expected = by_hand(kind, model)
    assert relative(answered, expected) < 1e-12
    for entry, values in zip(entries, expected.T, strict=True):
        assert list(entry[kind.readings]) == list(kind.names)
        if kind.targets == "classes":
            assert entry["class"] == kind.names[values.argmax()]
        elif kind.targets == "labels":
            threshold = 0.5 if kind.readings == "probabilities" else 0.0
            wanted = [n for n, value in zip(kind.names, values, strict=True) if value > threshold]
            assert entry["labels"] == wanted
        else:
            assert list(entry) == ["file", "numbers"]


@pytest.mark.parametrize(("ending", "precise"), [(".onnx", 1e-5), (".float64.onnx", 1e-12)])
def test_that_a_graph_answers_by_the_name_of_what_it_answers(
    kind: Kind, ending: str, precise: float, tmp_path: Path
) -> None:
    model = model_of(kind)
    save(model, tmp_path / f"net{ending}", X)
    session = onnxruntime.InferenceSession(tmp_path / f"net{ending}")
    (start,) = session.get_inputs()
    assert start.name == ("features" if kind.targets == "numbers" else "numbers")
    raw = INPUTS.unscale(X).T.astype(np.float32 if ending == ".onnx" else np.float64)
    (found,) = session.run([kind.readings], {start.name: raw})
    assert relative(found.T, by_hand(kind, model)) < precise
    if kind.scale:
        nodes = [node.op_type for node in onnx.load(tmp_path / f"net{ending}").graph.node]
        assert nodes[-2:] == ["Mul", "Add"]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("hinge of two", ["no (score "]),
        ("labels", ["none of the labels", "%), "]),
        ("two numbers", ["price ", ", year "]),
    ],
)
def test_that_the_script_says_its_answer_in_a_line(
    name: str, lines: list[str], tmp_path: Path, numpy_alone: Callable[..., str]
) -> None:
    write_script(model_of(KINDS[name]), tmp_path)
    said = numpy_alone(tmp_path / "net.py", tmp_path / "x.txt")
    assert len(said.splitlines()) == X.shape[1]
    assert all(text in said for text in lines)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("hinge of two", "0 minus it. The class of the higher score"),
        ("squares of two", "1 minus it. The class of the higher score"),
        ("perceptron of three", "one unit a class, in the order of classes: their scores"),
        ("labels", "All labels above 0.5 are answered"),
        ("labels by scores", "All labels above 0 are answered"),
        ("a price", "output * deviation + mean"),
        ("as it is", "The last layer has one unit a number, in the order of classes."),
    ],
)
def test_that_the_recipe_says_what_the_outputs_mean(name: str, words: str) -> None:
    assert words in json.loads(describe(model_of(KINDS[name])))["recipe"][-1]


def test_that_a_graph_that_loses_the_spread_of_its_numbers_is_refused_in_float32(
    tmp_path: Path,
) -> None:
    kind = KINDS["a price"]
    late = TargetScale((1.7e9,), (60.0,))
    times = Model(
        model_of(kind).experiment,
        INPUTS,
        ("time",),
        model_of(kind).parameters,
        targets="numbers",
        target_scale=late,
    )
    with pytest.raises(OutputError, match=r"in float32 .* \.float64\.onnx"):
        save(times, tmp_path / "net.onnx", X)
    assert save(times, tmp_path / "net.float64.onnx", X).largest_difference < 1e-8
    assert save(model_of(kind), tmp_path / "net.onnx", X).largest_difference < 1e-5


LIES = {
    "numbers of a network of classes": ({"targets": "numbers"}, "perceptron of three", "targets"),
    "scores that are called probabilities": (
        {"readings": "probabilities"},
        "hinge of two",
        "readings",
    ),
    "another threshold": ({"threshold": 0.7}, "labels", "threshold"),
    "no number as a threshold": ({"threshold": float("nan")}, "labels", "threshold"),
    "labels of one unit more": ({"classes": ["a", "b", "c", "d"]}, "labels", "layer sizes"),
    "a scale of classes": ({"target_scale": {"mean": [1], "deviation": [1]}}, "labels", "scale"),
    "a scale of two": (
        {"target_scale": {"mean": [1, 2], "deviation": [1, 2]}},
        "a price",
        "target_scale",
    ),
    "an absurd scale": (
        {"target_scale": {"mean": [0], "deviation": [1e300]}},
        "a price",
        "target_scale",
    ),
    "a tiny scale": ({"target_scale": {"mean": [0], "deviation": [1e-300]}}, "a price", "scale"),
    "no spread": ({"target_scale": {"mean": [0], "deviation": [0]}}, "a price", "above 0"),
    "no finite mean": (
        {"target_scale": {"mean": [float("inf")], "deviation": [1]}},
        "a price",
        "finite",
    ),
    "another scale": (
        {"target_scale": {"mean": [0], "deviation": [1]}},
        "a price",
        "other answers",
    ),
    "a kind of a later program": ({"targets": "words"}, "labels", "newer"),
}


@pytest.mark.parametrize("lie", LIES)
def test_that_a_description_that_lies_of_its_answers_is_refused(lie: str, tmp_path: Path) -> None:
    change, name, message = LIES[lie]
    save(model_of(KINDS[name]), tmp_path / "net.npz", X)
    with np.load(tmp_path / "net.npz") as stored:
        arrays = dict(stored)
    about = json.loads(str(arrays["layerbench"])) | change
    np.savez(tmp_path / "net.npz", **(arrays | {"layerbench": np.array(json.dumps(about))}))
    with pytest.raises(ModelError, match=message):
        read_model(tmp_path / "net.npz")


@pytest.mark.parametrize(
    ("name", "head", "cells"),
    [
        ("hinge of two", ["file", "class", "no", "yes", "error"], ["yes", "-2.5", "2.5"]),
        ("labels", ["file", "labels", *THREE, "error"], ["red;blue", "0.75", "0.25", "0.9"]),
        ("two numbers", ["file", "price", "year", "error"], ["300000.5", "1990.0"]),
    ],
)
def test_that_a_table_of_answers_has_what_is_answered(
    name: str, head: list[str], cells: list[str], tmp_path: Path
) -> None:
    answers = model_of(KINDS[name]).answers
    values = [float(cell) for cell in cells[-len(answers.names) :]]
    readings = dict(zip(answers.names, values, strict=True))
    good = Prediction("a.png", readings, answered=answers.answered(np.array(values)))
    write_csv(tmp_path / "a.csv", answers, [good, Prediction("b.png", {}, ModelError("bad"))])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as table:
        first, second, third = csv.reader(table)
    assert first == head
    assert second == ["a.png", *cells, ""]
    assert third == ["b.png", *[""] * len(cells), "bad"]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (312_345.678, "312346"),
        (1_250_000.0, "1250000"),
        (0.0, "0"),
        (-0.012345678, "-0.0123457"),
        (3e20, "3e+20"),
        (2.5e-7, "2.5e-07"),
    ],
)
def test_that_a_number_is_said_in_six_digits_without_an_exponent(number: float, text: str) -> None:
    assert number_text(number) == text
