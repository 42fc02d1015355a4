"""Painted points: what the settings say is what is learned from."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.load import load
from core.errors import DataError, ExperimentError
from core.experiment.settings import DataSettings, Experiment
from core.experiment.toml import from_toml, to_toml, with_settings

POINTS = ((0.0, 1.0, 0), (2.0, -1.0, 1), (0.5, 0.25, 2))


def test_that_painted_points_are_the_samples() -> None:
    dataset = load(DataSettings(kind="painted", points=POINTS))
    np.testing.assert_array_equal(dataset.train.X.T, [point[:2] for point in POINTS])
    assert list(dataset.train.labels) == [0, 1, 2]
    assert len(dataset.classes) == 3


def test_that_there_are_points_before_the_first_stroke() -> None:
    assert load(DataSettings(kind="painted")).train.m == 40


def test_that_painted_points_survive_the_file() -> None:
    experiment = with_settings(Experiment(), {"data.kind": "painted", "data.points": list(POINTS)})
    assert from_toml(to_toml(experiment)) == experiment


@pytest.mark.parametrize("labels", [(0, 0), (0, 2), (1, 1)])
def test_that_points_without_two_whole_classes_are_refused(labels: tuple[int, int]) -> None:
    points = tuple((float(i), 0.0, label) for i, label in enumerate(labels))
    with pytest.raises(DataError, match="paint some"):
        load(DataSettings(kind="painted", points=points))


def test_that_a_point_that_is_no_number_is_refused() -> None:
    with pytest.raises(ExperimentError, match="finite"):
        DataSettings(points=((float("nan"), 0.0, 0),))


def test_that_classes_keep_their_names_and_a_new_one_is_numbered() -> None:
    named = DataSettings(kind="painted", points=POINTS, class_names=("upper moon", "lower moon"))
    assert load(named).classes == ("upper moon", "lower moon", "class 3")
    assert load(DataSettings(kind="painted", points=POINTS)).classes[0] == "class 1"
    with pytest.raises(DataError, match="a name of its own"):
        load(replace(named, class_names=("moon", "moon")))


def test_that_the_first_point_of_a_class_is_learned_and_the_others_are_shared_out() -> None:
    points = tuple((float(i), float(i % 7), i % 2) for i in range(20))
    shared = DataSettings(kind="painted", points=points, test_share=0.2)
    more = load(replace(shared, points=(*points, (9.0, 9.0, 2))))
    assert (load(shared).train.m, load(shared).test.m) == (16, 4)
    assert (more.train.m, more.test.m) == (17, 4)
    assert more.train.labels.tolist().count(2) == 1
    assert more.train.Y.shape == (3, 17)
    assert more.test.Y.shape == (3, 4)
    alone = load(replace(shared, points=((0.0, 0.0, 0), (1.0, 1.0, 1))))
    assert (alone.train.m, alone.test) == (2, None)
