"""The table of what trials are sorted by: figures of a run, the smaller the better."""

from dataclasses import dataclass

from core.messages import to_translate

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Goal:
    """One row: the figure of this `name` of a run, and whether more of it is better.

    It is of the test samples where `of_test`.
    """

    name: str
    label: str
    of_test: bool
    more_is_better: bool

    def loss(self, figure: float) -> float:
        """Turn a figure into what is made small."""
        return 1.0 - figure if self.more_is_better else figure


GOALS = {
    row.name: row
    for row in (
        Goal("test_cost", to_translate("test cost"), True, False),
        Goal("test_accuracy", to_translate("test accuracy"), True, True),
        Goal("train_cost", to_translate("train cost"), False, False),
        Goal("train_accuracy", to_translate("train accuracy"), False, True),
    )
}
# Costs of two losses are no curve.
_LOSS = "training.loss"


def goal_of(name: str, keys: tuple[str, ...], tested: bool) -> Goal:
    """Return a row of GOALS; of "auto" the cost, or the accuracy where the loss is varied.

    It is of the test samples where there are any (`tested`).
    """
    if name != AUTO:
        return GOALS[name]
    part, figure = "test" if tested else "train", "accuracy" if _LOSS in keys else "cost"
    return GOALS[f"{part}_{figure}"]
