"""The one line of figures at the foot of the window."""

from dataclasses import dataclass

from core.messages import to_translate, tr, translate
from core.training.snapshots.snapshot import Snapshot
from gui.widgets.number_format import grouped


@dataclass(frozen=True, slots=True)
class WayWords:
    """What the line and its tooltip say of a way to train."""

    label: str
    tip: str


PARAMETRISATIONS = {
    "direct": WayWords(
        to_translate("ordinary updates"),
        to_translate("Every update works on the whole weights, as it is written in the course."),
    ),
    "span": WayWords(
        to_translate("fast updates, as there are fewer samples than inputs"),
        to_translate(
            "There are fewer samples than inputs, and every gradient of the first layer is a "
            "mixture of the samples. So this run keeps how much of each sample is in the weights, "
            "which is far fewer numbers. The steps are the same and take a fraction of the time; "
            "the whole weights are worked out when they are shown or saved."
        ),
    ),
}


def figures(snapshot: Snapshot) -> str:
    """Say what the numbers on the screen were made of."""
    network = snapshot.experiment.network
    text = tr(
        "{train} train, {test} test samples   seed {seed}   {precision}, {way}   "
        "{count} weights and biases"
    )
    if snapshot.dataset.blank:
        text = tr("no data   {precision}   {count} weights and biases")
    return text.format(
        train=grouped(snapshot.train_count),
        test=grouped(snapshot.test_count),
        seed=network.seed,
        precision=network.precision,
        way=translate(PARAMETRISATIONS[snapshot.parametrisation].label),
        count=grouped(snapshot.parameter_count),
    )
