"""Facts about what fits into memory."""

import pytest

from core.errors import ExperimentError
from core.experiment.settings import Experiment, NetworkSettings, TrainingSettings
from core.training.memory_check import check_memory

LARGE = (12_288, 10_000, 10_000, 1)


def test_that_a_network_too_large_is_refused_with_the_numbers() -> None:
    with pytest.raises(ExperimentError, match=r"222,9\d\d,\d* weights .* 10.* 8\.0 GB are free"):
        check_memory(LARGE, Experiment(), 209, 8_000_000_000)


def test_that_single_precision_needs_half_and_batches_less() -> None:
    large = Experiment(
        network=NetworkSettings(precision="float32"), training=TrainingSettings(batch_size=10)
    )
    check_memory(LARGE, large, 209, 6_000_000_000)
    with pytest.raises(ExperimentError):
        check_memory(LARGE, Experiment(), 209, 6_000_000_000)


def test_that_nothing_is_refused_where_the_system_does_not_tell() -> None:
    check_memory(LARGE, Experiment(), 209, None)
