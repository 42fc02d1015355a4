"""Facts about the runs that are kept: whole, few, and not lost for one that is damaged."""

import dataclasses
import os
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.load import load
from core.errors import OutputError
from core.experiment.settings import (
    AnswerSettings,
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.experiment.toml import with_settings
from core.projects.project import capture_project, write_project
from core.runs import run_store as shelves
from core.runs.comparison import compare
from core.runs.record import Line, Record, final, record, record_of_project, to_json
from core.runs.run_store import RunStore
from core.training.history import Curve
from core.training.run import finish, run
from core.training.snapshots.snapshot import Snapshot, State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.trainer import Trainer

MOONS = DataSettings(kind="moons", samples=30, test_share=0.2)
DATA = load(MOONS)


@cache
def _snapshot(**training: object) -> Snapshot:
    """Train once for all tests that ask for the same."""
    settings = TrainingSettings(**{"iterations": 900, "learning_rate": 0.1, **training})
    experiment = Experiment(data=MOONS, network=NetworkSettings(hidden=(3,)), training=settings)
    return Snapshotter(run(experiment, DATA), 1).take(State.FINISHED, 0.5, 1.0)


def _kept(live: bool = False, **training: object) -> Record:
    return record(_snapshot(**training), live)


@pytest.fixture
def shelf(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "deep" / "runs")


def test_that_a_run_is_there_after_a_restart_with_its_figures(shelf: RunStore) -> None:
    picture = _snapshot()
    shelf.put(record(picture, False))
    (found,) = RunStore(shelf.folder).records
    assert found == shelf.records[0]
    assert found.experiment == picture.experiment
    for name in ("train_cost", "test_cost", "train_accuracy", "test_accuracy"):
        assert final(getattr(found, name).curve()) == getattr(picture, name).values[-1]
    assert len(found.train_cost.at) <= 405
    assert found.name == "moons, 3 tanh, rate 0.1"


def test_that_a_run_keeps_the_threshold_by_which_its_accuracies_do_not_count(
    shelf: RunStore,
) -> None:
    own = with_settings(_snapshot().experiment, {"answers.threshold": 0.8})
    for threshold, experiment in ((None, _snapshot().experiment), (0.8, own)):
        kept = record(dataclasses.replace(_snapshot(), experiment=experiment), False)
        shelf.put(kept)
        # A run of before that differs in how it answers alone gives way.
        (found,) = RunStore(shelf.folder).records
        assert found.threshold == threshold
    said = "Accuracies of {} count by the usual threshold, 0.5; 0.8 is its own."
    assert compare([found, found]).warnings[0] == said.format(found.name)
    shelf.answer_by(found.key, AnswerSettings(), None)
    (found,) = RunStore(shelf.folder).records
    assert (found.threshold, found.experiment) == (None, _snapshot().experiment)


def test_that_three_classes_have_no_threshold_by_which_accuracies_do_not_count() -> None:
    own = with_settings(_snapshot().experiment, {"answers.threshold": 0.8})
    three = dataclasses.replace(_snapshot(), experiment=own, classes=("a", "b", "c"))
    assert record(three, False).threshold is None


def test_that_a_run_that_is_kept_keeps_its_swings() -> None:
    costs = np.full(10_000, 0.5)
    costs[1234], costs[7777] = 9.0, 0.001
    swings = Curve(np.arange(10_000.0), costs)
    kept = record(dataclasses.replace(_snapshot(), train_cost=swings), False).train_cost.curve()
    assert len(kept.at) <= 405
    assert dict(zip(kept.at.tolist(), kept.values.tolist(), strict=True)).items() >= {
        (0.0, 0.5),
        (1234.0, 9.0),
        (7777.0, 0.001),
        (9999.0, 0.5),
    }


def test_that_a_diverged_run_is_kept_and_read_again(shelf: RunStore) -> None:
    shelf.put(_kept(learning_rate=1000.0, l2=40.0))
    (found,) = RunStore(shelf.folder).records
    assert found.diverged
    assert np.isnan(final(found.train_cost.curve()))


def test_that_a_run_that_repeats_another_takes_its_place_and_its_name(shelf: RunStore) -> None:
    shelf.put(_kept())
    shelf.rename(shelf.records[0].key, "mine")
    shelf.put(_kept(live=True))
    (found,) = shelf.records
    assert (found.name, found.live) == ("mine", False)


def test_that_live_leaves_one_run_and_no_other(shelf: RunStore) -> None:
    shelf.put(_kept(learning_rate=0.5))
    for rate in (0.1, 0.2, 0.3):
        shelf.put(_kept(live=True, learning_rate=rate))
    rates = [found.experiment.training.learning_rate for found in shelf.records]
    assert rates == [0.3, 0.5]
    assert len(os.listdir(shelf.folder)) == 2


def test_that_a_run_that_goes_on_takes_the_place_of_what_was_cut_short(shelf: RunStore) -> None:
    whole = _kept()
    half, less = (replace(whole, key=f"x{n}", cut_short=True, iterations=n) for n in (500, 300))
    other = replace(half, key="other", first_weights="given")
    for one in (less, half, other, less):
        shelf.put(one)
    assert {(r.iterations, r.first_weights) for r in shelf.records} == {(500, ""), (500, "given")}
    shelf.put(whole)
    shelf.put(half)
    assert {record.key for record in shelf.records} == {whole.key, "other"}


def test_that_the_run_of_a_project_is_kept_as_cut_short(shelf: RunStore, tmp_path: Path) -> None:
    training = TrainingSettings(iterations=900, learning_rate=0.1)
    experiment = Experiment(data=MOONS, network=NetworkSettings(hidden=(3,)), training=training)
    trainer = Trainer(experiment, DATA)
    trainer.step(300)
    write_project(capture_project(trainer), tmp_path / "left.layerbench")
    shelf.put(record_of_project(tmp_path / "left.layerbench"))
    (kept,) = RunStore(shelf.folder).records
    assert kept.cut_short
    assert (kept.iterations, kept.experiment) == (300, experiment)
    costs = trainer.history.train_cost.curve()
    assert final(kept.train_cost.curve()) == costs.values[-1]
    shelf.put(record(Snapshotter(finish(trainer), 1).take(State.FINISHED, 0.5, 1.0), False))
    assert [run.cut_short for run in shelf.records] == [False]


def test_that_a_run_is_removed_and_can_be_put_back(shelf: RunStore) -> None:
    shelf.put(_kept())
    (gone,) = shelf.records
    shelf.remove(gone.key)
    assert RunStore(shelf.folder).records == ()
    shelf.undo()
    assert RunStore(shelf.folder).records == (gone,)


def test_that_the_oldest_go(shelf: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "MOST", 3)
    first = _kept()
    for number in range(5):
        settings = replace(first.experiment, data=replace(MOONS, seed=number))
        shelf.put(replace(first, key=f"{number}", experiment=settings))
    assert [found.key for found in RunStore(shelf.folder).records] == ["4", "3", "2"]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\x00\xff", b"[" * 100_000, b'{"format": 1}', b"null"]
)
def test_that_a_damaged_file_is_named_and_the_others_are_there(
    shelf: RunStore, content: bytes
) -> None:
    shelf.put(_kept())
    (shelf.folder / "odd.run.json").write_bytes(content)
    again = RunStore(shelf.folder)
    assert len(again.records) == 1
    (problem,) = again.problems
    assert "odd.run.json is damaged" in problem


def test_that_a_setting_of_another_kind_is_a_damage_too(shelf: RunStore) -> None:
    shelf.put(_kept())
    (file,) = shelf.folder.iterdir()
    file.write_bytes(file.read_bytes().replace(b'"tanh"', b'"wobble"'))
    assert "wobble" in RunStore(shelf.folder).problems[0]


def test_that_a_place_that_cannot_be_written_to_costs_nothing_but_the_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    shelf = RunStore(tmp_path / "file" / "runs")
    shelf.put(_kept())
    assert len(shelf.records) == 1
    assert "until the window is closed only" in shelf.problems[0]


def test_that_a_run_from_given_weights_does_not_take_the_place_of_one_from_drawn_ones(
    shelf: RunStore,
) -> None:
    drawn = run(_snapshot().experiment, DATA)
    given = finish(Trainer(drawn.experiment, DATA, first_weights=drawn.parameters))
    again = finish(Trainer(drawn.experiment, DATA, first_weights=drawn.parameters))
    for trainer in (drawn, given, again):
        shelf.put(record(Snapshotter(trainer, 1).take(State.FINISHED, 0.5, 1.0), False))
    found = RunStore(shelf.folder).records
    assert len(found) == 2
    assert compare(found).differences[0].key == "network.first_weights"


def test_that_a_run_that_repeats_another_is_whole_before_the_old_one_goes(
    shelf: RunStore, monkeypatch
) -> None:
    old = _kept()
    shelf.put(old)
    unlinked: list[list[str]] = []
    unlink = Path.unlink

    def watched(path: Path, missing_ok: bool = False) -> None:
        if path.name.endswith(shelves.ENDING):
            unlinked.append([record.name for record in RunStore(shelf.folder).records])
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", watched)
    shelf.put(_kept())
    assert [len(names) for names in unlinked] == [2]
    (left,) = RunStore(shelf.folder).records
    assert left.key != old.key


def test_that_a_run_that_cannot_be_written_leaves_the_one_that_it_repeats(
    shelf: RunStore, monkeypatch
) -> None:
    old = _kept()
    shelf.put(old)

    def refused(path: Path, write: object) -> None:
        raise OutputError("{path}: the disk is full.", path=path)

    monkeypatch.setattr(shelves, "write_whole", refused)
    shelf.put(_kept())
    assert len(shelf.records) == 1
    assert [record.key for record in RunStore(shelf.folder).records] == [old.key]


def _left_run_of_numbers(file: Path) -> Record:
    """Return the record of a run whose answers are a number, as a crash has left it."""
    table = file.with_name("flats.csv")
    rows = [f"{area},{10 * area + 7 * (area % 3)}" for area in range(20, 60)]
    table.write_text("\n".join(["area,price", *rows]), "utf-8")
    data = DataSettings(kind="table", folder=str(table), target="price", test_share=0.2)
    training = TrainingSettings(iterations=900, learning_rate=0.01, loss="half_squared_error")
    network = NetworkSettings(hidden=(3,), output="identity", scale=3.0)
    trainer = Trainer(Experiment(data=data, network=network, training=training), load(data))
    trainer.step(300)
    write_project(capture_project(trainer), file)
    return record_of_project(file)


def test_that_a_run_of_numbers_that_a_crash_left_is_kept_as_one_of_numbers(
    shelf: RunStore, tmp_path: Path
) -> None:
    left = _left_run_of_numbers(tmp_path / "left.layerbench")
    assert np.nanmin(left.test_accuracy.values) < 0
    shelf.put(left)
    again = RunStore(shelf.folder)
    assert [kept.targets for kept in again.records] == ["numbers"]
    assert again.problems == ()


def test_that_a_left_run_of_numbers_that_was_written_as_one_of_classes_is_read_as_numbers(
    shelf: RunStore, tmp_path: Path
) -> None:
    left = _left_run_of_numbers(tmp_path / "left.layerbench")
    above = Line(left.train_accuracy.at, np.linspace(0.2, 0.9, len(left.train_accuracy.at)) ** 2)
    good = replace(left, key=f"{left.key}1", train_accuracy=above, test_accuracy=above)
    for numbers in (left, good):
        shelf.put(replace(numbers, targets="classes"))
        again = RunStore(shelf.folder)
        assert again.problems == ()
        assert again.records == (replace(numbers, name=again.records[0].name),)
        shelf.remove(numbers.key)


@pytest.mark.parametrize("samples", [2, 3, 150, 59_999])
def test_that_shares_of_samples_that_a_crash_left_stay_accuracies(
    shelf: RunStore, samples: int
) -> None:
    shares = Line((1.0, 2.0, 3.0), np.array([1, samples // 2, samples - 1]) / samples)
    kept = _kept(loss="half_squared_error")
    left = replace(kept, cut_short=True, train_accuracy=shares, test_accuracy=shares)
    shelf.put(left)
    assert RunStore(shelf.folder).records == (left,)


def test_that_two_runs_of_one_name_are_told_apart(shelf: RunStore) -> None:
    for seed in (1, 2, 3):
        shelf.put(_kept(shuffle_seed=seed, batch_size=8))
    names = {record.name for record in shelf.records}
    usual = "moons, 3 tanh, rate 0.1"
    assert names == {usual, f"{usual} (2)", f"{usual} (3)"}
    newest = shelf.records[0]
    shelf.rename(newest.key, usual)
    assert {record.name for record in shelf.records} == names


LIES: list[dict[str, object]] = [
    {"experiment": Experiment(data=DataSettings(kind="future_kind"))},
    {"train_cost": Line((1.0, 2.0), (0.5,))},
    {"test_cost": Line((1.0, 1e308), (0.5, 0.4))},
    {"train_accuracy": Line((1.0,), (1e308,))},
    {"train_cost": Line((0.0, 1.0), (1e308, -1e308))},
    {"test_accuracy": Line((2.0, 1.0), (0.5, 0.4))},
    {"unit": "fortnight"},
    {"kept": "yesterday"},
    {"seconds": 1e308},
    {"iterations": -1},
    {"rate_changes": ((1, 1e308),)},
]


@pytest.mark.parametrize("lie", LIES)
def test_that_a_run_that_lies_is_left_out_alone_and_named(shelf: RunStore, lie) -> None:
    shelf.put(_kept())
    bad = replace(_kept(), key="bad", **lie)
    (shelf.folder / f"bad{shelves.ENDING}").write_bytes(to_json(bad))
    again = RunStore(shelf.folder)
    assert [record.key for record in again.records] == [shelf.records[0].key]
    (problem,) = again.problems
    assert "bad.run.json" in problem


def test_that_a_run_of_20_000_marked_pictures_is_read_again(shelf: RunStore) -> None:
    names = tuple(
        f"a class of some length/IMG_20261126_{number:08}.jpeg" for number in range(20_000)
    )
    data = DataSettings(kind="pictures", folder="photos", leave_out=names)
    shelf.put(replace(_kept(), experiment=Experiment(data=data)))
    (found,) = RunStore(shelf.folder).records
    assert found.experiment.data == data


def test_that_a_kept_run_holds_few_objects_however_long_its_curves_are(shelf: RunStore) -> None:
    line = Line(range(400), [None, *np.linspace(1, 0.1, 399)])
    shelf.put(replace(_kept(), train_cost=line, test_cost=line))
    # Whatever the first reading alone needs is there afterwards.
    assert len(RunStore(shelf.folder).records) == 1
    before = sys.getallocatedblocks()
    (found,) = RunStore(shelf.folder).records
    assert sys.getallocatedblocks() - before < 400
    assert found.train_cost == found.test_cost == line
