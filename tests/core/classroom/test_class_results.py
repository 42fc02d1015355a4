"""Facts about the sheet of a class: every project is a row, and a damaged one says why."""

import csv
import io
import shutil
from pathlib import Path

import pytest

from core.classroom.class_results import ClassRow, read_class, to_csv
from core.data.load import load
from core.errors import Cancelled, DataError
from core.experiment.presets import preset
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.projects.own_words import NO_WORDS, OwnWords
from core.projects.project import capture_project, write_project
from core.training.run import run
from core.training.trainer import Trainer
from tests.noise_photos import noise_photos

ZEROS = with_settings(preset("circles-zeros"), {"training.iterations": 60})
GOOD = with_settings(ZEROS, {"network.initialisation": "he", "network.hidden": [8]})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four projects of a class, as a course's server hands them out: a folder for each student."""
    folder = tmp_path_factory.mktemp("class")
    save(ZEROS, folder / "student 10" / "work.layerbench", OwnWords(author="Ada", title="Zeros"))
    save(GOOD, folder / "student 2" / "=1+1.layerbench")
    (folder / "student 3").mkdir()
    (folder / "student 3" / "broken.layerbench").write_bytes(b"PK\x03\x04 not a zip")
    photos = noise_photos(folder / "photos", ("cat", "dog"), 4, side=8)
    changes = {"data.kind": "pictures", "data.folder": str(photos), "data.size": 8}
    save(with_settings(GOOD, changes), folder / "student 4" / "photos.layerbench")
    shutil.rmtree(photos)
    return folder


def trained(experiment: Experiment) -> Trainer:
    return run(experiment, load(experiment.data))


def save(experiment: Experiment, file: Path, words: OwnWords = NO_WORDS) -> None:
    file.parent.mkdir()
    write_project(capture_project(trained(experiment), words), file)


@pytest.fixture(scope="module")
def rows(folder: Path) -> dict[str, ClassRow]:
    return {row.name: row for row in read_class(folder)}


def test_that_every_project_is_a_row_in_natural_order(rows: dict[str, ClassRow]) -> None:
    names = ["student 2/=1+1", "student 3/broken", "student 4/photos", "student 10/work"]
    assert [name.replace("\\", "/") for name in rows] == names


def test_that_a_row_has_the_last_figures_of_the_run_and_what_health_says(
    rows: dict[str, ClassRow],
) -> None:
    result = rows["student 10/work"].result
    assert result is not None
    alone = trained(ZEROS)
    assert result.words == OwnWords(author="Ada", title="Zeros")
    assert result.iterations == 60
    assert result.train_cost == alone.history.train_cost.curve().values[-1]
    assert result.test_accuracy == alone.history.test_accuracy.curve().values[-1]
    assert "symmetric_units" in {finding.key for finding in result.findings}
    other = rows["student 2/=1+1"].result
    assert other is not None
    assert "symmetric_units" not in {finding.key for finding in other.findings}


def test_that_a_damaged_file_is_a_row_with_its_error(rows: dict[str, ClassRow]) -> None:
    row = rows["student 3/broken"]
    assert row.result is None
    assert "broken.layerbench" in row.remarks[0]


def test_that_a_project_whose_data_are_gone_has_its_figures_and_says_that(
    rows: dict[str, ClassRow],
) -> None:
    row = rows["student 4/photos"]
    assert row.result is not None
    assert row.result.train_cost is not None
    assert row.remarks[0].startswith("Health was not looked at")


def test_that_the_table_of_a_class_is_read_back_by_other_programs(
    rows: dict[str, ClassRow],
) -> None:
    found = list(csv.DictReader(io.StringIO(to_csv(tuple(rows.values())).decode())))
    by_name = {row["project"].replace("\\", "/"): row for row in found}
    zeros = rows["student 10/work"].result
    assert zeros is not None
    assert float(by_name["student 10/work"]["train_cost"]) == zeros.train_cost
    assert by_name["student 10/work"]["author"] == "Ada"
    assert by_name["student 3/broken"]["train_cost"] == ""
    assert "broken.layerbench" in by_name["student 3/broken"]["problem"]


def test_that_reading_a_class_can_be_cancelled_between_two_projects(folder: Path) -> None:
    seen = []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_class(folder, stop)
    assert seen[-1] == (1, 4)


def test_that_a_folder_without_projects_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no project"):
        read_class(tmp_path)
    with pytest.raises(DataError, match="no such folder"):
        read_class(tmp_path / "none")
