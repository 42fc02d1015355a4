"""The table DEPTHS: how much of the window is shown, each depth with all of the one before."""

from dataclasses import dataclass
from enum import IntEnum

from core.messages import to_translate


class Depth(IntEnum):
    """From which depth on a control, a view or a command is shown."""

    LEARN = 1
    EXPERIMENT = 2
    EVERYTHING = 3


@dataclass(frozen=True, slots=True)
class DepthRow:
    """One depth as a row of a table, with its name in files and its words in the menu."""

    name: str
    label: str
    tip: str


DEPTHS = {
    Depth.LEARN: DepthRow(
        "learn",
        to_translate("&Learn"),
        to_translate("Only the controls and views that a beginner or a lesson needs."),
    ),
    Depth.EXPERIMENT: DepthRow(
        "experiment",
        to_translate("E&xperiment"),
        to_translate("What an experiment of one's own needs, too: optimisers, penalties, maps."),
    ),
    Depth.EVERYTHING: DepthRow(
        "everything",
        to_translate("E&verything"),
        to_translate("All controls, views and commands."),
    ),
}
FIRST = Depth.EVERYTHING
"""That of the first start. Pictures of one's own need views and settings of every depth, such as
Calibration for "none of these"; settings that few need are folded away then."""


def depth_of(name: str) -> Depth | None:
    """Return the depth of this name; None where there is none."""
    return next((depth for depth, row in DEPTHS.items() if row.name == name), None)
