"""Two cost surfaces of one network on one data set that differ in one choice, with a descent each.

A descent begins from the same first weights on both, with the experiment's own settings.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from core.data.dataset import Dataset
from core.data.load import load_unscaled
from core.data.scaling import SCALINGS, scale_dataset
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.messages import Message, to_translate
from core.network.losses import AUTO, LOSSES, OUTPUTS
from core.network.parameters import Parameters, count
from core.training.analyses.cost_surface import Plane, Surface, extents_of, surface
from core.training.metrics import score
from core.training.trainer import Trainer

# Points of a path, at most, and the updates of a descent: so many, or fewer that together take
# so many multiplications (some seconds).
POINTS, UPDATES, WORK = 60, 2000, 2**36
# Updates of so many multiplications are made before anybody else has a turn.
TURN = 2**22
Report = Callable[[int, int], None]
Path = list[tuple[int, Parameters]]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: what it is called, and the settings, by their keys, that make it so."""

    label: Message
    settings: tuple[tuple[str, str], ...]

    def of(self, experiment: Experiment) -> Experiment:
        """Return the experiment with these settings."""
        return with_settings(experiment, dict(self.settings))


class Comparison(NamedTuple):
    """What is compared, and on which plane."""

    sides: tuple[Side, Side]
    plane: Plane


@dataclass(frozen=True, slots=True, eq=False)
class ComparedSurface:
    """The surface of one side, with the path of its descent.

    `cost` and `metric`, that of the targets, are of all training samples where the descent ended.
    """

    side: Side
    surface: Surface
    cost: float
    metric: float

    @property
    def iterations(self) -> int:
        """Count the updates of the descent, up to where its cost was no longer finite."""
        return int(self.surface.iterations[-1])


@dataclass(frozen=True, slots=True, eq=False)
class ComparedSurfaces:
    """Both surfaces; `run` is the run on the bench whose experiment they are of."""

    comparison: Comparison
    surfaces: tuple[ComparedSurface, ComparedSurface]
    run: int = 0


def _losses(targets: str) -> Iterable[Side]:
    for row in LOSSES.values():
        for output in row.outputs.get(targets, ()):
            label = Message(row.label)
            if len(row.outputs[targets]) > 1 and output != AUTO:
                label = Message(
                    to_translate("{loss}, {output}"),
                    loss=label,
                    output=Message(OUTPUTS[output].label),
                )
            yield Side(label, (("training.loss", row.name), ("network.output", output)))


def _scalings(targets: str) -> Iterable[Side]:
    for row in SCALINGS.values():
        yield Side(Message(row.label), (("data.scaling", row.name),))


@dataclass(frozen=True, slots=True)
class ComparisonChoice:
    """One row of COMPARISONS: what differs, and the `sides` for a kind of targets in TARGETS."""

    name: str
    label: str
    sides: Callable[[str], Iterable[Side]]


COMPARISONS = {
    row.name: row
    for row in (
        ComparisonChoice("losses", to_translate("two losses"), _losses),
        ComparisonChoice("scalings", to_translate("two scalings of the inputs"), _scalings),
    )
}


def compare_surfaces(
    experiment: Experiment,
    dataset: Dataset,
    comparison: Comparison,
    first_weights: Parameters | None = None,
    report: Report | None = None,
) -> ComparedSurfaces:
    """Descend on both sides, and work out both surfaces about where the descents end.

    Over two weights of the same inputs both surfaces have the same extents. `report(done, total)`
    comes now and then, and what it raises ends it. Raises LayerbenchError where a side cannot be
    trained, or its data cannot be read.
    """
    report = report or (lambda done, total: None)
    descents = [
        _descend(_trainer(experiment, dataset, side, first_weights), report)
        for side in comparison.sides
    ]
    plane, extents = comparison.plane, None
    one, other = (trainer.dataset.inputs for trainer, _ in descents)
    if plane.weights and one == other:
        both = [
            extents_of(trainer.network, path, trainer.dataset.train, plane)
            for trainer, path in descents
        ]
        x, y = (
            (min(low for low, _ in ends), max(high for _, high in ends))
            for ends in zip(*both, strict=True)
        )
        extents = x, y
    first, second = (
        _compared(side, trainer, path, plane, extents, report)
        for side, (trainer, path) in zip(comparison.sides, descents, strict=True)
    )
    return ComparedSurfaces(comparison, (first, second))


def _trainer(
    experiment: Experiment, dataset: Dataset, side: Side, first_weights: Parameters | None
) -> Trainer:
    changed = side.of(experiment)
    if changed.data != experiment.data:
        # Of data whose kind knows no scaling, too: it is never part of the bench.
        dataset = scale_dataset(load_unscaled(changed.data, before=dataset), changed.data.scaling)
    return Trainer(changed, dataset, first_weights=first_weights)


def _descend(trainer: Trainer, report: Report) -> tuple[Trainer, Path]:
    """Train for a short run, and return it with some points of its path."""
    work = count(trainer.network.sizes) * trainer.batches.size * 3
    updates = min(trainer.updates, UPDATES, max(POINTS, WORK // work))
    places = sorted({round(updates * place / POINTS) for place in range(1, POINTS + 1)} - {0})
    path = [(0, trainer.parameters.copy())]
    for place in places:
        while trainer.iteration < place and not trainer.finished:
            trainer.step(min(place - trainer.iteration, max(1, TURN // work)))
            report(trainer.iteration, updates)
        if trainer.iteration > path[-1][0]:
            path.append((trainer.iteration, trainer.parameters.copy()))
    return trainer, path


def _compared(
    side: Side,
    trainer: Trainer,
    path: Path,
    plane: Plane,
    extents: tuple[tuple[float, float], tuple[float, float]] | None,
    report: Report,
) -> ComparedSurface:
    found = surface(trainer.network, path, trainer.dataset.train, plane, report, extents)
    end = dict(path)[int(found.iterations[-1])]
    scored = score(trainer.network, end, *trainer.train, executor=trainer.executor)
    return ComparedSurface(side, found, scored.cost, scored.accuracy)
