"""A project comes back as it was saved: the run to the bit, the network, where the data lie."""

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.errors import LayerbenchError, ModelError
from core.experiment.presets import preset
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.projects.project import (
    DESCRIPTION,
    FORMAT,
    NETWORK,
    RUN,
    read_description,
    write_project,
)
from core.training.worker.session import Session
from tests.noise_photos import noise_photos

FLOWER = with_settings(preset("flower"), {"training.iterations": 40})


def quiet(done: int, total: int) -> None:
    pass


def trained(experiment: Experiment, updates: int) -> Session:
    session = Session()
    session.submit(experiment, quiet)
    session.train()
    session.advance(updates)
    return session


def saved(session: Session, file: Path) -> Path:
    project = session.capture_project()
    assert project is not None
    write_project(project, file)
    return file


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return noise_photos(tmp_path / "photos", ("cat", "dog"), 6, side=8)


def of_photos(photos: Path) -> Experiment:
    changes = {"data.kind": "pictures", "data.folder": str(photos), "data.size": 8}
    return with_settings(FLOWER, changes)


@pytest.mark.parametrize("optimiser", ["momentum", "adam"])
def test_that_a_run_goes_on_from_a_project_bit_for_bit(tmp_path: Path, optimiser: str) -> None:
    experiment = with_settings(FLOWER, {"training.optimiser": optimiser})
    before = trained(experiment, 15)
    file = saved(before, tmp_path / "a.layerbench")
    after = Session()
    opened = after.open_project(file, quiet)
    assert (opened.experiment, opened.iteration, opened.problem) == (experiment, 15, None)
    for session in (before, after):
        session.train()
        session.advance(20)
    one, other = before.trainer, after.trainer
    assert one is not None
    assert other is not None
    assert np.array_equal(one.parameters.flat, other.parameters.flat)
    assert np.array_equal(
        one.history.train_cost.curve().values, other.history.train_cost.curve().values
    )


def test_that_a_project_says_what_is_in_it(tmp_path: Path) -> None:
    session = trained(FLOWER, 15)
    description = read_description(saved(session, tmp_path / "a.layerbench"))
    assert session.trainer is not None
    cost = session.trainer.history.train_cost.curve().values[-1]
    assert (description.experiment, description.iteration) == (FLOWER, 15)
    assert description.train_cost == cost


def test_that_what_was_captured_is_of_then_however_training_goes_on(tmp_path: Path) -> None:
    session = trained(FLOWER, 15)
    project = session.capture_project()
    assert project is not None
    session.advance(20)
    write_project(project, tmp_path / "a.layerbench")
    again = Session()
    again.open_project(tmp_path / "a.layerbench", quiet)
    assert again.iteration == 15
    assert again.trainer is not None
    assert len(again.trainer.history.train_cost.curve().at) == 15


def test_that_network_and_curves_come_back_without_the_pictures(
    tmp_path: Path, photos: Path
) -> None:
    before = trained(of_photos(photos), 10)
    assert before.trainer is not None
    file = saved(before, tmp_path / "a.layerbench")
    shutil.move(photos, tmp_path / "moved")
    after = Session()
    opened = after.open_project(file, quiet)
    assert opened.dataset.blank
    assert str(photos) in str(opened.problem)
    assert after.trainer is not None
    assert after.iteration == 10
    assert len(after.trainer.history.train_cost.curve().at) == 10
    assert np.array_equal(after.trainer.parameters.flat, before.trainer.parameters.flat)


def test_that_a_run_counts_as_it_did_without_the_pictures(tmp_path: Path, photos: Path) -> None:
    batches = {"data.test_share": 0.25, "training.batch_size": 4, "training.epochs": 7}
    before = trained(with_settings(of_photos(photos), batches), 10)
    file = saved(before, tmp_path / "a.layerbench")
    shutil.move(photos, tmp_path / "moved")
    after = Session()
    assert after.open_project(file, quiet).dataset.blank
    seen, missed = before.snapshot(0.0, 0.0), after.snapshot(0.0, 0.0)
    assert seen is not None
    assert missed is not None
    for name in ("iteration", "iterations", "unit", "train_count", "test_count"):
        assert getattr(missed, name) == getattr(seen, name)
    assert missed.place_of(10) == seen.place_of(10)
    assert missed.unit == "epoch"


def test_that_a_project_goes_on_with_pictures_that_were_moved(tmp_path: Path, photos: Path) -> None:
    before = trained(of_photos(photos), 10)
    file = saved(before, tmp_path / "a.layerbench")
    moved = shutil.move(photos, tmp_path / "moved")
    after = Session()
    opened = after.open_project(file, quiet, folder=str(moved))
    assert (opened.problem, opened.experiment.data.folder) == (None, str(moved))
    for session in (before, after):
        session.train()
        session.advance(20)
    assert before.trainer is not None
    assert after.trainer is not None
    assert np.array_equal(after.trainer.parameters.flat, before.trainer.parameters.flat)


@pytest.mark.parametrize("place", ["", "pictures/of"])
def test_that_data_that_moved_with_their_project_are_found_beside_it(
    tmp_path: Path, photos: Path, place: str
) -> None:
    home = photos.parent / "home" / place
    home.mkdir(parents=True)
    before = trained(of_photos(Path(shutil.move(photos, home))), 10)
    file = saved(before, photos.parent / "home" / "a.layerbench")
    away = Path(shutil.move(file.parent, tmp_path / "away"))
    opened = Session().open_project(away / file.name, quiet)
    assert opened.problem is None
    assert opened.experiment.data.folder == str(away / place / photos.name)
    # Other pictures of that name are not taken for them.
    next((away / place / photos.name).rglob("*.png")).unlink()
    other = Session().open_project(away / file.name, quiet)
    assert other.dataset.blank
    assert other.problem is not None


def test_that_a_newer_format_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "a.layerbench"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(DESCRIPTION, json.dumps({"format": FORMAT + 1}))
    with pytest.raises(ModelError, match="saved by a newer Layerbench"):
        read_description(file)


def test_that_a_project_of_the_first_format_goes_on_and_stays_as_it_is(tmp_path: Path) -> None:
    """Its file was saved by the last version that wrote that format."""
    file = shutil.copy(Path(__file__).parent / "files" / "format_1.layerbench", tmp_path)
    before = Path(file).read_bytes()
    session = Session()
    opened = session.open_project(file, quiet)
    assert (opened.problem, opened.iteration, opened.older, opened.data_inside) == (
        None, 15, True, False,
    )  # fmt: skip
    assert session.trainer is not None
    # Of the file that it was saved from, then.
    assert session.trainer.history.train_cost.curve().values[-1] == 0.6765420701773343
    assert Path(file).read_bytes() == before
    # Pictures were shared out one by one then.
    assert session.trainer.experiment.data.groups == "none"
    again = saved(session, tmp_path / "new.layerbench")
    assert read_description(again).format == FORMAT
    assert not Session().open_project(again, quiet).older


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def without(name: str) -> Callable[[Path], None]:
    def change(file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            members = {n: archive.read(n) for n in archive.namelist() if n != name}
        with zipfile.ZipFile(file, "w") as archive:
            for member, content in members.items():
                archive.writestr(member, content)

    return change


def packed(file: Path) -> None:
    """As a bomb would be."""
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(RUN, bytes(10_000))


def with_description(**values: object) -> Callable[[Path], None]:
    def change(file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        members[DESCRIPTION] = json.dumps(json.loads(members[DESCRIPTION]) | values).encode()
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)

    return change


def with_run(**arrays: np.ndarray) -> Callable[[Path], None]:
    def change(file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        run = io.BytesIO()
        np.savez(run, **dict(np.load(io.BytesIO(members[RUN]))) | arrays)
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in (members | {RUN: run.getvalue()}).items():
                archive.writestr(name, content)

    return change


def crowded(file: Path) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        for number in range(1001):
            archive.writestr(str(number), b"")


ENDLESS, CUBE = np.full((2, 2), np.inf), np.zeros((3, 4, 5))


@pytest.mark.parametrize(
    "damage",
    [
        emptied,
        cut,
        packed,
        crowded,
        without(DESCRIPTION),
        without(RUN),
        without(NETWORK),
        with_description(saved="yesterday"),
        with_description(saved="0001-01-01T00:00:00+14:00"),
        with_description(iteration=-1),
        with_description(train_cost=float("nan")),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_that_a_damaged_project_is_named_and_changes_nothing(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    file = saved(trained(FLOWER, 3), tmp_path / "a.layerbench")
    damage(file)
    session = trained(FLOWER, 5)
    with pytest.raises(LayerbenchError, match=r"a\.layerbench"):
        session.open_project(file, quiet)
    assert session.iteration == 5


@pytest.mark.parametrize(
    "damage",
    [
        with_run(pending=ENDLESS[0]),
        with_run(weights=ENDLESS),
        with_run(weights=ENDLESS, rate_changes=ENDLESS),
        with_run(weights=ENDLESS, curve_train_cost=CUBE),
    ],
)
def test_that_the_network_comes_without_a_run_that_is_damaged(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    file = saved(trained(FLOWER, 3), tmp_path / "a.layerbench")
    damage(file)
    opened = Session().open_project(file, quiet)
    assert str(file) in str(opened.problem)
