"""Facts about a rate far too high: it is the first cause, measured by the cost at the start."""

import pytest

from core.data.load import load
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.training.health.findings import Finding
from core.training.health.registry import final_findings
from core.training.run import run

DATA = DataSettings(kind="shapes", size=8, samples=120, test_share=0.25)
RELU = NetworkSettings(hidden=(16,), activation="relu", initialisation="he")


@pytest.fixture(scope="module", params=[0.0, 0.3, 3.0])
def found(request: pytest.FixtureRequest) -> tuple[Finding, ...]:
    """What is found of a run in batches by Adam at a rate of 100, with some L2."""
    training = TrainingSettings(
        learning_rate=100.0, optimiser="adam", batch_size=16, epochs=20, l2=request.param
    )
    return final_findings(run(Experiment(data=DATA, network=RELU, training=training), load(DATA)))


def test_that_a_rate_far_too_high_is_told_first(found: tuple[Finding, ...]) -> None:
    assert found[0].key == "rate_too_high"
    assert "rate of 100" in found[0].sentence()
    assert found[0].offer
    assert found[0].offer.changes.keys() == {"training.learning_rate"}


def test_that_the_cost_has_risen_from_that_of_the_first_weights(
    found: tuple[Finding, ...],
) -> None:
    assert found[0].values["first"] < 5
    assert found[0].values["since"] == 1
    assert "overfitting" not in {finding.key for finding in found}


def test_that_no_l2_is_offered_against_the_rate(found: tuple[Finding, ...]) -> None:
    offers = [finding.offer.changes for finding in found if finding.offer]
    assert offers
    assert not any("training.l2" in changes for changes in offers)
