"""Facts about answers for files while a run goes on: of the weights of then, to the last file."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import ModelError, OutputError
from core.experiment.settings import DataSettings, Experiment, TrainingSettings
from core.models.answers import Answers
from core.models.exporters import read_model
from core.models.prediction import predict
from core.training.snapshots.snapshot import State
from core.training.worker import prediction_thread
from core.training.worker.events import (
    Event,
    Failed,
    Predicted,
    Saved,
    TableWritten,
)
from core.training.worker.runner import Runner
from tests.core.training.conftest import wait, wait_for_event, wait_for_snapshot

FILES = 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures of two classes, and among them a file that is none."""
    generator = np.random.RandomState(1)
    for number in range(FILES - 1):
        place = tmp_path / "data" / ("light", "dark")[number % 2]
        place.mkdir(parents=True, exist_ok=True)
        pixels = generator.randint(0, 128, (11 + number, 9, 3)) + 120 * (number % 2 == 0)
        Image.fromarray(pixels.astype(np.uint8)).save(place / f"{number:02}.png")
    (place / "notes.png").write_text("not a picture")
    return tmp_path / "data"


def experiment(folder: Path, iterations: int) -> Experiment:
    data = DataSettings(kind="pictures", folder=str(folder), size=8)
    return Experiment(data=data, training=TrainingSettings(iterations=iterations))


def answers(runner: Runner) -> list[Predicted]:
    """Wait until the last answer is there, and give all that came."""
    found: list[Predicted] = []

    def ended() -> bool:
        found.extend(one for one in runner.events() if isinstance(one, Predicted))
        return bool(found) and found[-1].ended

    wait(ended)
    return found


def test_that_files_get_the_answers_that_the_exported_weights_give(
    runner: Runner, folder: Path, tmp_path: Path
) -> None:
    runner.submit(experiment(folder, 30), train=True)
    wait_for_snapshot(runner, lambda p: p.state is State.FINISHED)
    runner.save(tmp_path / "net.npz")
    wait_for_event(runner, Saved)
    runner.predict([folder])
    told = answers(runner)
    assert all(one.total == FILES for one in told)
    assert told[0].source.iteration == 30
    found = [one for some in told for one in some.predictions]
    expected = predict(read_model(tmp_path / "net.npz"), [folder])
    assert [(one.file, one.readings) for one in found] == [
        (one.file, one.readings) for one in expected
    ]
    assert [str(one.problem) for one in found if one.problem] == [
        "this is a text file, not a picture"
    ]


def test_that_answers_bring_the_pixels_that_the_network_received(
    runner: Runner, folder: Path
) -> None:
    runner.submit(experiment(folder, 1))
    wait_for_snapshot(runner, lambda p: True)
    file = folder / "light" / "00.png"
    runner.predict([file])
    (one,) = [one for some in answers(runner) for one in some.predictions]
    with Image.open(file) as image:
        oracle = image.resize((8, 8), Image.Resampling.BICUBIC, reducing_gap=2.0)
    assert np.array_equal(one.pixels, np.asarray(oracle))
    assert not one.pixels.flags.writeable


def test_that_a_run_goes_on_while_files_are_answered_by_a_copy(
    runner: Runner, folder: Path
) -> None:
    runner.submit(experiment(folder, 10_000_000), train=True)
    wait_for_snapshot(runner, lambda p: p.iteration > 5)
    runner.predict([folder])
    asked = answers(runner)[0].source
    later = wait_for_snapshot(runner, lambda p: p.iteration > asked.iteration)
    assert (later.run, later.state) == (asked.run, State.RUNNING)


def test_that_stopping_ends_the_answers(
    runner: Runner, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner.submit(experiment(folder, 1))
    wait_for_snapshot(runner, lambda p: True)
    monkeypatch.setattr(prediction_thread, "BATCH_FILES", 1)
    runner.predict([folder] * 1000)
    wait_for_event(runner, Predicted)
    runner.cancel_predicting()
    told = answers(runner)
    assert sum(len(one.predictions) for one in told) < told[-1].total == 1000 * FILES


def test_that_a_new_question_takes_the_place_of_the_old_one(runner: Runner, folder: Path) -> None:
    runner.submit(experiment(folder, 1))
    wait_for_snapshot(runner, lambda p: True)
    runner.predict([folder] * 1000)
    first = wait_for_event(runner, Predicted).source.number
    runner.predict([folder])
    ended = wait(
        lambda: [
            one
            for one in runner.events()
            if isinstance(one, Predicted) and one.ended and one.source.number > first
        ]
    )
    assert ended[0].total == FILES


def test_that_a_network_of_points_says_that_it_takes_no_pictures(
    runner: Runner, folder: Path
) -> None:
    runner.submit(Experiment(data=DataSettings(kind="moons")))
    wait_for_snapshot(runner, lambda p: True)
    runner.predict([folder])
    problem = wait_for_event(runner, Failed).problem
    assert isinstance(problem, ModelError)
    assert "2 numbers a sample, not pictures" in str(problem)


def test_that_a_place_that_is_gone_is_told_and_ends_the_errand(
    runner: Runner, folder: Path, tmp_path: Path
) -> None:
    runner.submit(experiment(folder, 1))
    wait_for_snapshot(runner, lambda p: True)
    runner.predict([tmp_path / "gone"])
    told: list[Event] = []

    def ended() -> bool:
        told.extend(runner.events())
        return isinstance(told[-1], Predicted) and told[-1].ended if told else False

    wait(ended)
    (failed,) = [one for one in told if isinstance(one, Failed)]
    assert "no such picture or folder" in str(failed.problem)


def test_that_answers_are_written_as_a_table_or_told_why_not(
    runner: Runner, folder: Path, tmp_path: Path
) -> None:
    runner.submit(experiment(folder, 1))
    wait_for_snapshot(runner, lambda p: True)
    runner.predict([folder])
    found = [one for some in answers(runner) for one in some.predictions]
    runner.write_answers(tmp_path / "answers.csv", Answers(("dark", "light")), found)
    assert wait_for_event(runner, TableWritten).file == str(tmp_path / "answers.csv")
    assert len((tmp_path / "answers.csv").read_text("utf-8-sig").splitlines()) == FILES + 1
    runner.write_answers(tmp_path / "none" / "answers.csv", Answers(("dark", "light")), found)
    assert isinstance(wait_for_event(runner, Failed).problem, OutputError)


def test_that_closing_ends_the_answers_too(folder: Path) -> None:
    runner = Runner()
    runner.submit(experiment(folder, 1))
    wait_for_snapshot(runner, lambda p: True)
    runner.predict([folder] * 1000)
    wait_for_event(runner, Predicted)
    assert runner.close()
