"""Facts about the words that compare runs."""

from typing import Any

import pytest

from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.experiment.toml import with_settings
from core.network.optimisers import OPTIMISERS
from core.runs.comparison import compare
from core.runs.record import FORMAT, Line, Record

BASE = Experiment(
    data=DataSettings(kind="moons"),
    network=NetworkSettings(hidden=(4,), activation="tanh"),
    training=TrainingSettings(learning_rate=0.1),
)
MORE = "More than one thing differs, so none of them alone explains the results."


def _record(changes: dict[str, object] | None = None, **others: Any) -> Record:
    usual: dict[str, Any] = {
        "format": FORMAT,
        "key": "1",
        "name": "first",
        "kept": "2026-11-21T12:00:00+00:00",
        "experiment": with_settings(BASE, changes or {}),
        "diverged": False,
        "unit": "iteration",
        "iterations": 1000,
        "seconds": 0.1,
        **{name: Line() for name in ("train_cost", "test_cost", "train_accuracy", "test_accuracy")},
    }
    return Record(**(usual | others))


def test_that_one_difference_is_said_with_all_that_is_the_same() -> None:
    found = compare([_record(), _record({"network.activation": "relu"})])
    assert found.sentence() == (
        "Same data, same starting weights, same training; only the activation differs: tanh / ReLU."
    )
    assert found.warnings == ()


def test_that_runs_of_the_same_settings_are_said_to_be_so() -> None:
    assert compare([_record(), _record()]).sentence() == "The same settings."


def test_that_more_differences_are_listed_with_a_warning() -> None:
    changes = {"training.learning_rate": 0.01, "network.hidden": [20, 7]}
    found = compare([_record(), _record(changes)])
    assert found.sentence() == (
        "Same data; 2 things differ: size of the hidden layers: 4 / 20 x 7; "
        "learning rate: 0.1 / 0.01."
    )
    assert found.warnings == (MORE,)


def test_that_three_runs_are_compared_at_once() -> None:
    runs = [_record({"training.learning_rate": rate}) for rate in (0.1, 0.01, 1)]
    assert compare(runs).differences[0].values == ("0.1", "0.01", "1")


def test_that_other_data_is_one_difference_and_warns_of_other_samples() -> None:
    found = compare([_record(), _record({"data.kind": "flower", "data.samples": 90})])
    assert [difference.sentence() for difference in found.differences] == ["data: moons / flower"]
    assert found.warnings == ("Costs and accuracies are of other samples.",)


def test_that_a_corrected_label_is_named_and_makes_the_samples_no_others() -> None:
    photos = {"data.kind": "pictures", "data.folder": "/photos"}
    corrected = photos | {"data.relabel": {"city/7.jpg": "forest"}}
    found = compare([_record(photos), _record(corrected)])
    assert found.sentence() == (
        "Same training; only the correction of labels differs: none / city/7.jpg forest."
    )
    (warning,) = found.warnings
    assert "A few samples or labels differ" in warning


@pytest.mark.parametrize(
    "changes",
    [
        {"training.way": "direct"},
        {"training.momentum": 0.5},
        {"training.dropout_seed": 7},
        {"training.shuffle_seed": 7},
        {"training.decay_rate": 7.0},
        {"network.leak": 0.5},
        {"network.activation": ["tanh"]},
        {"title": "another"},
    ],
)
def test_that_a_setting_without_a_say_is_no_difference(changes: dict[str, object]) -> None:
    assert compare([_record(), _record(changes)]).differences == ()


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_that_only_what_the_optimiser_reads_is_a_difference(optimiser: str) -> None:
    choice = {"training.optimiser": optimiser}
    for name in {name for row in OPTIMISERS.values() for name in row.settings}:
        other = _record(choice | {f"training.{name}": 0.5})
        differing = [difference.key for difference in compare([_record(choice), other]).differences]
        assert differing == [f"training.{name}"] * (name in OPTIMISERS[optimiser].settings)


def test_that_a_setting_read_by_one_optimiser_only_is_no_second_difference() -> None:
    changes = {"training.optimiser": "momentum", "training.momentum": 0.5}
    found = compare([_record(), _record(changes)])
    assert [difference.key for difference in found.differences] == ["training.optimiser"]


def test_that_the_code_of_categories_is_the_only_difference_of_two_runs() -> None:
    people = {"data.kind": "people"}
    found = compare([_record(people), _record(people | {"data.category_code": "integer"})])
    assert "nly the code of the categories differs: one-hot / integer." in found.sentence()


@pytest.mark.parametrize(
    ("changes", "others", "kinds"),
    [
        ({"training.l2": 0.7}, {}, "with L2"),
        ({"training.keep_probability": 0.8}, {}, "with dropout"),
        ({"training.batch_size": 16}, {"unit": "epoch"}, "mean over an epoch"),
    ],
)
def test_that_costs_of_different_kinds_are_warned_of(
    changes: dict[str, object], others: dict[str, Any], kinds: str
) -> None:
    (warning,) = compare([_record(), _record(changes, **others)]).warnings
    assert kinds in warning
    assert "different kinds" in warning


def test_that_a_run_whose_settings_changed_on_the_way_is_named() -> None:
    (warning,) = compare([_record(), _record(name="odd", rate_changes=((20, 0.1),))]).warnings
    assert warning.startswith("Settings of odd were changed on the way")


def test_that_a_rate_which_no_update_used_was_no_change_on_the_way() -> None:
    other = _record(name="other")
    changes = ((0, 0.1), (other.iterations, 0.2))
    assert compare([_record(), _record(name="other", rate_changes=changes)]).warnings == ()
