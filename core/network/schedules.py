"""How the learning rate changes from epoch to epoch; in a full-batch run every update is one."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi
from typing import Protocol

from core.messages import to_translate
from core.network.formula import Formula


class ScheduleSettings(Protocol):
    """The settings that schedules read."""

    @property
    def decay_rate(self) -> float: ...
    @property
    def decay_factor(self) -> float: ...
    @property
    def decay_interval(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Schedule:
    """One row: `factor(epoch, epochs, decay)` is what is left of the learning rate in an epoch.

    Epochs count from 0; `epochs` is how many the whole run has. `settings` names the
    training settings that it reads. `rate` is the learning rate of an epoch, written of
    learning_rate0 (α₀), epoch, epochs and those settings.
    """

    name: str
    label: str
    formula: str
    rate: Formula
    factor: Callable[[int, int, ScheduleSettings], float]
    settings: tuple[str, ...] = ()

    @property
    def counts(self) -> tuple[str, ...]:
        """Name what `rate` counts by: epoch, both of epoch and epochs, or nothing."""
        words = re.findall(r"\w+", self.rate.numpy)
        return tuple(name for name in ("epoch", "epochs") if name in words)


def _constant(epoch: int, epochs: int, decay: ScheduleSettings) -> float:
    return 1.0


# The course's two schedules (C2W2) set the rate after every epoch, from the number of the
# epoch just ended, so the first two epochs have the full rate: hence "epoch - 1" here.
def _inverse_time(epoch: int, epochs: int, decay: ScheduleSettings) -> float:
    return 1 / (1 + decay.decay_rate * max(epoch - 1, 0))


def _inverse_time_steps(epoch: int, epochs: int, decay: ScheduleSettings) -> float:
    return 1 / (1 + decay.decay_rate * (max(epoch - 1, 0) // decay.decay_interval))


# The next three take the epoch's own number, as frameworks do.
def _exponential(epoch: int, epochs: int, decay: ScheduleSettings) -> float:
    return decay.decay_factor**epoch


def _step(epoch: int, epochs: int, decay: ScheduleSettings) -> float:
    return decay.decay_factor ** (epoch // decay.decay_interval)


def _cosine(epoch: int, epochs: int, decay: ScheduleSettings) -> float:
    # Loshchilov and Hutter 2017, "SGDR", arXiv:1608.03983, equation 5, without restarts.
    return (1 + cos(pi * min(epoch / epochs, 1.0))) / 2


_ENDED_LATEX = r"\max(epoch - 1, 0)"

SCHEDULES = {
    row.name: row
    for row in (
        Schedule(
            "constant",
            to_translate("constant"),
            "α = α₀",
            Formula("α₀", r"\alpha_0", "learning_rate0"),
            _constant,
        ),
        Schedule(
            "inverse_time",
            to_translate("inverse time"),
            to_translate("α = α₀ / (1 + rate · epoch), epoch: the last one that ended"),
            Formula(
                "α₀ / (1 + decay_rate * max(epoch - 1, 0))",
                rf"\frac{{\alpha_0}}{{1 + \mathrm{{decay\_rate}} \cdot {_ENDED_LATEX}}}",
                "learning_rate0 / (1 + decay_rate * np.maximum(epoch - 1, 0))",
            ),
            _inverse_time,
            ("decay_rate",),
        ),
        Schedule(
            "inverse_time_steps",
            to_translate("inverse time in steps"),
            to_translate(
                "α = α₀ / (1 + rate · ⌊epoch / interval⌋), epoch: the last one that ended"
            ),
            Formula(
                "α₀ / (1 + decay_rate * ⌊max(epoch - 1, 0) / decay_interval⌋)",
                r"\frac{\alpha_0}{1 + \mathrm{decay\_rate} \cdot "
                rf"\lfloor {_ENDED_LATEX} / \mathrm{{decay\_interval}} \rfloor}}",
                "learning_rate0 / (1 + decay_rate * (np.maximum(epoch - 1, 0) // decay_interval))",
            ),
            _inverse_time_steps,
            ("decay_rate", "decay_interval"),
        ),
        Schedule(
            "exponential",
            to_translate("exponential"),
            "α = α₀ · factor^epoch",
            Formula(
                "α₀ * decay_factor^epoch",
                r"\alpha_0 \cdot \mathrm{decay\_factor}^{epoch}",
                "learning_rate0 * decay_factor**epoch",
            ),
            _exponential,
            ("decay_factor",),
        ),
        Schedule(
            "step",
            to_translate("step"),
            "α = α₀ · factor^⌊epoch / interval⌋",
            Formula(
                "α₀ * decay_factor^⌊epoch / decay_interval⌋",
                r"\alpha_0 \cdot \mathrm{decay\_factor}"
                r"^{\lfloor epoch / \mathrm{decay\_interval} \rfloor}",
                "learning_rate0 * decay_factor ** (epoch // decay_interval)",
            ),
            _step,
            ("decay_factor", "decay_interval"),
        ),
        Schedule(
            "cosine",
            to_translate("cosine"),
            "α = α₀ (1 + cos(π · epoch / epochs)) / 2",
            Formula(
                "α₀ (1 + cos(π * epoch / epochs)) / 2",
                r"\alpha_0 \, \frac{1 + \cos(\pi \cdot epoch / epochs)}{2}",
                "learning_rate0 * (1 + np.cos(np.pi * np.minimum(epoch / epochs, 1.0))) / 2",
            ),
            _cosine,
        ),
    )
}
