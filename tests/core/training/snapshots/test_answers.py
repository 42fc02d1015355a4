"""What the window answers is what the model that leaves it answers, however it is to answer."""

from dataclasses import replace as with_fields

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.sample import Sample
from core.experiment.settings import AnswerSettings
from core.models.answers import NONE
from core.training.calibration import calibrated_model
from core.training.snapshots.snapshot import State
from core.training.snapshots.snapshotter import Snapshotter
from tests.core.models.test_answers_of_models import ANSWERS, NETWORKS, trained


@pytest.mark.parametrize("answers", ANSWERS)
@pytest.mark.parametrize("network", NETWORKS)
def test_that_probes_answer_as_the_model(network: str, answers: str) -> None:
    trainer = trained(network)
    trainer.experiment = replace(trainer.experiment, answers=ANSWERS[answers])
    test = trainer.dataset.test
    assert test is not None
    model = calibrated_model(trainer)
    answered, readings = model.classes_answered(test.X), model.readings(test.X)
    snapshotter = Snapshotter(trainer, 1)
    names = {"predictions", "sample", "boundary", "occlusion"}
    for number in (0, int(np.argmin(answered))):
        snapshotter.pick(Sample.of(trainer.dataset, number, test=True))
        probes = snapshotter.take(State.PAUSED, 0, 0, names).probes
        sample = probes["sample"]
        np.testing.assert_allclose(sample.probabilities, readings[:, number], atol=1e-12)
        assert (sample.refused is not None) == (answered[number] == NONE)
        assert sample.refused or sample.answered == answered[number]
        if probes["occlusion"]:
            np.testing.assert_allclose(
                probes["occlusion"].probability, readings[sample.answered, number], atol=1e-12
            )
    np.testing.assert_array_equal(probes["predictions"].test.answered, answered)
    boundary = probes["boundary"]
    if boundary:
        x1, x2 = np.linspace(*boundary.x1, 160)[[20, 90]], np.linspace(*boundary.x2, 160)[[50, 140]]
        places = np.stack([x1, x2])
        said = model.classes_answered(places)
        seen = boundary.winner[[50, 140], [20, 90]]
        certain = boundary.certainty[[50, 140], [20, 90]]
        for k in range(2):
            assert said[k] == (NONE if certain[k] == 0.5 and model.answers.refuses else seen[k])


def test_that_given_weights_keep_the_calibration_they_came_with() -> None:
    trainer = trained("digits")
    settings = AnswerSettings(temperature="fitted", refuse="distance")
    trainer.experiment = replace(trainer.experiment, answers=settings)
    given = with_fields(calibrated_model(trainer).calibration, temperature=7.0)
    trainer.given_answers = settings, given
    iteration, trainer.iteration = trainer.iteration, 0
    try:
        assert calibrated_model(trainer).calibration is given
        trainer.iteration = iteration
        assert calibrated_model(trainer).calibration.temperature != given.temperature
        trainer.iteration = 0
        trainer.experiment = replace(trainer.experiment, answers=AnswerSettings())
        assert calibrated_model(trainer).calibration.temperature == 1
    finally:
        trainer.iteration, trainer.given_answers = iteration, None
