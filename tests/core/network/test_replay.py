"""Replayed calls come to the bits of the plain ones, and what cannot be replayed stays plain."""

from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.ours import Ours, experiment_of
from benchmarks.work import Work
from core.data.dataset import Dataset
from core.data.load import load
from core.experiment.presets import preset
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.network import replay
from core.network.activations import ACTIVATIONS
from core.network.optimisers import OPTIMISERS
from core.training.trainer import Trainer

compiled = pytest.mark.skipif(not replay.IS_ON, reason="replay.c is not compiled, or left out")
CHOICES = ([0, 1, 64], list(ACTIVATIONS), list(OPTIMISERS), ["float64", "float32"])


def _assert_same_bits(experiment: Experiment, dataset: Dataset, updates: int) -> None:
    bits = []
    with pytest.MonkeyPatch.context() as patch:
        for is_on in (True, False):
            patch.setattr(replay, "IS_ON", is_on)
            trainer = Trainer(experiment, dataset)
            trainer.step(updates)
            state = trainer.update_step.rule.state.values()
            costs = trainer.history.train_cost.curve().values
            bits.append([x.tobytes() for x in (trainer.parameters.flat, costs, *state)])
    assert bits[0] == bits[1]


def _assert_work_has_same_bits(work: Work, updates: int, **training: object) -> None:
    changes = {f"training.{key}": value for key, value in training.items()}
    _assert_same_bits(with_settings(experiment_of(work), changes), Ours(work).dataset(), updates)


@compiled
@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize(("batch", "precision"), list(product((0, 7), ("float64", "float32"))))
def test_that_every_crossing_of_settings_comes_to_the_same_bits(
    optimiser: str, batch: int, precision: str
) -> None:
    ways = ("direct", "span") if OPTIMISERS[optimiser].linear else ("direct",)
    for way, l2, keep in product(ways, (0.0, 0.5), (1.0, 0.7)):
        work = Work("", (30, 4, 3, 1), 24, 20, 20, 0.1, batch, "tanh", optimiser, precision, way)
        _assert_work_has_same_bits(work, 20, l2=l2, keep_probability=keep)


@compiled
@settings(max_examples=60)
@given(
    sizes=st.lists(st.sampled_from([1, 3, 4, 8, 24]), min_size=2, max_size=5),
    m=st.integers(3, 500),
    choices=st.tuples(*map(st.sampled_from, CHOICES)),
    loss=st.sampled_from(["cross_entropy", "hinge"]),
    l1=st.sampled_from([0.0, 0.2]),
)
def test_that_networks_of_any_shape_come_to_the_same_bits(
    sizes: list[int], m: int, choices: tuple[Any, ...], loss: str, l1: float
) -> None:
    work = Work("", tuple(sizes), m, 9, 9, 0.1, *choices, "direct")
    _assert_work_has_same_bits(work, 9, loss=loss, l1=l1)


@compiled
@pytest.mark.parametrize("name", ["flower", "deep-cats", "football-l2", "moons-adam"])
def test_that_published_runs_come_to_the_same_bits(
    name: str, request: pytest.FixtureRequest
) -> None:
    experiment = preset(name)
    files = {"pictures": {"data.folder": "cat/train"}, "arrays": {"data.folder": "football.npz"}}
    for key, file in files.get(experiment.data.kind, {}).items():
        folder: Path = request.getfixturevalue("course")
        experiment = with_settings(experiment, {key: str(folder / file)})
    _assert_same_bits(experiment, load(experiment.data), 300)


@compiled
def test_that_nothing_of_a_small_network_is_left_plain() -> None:
    work = Work("", (2, 8, 8, 1), 300, 9, 9, 0.03, 10, "tanh", "adam")
    trainer = Trainer(experiment_of(work), Ours(work).dataset())
    trainer.step()
    (passes,) = trainer.update_step._passes.values()
    assert [call.__name__ for call in (*passes._forward, *passes._backward)] == ["replay"] * 2


def _by_its_numbers(x: np.ndarray, out: np.ndarray) -> None:
    np.add(x, 1.0 if x[0] > 0 else 2.0, out)


@compiled
def test_that_what_depends_on_numbers_is_called_as_it_is() -> None:
    call = partial(_by_its_numbers, np.ones(3), np.empty(3))
    assert list(replay.replayed([call])) == [call]


@compiled
def test_that_a_number_times_infinity_is_what_dot_makes_of_it() -> None:
    call = partial(np.dot, np.zeros((1, 1)), np.full((1, 3), np.inf), np.empty((1, 3)))
    assert list(replay.replayed([call])) == [call]


@compiled
def test_that_other_bits_than_those_of_the_plain_call_are_never_taken() -> None:
    factors, out = iter((1.0, 2.0)), np.zeros(3)

    def double_later(x: np.ndarray, out: np.ndarray) -> None:
        np.multiply(x, next(factors, 3.0), out)

    call = partial(double_later, np.ones(3), out)
    assert list(replay.replayed([call])) == [call]
