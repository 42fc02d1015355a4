"""Facts about the first rows of a table beside what they become."""

from pathlib import Path

import numpy as np
import pytest

from core.data.dataset import samples_at
from core.data.load import load
from core.data.sample import Sample
from core.data.table.preview import PreviewColumn, preview_table
from core.experiment.settings import DataSettings

ROWS = [
    (i, f"person {i}", ("Lima", "Oslo", "Rome")[i % 3], "cook;singer" if i % 2 else "cook",
     f"{i / 7:.4f}".replace(".", ","), "yes" if i % 4 else "no")
    for i in range(40)
]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    lines = ["id;name;city;jobs;size;ok"]
    lines += [f'{i};{name};{city};"{jobs}";{size};{ok}' for i, name, city, jobs, size, ok in ROWS]
    (tmp_path / "table.csv").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path / "table.csv"


def _preview(file: Path, **more: object) -> dict[str, PreviewColumn]:
    columns = preview_table(DataSettings(kind="table", folder=str(file), **more))
    return {column.name: column for column in columns}


def test_that_every_column_has_its_role_and_its_first_cells(file: Path) -> None:
    columns = _preview(file, columns={"name": "category", "size": "leave_out"})
    assert {name: column.role for name, column in columns.items()} == {
        "id": "leave_out",
        "name": "category",
        "city": "category",
        "jobs": "categories",
        "size": "leave_out",
        "ok": "target",
    }
    assert (columns["id"].guess.reason, columns["name"].guess.reason) == (
        "row_numbers",
        "free_text",
    )
    assert columns["size"].guess.role == "number"
    assert columns["city"].cells[:4] == ("Lima", "Oslo", "Rome", "Lima")


def test_that_cells_stand_beside_the_features_that_they_become(file: Path) -> None:
    columns = _preview(file)
    city, jobs, size = (columns[name] for name in ("city", "jobs", "size"))
    assert city.feature_names == ("city = Lima", "city = Oslo", "city = Rome", "city = other")
    assert city.features is not None
    np.testing.assert_array_equal(city.features[:, :3], np.eye(4)[:, :3])
    assert jobs.features is not None
    np.testing.assert_array_equal(jobs.features[:, 1], [1, 1, 0])
    assert size.features is not None
    np.testing.assert_allclose(size.features[0], [round(i / 7, 4) for i in range(8)])
    assert columns["ok"].features is None


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("one_hot", np.sqrt(2) * (1 - np.eye(3))),
        ("integer", np.abs(np.subtract.outer(range(3), range(3)))),
    ],
)
def test_that_integers_make_distances_that_one_hot_codes_do_not(
    file: Path, code: str, expected: np.ndarray
) -> None:
    city = _preview(file, category_code=code)["city"]
    assert city.values == ("Lima", "Oslo", "Rome")
    assert city.distances is not None
    np.testing.assert_allclose(city.distances, expected)


def test_that_of_very_many_numbers_the_first_are_shown(tmp_path: Path) -> None:
    lines = ["size;ok", *(f"{i / 4}".replace(".", ",") + f";{i % 2}" for i in range(12_000))]
    (tmp_path / "table.csv").write_text("\n".join(lines), encoding="utf-8")
    size = _preview(tmp_path / "table.csv")["size"]
    assert size.cells[:3] == ("0", "0.25", "0.5")
    assert size.features is not None
    np.testing.assert_array_equal(size.features[0, :3], [0, 0.25, 0.5])


def test_that_an_empty_cell_becomes_what_the_network_of_now_has_for_it(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("size;ok\n" + "".join(f"{i * i or ''};{i % 2}\n" for i in range(40)))
    settings = DataSettings(kind="table", folder=str(file), test_share=0.3)
    inputs = load(settings).inputs
    of_train, of_all = (preview_table(settings, given)[0].features for given in (inputs, None))
    assert of_train is not None
    assert of_all is not None
    assert of_train[0, 0] == inputs.columns[0].mean != of_all[0, 0]
    assert of_all[0, 0] == pytest.approx(np.mean([i * i for i in range(1, 40)]))


def test_that_samples_say_which_of_their_features_are_of_empty_cells(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    rows = ((i if i % 5 else "", "ab"[i % 2], i / 2 if i % 7 else "?", i % 3) for i in range(1, 41))
    file.write_text("n;kind;x;ok\n" + "".join(f"{a};{b};{c};{d}\n" for a, b, c, d in rows))
    dataset = load(DataSettings(kind="table", folder=str(file), test_share=0.3))
    assert dataset.inputs.names[0] == "n"
    for test, side in ((False, dataset.train), (True, dataset.test)):
        numbers = side.lines - 1
        for feature, every in ((0, 5), (dataset.inputs.names.index("x"), 7)):
            missing = [Sample(place, test).is_missing(dataset, feature) for place in range(side.m)]
            assert missing == (numbers % every == 0).tolist()
    part = samples_at(dataset.train, np.arange(3, 9))
    np.testing.assert_array_equal(part.missing, dataset.train.missing[:, 3:9])
