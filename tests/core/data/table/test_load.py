"""Facts about samples from tables: the numbers are those of other libraries, on odd tables too."""

import csv
import io
import unicodedata
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import (
    MinMaxScaler,
    MultiLabelBinarizer,
    OneHotEncoder,
    OrdinalEncoder,
    StandardScaler,
)

from core.data.dataset import Dataset
from core.data.load import load
from core.data.split import split
from core.data.table.read import read_table
from core.errors import DataError
from core.experiment.inputs import Inputs, TableInputs
from core.experiment.settings import DataSettings

CITIES = ("Paris", "Wien, Alt", "São Paulo", "Oslo")
JOBS = ("cook", "singer", "", "cook;singer", "painter;cook", "?")


def _people(count: int = 60) -> list[list[str]]:
    """Return rows of city, jobs, age with a decimal comma, income with thousands, and an answer."""
    random = np.random.RandomState(4)
    rows = []
    for number in range(count):
        age = "n/a" if number % 9 == 0 else f"{random.uniform(18, 80):.1f}".replace(".", ",")
        city = "null" if number % 11 == 0 else CITIES[random.randint(4)]
        income = f"{random.randint(900, 90_000):,}".replace(",", ".")
        answer = "no" if random.rand() < 0.5 else "yes"
        rows.append([city, JOBS[random.randint(6)], age, income, answer])
    return rows


NAMES = ["city", "jobs", "age", "income", "bought"]


def _write(file: Path, rows: list[list[str]], names: list[str] = NAMES) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened, delimiter=";").writerows([names, *rows])


def _load(file: Path, **more: object) -> Dataset:
    return load(DataSettings(kind="table", folder=str(file), **more))


def _float(text: str) -> float:
    return np.nan if text == "n/a" else float(text.replace(".", "").replace(",", "."))


def _by_hand(train: list[list[str]], rows: list[list[str]]) -> np.ndarray:
    """Return X (n, m) of some rows, learned from the training rows by scikit-learn."""
    known = [CITIES[number] for number in np.argsort([name.casefold() for name in CITIES])]
    known = [name for name in known if any(row[0] == name for row in train)]
    cities = np.array([[row[0]] for row in rows], object)
    one_hot = OneHotEncoder(categories=[known], handle_unknown="ignore", sparse_output=False)
    city = one_hot.fit([[name] for name in known]).transform(cities)
    jobs = MultiLabelBinarizer(classes=["cook", "painter", "singer"]).fit_transform(
        [[job for job in row[1].split(";") if job not in ("", "?")] for row in rows]
    )
    numbers = np.array([[_float(row[2]), _float(row[3])] for row in train])
    mean = np.nanmean(numbers, axis=0)
    scaler = StandardScaler().fit(np.where(np.isnan(numbers), mean, numbers))
    wanted = np.array([[_float(row[2]), _float(row[3])] for row in rows])
    age, income = scaler.transform(np.where(np.isnan(wanted), mean, wanted)).T
    other_city, other_job = city.sum(axis=1) == 0, jobs.sum(axis=1) == 0
    return np.vstack([city.T, other_city, jobs.T, other_job, age, income])


@pytest.fixture
def people(tmp_path: Path) -> Path:
    _write(tmp_path / "people.csv", _people())
    return tmp_path / "people.csv"


def test_that_features_are_those_of_scikit_learn_learned_from_the_training_part(
    people: Path,
) -> None:
    rows = _people()
    dataset = _load(people, test_share=0.3, split_seed=5, scaling="standardised")
    answers = np.array([row[4] == "yes" for row in rows], int)
    train, test = ([rows[index] for index in side] for side in split(answers, 0.3, 5))
    assert dataset.test
    np.testing.assert_allclose(dataset.train.X, _by_hand(train, train), atol=1e-12)
    np.testing.assert_allclose(dataset.test.X, _by_hand(train, test), atol=1e-12)
    np.testing.assert_array_equal(dataset.test.labels, [row[4] == "yes" for row in test])
    assert dataset.inputs.names[:2] == ("city = Oslo", "city = Paris")


def test_that_a_value_that_no_training_row_has_is_other(people: Path, tmp_path: Path) -> None:
    _write(tmp_path / "test.csv", [["Rome", "diver;cook", "30,5", "2.000", "yes"]] * 2)
    dataset = _load(people, test_folder=str(tmp_path / "test.csv"))
    assert dataset.test
    x = dict(zip(dataset.inputs.names, dataset.test.X[:, 0], strict=True))
    on = {name for name, value in x.items() if value == 1}
    assert on == {"city = other", "jobs = cook", "jobs = other"}
    assert (x["age"], x["income"]) == (30.5, 2000)
    assert [remark.key for remark in dataset.remarks].count("unseen") == 2


def test_that_the_test_table_may_have_its_columns_in_another_order(
    people: Path, tmp_path: Path
) -> None:
    rows = _people()
    turned = [row[::-1] for row in rows]
    _write(tmp_path / "turned.csv", turned, NAMES[::-1])
    dataset = _load(people, test_folder=str(tmp_path / "turned.csv"))
    assert dataset.test
    np.testing.assert_array_equal(dataset.train.X, dataset.test.X)


def test_that_a_test_table_without_a_column_is_refused_by_its_name(
    people: Path, tmp_path: Path
) -> None:
    _write(tmp_path / "test.csv", [row[1:] for row in _people()], NAMES[1:])
    with pytest.raises(DataError, match=r"test.csv has no column city: it has jobs, age"):
        _load(people, test_folder=str(tmp_path / "test.csv"))


def test_that_a_category_as_an_integer_is_its_place_in_order_and_0_for_others(
    people: Path,
) -> None:
    rows = _people()
    dataset = _load(people, category_code="integer", columns=dict.fromkeys(NAMES[1:4], "leave_out"))
    known = [["Oslo", "Paris", "São Paulo", "Wien, Alt"]]
    encoder = OrdinalEncoder(
        categories=known, handle_unknown="use_encoded_value", unknown_value=-1
    ).fit(np.array(known, object).T)
    expected = encoder.transform(np.array([[row[0]] for row in rows], object)) + 1
    np.testing.assert_array_equal(dataset.train.X, expected.T)
    assert dataset.inputs.names == ("city",)


def test_that_missing_numbers_may_have_a_feature_that_says_so(people: Path) -> None:
    mean, other = (_load(people, missing=rule) for rule in ("mean", "other"))
    missing = other.train.X[other.inputs.names.index("age = missing")]
    np.testing.assert_array_equal(missing, [row[2] == "n/a" for row in _people()])
    assert other.inputs.count == mean.inputs.count + 1
    told = [str(remark) for remark in mean.remarks if remark.key == "missing"]
    assert any(line.startswith("age: 7 missing numbers count as") for line in told)


def test_that_the_range_of_the_training_part_becomes_0_to_1(people: Path) -> None:
    raw, ranged = (_load(people, scaling=name, test_share=0.3) for name in ("unit", "range"))
    numbers = slice(-2, None)
    scaler = MinMaxScaler().fit(raw.train.X[numbers].T)
    assert raw.test
    assert ranged.test
    np.testing.assert_allclose(
        ranged.test.X[numbers], scaler.transform(raw.test.X[numbers].T).T, atol=1e-12
    )
    np.testing.assert_array_equal(ranged.train.X[:-2], raw.train.X[:-2])


def test_that_inputs_turn_the_text_of_a_row_into_its_sample_wherever_they_are(
    people: Path,
) -> None:
    dataset = _load(people, scaling="standardised")
    assert isinstance(dataset.inputs, TableInputs)
    stored = msgspec.json.decode(msgspec.json.encode(dataset.inputs), type=Inputs)
    for place, row in enumerate(_people()):
        cells = dict(zip(NAMES[::-1], row[::-1], strict=True))
        np.testing.assert_array_equal(stored.column(cells)[:, 0], dataset.train.X[:, place])
    with pytest.raises(DataError, match="age takes numbers, and old is none"):
        stored.column(cells | {"age": "old"})
    with pytest.raises(DataError, match="column city is missing"):
        stored.column({"age": "3"})


def test_that_the_order_of_the_rows_does_not_change_the_features(
    people: Path, tmp_path: Path
) -> None:
    _write(tmp_path / "turned.csv", _people()[::-1])
    assert _load(people).inputs.columns[0] == _load(tmp_path / "turned.csv").inputs.columns[0]


def test_that_rows_without_a_target_are_left_out_and_told(tmp_path: Path) -> None:
    rows = _people()
    rows[3][4] = ""
    _write(tmp_path / "people.csv", rows)
    dataset = _load(tmp_path / "people.csv")
    assert dataset.train.m == len(rows) - 1
    assert "people.csv: 1 row has no bought, and is left out." in map(str, dataset.remarks)


def test_that_plus_and_minus_name_two_classes(tmp_path: Path) -> None:
    _write(tmp_path / "signs.csv", [["1,5", "+"], ["2,5", "-"], ["3,5", "-"]], ["x", "class"])
    dataset = _load(tmp_path / "signs.csv")
    assert dataset.classes == ("+", "-")
    assert dataset.train.labels.tolist() == [0, 1, 1]


def test_that_the_target_is_known_by_its_name_or_is_the_last_column(people: Path) -> None:
    assert _load(people).classes == ("no", "yes")
    named = _load(people, target="City")
    assert named.classes == ("Oslo", "Paris", "São Paulo", "Wien, Alt")
    by_role = _load(people, columns={"city": "target"})
    np.testing.assert_array_equal(named.train.X, by_role.train.X)


def test_that_the_positive_class_is_class_1(people: Path) -> None:
    dataset = _load(people, positive_class="No")
    assert dataset.classes == ("yes", "no")
    assert dataset.train.labels.tolist() == [int(row[4] == "no") for row in _people()]


CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), max_size=12)
QUOTED = st.lists(
    st.tuples(
        st.integers(-9, 9),
        st.builds(lambda text, mark: f"w{text}{mark}w", CELLS, st.sampled_from([*'",;|\t', "\n"])),
    ),
    min_size=2,
    max_size=20,
)


@settings(max_examples=60)
@given(rows=QUOTED, delimiter=st.sampled_from(",;\t|"))
def test_that_quoted_cells_come_back_whatever_is_in_them(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, str]], delimiter: str
) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([("number", "text", "end"), *((*row, 1.5) for row in rows)])
    file = tmp_path_factory.mktemp("quoted") / "table.csv"
    file.write_text(written.getvalue(), encoding="utf-8", newline="")
    column = read_table(file).column("text")
    assert column.codes is not None
    found = [column.texts[code] for code in column.codes]
    assert found == [unicodedata.normalize("NFC", text) for _, text in rows]
