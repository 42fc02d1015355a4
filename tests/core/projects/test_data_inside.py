"""A project with its data inside works where the folder is not, and nothing hostile gets out."""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from core.data.folder.items import list_samples
from core.errors import Cancelled, LayerbenchError, OutputError
from core.experiment.presets import preset
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.projects.data_inside import LIST, MEMBERS, source_data
from core.projects.project import write_project
from core.projects.recovery import Recovery
from core.projects.unpacked_data import UnpackedData
from core.training.worker.session import Session
from tests.noise_photos import noise_photos

FLOWER = with_settings(preset("flower"), {"training.iterations": 40})


def quiet(done: int, total: int) -> None:
    pass


class Machine:
    """Another machine, or another start on this one: what a user has there."""

    def __init__(self, folder: Path) -> None:
        self.recovery = Recovery(folder / "recovery")
        self.unpacked = UnpackedData(folder / "unpacked", self.recovery)
        self.session = Session(self.unpacked)

    def close(self) -> None:
        self.recovery.close()
        self.unpacked.sweep()


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = noise_photos(tmp_path / "cats" / "train", ("cat", "dog"), 6, side=8)
    shutil.copy(folder / "cat" / "00.png", folder / "dog" / "copy.png")
    return folder


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with closing(Machine(tmp_path / "there")) as found:
        yield found


def of_photos(photos: Path, **changes: object) -> Experiment:
    place = {"data.kind": "pictures", "data.folder": str(photos), "data.size": 8}
    return with_settings(FLOWER, place | changes)


def trained(experiment: Experiment) -> Session:
    session = Session()
    session.submit(experiment, quiet)
    session.train()
    session.advance(10)
    return session


def handed_over(session: Session, file: Path) -> Path:
    """Save with the data inside, and take them away from where they were."""
    project, trainer = session.capture_project(), session.trainer
    assert project is not None
    assert trainer is not None
    settings = trainer.experiment.data
    write_project(project, file, source_data(settings, trainer.dataset))
    for folder in filter(None, (settings.folder, settings.test_folder)):
        Path(folder).rename(f"{folder} moved")
    return file


def test_that_a_project_with_its_pictures_inside_goes_on_without_the_folder(
    tmp_path: Path, photos: Path, machine: Machine
) -> None:
    corrections = {
        "data.test_share": 0.25,
        "data.leave_out": ["cat/02.png"],
        "data.relabel": {"dog/01.png": "cat"},
    }
    before = trained(of_photos(photos, **corrections))
    file, after = handed_over(before, tmp_path / "a.layerbench"), machine.session
    opened = after.open_project(file, quiet)
    assert (opened.problem, opened.iteration, opened.data_inside) == (None, 10, True)
    assert opened.experiment.data.folder.endswith("cats/train")
    for session in (before, after):
        session.train()
        session.advance(20)
    assert before.trainer is not None
    assert after.trainer is not None
    assert np.array_equal(before.trainer.parameters.flat, after.trainer.parameters.flat)
    # What was left out can be looked at and taken back.
    items = list_samples(opened.experiment.data, opened.dataset)
    assert all(Path(item.path).is_file() for item in items)
    back = with_settings(opened.experiment, {"data.leave_out": [], "data.relabel": {}})
    assert after.submit(back, quiet) is not None


def test_that_a_table_of_labels_comes_along(tmp_path: Path, photos: Path, machine: Machine) -> None:
    names = sorted(path.relative_to(photos).as_posix() for path in photos.rglob("*.png"))
    rows = [f"{name},{('furry;small', 'furry', '')[row % 3]}" for row, name in enumerate(names)]
    (photos / "labels.csv").write_text("\n".join(["file,labels", *rows]))
    before = trained(of_photos(photos))
    assert before.trainer is not None
    assert before.trainer.dataset.classes == ("furry", "small")
    file, after = handed_over(before, tmp_path / "a.layerbench"), machine.session
    opened = after.open_project(file, quiet)
    assert (opened.problem, opened.iteration) == (None, 10)
    np.testing.assert_array_equal(opened.dataset.train.Y, before.trainer.dataset.train.Y)


def test_that_a_table_of_classes_comes_along(
    tmp_path: Path, photos: Path, machine: Machine
) -> None:
    loose = tmp_path / "loose"
    loose.mkdir()
    rows = ["id,breed"]
    for number, path in enumerate(sorted(photos.rglob("*.png"))):
        shutil.copy(path, loose / f"{number}x.png")
        rows.append(f"{number}x,{path.parent.name}")
    more = [f"{number}y,cat" for number in range(500)]  # of pictures that are not there
    (loose / "train.csv").write_text("\n".join([*rows, *more]))
    before = trained(of_photos(loose))
    assert before.trainer is not None
    assert before.trainer.dataset.classes == ("cat", "dog")
    file, after = handed_over(before, tmp_path / "a.layerbench"), machine.session
    opened = after.open_project(file, quiet)
    assert (opened.problem, opened.iteration) == (None, 10)
    np.testing.assert_array_equal(opened.dataset.train.Y, before.trainer.dataset.train.Y)


def test_that_each_picture_is_inside_once_by_the_hash_of_its_bytes(
    tmp_path: Path, photos: Path
) -> None:
    bytes_of = {path: path.read_bytes() for path in photos.rglob("*.png")}
    with zipfile.ZipFile(handed_over(trained(of_photos(photos)), tmp_path / "a.zip")) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
        inside = {name[len(MEMBERS) :] for name in members if name.startswith(MEMBERS)}
        assert inside == {hashlib.sha256(content).hexdigest() for content in bytes_of.values()}
        assert len(inside) == len(bytes_of) - 1
        assert not any(str(photos.parent).encode() in content for content in members.values())


def test_that_a_test_folder_within_the_folder_and_a_folder_left_out_come_along(
    tmp_path: Path, photos: Path, machine: Machine
) -> None:
    noise_photos(photos / "test", ("cat", "dog"), 3, side=8)
    (photos / "blurred").mkdir()
    shutil.copy(photos / "cat" / "00.png", photos / "blurred")
    changes = {
        "data.test_folder": str(photos / "test"),
        "data.leave_out": ["blurred", "test/cat/00.png"],
    }
    before = trained(of_photos(photos, **changes))
    project, trainer = before.capture_project(), before.trainer
    assert project is not None
    assert trainer is not None
    data = source_data(trainer.experiment.data, trainer.dataset)
    write_project(project, tmp_path / "a.layerbench", data)
    shutil.rmtree(photos)
    opened = machine.session.open_project(tmp_path / "a.layerbench", quiet)
    assert opened.problem is None
    assert opened.dataset.test is not None
    assert opened.dataset.test.names == trainer.dataset.test.names


def test_that_arrays_come_inside_too(tmp_path: Path, machine: Machine) -> None:
    points = np.random.RandomState(1)
    file = tmp_path / "points.npz"
    np.savez(file, X=points.randn(3, 20), Y=points.randint(0, 2, (1, 20)))
    arrays = with_settings(FLOWER, {"data.kind": "arrays", "data.folder": str(file)})
    before = trained(arrays)
    opened = machine.session.open_project(handed_over(before, tmp_path / "a.layerbench"), quiet)
    assert (opened.problem, opened.iteration) == (None, 10)


def test_that_unpacked_data_stay_while_a_window_uses_them_or_can_be_recovered(
    tmp_path: Path, photos: Path
) -> None:
    file, there = handed_over(trained(of_photos(photos)), tmp_path / "a.layerbench"), tmp_path / "b"
    first, second = Machine(there), Machine(there)
    places = {m.session.open_project(file, quiet).experiment.data.folder for m in (first, second)}
    assert len(places) == 1
    second.close()
    assert Path(*places).is_dir()
    # As after a kill: its project and its lock stay.
    project = first.session.capture_project()
    assert project is not None
    first.recovery.put(project)
    first.recovery.close(keep=True)
    third = Machine(there)
    offers = third.recovery.offers()
    third.unpacked.sweep()
    opened = third.session.open_project(offers[0].file, quiet)
    assert (opened.problem, opened.experiment.data.folder) == (None, *places)
    third.recovery.forget(offers[0].file)
    third.unpacked.sweep()
    assert Path(*places).is_dir()
    third.close()
    assert not (there / "unpacked").exists()


def test_that_a_project_whose_writing_is_broken_off_leaves_the_old_file(
    tmp_path: Path, photos: Path
) -> None:
    session = trained(of_photos(photos))
    project, trainer = session.capture_project(), session.trainer
    assert project is not None
    assert trainer is not None
    file = tmp_path / "a.layerbench"
    file.write_bytes(b"old")

    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        write_project(project, file, source_data(trainer.experiment.data, trainer.dataset), stop)
    (photos / "cat" / "00.png").write_bytes(b"other")
    with pytest.raises(OutputError, match=r"00\.png: it has changed since the network read it"):
        write_project(project, file, source_data(trainer.experiment.data, trainer.dataset))
    assert file.read_bytes() == b"old"
    assert {path.name for path in tmp_path.iterdir()} == {"a.layerbench", "cats"}


def rewritten(change: Callable[[dict[str, bytes]], None]) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        change(members)
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)

    return damage


def with_list(change: Callable[[dict], None]) -> Callable[[Path], None]:
    def damage(members: dict[str, bytes]) -> None:
        listed = json.loads(members[LIST])
        change(listed)
        members[LIST] = json.dumps(listed).encode()

    return rewritten(damage)


def renamed(name: str) -> Callable[[Path], None]:
    def change(listed: dict) -> None:
        listed["files"][name] = listed["files"].pop(next(iter(listed["files"])))

    return with_list(change)


def first_member(members: dict[str, bytes]) -> str:
    return next(name for name in members if name.startswith(MEMBERS))


def with_two_of_a_name(file: Path) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(first_member(dict.fromkeys(archive.namelist(), b"")), b"other")


def packed(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[first_member(members)] = bytes(5_000_000)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def overlapping(file: Path) -> None:
    """Have every picture claim to reach to the end of the file, over all that follow."""
    content = bytearray(file.read_bytes())
    size, at = (len(content) // 2).to_bytes(4, "little"), content.find(b"PK\1\2")
    while at >= 0:
        content[at + 20 : at + 28] = size * 2
        at = content.find(b"PK\1\2", at + 46)
    file.write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [
        renamed("../../evil.png"),
        renamed("/evil.png"),
        renamed("0/cats/train/cat/\0.png"),
        with_list(lambda listed: listed.update(folder="..")),
        with_list(lambda listed: listed.update(empty_folders=["../evil"])),
        with_list(lambda listed: listed.update(files={})),
        with_list(lambda listed: listed["files"].update({"0/x.png": "0" * 64})),
        with_list(lambda listed: listed["files"].update({"0/x.png": "../run.npz"})),
        rewritten(lambda members: members.pop(LIST)),
        rewritten(lambda members: members.pop(first_member(members))),
        rewritten(lambda members: members.update({MEMBERS + "1" * 64: b"more"})),
        rewritten(lambda members: members.update({LIST: b"[" * 100_000})),
        with_two_of_a_name,
        packed,
        overlapping,
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_that_a_hostile_project_is_refused_in_a_sentence(
    tmp_path: Path, photos: Path, machine: Machine, damage: Callable[[Path], None]
) -> None:
    file = handed_over(trained(of_photos(photos)), tmp_path / "a.layerbench")
    damage(file)
    with pytest.raises(LayerbenchError, match=r"a\.layerbench"):
        machine.session.open_project(file, quiet)
    assert not machine.unpacked.folder.exists()


def very_often(file: Path) -> None:
    """Have one large picture stand in many places."""
    content = bytes(1_000_000)

    def change(members: dict[str, bytes]) -> None:
        listed, digest = json.loads(members[LIST]), hashlib.sha256(content).hexdigest()
        names = (f"0/cats/train/cat/{number}" for number in range(100))
        listed["files"] |= dict.fromkeys(names, digest)
        members |= {LIST: json.dumps(listed).encode(), MEMBERS + digest: content}

    rewritten(change)(file)


@pytest.mark.parametrize(
    "damage",
    [
        rewritten(lambda members: members.update({first_member(members): b"other"})),
        renamed("0/cats/train/cat/02.png/x.png"),
        renamed("0/cats/train/cat/" + "x" * 300),
        very_often,
    ],
    ids=["wrong hash", "file for a folder", "long name", "one picture very often"],
)
def test_that_the_network_comes_without_data_that_cannot_be_unpacked(
    tmp_path: Path, photos: Path, machine: Machine, damage: Callable[[Path], None]
) -> None:
    file = handed_over(trained(of_photos(photos)), tmp_path / "a.layerbench")
    damage(file)
    opened = machine.session.open_project(file, quiet)
    assert opened.dataset.blank
    assert str(file) in str(opened.problem)
    assert list(machine.unpacked.folder.glob("*/*")) == []
