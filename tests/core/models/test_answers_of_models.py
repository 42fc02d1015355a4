"""Threshold, temperature and refusals: what a network answers, every file of it answers too."""

import json
import re
import runpy
from dataclasses import replace as with_fields
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from msgspec.structs import replace

from core.data.generated.digits import digits
from core.data.load import load
from core.errors import ModelError
from core.experiment.settings import (
    AnswerSettings,
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.models.answers import NONE
from core.models.calibration import Calibration, References
from core.models.description import describe, parse_description
from core.models.exporters import EXPORTERS, read_model, save
from core.models.model import Model
from core.models.prediction import predict
from core.models.predictions_csv import write_csv
from core.training.calibration import calibrated_model
from core.training.trainer import Trainer

ANSWERS = {
    "a threshold of its own": AnswerSettings(threshold=0.9),
    "a fitted temperature": AnswerSettings(temperature="fitted"),
    "a temperature": AnswerSettings(temperature=2.5, threshold=0.3),
    "unsure": AnswerSettings(refuse="probability", false_refusals=0.1, temperature="fitted"),
    "far": AnswerSettings(refuse="distance", false_refusals=0.1),
    "far by too few": AnswerSettings(refuse="distance", false_refusals=0.001),
    "far by too few, a threshold": AnswerSettings(
        refuse="distance", false_refusals=0.001, threshold=0.9
    ),
}
NETWORKS = {
    "two classes": (DataSettings(kind="moons", samples=80, test_share=0.4, noise=0.3), (5, 4)),
    "points alone": (DataSettings(kind="circles", samples=80, test_share=0.4), ()),
    "digits": (DataSettings(kind="digits", samples=120, test_samples=60), (12,)),
    "table": (
        DataSettings(kind="people", samples=120, test_share=0.4, scaling="standardised"),
        (12,),
    ),
}


@cache
def trained(name: str) -> Trainer:
    data, hidden = NETWORKS[name]
    training = TrainingSettings(iterations=60, learning_rate=0.5)
    network = NetworkSettings(hidden=hidden)
    experiment = Experiment(data=data, network=network, training=training)
    trainer = Trainer(experiment, load(data))
    trainer.step(60)
    return trainer


def model_of(network: str, answers: str) -> tuple[Model, np.ndarray]:
    """Return a model that answers so, and samples X of which some are like none it has seen."""
    trainer = trained(network)
    trainer.experiment = replace(trainer.experiment, answers=ANSWERS[answers])
    X = trainer.dataset.train.X[:, :30]
    strange = np.random.RandomState(1).permutation(X.ravel()).reshape(X.shape, order="F")
    return calibrated_model(trainer), np.asfortranarray(np.hstack([X, strange]))


@pytest.mark.parametrize("ending", EXPORTERS)
@pytest.mark.parametrize("answers", ANSWERS)
def test_that_a_file_answers_as_the_network(ending: str, answers: str, tmp_path: Path) -> None:
    for network in ["two classes", "table"] if ending == ".py" else NETWORKS:
        model, X = model_of(network, answers)
        file = tmp_path / f"net{ending}"
        assert save(model, file, X).verified
        back = read_model(file)
        np.testing.assert_array_equal(back.classes_answered(X), model.classes_answered(X))
        assert back.calibration.temperature == model.calibration.temperature
        assert back.experiment.answers == model.experiment.answers
        if ending.endswith(".onnx") and not model.answers.is_usual:
            raw = model.inputs.unscale(X).T
            if network == "digits":
                raw = np.stack([model.inputs.picture(x) for x in X.T])  # type: ignore[union-attr]
            _check_graph(file, model, X, raw)
        if ending == ".py":
            _check_script(file, model, X)
        for written in tmp_path.iterdir():
            written.unlink()


def _check_graph(file: Path, model: Model, X: np.ndarray, raw: np.ndarray) -> None:
    session = onnxruntime.InferenceSession(str(file))
    start = session.get_inputs()[0]
    kinds = {"tensor(float)": "f4", "tensor(double)": "f8", "tensor(uint8)": "u1"}
    said = session.run(None, {start.name: raw.astype(kinds[start.type])})
    outputs = dict(zip((end.name for end in session.get_outputs()), said, strict=True))
    assert np.count_nonzero(outputs["answer"] != model.classes_answered(X)) <= 1  # a rounding
    assert np.any(outputs["answer"] == NONE) == model.answers.refuses
    distances = model.respond(X).distances
    if distances is not None:
        np.testing.assert_allclose(outputs["distance"], distances, atol=2e-3)


def _check_script(file: Path, model: Model, X: np.ndarray) -> None:
    parts = runpy.run_path(str(file))
    about, weights = parts["load"](file.with_suffix(".npz"))
    found, far = parts["respond"](about, weights, X)
    columns = zip(found.T, far, strict=True)
    names = [parts["answer"](about, {}, iter([column])).get("class") for column in columns]
    classes = [None if n == NONE else model.classes[n] for n in model.classes_answered(X)]
    assert names == classes


def test_that_a_share_of_the_test_samples_is_refused_and_no_more() -> None:
    for network in NETWORKS:
        for answers in ("unsure", "far"):
            model, _ = model_of(network, answers)
            test = trained(network).dataset.test
            assert test is not None
            refused = np.count_nonzero(model.classes_answered(test.X) == NONE)
            assert 0 < refused <= 0.1 * test.m, (network, answers)


def test_that_what_was_written_before_there_were_such_settings_is_read() -> None:
    model, _ = model_of("two classes", "a fitted temperature")
    plain = replace(model.experiment, answers=AnswerSettings())
    values = json.loads(describe(Model(plain, model.inputs, model.classes, model.parameters)))
    for name in ("temperature", "least_probability", "largest_distance", "neighbours"):
        del values[name]
    del values["experiment"]["answers"]
    description = parse_description("old.npz", json.dumps(values))
    assert description.temperature == 1
    assert description.experiment.answers == AnswerSettings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("temperature", 0),
        ("least_probability", 2),
        ("largest_distance", 1),
        ("components", 2),
    ],
)
def test_that_a_description_at_odds_with_itself_is_refused(name: str, value: float) -> None:
    model, _ = model_of("two classes", "a threshold of its own")
    values = json.loads(describe(model)) | {name: value}
    with pytest.raises(ModelError, match="damaged"):
        parse_description("net.npz", json.dumps(values))


def test_that_a_picture_like_none_is_refused_with_the_reason(tmp_path: Path) -> None:
    from PIL import Image

    model, X = model_of("digits", "far")
    assert not isinstance(model.inputs, tuple)
    known = model.inputs.picture(X[:, 0])[:, :, 0]  # type: ignore[union-attr]
    files = [tmp_path / "a known digit.png", tmp_path / "b strange.png"]
    for file, pixels in zip(files, (known, 255 - known), strict=True):
        Image.fromarray(pixels).save(file)
    first, second = predict(model, files)
    assert first.answered
    assert first.refused is None
    assert second.answered == ()
    assert "more than" in str(second.refused)
    names = tuple(f"{number}.png" for number in range(2000))
    assert model.calibration.references
    references = with_fields(model.calibration.references, names=names)
    named = with_fields(model, calibration=with_fields(model.calibration, references=references))
    (third,) = predict(named, files[1:])
    assert re.search(r"more than \S+; the nearest is \d+\.png", str(third.refused))
    write_csv(tmp_path / "answers.csv", model.answers, [first, second])
    lines = (tmp_path / "answers.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("file,class,refused,0,1")
    assert ",its distance from" in lines[2].replace('"', "")


@pytest.mark.parametrize("ending", [".npz", ".safetensors", ".onnx"])
def test_that_a_file_without_components_of_the_inputs_answers_as_it_did(
    ending: str, tmp_path: Path
) -> None:
    for network in NETWORKS:
        model, X = model_of(network, "far")
        A = model.network.forward(model.parameters, X).A
        old = np.vstack([a / np.linalg.norm(a, axis=0) for a in A[1:-1]] or [X])
        references = References(old[:, :30].T.astype(np.float32))
        calibration = Calibration(largest_distance=0.1, references=references)
        older = with_fields(model, calibration=calibration)
        assert save(older, tmp_path / f"old{ending}", X).verified
        back = read_model(tmp_path / f"old{ending}")
        far = back.respond(X).distances
        expected = np.linalg.norm(old[:, :, np.newaxis] - old[:, np.newaxis, :30], axis=0)
        np.testing.assert_allclose(far, expected.min(axis=1), atol=2e-3)
        assert np.any(back.classes_answered(X) == NONE)


@pytest.mark.parametrize("hidden", [(20,), (64, 32), ()])
def test_that_an_unknown_class_is_refused_nine_times_in_ten(
    hidden: tuple[int, ...], tmp_path: Path
) -> None:
    """Digits 0 to 7 are learned, 8 and 9 shown, at 5 % false refusals."""
    X, labels = digits(None, 1)
    known = np.random.RandomState(1).permutation(np.flatnonzero(labels < 8))
    test, train = known[:360], known[360:]
    parts = {"train_X": X[:, train], "train_Y": labels[train]}
    parts |= {"test_X": X[:, test], "test_Y": labels[test]}
    np.savez(tmp_path / "digits.npz", **parts)
    experiment = Experiment(
        data=DataSettings(kind="arrays", folder=str(tmp_path / "digits.npz")),
        network=NetworkSettings(hidden=hidden, activation="relu", initialisation="he"),
        training=TrainingSettings(optimiser="adam", learning_rate=0.003, epochs=40, batch_size=32),
        answers=AnswerSettings(refuse="distance", false_refusals=0.05),
    )
    trainer = Trainer(experiment, load(experiment.data))
    trainer.step(trainer.updates)
    model = calibrated_model(trainer)
    refused = model.classes_answered(X[:, labels >= 8]) == NONE
    assert refused.mean() >= 0.92
    assert np.mean(model.classes_answered(X[:, test]) == NONE) <= 0.05
    # The highest probability alone does not reach that.
    trainer.experiment = replace(experiment, answers=AnswerSettings(refuse="probability"))
    by_probability = calibrated_model(trainer).classes_answered(X[:, labels >= 8]) == NONE
    assert by_probability.mean() < refused.mean()
