"""Facts about what is learned of a table's rows: numbers, several labels, and the split of both."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.preprocessing import MultiLabelBinarizer

from core.data.dataset import Dataset
from core.data.load import load
from core.data.table.columns import MOST_TEXTS
from core.errors import DataError, ExperimentError
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.suggestion import suggest_for
from core.training.run import run

LISTS = ("cook;singer", "cook", "singer", "painter;cook", "painter")


def _load(folder: Path, lines: list[str], **more: object) -> Dataset:
    (folder / "table.csv").write_text("\n".join(lines), encoding="utf-8")
    return load(DataSettings(kind="table", folder=str(folder / "table.csv"), **more))


def _houses(count: int = 60) -> tuple[list[str], np.ndarray]:
    random = np.random.RandomState(1)
    area, age = random.uniform(20, 200, count), random.uniform(-5, 5, count)
    numbers = np.round(np.stack([3 * area + 10, age - area / 50]), 3)
    rows = [
        f"{area[i]:.3f};{age[i]:.3f};{numbers[0, i]:,.3f};{numbers[1, i]}" for i in range(count)
    ]
    return ["area;age;price;change", *rows], numbers


def test_that_numbers_are_learned_in_a_scale_that_leads_back_to_them(tmp_path: Path) -> None:
    lines, numbers = _houses()
    dataset = _load(tmp_path, lines, target=("price", "change"), test_share=0.25)
    assert (dataset.targets.name, dataset.classes) == ("numbers", ("price", "change"))
    assert dataset.target_scale
    assert dataset.test
    sides = (dataset.target_scale.unscale(side.Y) for side in (dataset.train, dataset.test))
    found = np.hstack(list(sides))
    np.testing.assert_allclose(np.sort(found), np.sort(numbers), rtol=1e-12)
    price, change = dataset.train.Y
    assert price.min() >= 0
    assert price.std() == pytest.approx(1)
    assert dataset.target_scale.mean[0] == 0
    assert (change.mean(), change.std()) == pytest.approx((0, 1))


def test_that_several_columns_of_very_many_numbers_are_no_labels(tmp_path: Path) -> None:
    lines = ["a,b,c", *(f"{i % 30},{i + 0.5},{2 * i + 0.5}" for i in range(MOST_TEXTS + 1))]
    assert _load(tmp_path, lines, target=("b", "c")).targets.name == "numbers"


def test_that_numbers_far_above_0_are_learned_by_their_spread(tmp_path: Path) -> None:
    years = 1900 + 7.0 * np.arange(40) % 120
    lines = ["a,built", *(f"{year % 30},{year:.0f}" for year in years)]
    dataset = _load(tmp_path, lines, columns={"built": "number"})
    (built,) = dataset.train.Y
    assert built.std() == pytest.approx(1)
    assert built.min() >= 0
    assert built.mean() == pytest.approx(4)
    assert dataset.target_scale
    np.testing.assert_allclose(dataset.target_scale.unscale(dataset.train.Y)[0], years)


def test_that_the_price_is_the_target_by_its_name(tmp_path: Path) -> None:
    lines, numbers = _houses()
    dataset = _load(tmp_path, lines)
    assert dataset.classes == ("price",)
    assert dataset.inputs.names == ("area", "age", "change")
    assert dataset.target_scale
    np.testing.assert_allclose(dataset.target_scale.unscale(dataset.train.Y)[0], numbers[0])


def test_that_small_and_large_numbers_are_on_both_sides(tmp_path: Path) -> None:
    lines, numbers = _houses(100)
    dataset = _load(tmp_path, lines, test_share=0.2)
    assert dataset.test
    assert dataset.target_scale
    held_out = dataset.target_scale.unscale(dataset.test.Y)[0]
    tenths = np.searchsorted(np.sort(numbers[0]), held_out) // 10
    assert np.bincount(tenths, minlength=10).tolist() == [2] * 10


def test_that_a_row_whose_number_is_missing_is_left_out(tmp_path: Path) -> None:
    lines, _ = _houses()
    lines[5] = "30;2;;1"
    dataset = _load(tmp_path, lines)
    assert dataset.train.m == 59
    assert "no_target" in [remark.key for remark in dataset.remarks]


def test_that_few_whole_numbers_are_classes_unless_their_role_says_numbers(tmp_path: Path) -> None:
    lines = ["size,stars", *(f"{i * 0.5},{i % 5}" for i in range(40))]
    assert _load(tmp_path, lines).classes == ("0", "1", "2", "3", "4")
    assert _load(tmp_path, lines, columns={"stars": "number"}, target="stars").classes == ("stars",)


def test_that_a_number_that_never_changes_is_refused(tmp_path: Path) -> None:
    lines = ["size,price", *(f"{i * 0.5},7.5" for i in range(40))]
    with pytest.raises(DataError, match="price is the same in every row"):
        _load(tmp_path, lines, columns={"price": "number"}, target="price")


def test_that_words_cannot_be_learned_as_numbers(tmp_path: Path) -> None:
    lines = ["size,a,b", *(f"{i * 0.5},{i * 0.25},{'xy'[i % 2]}" for i in range(40))]
    with pytest.raises(DataError, match="b holds no numbers, such as x"):
        _load(tmp_path, lines, target=("a", "b"))


def test_that_a_list_of_words_is_learned_as_several_labels(tmp_path: Path) -> None:
    lists = [LISTS[i % 5] for i in range(40)]
    dataset = _load(tmp_path, ["size,jobs", *(f"{i * 0.5},{jobs}" for i, jobs in enumerate(lists))])
    binarizer = MultiLabelBinarizer()
    expected = binarizer.fit_transform([jobs.split(";") for jobs in lists])
    assert dataset.targets.name == "labels"
    assert dataset.classes == tuple(binarizer.classes_)
    np.testing.assert_array_equal(dataset.train.Y, expected.T)


def test_that_several_columns_of_0_and_1_are_labels(tmp_path: Path) -> None:
    lines = ["size,cat,dog", *(f"{i * 0.5},{i % 2},{i % 3 // 2}" for i in range(30))]
    dataset = _load(tmp_path, lines, target=("cat", "dog"), test_share=0.2)
    assert (dataset.targets.name, dataset.classes) == ("labels", ("cat", "dog"))
    assert dataset.train.m == 24
    whole = _load(tmp_path, lines, target=("cat", "dog"))
    np.testing.assert_array_equal(whole.train.Y.T, [[i % 2, i % 3 // 2] for i in range(30)])


@pytest.mark.parametrize(
    ("data", "targets", "loss"),
    [
        ({"kind": "houses"}, "numbers", "half_squared_error"),
        ({"kind": "people", "target": "jobs"}, "labels", "cross_entropy"),
        ({"kind": "people"}, "classes", "cross_entropy"),
    ],
)
def test_that_what_is_suggested_can_learn_the_targets(data, targets: str, loss: str) -> None:
    suggestion = suggest_for(Experiment(data=DataSettings(**data)))
    assert suggestion
    assert suggestion.changes["training.loss"] == loss
    assert ("each class" in str(suggestion)) == (targets == "classes")


def test_that_houses_are_learned_far_better_with_scaled_inputs() -> None:
    reached = []
    for scaling, rate in (("none", 1e-5), ("standardised", 0.1)):
        experiment = Experiment(
            data=DataSettings(kind="houses", scaling=scaling, test_samples=100),
            network=NetworkSettings(hidden=()),
            training=TrainingSettings(
                loss="half_squared_error", learning_rate=rate, iterations=500
            ),
        )
        score = run(experiment, load(experiment.data)).score_test()
        assert score
        reached.append(score.accuracy)
    assert reached[0] < 0.1 < 0.9 < reached[1]


def test_that_a_loss_of_classes_is_refused_for_numbers() -> None:
    experiment = Experiment(data=DataSettings(kind="houses"))
    with pytest.raises(ExperimentError):
        run(experiment, load(experiment.data))


def test_that_a_class_of_one_row_is_learned_and_the_others_are_shared_out(tmp_path: Path) -> None:
    names = ["apple"] * 30 + ["banana"] * 30 + ["banan"]
    dataset = _load(tmp_path, _of_kinds(names), test_share=0.2)
    assert dataset.test
    assert dataset.counts(dataset.train) == {"apple": 24, "banan": 1, "banana": 24}
    assert dataset.counts(dataset.test) == {"apple": 6, "banan": 0, "banana": 6}


def test_that_a_class_written_nearly_as_a_frequent_one_is_told(tmp_path: Path) -> None:
    names = ["cherry pie"] * 40 + ["type A"] * 40 + ["Cherry Pie", "chery pie", "type B"]
    told = [str(one) for one in _load(tmp_path, _of_kinds(names)).remarks if one.key == "slip"]
    assert [text.split("(")[0] for text in told] == ["kind: Cherry Pie ", "kind: chery pie "]
    assert all("a slip for cherry pie, correct it in table.csv" in text for text in told)


def _of_kinds(names: list[str]) -> list[str]:
    return ["size,kind", *(f"{number * 7 % 10},{name}" for number, name in enumerate(names))]
