"""What a dead window left is offered once; what a living one keeps never is."""

import json
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import OutputError
from core.experiment.presets import preset
from core.projects.project import DESCRIPTION, FORMAT, Project, write_project
from core.projects.recovery import Recovery
from core.training.worker.session import Session

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def project() -> Project:
    session = Session()
    session.submit(preset("flower"), lambda done, total: None)
    found = session.capture_project()
    assert found is not None
    return found


def test_that_a_living_window_is_offered_to_nobody(tmp_path: Path, project: Project) -> None:
    living, other = Recovery(tmp_path), Recovery(tmp_path)
    living.put(project)
    assert other.offers() == ()
    living.close()
    other.close()


DIES = """
import os, sys
from core.experiment.presets import preset
from core.projects.recovery import Recovery
from core.training.worker.session import Session
from pathlib import Path
session = Session()
session.submit(preset("flower"), lambda done, total: None)
recovery = Recovery(Path(sys.argv[1]))
recovery.put(session.capture_project())
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of POSIX")
def test_that_a_killed_window_is_offered_until_it_is_forgotten(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", DIES, str(tmp_path)], cwd=ROOT, check=False)
    first, second = Recovery(tmp_path), Recovery(tmp_path)
    (offer,) = first.offers()
    assert offer.description.experiment == preset("flower")
    # One window at a time offers it, and no answer is no answer.
    assert second.offers() == ()
    first.close()
    (again,) = second.offers()
    second.forget(again.file)
    second.close()
    assert list(tmp_path.iterdir()) == []


def test_that_a_window_that_is_closed_leaves_nothing(tmp_path: Path, project: Project) -> None:
    recovery = Recovery(tmp_path / "recovery")
    recovery.put(project)
    recovery.close()
    assert list((tmp_path / "recovery").iterdir()) == []


def test_that_what_cannot_be_read_is_taken_away(tmp_path: Path) -> None:
    (tmp_path / "1-aa.lock").touch()
    (tmp_path / "1-aa.layerbench").write_bytes(b"half of it")
    recovery = Recovery(tmp_path)
    assert recovery.offers() == ()
    recovery.close()
    assert list(tmp_path.iterdir()) == []


def test_that_a_newer_version_finds_what_an_older_one_cannot_read(tmp_path: Path) -> None:
    file = tmp_path / "1-aa.layerbench"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(DESCRIPTION, json.dumps({"format": FORMAT + 1}))
    recovery = Recovery(tmp_path)
    assert recovery.offers() == ()
    recovery.close()
    assert file.exists()


def test_that_what_a_killed_window_was_writing_goes_with_what_it_left(tmp_path: Path) -> None:
    half, alien = (tmp_path / f".layerbench-{n}-{16 * 'a'}.tmp" for n in (1, 12))
    for path in (tmp_path / "1-aa.lock", half, alien):
        path.touch()
    recovery = Recovery(tmp_path)
    assert recovery.offers() == ()
    recovery.close()
    assert list(tmp_path.iterdir()) == [alien]


def test_that_a_project_whose_lock_is_gone_is_offered(tmp_path: Path, project: Project) -> None:
    write_project(project, tmp_path / "1-aa.layerbench")
    recovery = Recovery(tmp_path)
    (offer,) = recovery.offers()
    recovery.forget(offer.file)
    recovery.close()
    assert list(tmp_path.iterdir()) == []


def test_that_what_was_brought_back_and_left_again_as_it_was_is_offered_once(
    tmp_path: Path, project: Project
) -> None:
    dead = [Recovery(tmp_path) for _ in range(2)]
    for one in dead:
        one.put(project)
        one.close(keep=True)
    recovery = Recovery(tmp_path)
    (offer,) = recovery.offers()
    recovery.forget(offer.file)
    recovery.close()
    assert list(tmp_path.iterdir()) == []


def test_that_what_is_left_knows_the_project_that_it_belongs_to(
    tmp_path: Path, project: Project
) -> None:
    dead = Recovery(tmp_path)
    dead.project_file = "/home/leaves.layerbench"
    dead.put(project)
    dead.close(keep=True)
    recovery = Recovery(tmp_path)
    (offer,) = recovery.offers()
    assert offer.description.file == "/home/leaves.layerbench"
    assert project.description.file == ""
    recovery.close()


def test_that_a_folder_that_cannot_be_made_is_told_until_it_can(
    tmp_path: Path, project: Project
) -> None:
    (tmp_path / "file").touch()
    recovery = Recovery(tmp_path / "file" / "recovery")
    with pytest.raises(OutputError, match=r"recovery: nothing can be written there \(Not a dir"):
        recovery.put(project)
    assert recovery.offers() == ()
    (tmp_path / "file").unlink()
    recovery.put(project)
    with closing(Recovery(recovery.folder)) as other:
        assert not other.problem
    recovery.close()
