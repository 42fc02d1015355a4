"""A page holds its run: frames, weights within a budget, and the same answers in a browser."""

import base64
import io
import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.images.read import read_picture
from core.data.load import load
from core.experiment.settings import (
    AnswerSettings,
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.live_page import page
from core.live_page.frames import FRAMES, Recorder
from core.live_page.page import LiveRun, live_part
from core.models.model import Model
from core.training.run import finish
from core.training.trainer import Trainer

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")


def trained(
    kind: str, iterations: int, hidden: tuple[int, ...] = (4,), **data: object
) -> tuple[LiveRun, Trainer]:
    experiment = Experiment(
        data=DataSettings(kind=kind, **data),
        network=NetworkSettings(hidden=hidden),
        training=TrainingSettings(learning_rate=0.5, iterations=iterations),
        answers=AnswerSettings(),
    )
    dataset = load(experiment.data)
    trainer = Trainer(experiment, dataset)
    recorder = Recorder(experiment, dataset)
    recorder(trainer)
    finish(trainer, recorder)
    curves = {"train": trainer.history.train_cost.curve()}
    model = Model.of(experiment, dataset, trainer.parameters)
    return LiveRun(model, dataset, recorder.frames, curves), trainer


@pytest.fixture(scope="module")
def flower() -> LiveRun:
    return trained("flower", 640)[0]


@pytest.fixture(scope="module")
def digits() -> LiveRun:
    return trained("digits", 60, (6,), samples=120)[0]


def data_of(part: str) -> dict:
    return json.loads(re.search("const data = (.*?);\n", part)[1])


def test_that_frames_are_spread_over_the_run_from_its_first_to_its_last_iteration(flower) -> None:
    at = [frame["iteration"] for frame in data_of(live_part(flower))["frames"]]
    assert (at[0], at[-1]) == (0, 640)
    assert len(at) <= FRAMES + 2
    assert max(np.diff(at)) <= 2 * min(np.diff(at)[:-1])


def test_that_every_frame_of_a_small_network_has_its_weights_in_full(flower) -> None:
    frames = data_of(live_part(flower))["frames"]
    stored = np.frombuffer(base64.b64decode(frames[-1]["weights"]))
    layers = zip(flower.model.parameters.W, flower.model.parameters.b, strict=True)
    wanted = np.concatenate([each.ravel() for pair in layers for each in pair])
    assert {frame["kind"] for frame in frames} == {"float64"}
    assert np.array_equal(stored, wanted)


def test_that_a_larger_network_keeps_the_last_weights_alone_and_its_answers_all_along() -> None:
    run, _ = trained("digits", 32, (300,), samples=60)
    data = data_of(live_part(run))
    kinds = [frame["kind"] for frame in data["frames"]]
    assert set(kinds[:-1]) == {None}
    assert kinds[-1] in ("float32", "float64")
    assert all(len(frame["readings"]) == len(data["samples"]) for frame in data["frames"])


def test_that_weights_that_a_page_cannot_hold_are_left_out_and_the_rest_stays(
    digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "BUDGET", 100)
    data = data_of(live_part(digits))
    assert {frame["weights"] for frame in data["frames"]} == {None}
    assert data["samples"]


def test_that_single_precision_is_for_weights_whose_answers_stay_the_same(
    digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = digits.model.parameters.flat.size
    monkeypatch.setattr(page, "BUDGET", 5 * size * len(digits.frames))
    assert {frame["kind"] for frame in data_of(live_part(digits))["frames"]} == {"float32"}
    monkeypatch.setattr(page, "LARGEST_DIFFERENCE", 1e-12)
    assert data_of(live_part(digits))["frames"][-1]["kind"] is None


def test_that_no_name_ends_the_script_and_nothing_is_fetched(flower) -> None:
    named = Model(
        flower.model.experiment,
        flower.model.inputs,
        ("</script><b>", "&amp;"),
        flower.model.parameters,
    )
    part = live_part(LiveRun(named, flower.dataset, flower.frames, flower.curves))
    assert part.count("</script>") == 1
    assert "http" not in part


def in_browser(run: LiveRun, script: str, folder: Path) -> dict:
    """Open a page with one more script, and return what that stores in the page's `data-found`."""
    file = folder / "run.html"
    body = f"<!DOCTYPE html><meta charset=utf-8><body>{live_part(run)}<script>{script}</script>"
    file.write_text(body, encoding="utf-8")
    options = ("--headless=new", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000")
    profile = f"--user-data-dir={folder / 'profile'}"
    words = [BROWSER, *options, profile, "--dump-dom", file.as_uri()]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=True)
    return json.loads(unescape(re.search('data-found="([^"]*)"', done.stdout)[1]))


@pytest.mark.skipif(not BROWSER, reason="no browser (chromium) is installed")
def test_that_a_browser_replays_the_boundary_and_answers_at_any_frame(flower, tmp_path) -> None:
    X = np.array([[0.5, -1.0, 3.0], [1.2, 0.3, -2.0]])
    script = f"""
        const slider = document.querySelector("input[type=range]"), found = {{}};
        for (const frame of [0, 7, frames.length - 1]) {{
          slider.value = frame;
          slider.dispatchEvent(new Event("input"));
          const words = document.querySelector("output").textContent;
          const answers = {X.T.tolist()}.map((x) => readings(layersAt(now), scaled(x)));
          found[frame] = [words, answers];
        }}
        const pen = document.querySelectorAll("canvas")[1].getContext("2d");
        found.colours = new Set(pen.getImageData(0, 0, 400, 400).data).size;
        document.body.dataset.found = JSON.stringify(found);
    """
    found = in_browser(flower, script, tmp_path)
    assert found.pop("colours") > 20
    assert len(found) == 3
    for number, (words, answers) in found.items():
        frame = flower.frames[int(number)]
        costs = flower.curves["train"].values
        cost = costs[min(frame.iteration, len(costs) - 1)]
        assert words == f"iteration {frame.iteration}, cost {float(f'{cost:.4g}')}"
        model = Model.of(flower.model.experiment, flower.dataset, frame.parameters)
        assert np.allclose(np.array(answers).T, model.readings(X), atol=1e-12)


@pytest.mark.skipif(not BROWSER, reason="no browser (chromium) is installed")
def test_that_a_browser_answers_for_a_dropped_picture_as_the_program_does(digits, tmp_path) -> None:
    pixels = np.random.RandomState(4).randint(0, 256, (57, 83, 3)).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    text = base64.b64encode((tmp_path / "photo.png").read_bytes()).decode()
    script = f"""
        const bytes = Uint8Array.from(atob("{text}"), (letter) => letter.charCodeAt(0));
        const files = new DataTransfer();
        files.items.add(new File([bytes], "photo.png", {{ type: "image/png" }}));
        files.items.add(new File([bytes.slice(0, 20)], "broken.png", {{ type: "image/png" }}));
        const drop = new DragEvent("drop", {{ dataTransfer: files, bubbles: true }});
        document.querySelector(".live_drop").dispatchEvent(drop);
        const wait = () => {{
          const answered = document.querySelector("[data-readings]");
          const words = [...document.querySelectorAll("figcaption")].map((one) => one.textContent);
          if (!answered || !words.some((word) => word.includes("broken.png")))
            return setTimeout(wait, 20);
          document.body.dataset.found =
            JSON.stringify([JSON.parse(answered.dataset.readings), answered.textContent]);
        }};
        wait();
    """
    readings, words = in_browser(digits, script, tmp_path)
    X = digits.model.inputs.column(read_picture(str(tmp_path / "photo.png"), digits.model.inputs))
    wanted = digits.model.readings(X).ravel()
    assert np.abs(np.array(readings) - wanted).max() < 1e-6
    assert words.startswith(digits.dataset.classes[wanted.argmax()])


def test_that_pictures_in_a_page_are_those_that_the_network_saw(digits) -> None:
    first = data_of(live_part(digits))["samples"][0]["picture"]
    with Image.open(io.BytesIO(base64.b64decode(first.partition(",")[2]))) as picture:
        shown = np.asarray(picture)
    places = digits.dataset.test or digits.dataset.train
    assert np.array_equal(shown, digits.model.inputs.picture(places.X[:, [0]]).squeeze())
