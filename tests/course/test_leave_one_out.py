"""What a picture taught logistic-cats is what training without its file gives."""

from pathlib import Path

import numpy as np
import pytest

from core.data.load import load
from core.data.sample import Sample
from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.training.analyses.leave_one_out import LeaveOneOut, leave_out
from core.training.trainer import Trainer

# Of its 2,000: by then the answers are far from what they begin with.
UPDATES = 40


def test_that_leaving_a_picture_out_equals_training_from_scratch(course: Path) -> None:
    folders = {
        "data.folder": str(course / "cat/train"),
        "data.test_folder": str(course / "cat/test"),
    }
    experiment = with_settings(preset("logistic-cats"), {**folders, "training.iterations": UPDATES})
    dataset = load(experiment.data)
    sample = Sample.of(dataset, 3, test=True)
    runs = LeaveOneOut(experiment, dataset, sample, UPDATES)
    while not runs.advance():
        pass
    x = sample.x(dataset)[:, np.newaxis]
    for number in np.random.RandomState(0).choice(dataset.train.m, 5, replace=False).tolist():
        in_span = Trainer(experiment, leave_out(dataset, number))
        assert in_span.parametrisation.name == "span"
        name = dataset.train.names[number]
        without = with_settings(experiment, {"data.leave_out": [name]})
        scratch = Trainer(without, load(without.data, before=dataset), parametrisation="direct")
        answers = []
        for trainer in (in_span, scratch):
            trainer.step(UPDATES)
            answers.append(float(trainer.network.forward(trainer.parameters, x).A[-1][0, 0]))
        assert answers[0] == pytest.approx(answers[1], abs=1e-9)
        assert abs(answers[0] - 0.5) > 1e-3
