"""Points in the plane: the published numbers, scikit-learn's, and what every generator keeps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.generated.points import (
    circles,
    flower,
    moons,
    spiral,
    xor,
)

GENERATORS = (flower, circles, moons, xor, spiral)
CLASSES = {flower: 2, circles: 2, moons: 2, xor: 2, spiral: 3}


def test_that_the_flower_has_the_published_sums():
    X, labels = flower(400, 0.2, 1)
    assert X.T.ravel().sum() == pytest.approx(10.087983277441666, rel=1e-12)
    assert X[0, 0] == 1.204442292254319
    assert X[1, 399] == 3.0683292081876545
    assert labels.tolist() == [0] * 200 + [1] * 200


@pytest.mark.parametrize(
    ("draw", "samples", "noise", "seed", "total"),
    [
        (circles, 300, 0.05, 1, 0.10318058999808777),
        (circles, 100, 0.05, 2, -0.418253070660783),
        (moons, 300, 0.2, 3, 229.31214774688254),
    ],
)
def test_that_circles_and_moons_have_the_published_sums(draw, samples, noise, seed, total):
    assert draw(samples, noise, seed)[0].sum() == pytest.approx(total, rel=1e-10)


@pytest.mark.parametrize(
    ("draw", "oracle"),
    [(circles, "make_circles"), (moons, "make_moons")],
)
@given(
    samples=st.integers(2, 301),
    noise=st.floats(0, 2, allow_subnormal=False),
    seed=st.integers(0, 2**32 - 1),
)
def test_that_circles_and_moons_are_scikit_learns_bit_for_bit(draw, oracle, samples, noise, seed):
    from sklearn import datasets  # takes seconds, in every worker

    X, labels = draw(samples, noise, seed)
    their_X, their_labels = getattr(datasets, oracle)(samples, noise=noise, random_state=seed)
    np.testing.assert_array_equal(X, their_X.T)
    np.testing.assert_array_equal(labels, their_labels)


@pytest.mark.parametrize("draw", GENERATORS)
@given(
    samples=st.integers(3, 60),
    noise=st.sampled_from([0.0, 0.2, 10.0]),
    seed=st.integers(0, 2**32 - 1),
)
def test_that_any_number_of_points_is_shared_out_among_all_classes(draw, samples, noise, seed):
    X, labels = draw(samples, noise, seed)
    counts = np.bincount(labels)
    assert X.shape == (2, samples)
    assert X.dtype == np.float64
    assert np.isfinite(X).all()
    assert len(counts) == CLASSES[draw]
    assert counts.sum() == samples
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("draw", [flower, circles, moons, xor])
def test_that_two_points_are_one_of_each_class(draw):
    assert sorted(draw(2, 0.1, 5)[1]) == [0, 1]


@pytest.mark.parametrize("draw", GENERATORS)
def test_that_the_seed_decides_the_points_and_the_global_generator_does_not(draw):
    np.random.seed(7)
    first = draw(50, 0.3, 4)
    np.random.seed(8)
    again, other = draw(50, 0.3, 4), draw(50, 0.3, 5)
    np.testing.assert_array_equal(first[0], again[0])
    np.testing.assert_array_equal(first[1], again[1])
    assert not np.array_equal(first[0], other[0])


@pytest.mark.parametrize("draw", GENERATORS)
def test_that_drawing_leaves_the_global_generator_alone(draw):
    np.random.seed(7)
    draw(50, 0.3, 4)
    drawn = np.random.rand()
    np.random.seed(7)
    assert drawn == np.random.rand()


def test_that_circles_without_noise_have_radius_1_and_0_8():
    X, labels = circles(40, 0.0, 1)
    np.testing.assert_allclose(np.hypot(*X), np.where(labels == 0, 1.0, 0.8))


def test_that_the_classes_of_xor_without_noise_are_the_signs():
    X, labels = xor(400, 0.0, 1)
    np.testing.assert_array_equal(labels, (X[0] > 0) != (X[1] > 0))
    quadrants = 2 * (X[0] > 0) + (X[1] > 0)
    assert np.bincount(quadrants.astype(int), minlength=4).min() > 60


def test_that_the_arms_of_a_spiral_start_in_the_middle_and_end_at_radius_1():
    X, labels = spiral(300, 0.0, 1)
    for arm in range(3):
        radius = np.hypot(*X[:, labels == arm])
        assert radius[0] == 0
        assert radius[-1] == pytest.approx(1)
        assert (np.diff(radius) > 0).all()
