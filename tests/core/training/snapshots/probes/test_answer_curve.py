"""The answer along a single input, and the hinges of ReLU units that add up to it."""

import numpy as np

from core.data.load import load
from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.training.run import run
from core.training.snapshots.probes.answer_curve import AnswerCurve
from core.training.snapshots.snapshot import State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.trainer import Trainer


def seen(**settings: object) -> tuple[Trainer, AnswerCurve | None]:
    experiment = with_settings(preset("wave"), {"training.iterations": 300, **settings})
    trainer = run(experiment, load(experiment.data))
    snapshot = Snapshotter(trainer, 1).take(State.FINISHED, 1, 1, ["answer_curve"])
    return trainer, snapshot.probes["answer_curve"]


def test_that_the_curve_is_the_sum_of_what_its_units_add() -> None:
    trainer, curve = seen()
    (W1, W2), (b1, b2) = trainer.parameters.W, trainer.parameters.b
    scale = trainer.dataset.target_scale
    output = W2 @ np.maximum(0, W1 * curve.x + b1) + b2
    answers = (output * scale.deviation[0] + scale.mean[0])[0]
    np.testing.assert_allclose(curve.answers, answers, rtol=1e-12, atol=1e-12)
    alone = b2[0, 0] * scale.deviation[0] + scale.mean[0]
    np.testing.assert_allclose((curve.parts - alone).sum(axis=0) + alone, answers, atol=1e-12)
    x = trainer.dataset.train.X[0]
    assert curve.span[0] < x.min() < x.max() < curve.span[1]


def test_that_it_bends_at_the_hinges_and_nowhere_else() -> None:
    _, curve = seen()
    assert 0 < len(curve.hinges) <= 8
    bend = np.abs(np.diff(curve.answers, 2))
    bent = curve.x[1:-1][bend > 1e-9 * np.ptp(curve.answers)]
    step = curve.x[1] - curve.x[0]
    apart = np.abs(bent[:, np.newaxis] - curve.hinges)
    assert apart.min(axis=1).max() < step
    assert apart.min(axis=0).max() < step
    # On the curve itself, which is straight between its places.
    np.testing.assert_allclose(
        curve.bends, np.interp(curve.hinges, curve.x, curve.answers), atol=0.05
    )


def test_that_deeper_or_smooth_networks_have_a_curve_without_such_parts() -> None:
    for settings in ({"network.hidden": [4, 3]}, {"network.activation": "tanh"}):
        _, curve = seen(**settings)
        assert (len(curve.parts) == 0) is ("network.hidden" in settings)
        assert (len(curve.hinges) == 0) is ("network.activation" in settings)
        assert np.isfinite(curve.answers).all()


def test_that_several_inputs_or_classes_have_no_curve() -> None:
    assert seen(**{"data.kind": "houses"})[1] is None
    assert seen(**{"data.kind": "moons", "training.loss": "cross_entropy"})[1] is None
